"""Question to ranked passages.

Four signals say how well a passage fits a question: its cosine, its BM25 score, and the
best cosine and the best BM25 score among its sentences. Each is scaled to 0..1 over the
passages, question by question, and their weighted mean ranks the passages.

Of several documents the right one is found first: a document is as good as the best of its
passages, times how well it covers the question's words. A passage then scores as if its
document were asked alone, less what that is behind the best one. So words that are rare in
the collection but common in the document, such as its subject, do not drown those that
tell its passages apart. benchmarks/retrieval.md and which_article.md have what each is worth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.candidates import Extremes, Statistics
from index.collection import Collection
from index.embedding import Encoder, Vectors
from index.engine import Engine
from index.passages import Passage, Sentence
from qa.retrieval_options import Weights

Scores = NDArray[np.float32]

_DOCUMENT_WEIGHT = np.float32(2)
"""How much the distance of a passage's document from the best document counts beside the passage's score within it.

Chosen on squad2-half/train.json and timeqa-train (benchmarks/which_article.md): 2 puts one of a document's passages
half as far from another as the same distance between two documents would.
"""


@dataclass(frozen=True)
class ScoredSentence:
    """A sentence of a hit: its cosine with the question, -1..1, and its coverage of the question's words, 0..1."""

    sentence: Sentence
    text: str
    cosine: float
    coverage: float


@dataclass(frozen=True)
class Hit:
    """A passage with its score, 0..1, and its sentences in their order.

    `cosine` is the passage's own, -1..1; `coverage` is the share of the question's words,
    weighted by how rare they are, that stand in the passage, 0..1.
    """

    passage: Passage
    score: float
    cosine: float
    coverage: float
    sentences: tuple[ScoredSentence, ...]


REMEMBERED = 64
"""Questions whose vectors are remembered."""


class Retriever:
    """Ranks the passages of one collection: those of the documents that its engine names as candidates.

    `encoder` is the one that made the collection's vectors.
    """

    def __init__(self, collection: Engine, encoder: Encoder, weights: Weights | None = None) -> None:
        self._collection = collection
        self.encoder = encoder

        @lru_cache(maxsize=REMEMBERED)
        def vector(question: str) -> Vectors:
            return np.asarray(encoder.encode([question])[0])

        self._vector: Callable[[str], Vectors] = vector
        self._weights = weights or Weights()

    def retrieve(self, question: str, limit: int) -> list[Hit]:
        """The `limit` best passages, best first; ties go to the earlier one. Fewer where the candidates have fewer."""
        vector = self.vector(question)
        candidates = self._collection.candidates(question, vector)
        part = self._collection.part(candidates)
        return Ranking(part, candidates.statistics, self._weights, question, vector).hits(limit)

    def vector(self, question: str) -> Vectors:
        """The question's vector, of unit length; the last ones are remembered, as the earlier questions of a
        conversation are looked at with every new one."""
        return self._vector(question)

    def documents_about(self, topic: str) -> Collection:
        """The documents that are ranked for a topic: in a small collection all of them."""
        return self._collection.part(self._collection.candidates(topic, self.vector(topic)))


