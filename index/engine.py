"""The seam behind which documents are kept and searched: files on this machine, or a server.

An `Engine` is one published generation, as it is read; it never changes. An
`EngineStore` is the place where generations are written and published. The way of a question:

    candidates = engine.candidates(question, vector)      stage one
    part = engine.part(candidates)                        their documents, whole, as a `Collection`
    qa.retrieval ranks the passages of `part` with `candidates.statistics`

Whatever stands behind, the same documents give the same scores to 1e-6 for every passage whose document
is among the candidates.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import Protocol

from index.candidates import DEPTH, DOCUMENTS, Candidates
from index.change import Change
from index.chunking import Chunking
from index.collection import Collection
from index.documents import Document, DocumentEntry
from index.embedding import Encoder, Progress, Vectors
from index.passages import Passage
from index.stored_contents import Contents
from index.verification import Checked


class Engine(Protocol):
    """The documents of one generation.

    `documents` has them by name, in the order of their names. It and `passages`, in the order of their
    documents, may read what is asked of them only then: looking up one costs what that one costs, going
    through all costs what all do. Reading raises `IndexDamagedError` where what is read is not what was written.
    """

    @property
    def id(self) -> str:
        """See `index.collection.Collection.id`: equal for equal documents, encoder and chunking."""
        ...

    @property
    def documents(self) -> Mapping[str, Document]: ...

    @property
    def passages(self) -> Sequence[Passage]: ...

    @property
    def out_of_date(self) -> tuple[Document, ...]:
        """The documents that `current` left out."""
        ...

    @property
    def encoder_identity(self) -> str: ...

    @property
    def chunking(self) -> Chunking: ...

    def candidates(self, question: str, vector: Vectors, depth: int = DEPTH, documents: int = DOCUMENTS) -> Candidates:
        """Stage one: the `documents` most promising documents among those of the `depth` best rows by each signal.

        `vector` is the question's unit vector, shape (dimensions,). A small collection gives all its documents.
        """
        ...

    def part(self, candidates: Candidates) -> Collection:
        """The candidates' documents, whole, with all their passages and vectors, in the order of this collection.

        Its BM25 weighs terms and measures lengths by `candidates.statistics`.
        """
        ...

    def passages_of(self, name: str) -> Sequence[Passage]:
        """A document's passages, in order; none for a near-duplicate that says nothing of its own."""
        ...

    def opening_passages(self, most: int) -> Sequence[Passage]:
        """At most so many: the first of every document in order, then the second of each, and so on."""
        ...

    @property
    def entries(self) -> Mapping[str, DocumentEntry]:
        """What is known of every document without reading it, by name, in the order of `documents`."""
        ...

    @property
    def stems(self) -> Sequence[str]:
        """The stem of every word that stands in a passage, each once, in any order."""
        ...

    def passages_with(self, stem: str) -> int:
        """How many passages hold a word of that stem."""
        ...

    def texts_with(self, stems: Sequence[str], most: int) -> Sequence[str]:
        """The texts of the first passages, at most so many, that hold words of all these stems."""
        ...

    def only(self, names: Container[str]) -> Engine:
        """These documents alone; what words are worth is counted anew. `DocumentError` where they have no text."""
        ...

    def current(self) -> Engine:
        """The documents that are not out of date. Raises `DocumentError` where all are."""
        ...


class EngineStore(Protocol):
    """Where generations are written, one at a time, and published in one step. As text it says where that is.

    Readers see the generation before or the new one, never both. Errors are those of `index.store.Store`.
    """

    @property
    def exists(self) -> bool:
        """Whether a generation was ever published here."""
        ...

    @property
    def holds_seeds(self) -> bool:
        """Whether it was made of the default collection alone."""
        ...

    def open(self, encoder: Encoder, chunking: Chunking | None = None) -> Engine:
        """The generation in force."""
        ...

    def open_as_built(self) -> Engine:
        """As `open`, for the encoder and chunking that it was made with, whatever they are."""
        ...

    def contents(self) -> Contents:
        """What stands in it, by whatever encoder it was made."""
        ...

    def verify(self) -> Checked:
        """Check every checksum and every law. Raises `IndexDamagedError` for the first thing that is wrong."""
        ...

    def update(
        self,
        encoder: Encoder,
        chunking: Chunking | None = None,
        add: Iterable[Document] = (),
        remove: Iterable[str] = (),
        progress: Progress | None = None,
        rebuild: bool = False,
        seeds: bool = False,
        waiting: Callable[[], None] | None = None,
        out_of_date: Mapping[str, str] | None = None,
    ) -> Change:
        """Write a generation with these changes and publish it; see `index.store.Store.update`."""
        ...

    def compact(self) -> int:
        """Drop what is not needed; returns how many bytes were freed."""
        ...
