"""A segment as a collection has it: some of its documents may be left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.content import Content
from index.lexical import LexicalIndex
from index.segment import Segment
from index.segment_field import SegmentField
from index.word_counts import ranges

FIELDS = ("by_passage", "by_sentence")


@dataclass(frozen=True)
class Totals:
    """How many passages, sentences and documents with passages there are, and terms in the first two."""

    passages: int
    sentences: int
    documents: int
    passage_terms: int
    sentence_terms: int


@dataclass(frozen=True)
class LiveSegment:
    """`removed` are the numbers of the documents that are left out; the files still have them."""

    segment: Segment
    removed: frozenset[int] = frozenset()

    def field(self, name: str) -> SegmentField:
        return self.segment.by_passage if name == "by_passage" else self.segment.by_sentence

    @property
    def documents(self) -> Iterator[int]:
        """The numbers of those that are there."""
        return (number for number in range(self.segment.documents) if number not in self.removed)

    @cached_property
    def removed_passages(self) -> int:
        return sum(end - start for start, end in self.rows("by_passage", sorted(self.removed)))

    @property
    def passages(self) -> int:
        """How many are there."""
        return self.segment.passages - self.removed_passages

    def content(self) -> Content:
        """All that is there."""
        return self._content

    @cached_property
    def _content(self) -> Content:
        return self.segment.content(list(self.documents))

    def rows(self, field: str, numbers: Sequence[int]) -> list[tuple[int, int]]:
        """For each document the rows that are its own: the first, and the one behind the last."""
        starts = self.segment.document_passages
        if field == "by_sentence":
            starts = self.segment.passage_sentences[starts]
        return [(int(starts[number]), int(starts[number + 1])) for number in numbers]

    def documents_of(self, field: str, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """The number of the document that each row belongs to."""
        if field == "by_sentence":
            rows = np.searchsorted(self.segment.passage_sentences, rows, side="right") - 1
        return np.asarray(np.searchsorted(self.segment.document_passages, rows, side="right") - 1)

    def left_out(self, field: str) -> NDArray[np.bool_] | None:
        """Marks the rows that are left out; None where none is."""
        return self._left_out[field] if self.removed else None

    @cached_property
    def _left_out(self) -> dict[str, NDArray[np.bool_]]:
        marked = {field: np.zeros(self.field(field).rows, dtype=bool) for field in FIELDS}
        for field, marks in marked.items():
            for start, end in self.rows(field, sorted(self.removed)):
                marks[start:end] = True
        return marked

    @cached_property
    def totals(self) -> Totals:
        """Of all that is there."""
        lost = sorted(self.removed)
        passages, sentences = self.rows("by_passage", lost), self.rows("by_sentence", lost)
        by_passage, by_sentence = self.segment.by_passage, self.segment.by_sentence
        with_passages = int(np.count_nonzero(np.diff(self.segment.document_passages)))
        return Totals(
            by_passage.rows - sum(end - start for start, end in passages),
            by_sentence.rows - sum(end - start for start, end in sentences),
            with_passages - sum(end > start for start, end in passages),
            by_passage.terms - sum(int(by_passage.lengths[start:end].sum()) for start, end in passages),
            by_sentence.terms - sum(int(by_sentence.lengths[start:end].sum()) for start, end in sentences),
        )

    def frequencies(self, field: str, places: NDArray[np.int64], terms: Sequence[str]) -> NDArray[np.int64]:
        """In how many rows and documents that are there each term stands, shape (terms, 2); `places` as the field's."""
        found = self.field(field).frequencies(places)
        if not self.removed_passages:
            return found
        lost, owners = self._lost[field]
        rows = [lost.rows_with(term) for term in terms]
        lost_of = [(len(held), len(np.unique(owners[held]))) for held in rows]
        return np.asarray(found - np.array(lost_of, dtype=np.int64).reshape(-1, 2))

    @cached_property
    def _lost(self) -> dict[str, tuple[LexicalIndex, NDArray[np.int64]]]:
        """The words of what is left out, and the document of each row."""
        found = {}
        for field in FIELDS:
            places = np.array(self.rows(field, sorted(self.removed)), dtype=np.int64).reshape(-1, 2)
            rows = ranges(places[:, 0], places[:, 1] - places[:, 0])
            counts = self.field(field).content().counts.take(rows).without_unused()
            found[field] = (LexicalIndex.of(counts), self.documents_of(field, rows))
        return found
