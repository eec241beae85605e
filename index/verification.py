"""Every checksum and every law of an index, checked."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from index.collection import Collection
from index.documents import Document
from index.errors import IndexDamagedError
from index.passages import Passage
from index.store import Store


@dataclass(frozen=True)
class Checked:
    """How much was checked and found right."""

    documents: int
    passages: int
    sentences: int


def verify(store: Store) -> Checked:
    """Check an index by whatever encoder it was made.

    Raises `IndexMissingError`, `IndexOutdatedError`, and `IndexDamagedError` for the first thing that is wrong.
    """
    collection = store.load_as_built()
    for document in collection.documents.values():
        _require(_is_lawful(document), f"the blocks or pages of {document.name} are not in its text, in order")
        original = document.duplicate_of
        _require(original is None or original in collection.documents, f"the original of {document.name} is missing")
    for passage in collection.passages:
        found = collection.documents.get(passage.document)
        _require(
            found is not None and _is_at_its_place(passage, found),
            f"a passage of {passage.document} is not in its text",
        )
    _check_vectors(collection)
    return Checked(len(collection.documents), len(collection.passages), len(collection.owners))


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


def _check_vectors(collection: Collection) -> None:
    fields = ((collection.by_passage, len(collection.passages)), (collection.by_sentence, len(collection.owners)))
    for field, rows in fields:
        _require(len(field) == rows, f"{rows} vectors are wanted, and there are {len(field)}")
        lengths = np.linalg.norm(field.all_vectors(), axis=1)
        _require(bool(np.allclose(lengths, 1, atol=1e-3)), "a vector is not of unit length")


def _require(right: bool, wrong: str) -> None:
    if not right:
        raise IndexDamagedError(f"The index is damaged: {wrong}. Rebuild it: qa index --rebuild PATH")
