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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.checked_files import CheckedFolder, FolderWriter
from index.content import Field
from index.embedding import Vectors
from index.lexical import length_norms, terms_of_word
from index.word_counts import WordCounts

if TYPE_CHECKING:
    import faiss

EXACT = 2**14
"""Rows up to which every vector is compared; beyond, those of the nearest clusters are."""

PROBES = 24
"""Clusters looked into."""

POSTINGS = 50_000
"""Postings that stage one reads in full, at most: those of the rarest stems. Others count for rows found by these."""

_ROWS_AT_ONCE = 2**13
_TRAINED_ON = 40
"""Vectors a cluster, at most, that clusters are made from."""

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Found:
    """The best rows by one signal, best first, with their scores."""

    rows: Rows
    scores: NDArray[np.float32]


@dataclass(frozen=True)
class BestByWords:
    """The best rows by BM25 of stems, best first; and what other rows score.

    `scores` has for every row what rare stems add; what the common ones add is looked up.
    """

    field: SegmentField
    rows: Rows
    scores: NDArray[np.float32]
    common: Mapping[int, float]
    average: float

    def at(self, rows: Rows) -> NDArray[np.float32]:
        """The scores of some rows."""
        found = self.scores[rows]
        for place, weight in self.common.items():
            held, counts = self.field.postings(place)
            at = np.minimum(np.searchsorted(held, rows), len(held) - 1)
            there = held[at] == rows
            of_there = counts[at[there]]
            found[there] += weight * of_there / (of_there + length_norms(self.field.lengths[rows[there]], self.average))
        return found


@dataclass(frozen=True)
class HeldWords:
    """Some of the words of some rows; and how many terms each row has in all, shape (rows,)."""

    counts: WordCounts
    lengths: NDArray[np.int32]


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
        import faiss

        # FAISS has errors of its own for a full disk; Python's say what happened.
        (writer.folder / f"{name}.faiss").write_bytes(faiss.serialize_index(_clustered(field.vectors)).data)
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


def _clustered(vectors: Vectors) -> faiss.Index:
    import faiss

    rows, dimensions = vectors.shape
    clusters = int(4 * np.sqrt(rows))
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimensions), dimensions, clusters, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    index.cp.max_points_per_centroid = _TRAINED_ON
    index.cp.min_points_per_centroid = 1
    step = max(1, rows // (clusters * _TRAINED_ON))
    index.train(np.ascontiguousarray(vectors[::step]))
    index.add(vectors)
    return index


def term_hashes(terms: Sequence[str]) -> NDArray[np.uint64]:
    """A number for each term, the same on every machine."""
    digests = (hashlib.blake2b(term.encode(errors="surrogatepass"), digest_size=8).digest() for term in terms)
    return np.frombuffer(b"".join(digests), dtype="<u8")


class SegmentField:
    """A field as it was written. Rows that are left out of the collection are the caller's to leave out."""

    def __init__(self, files: CheckedFolder, name: str) -> None:
        self._files, self._name = files, name
        self.is_exact = f"{name}.faiss" not in files
        """Whether every vector is compared."""
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

    def nearest(self, vector: Vectors, depth: int, left_out: NDArray[np.bool_] | None) -> Found:
        """The rows with the highest cosines; `left_out` marks rows that do not count."""
        if self._clusters is None:
            scores = self.vectors.all @ vector
            if left_out is not None:
                scores = np.where(left_out, -np.inf, scores)
            best = _best(scores, depth)
            best = best[np.isfinite(scores[best])]
            return Found(best, scores[best])
        import faiss

        library: Any = faiss
        kept = None if left_out is None else np.packbits(~left_out, bitorder="little")
        selector = None if kept is None else library.IDSelectorBitmap(kept)
        parameters = library.SearchParametersIVF(nprobe=PROBES, sel=selector)
        scores, rows = self._clusters.search(vector[None], depth, params=parameters)
        there = (rows[0] >= 0) & (rows[0] < self.rows)
        return Found(rows[0][there], scores[0][there])

    @cached_property
    def _clusters(self) -> faiss.Index | None:
        if self.is_exact:
            return None
        import faiss

        # FAISS reads it in its own way: it is checked whole, and from then on mapped.
        return faiss.read_index(str(self._files.check(f"{self._name}.faiss")), faiss.IO_FLAG_MMAP)

    def best_by_words(
        self, weights: Mapping[int, float], average: float, depth: int, left_out: NDArray[np.bool_] | None
    ) -> BestByWords:
        """The rows with the highest BM25 by stems; `weights` has for each stem's place what it is worth."""
        by_rarity = sorted(weights, key=lambda place: len(self.postings(place)[0]))
        scores = np.zeros(self.rows, dtype=np.float32)
        touched: list[NDArray[np.int32]] = []
        common: list[int] = []
        read = 0
        for place in by_rarity:
            rows, counts = self.postings(place)
            if touched and read + len(rows) > POSTINGS:
                common.append(place)
                continue
            read += len(rows)
            scores[rows] += weights[place] * counts / (counts + length_norms(self.lengths[rows], average))
            touched.append(rows)
        if left_out is not None:
            scores[left_out] = 0
        near: NDArray[Any] = np.unique(_above(np.concatenate([np.zeros(0, np.int32), *touched]), scores, 4 * depth))
        near = np.asarray(near[scores[near] > 0], dtype=np.int64)
        found = BestByWords(self, near, scores, {place: weights[place] for place in common}, average)
        return replace(found, rows=near[_best(found.at(near), depth)])

    def words_with(self, places: Rows, ranges: Sequence[tuple[int, int]]) -> HeldWords:
        """Which words with one of these terms stand in the rows of these ranges, one behind the other."""
        relevant = [
            self._term_words.between(*map(int, self._term_word_starts.all[place : place + 2]))
            for place in places
            if place >= 0
        ]
        looked_for = np.zeros(len(self.words) + 1, dtype=bool)
        for ids in relevant:
            looked_for[ids] = True
        starts = [self._starts.between(start, end + 1) for start, end in ranges]
        bounds = [(int(each[0]), int(each[-1])) for each in starts]
        ids = np.concatenate([self._ids.between(*each) for each in bounds])
        counts = np.concatenate([self._counts.between(*each) for each in bounds])
        sizes = np.concatenate([np.diff(each) for each in starts])
        held = looked_for[ids]
        rows = np.repeat(np.arange(len(sizes)), sizes)[held]
        used, numbered = np.unique(ids[held], return_inverse=True)
        counted = WordCounts(
            [self.words[at] for at in used],
            np.searchsorted(rows, np.arange(len(sizes) + 1)).astype(np.int64),
            numbered.astype(np.int32),
            counts[held],
        )
        return HeldWords(counted, np.concatenate([self.lengths[start:end] for start, end in ranges]))


def _best(scores: NDArray[np.float32], depth: int) -> Rows:
    """The places of the highest scores, the highest first; of equal ones the earlier."""
    if len(scores) > depth:
        limit = np.partition(scores, -depth)[-depth]
        rows = np.flatnonzero(scores >= limit)
    else:
        rows = np.arange(len(scores))
    return rows[np.argsort(-scores[rows], kind="stable")][:depth]


def _above(rows: NDArray[np.int32], scores: NDArray[np.float32], most: int) -> NDArray[np.int32]:
    """About so many of the rows, those that score best; one that is given twice may be given out twice."""
    if len(rows) <= most:
        return rows
    found = scores[rows]
    return np.asarray(rows[found >= np.partition(found, -most)[-most]])
