"""Stage one: the documents that are worth ranking for a question, found without looking at all passages.

Four signals nominate passages: passages and sentences, each by vectors and by words. A nominated passage is worth the
mean of its signals, scaled as stage two scales them; a cosine that is not known yet counts as a little less than the
last that is. A document is worth its best passage times the square root of its coverage of the question's terms, as in
stage two. This is worked out three times, each time better and for fewer documents: with the stems that a document
covers, with all its terms, and with all four signals of its most promising passages as stage two has them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.candidates import Extremes, FieldStatistics, Statistics
from index.embedding import Vectors
from index.held_terms import HeldTerms, numbers_in
from index.lexical import idf, terms
from index.live_segment import FIELDS, LiveSegment
from index.segment_field import term_hashes
from index.vector_search import Found, VectorSearch
from index.word_counts import ranges
from index.word_search import WordSearch

WORDS = 5
"""Rows that a signal by words gives for each by vectors: what n-grams add is not known of them yet."""

COVERED, MEASURED = 256, 128
"""Documents whose coverage by all terms is worked out, and those whose best passages are measured by all signals."""

PASSAGES = 2
"""Of each of these documents."""

BEHIND = 0.95
"""What a cosine that is not among the best is taken to be of the last one that is, both scaled."""

_FARTHEST, _FARTHEST_SENTENCES = 16, 100
"""Passages, and passages of so many sentences, that are looked at for the lowest cosine where not all are compared."""

Place = tuple[int, int]
"""A segment's number, and that of a document in it."""


@dataclass(frozen=True)
class _Nominated:
    """Passages, with their four signals, NaN for unknown, shape (4, passages)."""

    segments: NDArray[np.int64]
    rows: NDArray[np.int64]
    documents: NDArray[np.int64]
    """Of the rows, in their segments."""
    coverage: NDArray[np.float64]
    """Of the documents, by stems."""
    signals: NDArray[np.float64]

    @classmethod
    def join(cls, parts: Sequence[_Nominated]) -> _Nominated:
        """The passages of all parts."""
        nothing = np.zeros(0, dtype=np.int64)
        empty = cls(nothing, nothing, nothing, nothing.astype(np.float64), np.zeros((4, 0)))
        every = (empty, *parts)
        return cls(
            np.concatenate([one.segments for one in every]),
            np.concatenate([one.rows for one in every]),
            np.concatenate([one.documents for one in every]),
            np.concatenate([one.coverage for one in every]),
            np.concatenate([one.signals for one in every], axis=1),
        )

    def take(self, at: NDArray[np.int64]) -> _Nominated:
        return _Nominated(self.segments[at], self.rows[at], self.documents[at], self.coverage[at], self.signals[:, at])


