"""The rows of a field that score best by their words, over all segments of a collection.

Stems are read the rarest first, and no more once those left cannot lift a row among the best that holds none of those
read (MaxScore: Turtle and Flood 1995); what they add is looked up for the rows found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.candidates import FieldStatistics
from index.lexical import idf, length_norms
from index.live_segment import LiveSegment
from index.segment_field import term_hashes

FEW_POSTINGS, MOST_POSTINGS = 20_000, 1_000_000
"""Postings that are read whatever they can bring, and those that are read at most, about."""


class WordSearch:
    """BM25 of one field by stems. `asked` has a question's stems, as terms, and how often each stands in it.

    `depth` says how many of the best rows are wanted.
    """

    def __init__(
        self,
        segments: Sequence[LiveSegment],
        field: str,
        asked: Mapping[str, int],
        known: FieldStatistics,
        depth: int,
    ) -> None:
        self._fields, self._average, self._depth = [live.field(field) for live in segments], known.average_length, depth
        self._left_out = [live.left_out(field) for live in segments]
        frequencies = known.frequencies
        stems = sorted((stem for stem in asked if frequencies[stem]), key=lambda stem: frequencies[stem])
        self._weights = [asked[stem] * float(idf(frequencies[stem], known.size)) for stem in stems]
        hashes = term_hashes(stems)
        self._places = [one.places(hashes).tolist() for one in self._fields]
        self._scores = [np.zeros(one.rows, dtype=np.float32) for one in self._fields]
        self._touched = [[np.zeros(0, dtype=np.int32)] for _ in self._fields]
        self.stems_read = self._read_rarest([frequencies[stem] for stem in stems])
        """Stems whose postings were read, the rarest."""

    def _read_rarest(self, frequencies: Sequence[int]) -> int:
        """Read the postings of the rarest stems, so many as are needed; returns how many stems that are.

        In no text does a stem bring more than its weight.
        """
        read = 0
        for number, frequency in enumerate(frequencies):
            if number and read + frequency > FEW_POSTINGS:
                left = sum(self._weights[number:])
                if read + frequency > MOST_POSTINGS or left < _limit(self._partial(), self._depth):
                    return number
            for segment in range(len(self._fields)):
                self._add(segment, number)
            read += frequency
        return len(frequencies)

    def _add(self, segment: int, number: int) -> None:
        rows, counts = self._fields[segment].postings(self._places[segment][number])
        if not len(rows):
            return
        scores, left_out = self._scores[segment], self._left_out[segment]
        if left_out is not None:
            there = ~left_out[rows]
            rows, counts = rows[there], counts[there]
        scores[rows] += self._weights[number] * self._impacts(segment, rows, counts)
        self._touched[segment].append(rows)

    def _partial(self) -> list[NDArray[np.float32]]:
        """By segment what the stems that were read give the rows that hold one, some more than once."""
        return [scores[np.concatenate(rows)] for scores, rows in zip(self._scores, self._touched, strict=True)]

    def best(self) -> list[NDArray[np.int64]]:
        """By segment the rows that score best, so many in all, about."""
        partial = self._partial()
        limit = _limit(partial, 4 * self._depth)
        near = [
            np.unique(np.concatenate(rows)[scores >= limit]).astype(np.int64)
            for rows, scores in zip(self._touched, partial, strict=True)
        ]
        full = [self.at(number, rows) for number, rows in enumerate(near)]
        limit = _limit(full, self._depth)
        return [rows[scores >= limit] for rows, scores in zip(near, full, strict=True)]

    def at(self, segment: int, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The scores of some rows of a segment."""
        field, found = self._fields[segment], self._scores[segment][rows]
        for place, weight in zip(
            self._places[segment][self.stems_read :], self._weights[self.stems_read :], strict=True
        ):
            held, counts = field.postings(place)
            if len(held):
                at = np.minimum(np.searchsorted(held, rows), len(held) - 1)
                there = held[at] == rows
                found[there] += weight * self._impacts(segment, rows[there], counts[at[there]])
        return found

    def _impacts(self, segment: int, rows: NDArray[Any], counts: NDArray[np.float32]) -> NDArray[np.float32]:
        return counts / (counts + length_norms(self._fields[segment].lengths[rows], self._average))


def _limit(scores: Sequence[NDArray[np.float32]], most: int) -> float:
    """What the best so many of all these scores have at least; more than 0 in any case."""
    together = np.concatenate(scores)
    least = float(np.finfo(np.float32).tiny)
    return max(least, float(np.partition(together, -most)[-most])) if len(together) > most else least
