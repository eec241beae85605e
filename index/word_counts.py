"""How often words stand in texts, and the same for the terms that words are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class WordCounts:
    """The different words of each text, with how often they stand there.

    Those of text `row` are `words[id]` for `id` in `ids[starts[row] : starts[row + 1]]`, in the order
    of ids, and `counts` stands beside `ids`. All arrays are one-dimensional.
    """

    words: Sequence[str]
    starts: NDArray[np.int64]
    ids: NDArray[np.int32]
    counts: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.starts) - 1

    @classmethod
    def build(cls, texts: Sequence[Sequence[str]]) -> WordCounts:
        """Of texts as their words, in any order, repeated as they are."""
        vocabulary: dict[str, int] = {}
        flat = [vocabulary.setdefault(word, len(vocabulary)) for word in chain.from_iterable(texts)]
        rows = np.repeat(np.arange(len(texts), dtype=np.int64), [len(text) for text in texts])
        return cls._of_tokens(list(vocabulary), rows, np.array(flat, dtype=np.int64), None, len(texts))

    @classmethod
    def join(cls, parts: Sequence[WordCounts]) -> WordCounts:
        """The texts of all parts, one part behind the other."""
        if len(parts) == 1:
            return parts[0]
        vocabulary: dict[str, int] = {}
        ids = [
            np.array([vocabulary.setdefault(word, len(vocabulary)) for word in part.words], dtype=np.int64)[part.ids]
            for part in parts
        ]
        firsts = np.cumsum([0, *(len(part) for part in parts)])
        rows = [part._rows + first for part, first in zip(parts, firsts, strict=False)]
        counts = np.concatenate([part.counts for part in parts])
        return cls._of_tokens(list(vocabulary), np.concatenate(rows), np.concatenate(ids), counts, int(firsts[-1]))

    @classmethod
    def _of_tokens(
        cls,
        words: Sequence[str],
        rows: NDArray[np.int64],
        ids: NDArray[np.int64],
        counts: NDArray[np.int32] | None,
        size: int,
    ) -> WordCounts:
        """Pairs of a text and a word, in any order, each as often as `counts` says, or once."""
        keys = rows * max(len(words), 1) + ids
        if counts is None:
            keys, found = np.unique(keys, return_counts=True)
        else:
            order = np.argsort(keys)
            keys, found = keys[order], counts[order]
        owners, ids = np.divmod(keys, max(len(words), 1))
        starts = np.searchsorted(owners, np.arange(size + 1))
        return cls(words, starts.astype(np.int64), ids.astype(np.int32), found.astype(np.int32))

    def take(self, rows: NDArray[np.intp]) -> WordCounts:
        """These texts, in this order; words that stand in none of them stay known."""
        sizes = np.diff(self.starts)[rows]
        at = ranges(self.starts[rows], sizes)
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        return WordCounts(self.words, starts, np.asarray(self.ids[at]), np.asarray(self.counts[at]))

    def without_unused(self) -> WordCounts:
        """The same without the words that stand in no text."""
        used, ids = np.unique(self.ids, return_inverse=True)
        return WordCounts([self.words[at] for at in used], self.starts, ids.astype(np.int32), self.counts)

    @property
    def _rows(self) -> NDArray[np.int64]:
        """For each pair of a text and a word the text."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.starts))


@dataclass(frozen=True)
class TermColumns:
    """For each term the texts that hold it, in order, and how often: `rows` and `counts` between two `starts`.

    `lengths` has how many terms each text has, repetitions counted.
    """

    vocabulary: dict[str, int]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[np.float32]
    lengths: NDArray[np.int64]

    @classmethod
    def build(cls, words: WordCounts, terms_of: Callable[[str], Sequence[str]]) -> TermColumns:
        """Of texts whose words are counted; `terms_of` says which terms, repeated as they are, make up a word."""
        from scipy.sparse import csr_array

        vocabulary: dict[str, int] = {}
        of_words = [[vocabulary.setdefault(term, len(vocabulary)) for term in terms_of(word)] for word in words.words]
        sizes = np.array([len(terms) for terms in of_words], dtype=np.int64)
        flat = np.fromiter(chain.from_iterable(of_words), dtype=np.int32, count=int(sizes.sum()))
        in_words = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        lengths = np.bincount(words._rows, weights=words.counts * sizes[words.ids], minlength=len(words))
        if not vocabulary:
            nothing = np.zeros(0, dtype=np.int32)
            return cls({}, np.zeros(1, np.int64), nothing, nothing.astype(np.float32), lengths.astype(np.int64))
        texts: Any = csr_array(
            (words.counts.astype(np.float32), words.ids, words.starts), shape=(len(words), len(words.words))
        )
        spelled: Any = csr_array(
            (np.ones(len(flat), np.float32), flat, in_words), shape=(len(words.words), len(vocabulary))
        )
        return cls.of(vocabulary, texts @ spelled, lengths.astype(np.int64))

    @classmethod
    def of(cls, vocabulary: dict[str, int], counts: Any, lengths: NDArray[np.int64]) -> TermColumns:
        """Of a sparse matrix (texts, terms) by rows; `lengths` may count terms that it does not know."""
        held = counts.tocsc()
        held.sort_indices()
        return cls(
            vocabulary,
            held.indptr.astype(np.int64),
            held.indices.astype(np.int32),
            held.data.astype(np.float32),
            lengths,
        )

    def places_of(self, terms: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where in `rows` and `counts` these terms stand, one behind the other; and how many places each has."""
        columns = np.array([self.vocabulary.get(term, -1) for term in terms], dtype=np.int64)
        # A term that stands nowhere takes the empty place behind the last.
        bounds = np.append(self.starts, self.starts[-1])
        firsts, sizes = bounds[columns], np.where(columns < 0, 0, bounds[columns + 1] - bounds[columns])
        return ranges(firsts, sizes), sizes

    def place_of(self, term: str) -> slice:
        """Where in `rows` and `counts` a term stands."""
        column = self.vocabulary.get(term)
        return slice(0, 0) if column is None else slice(self.starts[column], self.starts[column + 1])


def ranges(starts: NDArray[Any], sizes: NDArray[Any]) -> NDArray[np.int64]:
    """The numbers `start, start + 1, ...`, so many as `sizes` says, of each range one behind the other."""
    total = int(sizes.sum())
    before = np.cumsum(sizes) - sizes
    return np.asarray(np.arange(total, dtype=np.int64) + np.repeat(starts - before, sizes))