class CandidateSearch:
    """For one question, with its unit vector."""

    def __init__(self, segments: Sequence[LiveSegment], question: str, vector: Vectors, depth: int) -> None:
        self._segments, self._question, self._vector, self._depth = segments, question, vector, depth
        self._asked = Counter(terms(question))
        self._stems = {term: count for term, count in self._asked.items() if term.startswith("=")}
        self._held = HeldTerms(segments, list(self._asked))
        self._near = {field: VectorSearch(segments, field, vector) for field in FIELDS}
        self.statistics = self._count()

    def best(self, documents: int) -> list[Place]:
        """So many documents at most, the best first."""
        found = self._nominated()
        if not len(found.rows):
            return []
        scores = self._fused(found.signals)
        chosen = found.take(self._of_documents(found, scores * np.sqrt(found.coverage), COVERED, 10**6))
        covered = self._coverage(chosen)
        worth = self._fused(chosen.signals) * np.sqrt(covered)
        best = self._of_documents(chosen, worth, max(MEASURED, documents), PASSAGES)
        chosen, covered = chosen.take(best), covered[best]
        worth = self._fused(self._measured(chosen)) * np.sqrt(covered)
        left = self._of_documents(chosen, worth, documents, 1)
        return [(int(chosen.segments[at]), int(chosen.documents[at])) for at in left]

    def _of_documents(self, found: _Nominated, worth: NDArray[np.float64], most: int, each: int) -> NDArray[np.int64]:
        """The best passages, best first: those of so many documents, and of each document so many."""
        order = np.argsort(-worth, kind="stable")
        keys = found.segments[order] << 32 | found.documents[order]
        _, firsts, own = np.unique(keys, return_index=True, return_inverse=True)
        ranks = np.empty(len(firsts), dtype=np.int64)
        ranks[np.argsort(firsts)] = np.arange(len(firsts))
        by_document = np.argsort(own, kind="stable")
        sizes = np.bincount(own)
        places = np.empty(len(own), dtype=np.int64)
        places[by_document] = ranges(np.zeros(len(sizes), np.int64), sizes)
        return np.asarray(order[(ranks[own] < most) & (places < each)])

    def _fused(self, signals: NDArray[np.float64]) -> NDArray[np.float64]:
        """The mean of the signals, scaled; shape (passages,)."""
        lowest = (self.statistics.passage_dense.lowest, 0.0, self.statistics.sentence_dense.lowest, 0.0)
        scaled = np.empty_like(signals)
        for at, (scores, low) in enumerate(zip(signals, lowest, strict=True)):
            known = scores[~np.isnan(scores)]
            highest = float(known.max(initial=low))
            scaled[at] = (scores - low) / (highest - low or 1.0)
            last = (float(known.min(initial=highest)) - low) / (highest - low or 1.0)
            scaled[at][np.isnan(scores)] = BEHIND * last
        return np.asarray(scaled.mean(axis=0))

    def _nominated(self) -> _Nominated:
        near = {field: search.nearest(self._depth) for field, search in self._near.items()}
        known = {"by_passage": self.statistics.passages, "by_sentence": self.statistics.sentences}
        depth = WORDS * self._depth
        words = {field: WordSearch(self._segments, field, self._stems, known[field], depth) for field in FIELDS}
        by_words = {field: search.best() for field, search in words.items()}
        found = []
        for at, live in enumerate(self._segments):
            starts = live.segment.passage_sentences
            of_sentences, held = near["by_sentence"][at], by_words["by_sentence"][at]
            owners = [np.searchsorted(starts, rows, side="right") - 1 for rows in (of_sentences.rows, held)]
            of_passages = near["by_passage"][at]
            rows = np.unique(np.concatenate([of_passages.rows, by_words["by_passage"][at], *owners])).astype(np.int64)
            if not len(rows):
                continue
            sizes = starts[rows + 1] - starts[rows]
            signals = np.full((4, len(rows)), np.nan)
            np.fmax.at(signals[0], np.searchsorted(rows, of_passages.rows), of_passages.cosines)
            np.fmax.at(signals[2], np.searchsorted(rows, owners[0]), of_sentences.cosines)
            signals[1] = words["by_passage"].at(at, rows)
            best = words["by_sentence"].at(at, ranges(starts[rows], sizes))
            signals[3] = np.maximum.reduceat(best, np.cumsum(sizes) - sizes)
            documents = live.documents_of("by_passage", rows)
            different, own = _runs(documents)
            coverage = self._coverage_by_stems(live, different)[own]
            found.append(_Nominated(np.full(len(rows), at), rows, documents, coverage, signals))
        return _Nominated.join(found)

    def _coverage_by_stems(self, live: LiveSegment, documents: NDArray[np.int64]) -> NDArray[np.float64]:
        """Of each document the stems that it holds, weighted by idf."""
        known, field = self.statistics.documents, live.segment.by_passage
        firsts, ends = live.segment.document_passages[documents], live.segment.document_passages[documents + 1]
        covered = np.zeros(len(documents))
        for place, stem in zip(field.places(term_hashes(list(self._stems))), self._stems, strict=True):
            held = field.postings(int(place))[0]
            holds = np.searchsorted(held, firsts) < np.searchsorted(held, ends)
            covered[holds] += float(idf(known.frequencies[stem], known.size))
        return covered

    def _coverage(self, chosen: _Nominated) -> NDArray[np.float64]:
        """Of each passage's document the terms that it holds, weighted by idf."""
        keys, own = np.unique(chosen.segments << 32 | chosen.documents, return_inverse=True)
        known = self.statistics.documents
        worth = np.array([float(idf(known.frequencies[term], known.size)) for term in self._asked])
        return np.asarray((self._held.in_documents(keys >> 32, keys & 0xFFFFFFFF) @ worth)[own])

    def _measured(self, chosen: _Nominated) -> NDArray[np.float64]:
        """The four signals of each passage, as stage two has them."""
        starts, sizes = self._sentences(chosen.segments, chosen.rows)
        firsts = np.cumsum(sizes) - sizes
        known, held = self.statistics, self._held.lexical_index
        of_passages = held("by_passage", chosen.segments, chosen.rows, known.passages)
        of_sentences = held("by_sentence", np.repeat(chosen.segments, sizes), ranges(starts, sizes), known.sentences)
        own, best = np.empty(len(sizes)), np.empty(len(sizes))
        for at in numbers_in(chosen.segments):
            here, segment = chosen.segments == at, self._segments[at].segment
            own[here] = segment.by_passage.vectors.take(chosen.rows[here], np.ones_like(sizes[here])) @ self._vector
            cosines = segment.by_sentence.vectors.take(starts[here], sizes[here]) @ self._vector
            best[here] = np.maximum.reduceat(cosines, np.cumsum(sizes[here]) - sizes[here])
        by_words = np.maximum.reduceat(of_sentences.scores(self._question), firsts)
        return np.stack([own, of_passages.scores(self._question), best, by_words])

    def _sentences(
        self, segments: NDArray[np.int64], passages: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The first sentence row of each passage, and how many it has, in its segment."""
        starts, sizes = np.empty_like(passages), np.empty_like(passages)
        for at in numbers_in(segments):
            here, bounds = segments == at, self._segments[at].segment.passage_sentences
            starts[here] = bounds[passages[here]]
            sizes[here] = bounds[passages[here] + 1] - starts[here]
        return starts, sizes

    def _count(self) -> Statistics:
        asked = sorted(self._asked)
        hashes, totals = term_hashes(asked), [live.totals for live in self._segments]
        found = {field: np.zeros((len(asked), 2), dtype=np.int64) for field in FIELDS}
        for live in self._segments:
            for field in FIELDS:
                found[field] += live.frequencies(field, live.field(field).places(hashes), asked)

        def counted(size: int, length: int, field: str, of: int) -> FieldStatistics:
            frequencies = dict(zip(asked, found[field][:, of].tolist(), strict=True))
            return FieldStatistics(size, length / max(size, 1), frequencies)

        passages, sentences = sum(each.passages for each in totals), sum(each.sentences for each in totals)
        lowest, lowest_of_sentences = self._lowest_cosines()
        # Among thousands of passages some share no term with the question: the lowest BM25 is 0.
        return Statistics(
            passages=counted(passages, sum(each.passage_terms for each in totals), "by_passage", 0),
            sentences=counted(sentences, sum(each.sentence_terms for each in totals), "by_sentence", 0),
            documents=counted(sum(each.documents for each in totals), 0, "by_passage", 1),
            passage_dense=Extremes(lowest, -1.0),
            passage_lexical=Extremes(0.0, 0.0),
            sentence_dense=Extremes(lowest_of_sentences, -1.0),
            sentence_lexical=Extremes(0.0, 0.0),
            best_coverage=0.0,
        )

    def _lowest_cosines(self) -> tuple[float, float]:
        """The lowest cosine of a passage, and the lowest that is the best of its passage's sentences.

        Exact where every vector is compared; else the lowest among the passages that are found to be farthest, or
        whose sentences are.
        """
        passages = self._near["by_passage"].farthest(_FARTHEST)
        sentences = self._near["by_sentence"].farthest(_FARTHEST_SENTENCES)
        lowest, lowest_of_sentences = [1.0], [1.0]
        for at, live in enumerate(self._segments):
            starts, compared = live.segment.passage_sentences, self._near["by_sentence"].compared[at]
            lowest.append(float(self._own_cosines(at, passages[at]).min(initial=1)))
            if compared:
                owners = np.searchsorted(starts, compared.rows, side="right") - 1
                firsts = np.flatnonzero(np.diff(owners, prepend=-1))
                lowest_of_sentences.append(float(np.maximum.reduceat(compared.cosines, firsts).min(initial=1)))
                continue
            owners = np.searchsorted(starts, sentences[at].rows, side="right") - 1
            rows = np.union1d(passages[at].rows, owners).astype(np.int64)
            if len(rows):
                sizes = starts[rows + 1] - starts[rows]
                own = live.segment.by_sentence.vectors.take(starts[rows], sizes) @ self._vector
                lowest_of_sentences.append(float(np.maximum.reduceat(own, np.cumsum(sizes) - sizes).min()))
        return min(lowest), min(lowest_of_sentences)

    def _own_cosines(self, at: int, found: Found) -> NDArray[np.float32]:
        """The cosines of a segment's passages that were found, of which clusters have rounded ones."""
        if self._near["by_passage"].compared[at]:
            return found.cosines
        vectors = self._segments[at].segment.by_passage.vectors
        return np.asarray(vectors.take(found.rows, np.ones_like(found.rows)) @ self._vector)


def _runs(numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The different ones of numbers that are in order, and for each number its place among them."""
    begins = np.diff(numbers, prepend=-1) != 0
    return numbers[begins], np.cumsum(begins) - 1
