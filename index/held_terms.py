"""What chosen rows and documents of some segments hold of a question's terms."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from index.candidates import FieldStatistics
from index.lexical import LexicalIndex
from index.live_segment import LiveSegment
from index.segment_field import term_hashes
from index.word_counts import TermColumns


class HeldTerms:
    """For different terms, in any order."""

    def __init__(self, segments: Sequence[LiveSegment], asked: Sequence[str]) -> None:
        self._segments = segments
        self._hashes = term_hashes(asked)
        self._columns = {term: number for number, term in enumerate(asked)}
        self._places = cache(lambda at, field: segments[at].field(field).places(self._hashes))
        self._spelled = cache(lambda at, field: segments[at].field(field).spelled(self._places(at, field)))

    def lexical_index(
        self,
        field: str,
        owners: NDArray[np.int64],
        rows: NDArray[np.int64],
        statistics: FieldStatistics | None,
    ) -> LexicalIndex:
        """Of these rows, in their order; other terms are left out, but for the lengths.

        `owners` has the number of each row's segment; both have the shape (rows,).
        """
        from scipy.sparse import vstack

        counts, lengths = [], np.empty(len(rows), dtype=np.int64)
        numbers = numbers_in(owners)
        for at in numbers:
            here, of_segment = owners == at, self._segments[at].field(field)
            counts.append(of_segment.term_counts(self._spelled(at, field), rows[here]))
            lengths[here] = of_segment.lengths[rows[here]]
        held = counts[0]
        if len(numbers) > 1:
            # They stand segment by segment.
            held = vstack(counts, format="csr")[np.argsort(np.argsort(owners, kind="stable"))]
        columns = TermColumns.of(self._columns, held, lengths)
        return LexicalIndex.of_columns(columns, statistics)

    def in_documents(self, owners: NDArray[np.int64], numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of the terms stand in a passage of each document, shape (documents, terms).

        `owners` has the number of each document's segment, and `numbers` its own in there.
        """
        found = np.zeros((len(owners), len(self._hashes)), dtype=bool)
        for at in numbers_in(owners):
            here, live = owners == at, self._segments[at]
            starts, documents = live.segment.document_passages, numbers[owners == at]
            places = self._places(at, "by_passage")
            found[here] = live.segment.by_passage.terms_between(places, starts[documents], starts[documents + 1])
        return found


def numbers_in(owners: NDArray[np.int64]) -> list[int]:
    """The different numbers, in order: few, and none below 0."""
    found: list[int] = np.flatnonzero(np.bincount(owners)).tolist()
    return found
