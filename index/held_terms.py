"""What chosen rows and documents of some segments hold of a question's terms."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from index.candidates import FieldStatistics
from index.lexical import LexicalIndex, terms_of_word
from index.live_segment import LiveSegment
from index.segment_field import term_hashes
from index.word_counts import TermColumns, WordCounts


class HeldTerms:
    """For different terms, in any order."""

    def __init__(self, segments: Sequence[LiveSegment], asked: Sequence[str]) -> None:
        self._segments = segments
        self._hashes = term_hashes(asked)
        wanted = frozenset(asked)
        self._terms_of = cache(lambda word: [term for term in cached_terms(word) if term in wanted])
        self._places = cache(lambda at, field: segments[at].field(field).places(self._hashes))

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
        numbers = numbers_in(owners)
        held = [
            self._segments[at].field(field).words_with(self._places(at, field), rows[owners == at]) for at in numbers
        ]
        counts = WordCounts.join([each.counts for each in held])
        lengths = np.concatenate([each.lengths for each in held]).astype(np.int64)
        if len(numbers) > 1:
            # They stand segment by segment.
            back = np.argsort(np.argsort(owners, kind="stable"))
            counts, lengths = counts.take(back), lengths[back]
        columns = TermColumns.build(counts, self._terms_of)
        return LexicalIndex(counts, columns.with_lengths(lengths), statistics)

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


@lru_cache(maxsize=2**16)
def cached_terms(word: str) -> tuple[str, ...]:
    """As `index.lexical.terms_of_word`; words come back again and again."""
    return tuple(terms_of_word(word))