class Ranking:
    """The passages of some documents, ranked for one question.

    `statistics` are those of the whole collection; None where these are all its documents.
    """

    def __init__(
        self, collection: Collection, statistics: Statistics | None, weights: Weights, question: str, vector: Vectors
    ) -> None:
        self._collection, self._statistics, self._weights = collection, statistics, weights
        self._question = question
        self._passage_dense = collection.by_passage.dense_scores(vector)
        self._sentence_dense = collection.by_sentence.dense_scores(vector)

    def hits(self, limit: int) -> list[Hit]:
        """See `Retriever.retrieve`."""
        collection, starts = self._collection, self._collection.first_sentence_rows
        passage_coverage = collection.by_passage.lexical.coverage(self._question)
        sentence_coverage = collection.by_sentence.lexical.coverage(self._question)
        scores = self._scores()
        hits = []
        for row in np.argsort(-scores, kind="stable")[:limit]:
            passage = collection.passages[row]
            sentences = tuple(
                ScoredSentence(sentence, text, float(self._sentence_dense[at]), float(sentence_coverage[at]))
                for at, (sentence, text) in enumerate(
                    zip(passage.sentences, passage.sentence_texts, strict=True), starts[row]
                )
            )
            coverage = float(passage_coverage[row])
            score = max(float(scores[row]), 0.0)
            hits.append(Hit(passage, score, float(self._passage_dense[row]), coverage, sentences))
        return hits

    def _scores(self) -> Scores:
        """For each passage."""
        statistics = self._statistics
        dense, lexical = self._signals()
        if statistics:
            of_dense = (statistics.passage_dense, statistics.sentence_dense)
            of_lexical = (statistics.passage_lexical, statistics.sentence_lexical)
            scores = self._fused(map(scale, dense, of_dense), map(scale, lexical, of_lexical))
            documents = statistics.documents.size
        else:
            scores = self._fused(map(scale, dense), map(scale, lexical))
            documents = int(self._collection.document_numbers[-1]) + 1
        return self._by_document(scores, dense) if documents > 1 else scores

    def _signals(self) -> tuple[tuple[Scores, Scores], tuple[Scores, Scores]]:
        """Each passage's own cosine and its sentences' best, and the same of BM25 scores."""
        collection = self._collection
        return (self._passage_dense, self._best_of_sentences(self._sentence_dense)), (
            collection.by_passage.lexical_scores(self._question),
            self._best_of_sentences(collection.by_sentence.lexical_scores(self._question)),
        )

    def _best_of_sentences(self, scores: Scores) -> Scores:
        return np.asarray(np.maximum.reduceat(scores, self._collection.first_sentence_rows))

    def _by_document(self, scores: Scores, dense: tuple[Scores, Scores]) -> Scores:
        """What passages score within their documents, less what these are behind: at most 1, and below 0 too."""
        numbers, firsts = self._collection.document_numbers, self._collection.first_passage_rows
        documents = np.maximum.reduceat(scores, firsts) * self._document_fit()
        behind = (documents.max() - documents)[numbers]
        return np.asarray(self._within(dense) - _DOCUMENT_WEIGHT * behind, dtype=np.float32)

    def _within(self, dense: tuple[Scores, Scores]) -> Scores:
        """What each passage scores as if its document were asked alone."""
        collection, firsts = self._collection, self._collection.first_passage_rows
        of_sentences = collection.by_sentence.lexical.scores_within(
            self._question, collection.sentence_document_numbers
        )
        lexical = (
            collection.by_passage.lexical.scores_within(self._question, collection.document_numbers),
            self._best_of_sentences(of_sentences),
        )
        return self._fused(*((scale_within(signal, firsts) for signal in kind) for kind in (dense, lexical)))

    def _document_fit(self) -> Scores:
        """For each document the square root of its coverage of the question, the best one's being 1."""
        statistics = self._statistics
        covered = self._collection.by_passage.lexical.coverage(
            self._question, self._collection.document_numbers, statistics.documents if statistics else None
        )
        best = max(float(covered.max()), statistics.best_coverage if statistics else 0.0)
        return np.sqrt(covered / np.float32(best)) if best else np.ones_like(covered)

    def _fused(self, dense: Iterable[Scores], lexical: Iterable[Scores]) -> Scores:
        """The weighted mean of scaled signals, those of passages before those of sentences."""
        weights = self._weights
        (passage_dense, sentence_dense), (passage_lexical, sentence_lexical) = dense, lexical
        return _weighted_mean(
            (weights.passage_dense, passage_dense),
            (weights.passage_lexical, passage_lexical),
            (weights.sentence_dense, sentence_dense),
            (weights.sentence_lexical, sentence_lexical),
        )


def scale(scores: Scores, of_all: Extremes | None = None) -> Scores:
    """The lowest to 0, the highest to 1; where all are the same, all 1 if they are above 0, else all 0.

    `of_all` are the lowest and the highest of more scores than these.
    """
    lowest, highest = scores.min(), scores.max()
    if of_all:
        lowest = min(lowest, np.float32(of_all.lowest))
        highest = max(highest, np.float32(of_all.highest))
    if highest <= lowest:
        return np.full_like(scores, float(highest > 0))
    return np.asarray((scores - lowest) / (highest - lowest), dtype=np.float32)


def scale_within(scores: Scores, firsts: NDArray[np.intp]) -> Scores:
    """As `scale`, each group of rows by itself; `firsts` are the first rows of the groups."""
    sizes = np.diff(firsts, append=len(scores))
    lowest, highest = (np.repeat(edge.reduceat(scores, firsts), sizes) for edge in (np.minimum, np.maximum))
    spread = highest - lowest
    parted = (scores - lowest) / np.where(spread > 0, spread, 1)
    return np.asarray(np.where(spread > 0, parted, highest > 0), dtype=np.float32)


def _weighted_mean(*signals: tuple[float, Scores]) -> Scores:
    total = sum(weight for weight, _ in signals)
    summed = np.zeros_like(signals[0][1])
    for weight, scores in signals:
        if weight:
            summed += weight * scores
    return np.asarray(summed / total, dtype=np.float32) if total else summed
