"""What chosen rows and documents of some segments hold of a question's terms."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.candidates import FieldStatistics
from index.lexical import LexicalIndex
from index.live_segment import LiveSegment
from index.segment_field import term_hashes
from index.word_counts import TermColumns


class _Spelled(NamedTuple):
    """The words of all segments, one segment's behind the other's, and the terms that they are made of."""

    firsts: NDArray[np.int64]
    """The first word of each segment."""
    looked_for: list[NDArray[np.bool_]]
    """By segment, which words are made of any."""
    terms: Any
    """How often each term stands in each word: a sparse matrix (words, terms) by rows."""


class HeldTerms:
    """For different terms, in any order."""

    def __init__(self, segments: Sequence[LiveSegment], asked: Sequence[str]) -> None:
        self._segments = segments
        self._hashes = term_hashes(asked)
        self._columns = {term: number for number, term in enumerate(asked)}
        self._places = cache(lambda at, field: segments[at].field(field).places(self._hashes))
        self._spelled = cache(self._spell)

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
        from scipy.sparse import csr_array

        spelled = self._spelled(field)
        lengths = np.empty(len(rows), dtype=np.int64)
        texts, words, counts = [], [], []
        for at in numbers_in(owners):
            here, of_segment = np.flatnonzero(owners == at), self._segments[at].field(field)
            lengths[here] = of_segment.lengths[rows[here]]
            ids, times, sizes = of_segment.words_in(rows[here])
            wanted = np.flatnonzero(spelled.looked_for[at][ids])
            texts.append(np.repeat(here, sizes)[wanted])
            words.append(ids[wanted] + spelled.firsts[at])
            counts.append(times[wanted].astype(np.float32))
        places = (np.concatenate(texts), np.concatenate(words))
        held: Any = csr_array((np.concatenate(counts), places), shape=(len(rows), spelled.terms.shape[0]))
        return LexicalIndex.of_columns(TermColumns.of(self._columns, held @ spelled.terms, lengths), statistics)

    def _spell(self, field: str) -> _Spelled:
        from scipy.sparse import csr_array

        fields = [live.field(field) for live in self._segments]
        firsts = np.cumsum([0, *(one.different_words for one in fields)])
        looked_for, words, numbers = [], [], []
        for at, one in enumerate(fields):
            found, terms = one.words_of(self._places(at, field))
            looked_for.append(np.zeros(one.different_words, dtype=bool))
            looked_for[-1][found] = True
            words.append(found + firsts[at])
            numbers.append(terms)
        places = (np.concatenate(words), np.concatenate(numbers))
        held = csr_array((np.ones(len(places[0]), np.float32), places), shape=(int(firsts[-1]), len(self._columns)))
        return _Spelled(firsts, looked_for, held)

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
