"""Documents and all that is needed to search them, in memory and immutable."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, zip_longest

import numpy as np
from numpy.typing import NDArray

from index.candidates import DEPTH, DOCUMENTS, Candidates
from index.chunking import Chunking
from index.content import Content, Field, Layout, split_all
from index.documents import Document, DocumentEntry
from index.embedding import Encoder, Progress, Vectors
from index.errors import DocumentError
from index.hybrid_index import HybridIndex
from index.passages import Passage


@dataclass(frozen=True)
class Collection:
    """Documents, their passages, and two search fields: one over passages, one over sentences.

    Rows of `by_passage` are the passages in order; rows of `by_sentence` are the sentences
    of all passages in order, and `owners[row]` is the passage that holds the sentence.
    `out_of_date` are the documents that `current` left out.
    """

    documents: Mapping[str, Document]
    passages: Sequence[Passage]
    by_passage: HybridIndex
    by_sentence: HybridIndex
    layout: Layout
    encoder_identity: str
    chunking: Chunking
    out_of_date: tuple[Document, ...] = ()

    @cached_property
    def id(self) -> str:
        """16 hexadecimal digits that differ wherever documents, encoder or chunking differ."""
        return content_id(self.entries.values(), self.encoder_identity, self.chunking)

    @cached_property
    def owners(self) -> NDArray[np.intp]:
        """For each sentence row the row of its passage, shape (sentences,)."""
        return np.repeat(np.arange(len(self.passages)), self.layout.sentences)

    @cached_property
    def first_sentence_rows(self) -> NDArray[np.intp]:
        """For each passage the row of its first sentence, shape (passages,)."""
        return np.asarray(np.cumsum(self.layout.sentences) - self.layout.sentences, dtype=np.intp)

    @property
    def document_numbers(self) -> NDArray[np.intp]:
        """For each passage the number of its document, from 0 in the order of the passages, shape (passages,)."""
        return self.layout.documents

    @cached_property
    def first_passage_rows(self) -> NDArray[np.intp]:
        """For each document that has passages the row of its first one, in their order."""
        return np.flatnonzero(np.diff(self.document_numbers, prepend=-1))

    @cached_property
    def sentence_document_numbers(self) -> NDArray[np.intp]:
        """For each sentence row the number of its document, shape (sentences,)."""
        return self.document_numbers[self.owners]

    def candidates(
        self,
        question: str,  # noqa: ARG002 - all documents are ranked, whatever is asked
        vector: Vectors,  # noqa: ARG002
        depth: int = DEPTH,  # noqa: ARG002
        documents: int = DOCUMENTS,  # noqa: ARG002
    ) -> Candidates:
        """All documents: what is in memory is small enough to be ranked whole. See `index.engine.Engine`."""
        return self._all_candidates

    @cached_property
    def _all_candidates(self) -> Candidates:
        return Candidates(tuple(self.documents))

    def part(self, candidates: Candidates) -> Collection:
        """The candidates' documents: this collection, where they are its `candidates`."""
        return self if candidates is self._all_candidates else self.only(candidates.names)

    def passages_of(self, name: str) -> Sequence[Passage]:
        """A document's passages, in order."""
        return self._by_document.get(name, ())

    @cached_property
    def _by_document(self) -> dict[str, list[Passage]]:
        found = defaultdict[str, list[Passage]](list)
        for passage in self.passages:
            found[passage.document].append(passage)
        return dict(found)

    def opening_passages(self, most: int) -> Sequence[Passage]:
        """At most so many: the first of every document in order, then the second of each, and so on."""
        rows = zip_longest(*self._by_document.values())
        return list(islice((passage for row in rows for passage in row if passage), most))

    @cached_property
    def entries(self) -> Mapping[str, DocumentEntry]:
        """What is known of every document without reading it, by name."""
        return {name: DocumentEntry.of(document) for name, document in self.documents.items()}

    @property
    def stems(self) -> Sequence[str]:
        """The stem of every word that stands in a passage, each once, in any order."""
        return self.by_passage.lexical.stems

    def passages_with(self, stem: str) -> int:
        """How many passages hold a word of that stem."""
        return len(self.by_passage.lexical.rows_with(f"={stem}"))

    def texts_with(self, stems: Sequence[str], most: int) -> Sequence[str]:
        """The texts of the first passages, at most so many, that hold words of all these stems."""
        first, *others = (self.by_passage.lexical.rows_with(f"={stem}") for stem in stems)
        for other in others:
            first = np.intersect1d(first, other, assume_unique=True)
        return [self.passages[row].text for row in first[:most]]

    def only(self, names: Container[str]) -> Collection:
        """These documents alone, with the vectors they have; what their words are worth is counted anew.

        Raises `DocumentError` where they have no passages.
        """
        content = self.content.only([name for name in self.documents if name in names])
        if not content.passages:
            raise DocumentError("There is nothing to ask: no such document has text of its own.")
        return self.of(content, self.encoder_identity, self.chunking)

    def current(self) -> Collection:
        """The documents that are not out of date. Raises `DocumentError` where all are."""
        out_of_date = tuple(document for document in self.documents.values() if document.out_of_date_since)
        if not out_of_date:
            return self
        if len(out_of_date) == len(self.documents):
            raise nothing_current(out_of_date)
        names_left = self.documents.keys() - {document.name for document in out_of_date}
        return replace(self.only(names_left), out_of_date=out_of_date)

    @classmethod
    def join(cls, collections: Sequence[Collection]) -> Collection:
        """The documents of several collections, of one encoder and chunking and with no name in common, as one.

        The vectors stay; what words are worth is counted anew. There must be at least one.
        """
        if len(collections) == 1:
            return collections[0]
        parts, first = [each.content for each in collections], collections[0]
        content = Content(
            [document for part in parts for document in part.documents],
            [passage for part in parts for passage in part.passages],
            Field.join([part.by_passage for part in parts]),
            Field.join([part.by_sentence for part in parts]),
        )
        return cls.of(content, first.encoder_identity, first.chunking)

    @classmethod
    def build(
        cls,
        documents: Sequence[Document],
        encoder: Encoder,
        chunking: Chunking | None = None,
        known: Collection | None = None,
        progress: Progress | None = None,
    ) -> Collection:
        """Split and encode documents.

        Vectors of texts that stand in `known` too are taken from there, if it was made
        by the same encoder; passages too. Near-duplicates are marked, and lose
        the passages that only repeat their original. Raises `DocumentError` where there is no document.
        """
        if not documents:
            raise DocumentError("There is no document to index.")
        chunking = chunking or Chunking()
        is_alike = known is not None and known.chunking == chunking
        marked, passages = split_all(
            documents, chunking, known.documents if known else {}, known._by_document if known and is_alike else {}
        )
        if not passages:
            raise DocumentError("There is nothing to index: the documents have no text that could be asked.")
        is_known = known is not None and known.encoder_identity == encoder.identity
        vectors = dict(known.content.vectors_by_text()) if known and is_known else {}
        return cls.of(Content.build(marked, passages, encoder, vectors, progress), encoder.identity, chunking)

    @classmethod
    def of(cls, content: Content, encoder_identity: str, chunking: Chunking) -> Collection:
        """Of documents that are split and encoded."""
        return cls(
            documents={document.name: document for document in content.documents},
            passages=tuple(content.passages),
            by_passage=HybridIndex.of(content.by_passage),
            by_sentence=HybridIndex.of(content.by_sentence),
            layout=Layout.of(content.passages),
            encoder_identity=encoder_identity,
            chunking=chunking,
        )

    @property
    def content(self) -> Content:
        """What it was made of."""
        fields = (self.by_passage.content, self.by_sentence.content)
        return Content(list(self.documents.values()), self.passages, *fields)


def nothing_current(out_of_date: Iterable[Document]) -> DocumentError:
    """The error where these out-of-date documents are all that there is."""
    names = ", ".join(f"{document.name} since {document.out_of_date_since}" for document in out_of_date)
    return DocumentError(
        f"There is nothing to ask: what the index holds is out of date ({names}), as its files were emptied, "
        "damaged or made unreadable. Mend them and index them again, or take them out: qa index PATH --prune"
    )


def content_id(documents: Iterable[DocumentEntry], encoder_identity: str, chunking: Chunking) -> str:
    """See `Collection.id`."""
    content = sorted(
        (document.name, document.content_hash, *filter(None, [document.duplicate_of])) for document in documents
    )
    what = json.dumps([content, encoder_identity, vars(chunking)])
    return hashlib.sha256(what.encode()).hexdigest()[:16]
