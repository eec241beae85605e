"""One search field of a segment on disk: the texts' vectors and words, and what finds the best rows by either.

    vectors               unit vectors, float32, (rows, dimensions)
    NAME.faiss            from some size on: the same, clustered and rounded to bytes (IVF, 8-bit scalar quantisation)
    starts ids counts     the words of each row, as `index.word_counts.WordCounts` has them
    words.json            the words, by id
    lengths               terms of each row
    term_hashes           every term's hash, in order; beside it in how many rows and documents it stands
    term_word_starts term_words       the words that a term is a part of
    posting_starts posting_rows posting_counts        the rows of each stem; n-grams have none

Stage one finds rows by stems. What n-grams add is counted in stage two, from the words of the few documents left.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.checked_files import CheckedFolder, FolderWriter
from index.clusters import Clusters, write_clusters
from index.content import Field
from index.lexical import terms_of_word
from index.word_counts import WordCounts

EXACT = 2**13
"""Rows up to which every vector is compared; beyond, those of the nearest clusters are."""

_ROWS_AT_ONCE = 2**13
Rows = NDArray[np.int64]


def write_field(writer: FolderWriter, name: str, field: Field, documents: NDArray[np.int64]) -> dict[str, Any]:
    """Write a field; `documents` has each row's document. Returns what the table must know."""
    counts = field.counts
    writer.add(f"{name}/vectors", field.vectors.astype("<f4", copy=False))
    writer.add(f"{name}/starts", counts.starts.astype("<i8"))
    writer.add(f"{name}/ids", counts.ids.astype("<i4"))
    writer.add(f"{name}/counts", counts.counts.astype("<i4"))
    writer.add(f"{name}/words.json", json.dumps(list(counts.words)).encode("ascii"))
    terms = _write_terms(writer, name, counts, documents)
    if len(field.vectors) > EXACT:
        write_clusters(writer.folder / f"{name}.faiss", field.vectors)
    return {"rows": len(field.vectors), "dimensions": int(field.vectors.shape[1]), "terms": terms}


def _write_terms(writer: FolderWriter, name: str, counts: WordCounts, documents: NDArray[np.int64]) -> int:
    """Write what is known of terms; returns how many stand in all rows, repetitions counted."""
    from scipy.sparse import csr_array

    vocabulary: dict[str, int] = {}
    of_words = [[vocabulary.setdefault(term, len(vocabulary)) for term in terms_of_word(word)] for word in counts.words]
    sizes = np.array([len(of_word) for of_word in of_words], dtype=np.int64)
    flat = np.array([term for of_word in of_words for term in of_word], dtype=np.int32)
    words = np.repeat(np.arange(len(of_words), dtype=np.int32), sizes)
    order = np.argsort(hashes := term_hashes(list(vocabulary)))
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    flat = place[flat].astype(np.int32) if len(flat) else flat

    def matrix(data: Any, columns: Any, starts: Any, width: int) -> Any:
        return csr_array((data, columns, starts), shape=(len(starts) - 1, width))

    spelled = matrix(np.ones(len(flat), np.int32), flat, np.concatenate([[0], np.cumsum(sizes)]), len(order))
    texts = matrix(counts.counts, counts.ids, counts.starts, len(counts.words))
    members = matrix(
        np.ones(len(documents), np.int32),
        np.arange(len(documents)),
        np.searchsorted(documents, np.arange(documents[-1] + 2 if len(documents) else 1)),
        len(documents),
    )
    in_rows, in_documents = _held_by(texts, spelled), _held_by(members @ texts, spelled)
    by_term = np.argsort(flat, kind="stable")
    stems = flat[np.cumsum(sizes) - sizes] if len(flat) else flat
    stemmed = matrix(np.ones(len(stems), np.int32), stems, np.arange(len(stems) + 1), len(order))
    postings = (texts @ stemmed).tocsc()
    postings.sort_indices()
    lengths = texts @ sizes
    writer.add(f"{name}/lengths", lengths.astype("<i4"))
    writer.add(f"{name}/term_hashes", hashes[order].astype("<u8"))
    writer.add(f"{name}/term_frequencies", np.stack([in_rows, in_documents], axis=1).astype("<i4"))
    writer.add(f"{name}/term_word_starts", np.searchsorted(flat[by_term], np.arange(len(order) + 1)).astype("<i8"))
    writer.add(f"{name}/term_words", words[by_term].astype("<i4"))
    writer.add(f"{name}/posting_starts", postings.indptr.astype("<i8"))
    writer.add(f"{name}/posting_rows", postings.indices.astype("<i4"))
    writer.add(f"{name}/posting_counts", postings.data.astype("<f4"))
    return int(lengths.sum())


def _held_by(texts: Any, spelled: Any) -> NDArray[np.int64]:
    """How many of the texts hold each term; a few thousand texts at once, so that memory stays small."""
    found = np.zeros(spelled.shape[1], dtype=np.int64)
    for start in range(0, texts.shape[0], _ROWS_AT_ONCE):
        held = texts[start : start + _ROWS_AT_ONCE] @ spelled
        found += np.bincount(held.indices, minlength=len(found))
    return found


def term_hashes(terms: Sequence[str]) -> NDArray[np.uint64]:
    """A number for each term, the same on every machine."""
    return np.frombuffer(b"".join(map(_digest, terms)), dtype="<u8")


@lru_cache(maxsize=2**14)
def _digest(term: str) -> bytes:
    return hashlib.blake2b(term.encode(errors="surrogatepass"), digest_size=8).digest()


