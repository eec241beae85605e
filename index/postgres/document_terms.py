"""The terms of a document's passages and sentences, counted once, as they are kept beside the document.

Terms are known by the numbers of `index.segment_field.term_hashes`. Documents that are put together for a
question are searched by them, and what a generation holds is counted from them.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexDamagedError
from index.lexical import terms_of_word, words
from index.segment_field import term_hashes
from index.word_counts import TermColumns, WordCounts, ranges

_HEADER = struct.Struct("<I")
_SIZES = struct.Struct("<IIIBB")
_KINDS = ("<u1", "<u2", "<u4")


@dataclass(frozen=True)
class FieldTerms:
    """Of the texts of one kind, which are rows: for each term the rows that hold it, in order, and how often.

    Those of term `at` lie between `starts[at]` and `starts[at + 1]`; `lengths` has how many terms each text has.
    Many documents are held in memory, so `rows` and `counts` may be of narrow numbers.
    """

    starts: NDArray[np.int64]
    rows: NDArray[np.integer[Any]]
    counts: NDArray[np.integer[Any]]
    lengths: NDArray[np.int64]

    @property
    def sizes(self) -> NDArray[np.int64]:
        """For each term how many rows hold it."""
        return np.diff(self.starts)

    def take(self, terms: NDArray[np.int64]) -> FieldTerms:
        """These terms, in this order."""
        sizes = self.sizes[terms]
        at = ranges(self.starts[terms], sizes)
        return FieldTerms(np.append(0, np.cumsum(sizes)), self.rows[at], self.counts[at], self.lengths)

    def pack(self) -> bytes:
        """What `unpack` reads, without the number of terms."""
        kind, counted = _kind(self.rows, self.sizes), _kind(self.counts, self.lengths)
        parts = ((self.sizes, kind), (self.rows, kind), (self.counts, counted), (self.lengths, counted))
        content = zlib.compress(b"".join(values.astype(_KINDS[at]).tobytes() for values, at in parts), 1)
        return _SIZES.pack(len(self.rows), len(self.lengths), len(content), kind, counted) + content

    @classmethod
    def unpack(cls, packed: bytes, terms: int) -> tuple[FieldTerms, bytes]:
        """Of what `pack` gave, and what lies behind it."""
        pairs, texts, length, kind, counted = _SIZES.unpack_from(packed)
        content = zlib.decompress(packed[_SIZES.size : _SIZES.size + length])
        values, at = [], 0
        for size, number in ((terms, kind), (pairs, kind), (pairs, counted), (texts, counted)):
            values.append(np.frombuffer(content, _KINDS[number], size, at))
            at += values[-1].nbytes
        sizes, rows, counts, lengths = values
        starts = np.append(0, np.cumsum(sizes, dtype=np.int64))
        return cls(starts, rows, counts, lengths.astype(np.int64)), packed[_SIZES.size + length :]


@dataclass(frozen=True)
class DocumentTerms:
    """The different terms of a document, their hashes ascending, in its passages and in its sentences."""

    hashes: NDArray[np.uint64]
    of_passages: FieldTerms
    of_sentences: FieldTerms

    def only(self, asked: NDArray[np.uint64]) -> DocumentTerms:
        """Those of these terms that it has."""
        at = np.searchsorted(self.hashes, asked)
        at = np.unique(at[np.append(self.hashes, np.uint64(0))[at] == asked])
        return DocumentTerms(self.hashes[at], self.of_passages.take(at), self.of_sentences.take(at))

    def pack(self) -> bytes:
        """What `unpack` reads."""
        return (
            _HEADER.pack(len(self.hashes)) + self.hashes.tobytes() + self.of_passages.pack() + self.of_sentences.pack()
        )

    @classmethod
    def unpack(cls, packed: bytes) -> DocumentTerms:
        """Of what `pack` gave. Raises `IndexDamagedError` where it is not that."""
        try:
            (terms,) = _HEADER.unpack_from(packed)
            hashes = np.frombuffer(packed, "<u8", terms, _HEADER.size)
            of_passages, left = FieldTerms.unpack(packed[_HEADER.size + hashes.nbytes :], terms)
            of_sentences, _ = FieldTerms.unpack(left, terms)
        except (struct.error, ValueError, zlib.error) as error:
            raise IndexDamagedError(
                f"The index is damaged: the terms of a document cannot be read ({error}). "
                "Rebuild it: qa index --rebuild PATH --engine URL"
            ) from error
        return cls(hashes, of_passages, of_sentences)


@dataclass(frozen=True)
class CountedDocument:
    """A document's terms, and as words those of them that are stems, by their place among the hashes."""

    terms: DocumentTerms
    stems: dict[str, int]


