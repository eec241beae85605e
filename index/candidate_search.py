"""Stage one: the documents that are worth ranking for a question, found without looking at all passages.

Each of four signals gives its best rows of every segment. A passage among them is worth the mean of its signals,
scaled as stage two scales them; a cosine that was not among the best counts as a little less than the last that was.
A document is worth its best passage times the square root of its coverage of the question's stems, as in stage two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.candidates import Extremes, FieldStatistics, Statistics
from index.embedding import Vectors
from index.lexical import idf, terms
from index.live_segment import FIELDS, LiveSegment
from index.segment_field import BestByWords, term_hashes
from index.word_counts import ranges

_BEHIND = 0.95
"""What a cosine that is not among the best is taken to be of the last one that is, both scaled."""

Place = tuple[int, int]
"""A segment's number, and that of a document in it."""


@dataclass(frozen=True)
class _Nominated:
    """Passages of one segment, with the number of the document and its coverage, and four signals, NaN for unknown."""

    documents: NDArray[np.int64]
    coverage: NDArray[np.float64]
    signals: NDArray[np.float64]


class CandidateSearch:
    """For one question, with its unit vector."""

    def __init__(self, segments: Sequence[LiveSegment], question: str, vector: Vectors, depth: int) -> None:
        self._segments, self._vector, self._depth = segments, vector, depth
        self._asked = Counter(terms(question))
        self._stems = [term for term in self._asked if term.startswith("=")]
        self._stem_hashes = term_hashes(self._stems)
        self.statistics = self._count()

    def best(self, documents: int) -> list[Place]:
        """So many documents at most, the best first."""
        found = [self._nominated(live) for live in self._segments]
        signals = np.concatenate([each.signals for each in found], axis=1)
        if not signals.shape[1]:
            return []
        coverage = np.concatenate([each.coverage for each in found])
        fused = self._scaled(signals).mean(axis=0) * np.sqrt(coverage / (coverage.max() or 1))
        owners = np.repeat(np.arange(len(found)), [len(each.documents) for each in found])
        numbers = np.concatenate([each.documents for each in found])
        best: dict[Place, None] = {}
        for at in np.argsort(-fused, kind="stable"):
            best[int(owners[at]), int(numbers[at])] = None
            if len(best) == documents:
                break
        return list(best)

    def _scaled(self, signals: NDArray[np.float64]) -> NDArray[np.float64]:
        statistics = self.statistics
        lowest = (statistics.passage_dense.lowest, 0.0, statistics.sentence_dense.lowest, 0.0)
        scaled = np.empty_like(signals)
        for at, (scores, low) in enumerate(zip(signals, lowest, strict=True)):
            known = scores[~np.isnan(scores)]
            spread = float(known.max() - low) if len(known) else 0.0
            scaled[at] = (scores - low) / (spread or 1.0)
            last = np.sort(scaled[at][~np.isnan(scores)])[-self._depth :][:1]
            scaled[at][np.isnan(scores)] = _BEHIND * (float(last[0]) if len(last) else 0.0)
        return scaled

    def _nominated(self, live: LiveSegment) -> _Nominated:
        starts = live.segment.passage_sentences
        rows, of_vectors, by_words = [], [], []
        for field in FIELDS:
            left_out = live.left_out(field)
            nearest = live.field(field).nearest(self._vector, self._depth, left_out)
            words = self._by_words(live, field, left_out)
            passages = [nearest.rows, words.rows]
            if field == "by_sentence":
                passages = [np.searchsorted(starts, found, side="right") - 1 for found in passages]
            rows += passages
            of_vectors.append((passages[0], nearest.scores))
            by_words.append(words)
        union = np.unique(np.concatenate(rows)).astype(np.int64)
        sizes = starts[union + 1] - starts[union]
        of_sentences = by_words[1].at(ranges(starts[union], sizes))
        signals = np.full((4, len(union)), np.nan)
        for at, (found, scores) in zip((0, 2), of_vectors, strict=True):
            np.fmax.at(signals[at], np.searchsorted(union, found), scores)
        signals[1] = by_words[0].at(union)
        if len(union):
            signals[3] = np.maximum.reduceat(of_sentences, np.cumsum(sizes) - sizes)
        documents = live.documents_of("by_passage", union)
        return _Nominated(documents, self._coverage(live, documents), signals)

    def _by_words(self, live: LiveSegment, field: str, left_out: NDArray[np.bool_] | None) -> BestByWords:
        known = self.statistics.passages if field == "by_passage" else self.statistics.sentences
        places = live.field(field).places(self._stem_hashes)
        weights = {
            int(place): self._asked[stem] * float(idf(known.frequencies[stem], known.size))
            for place, stem in zip(places, self._stems, strict=True)
            if place >= 0
        }
        return live.field(field).best_by_words(weights, known.average_length, self._depth, left_out)

    def _coverage(self, live: LiveSegment, documents: NDArray[np.int64]) -> NDArray[np.float64]:
        """Of each document the share of the question's stems that it holds, weighted by idf."""
        known, field = self.statistics.documents, live.segment.by_passage
        firsts, ends = live.segment.document_passages[documents], live.segment.document_passages[documents + 1]
        covered = np.zeros(len(documents))
        for place, stem in zip(field.places(self._stem_hashes), self._stems, strict=True):
            held = field.postings(int(place))[0]
            holds = np.searchsorted(held, firsts) < np.searchsorted(held, ends)
            covered[holds] += float(idf(known.frequencies[stem], known.size))
        return covered

    def _count(self) -> Statistics:
        asked = sorted(self._asked)
        hashes, totals = term_hashes(asked), [live.totals for live in self._segments]
        found = {field: np.zeros((len(asked), 2), dtype=np.int64) for field in FIELDS}
        for live in self._segments:
            for field in FIELDS:
                found[field] += live.frequencies(field, live.field(field).places(hashes), asked)
        lowest = [live.lowest_cosines(self._vector) for live in self._segments]

        def counted(size: int, length: int, field: str, of: int) -> FieldStatistics:
            frequencies = dict(zip(asked, found[field][:, of].tolist(), strict=True))
            return FieldStatistics(size, length / max(size, 1), frequencies)

        passages, sentences = sum(each.passages for each in totals), sum(each.sentences for each in totals)
        # Among thousands of passages some share no term with the question: the lowest BM25 is 0.
        return Statistics(
            passages=counted(passages, sum(each.passage_terms for each in totals), "by_passage", 0),
            sentences=counted(sentences, sum(each.sentence_terms for each in totals), "by_sentence", 0),
            documents=counted(sum(each.documents for each in totals), 0, "by_passage", 1),
            passage_dense=Extremes(min(one for one, _ in lowest), -1.0),
            passage_lexical=Extremes(0.0, 0.0),
            sentence_dense=Extremes(min(other for _, other in lowest), -1.0),
            sentence_lexical=Extremes(0.0, 0.0),
            best_coverage=0.0,
        )