class SegmentField:
    """A field as it was written. Rows that are left out of the collection are the caller's to leave out."""

    def __init__(self, files: CheckedFolder, name: str) -> None:
        self._files, self._name = files, name
        facts = files.table["fields"][name]
        self.rows, self.terms = int(facts["rows"]), int(facts["terms"])
        self.vectors = files.array(f"{name}/vectors", "<f4", int(facts["dimensions"]))
        self._starts = files.array(f"{name}/starts", "<i8")
        self._ids = files.array(f"{name}/ids", "<i4")
        self._counts = files.array(f"{name}/counts", "<i4")
        self._lengths = files.array(f"{name}/lengths", "<i4")
        self._hashes = files.array(f"{name}/term_hashes", "<u8")
        self._frequencies = files.array(f"{name}/term_frequencies", "<i4", 2)
        self._term_word_starts = files.array(f"{name}/term_word_starts", "<i8")
        self._term_words = files.array(f"{name}/term_words", "<i4")
        self._posting_starts = files.array(f"{name}/posting_starts", "<i8")
        self._posting_rows = files.array(f"{name}/posting_rows", "<i4")
        self._posting_counts = files.array(f"{name}/posting_counts", "<f4")

    @cached_property
    def words(self) -> list[str]:
        """The different words of all rows, by id."""
        words: list[str] = json.loads(bytes(self._files.file(f"{self._name}/words.json").read()))
        return words

    @cached_property
    def _words(self) -> int:
        """How many different words there are: each has its stem."""
        return int(self._term_words.all.max(initial=-1)) + 1

    def content(self) -> Field:
        """All that was written."""
        counts = WordCounts(self.words, self._starts.all, self._ids.all, self._counts.all)
        return Field(self.vectors.all, counts)

    @cached_property
    def lengths(self) -> NDArray[np.int32]:
        """How many terms each row has."""
        return self._lengths.all

    def places(self, hashes: NDArray[np.uint64]) -> Rows:
        """Where in the table of terms each of these is, and -1 for one that stands nowhere."""
        known = self._hashes.all
        at = np.searchsorted(known, hashes)
        there = at < len(known)
        there[there] = known[at[there]] == hashes[there]
        return np.where(there, at, -1)

    def frequencies(self, places: Rows) -> NDArray[np.int64]:
        """In how many rows, and in how many documents, each term stands: shape (terms, 2)."""
        found = np.zeros((len(places), 2), dtype=np.int64)
        found[places >= 0] = self._frequencies.all[places[places >= 0]]
        return found

    def postings(self, place: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The rows that hold a stem, in order, and how often each does."""
        if place < 0:
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        start, end = map(int, self._posting_starts.all[place : place + 2])
        return self._posting_rows.between(start, end), self._posting_counts.between(start, end)

    @cached_property
    def clusters(self) -> Clusters | None:
        """The vectors in clusters; None where there are so few that all are compared."""
        file = f"{self._name}.faiss"
        # FAISS reads it in its own way: it is checked whole, and from then on mapped.
        return Clusters(self._files.check(file)) if file in self._files else None

    def spelled(self, places: Rows) -> Any:
        """How often each of these terms stands in each word: a sparse matrix (words, terms) by rows."""
        from scipy.sparse import csc_array

        known = np.maximum(places, 0)
        firsts = self._term_word_starts.all[known]
        sizes = np.where(places < 0, 0, self._term_word_starts.all[known + 1] - firsts)
        words = self._term_words.take(firsts, sizes)
        starts = np.concatenate([[0], np.cumsum(sizes)])
        columns: Any = csc_array((np.ones(len(words), np.float32), words, starts), shape=(self._words, len(places)))
        return columns.tocsr()

    def term_counts(self, spelled: Any, rows: Rows) -> Any:
        """How often the terms that `spelled` knows stand in these rows: a sparse matrix (rows, terms) by rows."""
        from scipy.sparse import csr_array

        starts = self._starts.all[rows]
        sizes = self._starts.all[rows + 1] - starts
        ids = self._ids.take(starts, sizes)
        at = np.flatnonzero(np.diff(spelled.indptr)[ids])
        counts = self._counts.take(starts, sizes)[at].astype(np.float32)
        ends = np.searchsorted(at, np.concatenate([[0], np.cumsum(sizes)]))
        return csr_array((counts, ids[at], ends), shape=(len(rows), self._words)) @ spelled

    def terms_between(self, places: Rows, starts: Rows, ends: Rows) -> NDArray[np.bool_]:
        """Which of these terms stand in the rows of each stretch: shape (stretches, terms)."""
        held = [self._held_between(places[at : at + 64], starts, ends) for at in range(0, len(places), 64)]
        return np.concatenate([np.zeros((len(starts), 0), dtype=bool), *held], axis=1)

    def _held_between(self, places: Rows, starts: Rows, ends: Rows) -> NDArray[np.bool_]:
        """Of 64 terms at most: each is a bit of what a word holds."""
        bits = np.left_shift(np.uint64(1), np.arange(len(places), dtype=np.uint64))
        of_words = np.zeros(self._words, dtype=np.uint64)
        for place, bit in zip(places.tolist(), bits, strict=True):
            if place >= 0:
                of_words[self._term_words.between(*self._term_word_starts.all[place : place + 2].tolist())] |= bit
        firsts = self._starts.all[starts]
        sizes = self._starts.all[ends] - firsts
        # reduceat has no empty stretches: a zero stands behind all, and what it gives for them is not taken.
        held = np.append(of_words[self._ids.take(firsts, sizes)], np.uint64(0))
        together = np.where(sizes > 0, np.bitwise_or.reduceat(held, np.cumsum(sizes) - sizes), np.uint64(0))
        return np.asarray((together[:, None] & bits) > 0)