def count(passage_texts: Sequence[str], sentence_texts: Sequence[str]) -> CountedDocument:
    """Of a document's texts."""
    columns = [
        TermColumns.build(WordCounts.build([words(text) for text in texts]), _terms_of)
        for texts in (passage_texts, sentence_texts)
    ]
    vocabulary = list(dict.fromkeys(term for each in columns for term in each.vocabulary))
    hashes = term_hashes(vocabulary)
    order = np.argsort(hashes)
    places = np.empty(len(order), dtype=np.int64)
    places[order] = np.arange(len(order))
    fields = [_field(each, [vocabulary[at] for at in order]) for each in columns]
    stems = {term: int(place) for term, place in zip(vocabulary, places, strict=True) if term.startswith("=")}
    return CountedDocument(DocumentTerms(hashes[order], *fields), stems)


@lru_cache(maxsize=2**16)
def _terms_of(word: str) -> list[str]:
    """As `index.lexical.terms_of_word`; words come back again and again."""
    return terms_of_word(word)


def _field(columns: TermColumns, terms: Sequence[str]) -> FieldTerms:
    at, sizes = columns.places_of(terms)
    starts = np.append(0, np.cumsum(sizes))
    rows, counts = columns.rows[at].astype(np.int64), columns.counts[at].astype(np.int64)
    return FieldTerms(starts, rows, counts, columns.lengths)


def _kind(*values: NDArray[np.integer[Any]]) -> int:
    """The narrowest numbers that hold all of these."""
    highest = max((int(each.max(initial=0)) for each in values), default=0)
    return 0 if highest < 1 << 8 else 1 if highest < 1 << 16 else 2


def signed_hashes(terms: Sequence[str]) -> list[int]:
    """The hashes of terms as the tables have them, which know no numbers without a sign."""
    found: list[int] = term_hashes(terms).view(np.int64).tolist()
    return found


@dataclass(frozen=True)
class TermTotals:
    """For different terms, their hashes ascending, how many passages, sentences and documents hold each.

    A document holds a term if one of its passages does; `counts` is of shape (terms, 3).
    """

    hashes: NDArray[np.uint64]
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, documents: Iterable[DocumentTerms], sign: int = 1) -> TermTotals:
        """Of these documents; below 0 where `sign` is -1."""
        every = list(documents)
        counts = [
            np.stack([each.of_passages.sizes, each.of_sentences.sizes, each.of_passages.sizes > 0], axis=1)
            for each in every
        ]
        nothing = np.zeros((0, 3), dtype=np.int64)
        return cls._of_pairs([each.hashes for each in every], [nothing, *(sign * each for each in counts)])

    @classmethod
    def join(cls, parts: Sequence[TermTotals]) -> TermTotals:
        """The sums of all parts, without terms of which nothing is left."""
        nothing = np.zeros((0, 3), dtype=np.int64)
        joined = cls._of_pairs([each.hashes for each in parts], [nothing, *(each.counts for each in parts)])
        kept = joined.counts.any(axis=1)
        return cls(joined.hashes[kept], joined.counts[kept])

    @classmethod
    def _of_pairs(cls, hashes: Sequence[NDArray[np.uint64]], counts: Sequence[NDArray[np.int64]]) -> TermTotals:
        different, own = np.unique(np.concatenate([np.zeros(0, np.uint64), *hashes]), return_inverse=True)
        summed = np.zeros((len(different), 3), dtype=np.int64)
        np.add.at(summed, own, np.concatenate(counts))
        return cls(different, summed)

    def of_terms(self, hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Of these terms, in any order; shape (terms, 3)."""
        at = np.searchsorted(self.hashes, hashes)
        inside = at < len(self.hashes)
        found = np.zeros((len(hashes), 3), dtype=np.int64)
        held = np.flatnonzero(inside)[self.hashes[at[inside]] == hashes[inside]]
        found[held] = self.counts[at[held]]
        return found
