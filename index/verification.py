"""Every checksum and every law of an index, checked."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from index.candidates import Candidates
from index.collection import Collection
from index.documents import Document
from index.embedding import Vectors
from index.errors import IndexDamagedError
from index.mapped_collection import MappedCollection
from index.passages import Passage

_AT_ONCE = 200
"""Documents of a large index whose vectors are looked at together."""


@dataclass(frozen=True)
class Checked:
    """How much was checked and found right."""

    documents: int
    passages: int
    sentences: int


def verify(collection: Collection | MappedCollection) -> Checked:
    """Check an index of which every file was checked. Raises `IndexDamagedError` for the first thing that is wrong."""
    for document in collection.documents.values():
        check_document(document, collection.documents)
    for passage in collection.passages:
        check_passage(passage, collection.documents.get(passage.document))
    sentences = sum(len(passage.sentences) for passage in collection.passages)
    _check_vectors(collection, sentences)
    return Checked(len(collection.documents), len(collection.passages), sentences)


def check_document(document: Document, names: Container[str]) -> None:
    """Raises `IndexDamagedError` where a document breaks a law; `names` are all documents'."""
    require(_is_lawful(document), f"the blocks or pages of {document.name} are not in its text, in order")
    original = document.duplicate_of
    require(original is None or original in names, f"the original of {document.name} is missing")


def check_passage(passage: Passage, document: Document | None) -> None:
    """Raises `IndexDamagedError` where a passage is not at its place in its document."""
    found = document is not None and _is_at_its_place(passage, document)
    require(found, f"a passage of {passage.document} is not in its text")


def _is_lawful(document: Document) -> bool:
    text, blocks, pages = document.text, document.blocks, document.pages
    inside = all(0 <= block.start < block.end <= len(text) for block in blocks)
    tight = all(text[block.start : block.end].strip() == text[block.start : block.end] for block in blocks)
    ordered = all(above.end <= below.start for above, below in pairwise(blocks))
    paged = all(above.offset <= below.offset for above, below in pairwise(pages))
    return inside and tight and ordered and paged and all(0 <= start.offset <= len(text) for start in pages)


def _is_at_its_place(passage: Passage, document: Document) -> bool:
    ordered = all(above.end <= below.start for above, below in pairwise(passage.sentences))
    whole = all(sentence.start < sentence.end for sentence in passage.sentences)
    return ordered and whole and document.text[passage.start : passage.end] == passage.text


def _check_vectors(collection: Collection | MappedCollection, sentences: int) -> None:
    rows = 0
    for vectors in _vectors(collection):
        rows += len(vectors)
        lengths = np.linalg.norm(vectors, axis=1)
        require(bool(np.allclose(lengths, 1, atol=1e-3)), "a vector is not of unit length")
    wanted = len(collection.passages) + sentences
    require(rows == wanted, f"{wanted} vectors are wanted, and there are {rows}")


def _vectors(collection: Collection | MappedCollection) -> Iterator[Vectors]:
    """Those of all passages and sentences, some at once."""
    if isinstance(collection, Collection):
        yield from (collection.by_passage.all_vectors(), collection.by_sentence.all_vectors())
        return
    names = list(collection.documents)
    for start in range(0, len(names), _AT_ONCE):
        yield from _vectors(collection.part(Candidates(tuple(names[start : start + _AT_ONCE]))))


def require(right: bool, wrong: str) -> None:
    """Raises `IndexDamagedError` where something is not right."""
    if not right:
        raise IndexDamagedError(f"The index is damaged: {wrong}. Rebuild it: qa index --rebuild PATH")
