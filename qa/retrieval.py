"""Question to ranked passages.

Four signals say how well a passage fits a question: its cosine, its BM25 score, and the
best cosine and the best BM25 score among its sentences. Each is scaled to 0..1 over the
passages, question by question, and their weighted mean ranks the passages. Among several
documents it is multiplied by how well the document covers the question's words, so that
of two passages alike the one of the document that speaks of the matter comes first.
benchmarks/retrieval.md has what each is worth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.collection import Collection
from index.embedding import Encoder
from index.passages import Passage, Sentence

Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Weights:
    """How much each signal counts; only their proportions matter. A weight of 0 leaves a signal out."""

    passage_dense: float = 1.0
    passage_lexical: float = 1.0
    sentence_dense: float = 1.0
    sentence_lexical: float = 1.0


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


class Retriever:
    """Ranks the passages of one collection."""

    def __init__(self, collection: Collection, encoder: Encoder, weights: Weights | None = None) -> None:
        self._collection = collection
        self._encoder = encoder
        self._weights = weights or Weights()

    def retrieve(self, question: str, limit: int) -> list[Hit]:
        """The `limit` best passages, best first; ties go to the earlier one. Fewer where the collection has fewer."""
        vector = self._encoder.encode([question])[0]
        collection, weights = self._collection, self._weights
        passage_dense = collection.by_passage.dense_scores(vector)
        passage_lexical = collection.by_passage.lexical_scores(question)
        sentence_dense = collection.by_sentence.dense_scores(vector)
        sentence_lexical = collection.by_sentence.lexical_scores(question)
        starts = collection.first_sentence_rows
        scores = _weighted_mean(
            (weights.passage_dense, passage_dense),
            (weights.passage_lexical, passage_lexical),
            (weights.sentence_dense, np.maximum.reduceat(sentence_dense, starts)),
            (weights.sentence_lexical, np.maximum.reduceat(sentence_lexical, starts)),
        )
        scores = scores * self._document_fit(question)
        passage_coverage = collection.by_passage.lexical.coverage(question)
        sentence_coverage = collection.by_sentence.lexical.coverage(question)
        hits = []
        for row in np.argsort(-scores, kind="stable")[:limit]:
            passage = collection.passages[row]
            sentences = tuple(
                ScoredSentence(sentence, text, float(sentence_dense[at]), float(sentence_coverage[at]))
                for at, (sentence, text) in enumerate(
                    zip(passage.sentences, passage.sentence_texts, strict=True), starts[row]
                )
            )
            coverage = float(passage_coverage[row])
            hits.append(Hit(passage, float(scores[row]), float(passage_dense[row]), coverage, sentences))
        return hits

    def _document_fit(self, question: str) -> Scores:
        """For each passage the square root of its document's coverage of the question, the best document's being 1."""
        numbers = self._collection.document_numbers
        covered = self._collection.by_passage.lexical.coverage(question, numbers)
        best = covered.max()
        return np.asarray(np.sqrt(covered / best)[numbers] if best else np.ones(len(numbers)), dtype=np.float32)


def scale(scores: Scores) -> Scores:
    """The lowest to 0, the highest to 1; where all are the same, all 1 if they are above 0, else all 0."""
    lowest, highest = scores.min(), scores.max()
    if highest <= lowest:
        return np.full_like(scores, float(highest > 0))
    return np.asarray((scores - lowest) / (highest - lowest), dtype=np.float32)


def _weighted_mean(*signals: tuple[float, Scores]) -> Scores:
    total = sum(weight for weight, _ in signals)
    summed = np.zeros_like(signals[0][1])
    for weight, scores in signals:
        if weight:
            summed += weight * scale(scores)
    return np.asarray(summed / total, dtype=np.float32) if total else summed
