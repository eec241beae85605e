"""The rows of a field that lie nearest to a question, and farthest, over all segments of a collection.

A small segment's vectors are all compared. Of the others' clusters those are looked into whose centres lie nearest,
wherever they are, so that a question looks into no more rows of ten segments than of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.embedding import Vectors
from index.live_segment import LiveSegment

NEAR_ROWS = 4_000
"""Rows that a question looks into for the nearest ones, about."""

FAR_ROWS = 1_000
"""Rows that it looks into for the farthest ones, about."""


@dataclass(frozen=True)
class Found:
    """Rows of one segment with their cosines, in no order."""

    rows: NDArray[np.int64]
    cosines: NDArray[np.float32]


class VectorSearch:
    """For one field and one unit vector."""

    def __init__(self, segments: Sequence[LiveSegment], field: str, vector: Vectors) -> None:
        self._segments, self._field, self._vector = segments, field, vector
        self._fields = [live.field(field) for live in segments]
        self._left_out = [live.left_out(field) for live in segments]
        self.compared = [None if field.clusters else self._compare(at) for at, field in enumerate(self._fields)]
        """The cosines of all rows of each small segment; None for others."""
        self._centres = [field.clusters.centres @ vector if field.clusters else None for field in self._fields]

    def _compare(self, at: int) -> Found:
        cosines = np.asarray(self._fields[at].vectors.all @ self._vector)
        left_out = self._left_out[at]
        rows = np.arange(len(cosines)) if left_out is None else np.flatnonzero(~left_out)
        return Found(rows, cosines[rows])

    def nearest(self, depth: int) -> list[Found]:
        """So many rows, at most, those with the highest cosines, by segment."""
        return self._best(1, depth, NEAR_ROWS)

    def farthest(self, depth: int) -> list[Found]:
        """So many rows, at most, those with the lowest cosines, by segment."""
        return self._best(-1, depth, FAR_ROWS)

    def _best(self, sign: int, depth: int, rows: int) -> list[Found]:
        chosen = self._chosen_clusters(sign, rows)
        found = [one or self._in_clusters(at, chosen[at], sign, depth) for at, one in enumerate(self.compared)]
        together = sign * np.concatenate([one.cosines for one in found])
        if len(together) <= depth:
            return found
        limit = sign * np.partition(together, -depth)[-depth]
        kept = [sign * one.cosines >= sign * limit for one in found]
        return [Found(one.rows[keep], one.cosines[keep]) for one, keep in zip(found, kept, strict=True)]

    def _chosen_clusters(self, sign: int, rows: int) -> list[NDArray[np.int64]]:
        """By segment the clusters whose centres are nearest among all, so many that they have so many rows."""
        centres = [np.zeros(0, np.float32) if one is None else one for one in self._centres]
        sizes = [field.clusters.sizes if field.clusters else np.zeros(0, np.int64) for field in self._fields]
        order = np.argsort(-sign * np.concatenate(centres))
        before = np.cumsum(np.concatenate(sizes)[order])
        best = np.sort(order[: int(np.searchsorted(before, rows)) + 1])
        firsts = np.cumsum([0, *map(len, centres)])
        bounds = np.searchsorted(best, firsts)
        return [best[start:end] - first for start, end, first in zip(bounds, bounds[1:], firsts, strict=False)]

    def _in_clusters(self, at: int, chosen: NDArray[np.int64], sign: int, depth: int) -> Found:
        clusters, centres = self._fields[at].clusters, self._centres[at]
        if clusters is None or centres is None or not len(chosen):
            return Found(np.zeros(0, np.int64), np.zeros(0, np.float32))
        rows, cosines = clusters.nearest(sign * self._vector, chosen, sign * centres[chosen], depth, self._left_out[at])
        return Found(rows, sign * cosines)
