"""From ranked passages to the span that answers, and how sure that is.

`Reader` is the one swap point: it sees the question and the hits, and says which span of
which hit answers, with a calibrated confidence. Whether that is sure enough to be shown
is the assistant's decision.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.spans import Span
from qa.language.answer_type import answer_type, has_cue
from qa.retrieval import Hit, ScoredSentence

CUE_BONUS = 0.2
"""Chosen on squad2-half/train.json among 0, 0.05, 0.1, 0.2 and 0.3."""


@dataclass(frozen=True)
class FoundSpan:
    """A span of the document that `hit` is from."""

    hit: Hit
    span: Span


@dataclass(frozen=True)
class Reading:
    """The best answer that a reader found: a span of the document that `hit` is from.

    `confidence` is the probability, 0..1, that the sentence around the span holds what was
    asked. `supporting` are other places that say the same. `ranking` are the hits, the likeliest
    to hold the answer first, with scores that say so; empty where the reader leaves them
    as they were retrieved.
    """

    hit: Hit
    span: Span
    confidence: float
    supporting: tuple[FoundSpan, ...] = ()
    ranking: tuple[Hit, ...] = ()


class Reader(Protocol):
    """Finds the answer in the passages retrieved."""

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """The best answer in at least one hit, however unsure."""
        ...


@dataclass(frozen=True)
class Features:
    """What tells a sentence that answers from one that does not, as far as similarity can: all -1..1 or 0..1."""

    passage_cosine: float
    passage_coverage: float
    sentence_cosine: float
    sentence_coverage: float
    passage_score: float


@dataclass(frozen=True)
class Calibration:
    """A logistic model of being right; training/fit_confidence.py fits it and prints these numbers."""

    intercept: float = -9.630
    passage_cosine: float = -0.033
    passage_coverage: float = -2.937
    sentence_cosine: float = 3.507
    sentence_coverage: float = 5.139
    passage_score: float = 7.014

    def probability(self, features: Features) -> float:
        """Between 0 and 1."""
        logit = self.intercept + sum(getattr(self, name) * value for name, value in vars(features).items())
        return 1 / (1 + math.exp(-logit))


class SentenceReader:
    """Answers with a whole sentence.

    It takes the one with the highest sum of its cosine, its coverage of the question, its
    passage's score, and `CUE_BONUS` if it has the kind of words that the question waits for.
    """

    def __init__(self, calibration: Calibration | None = None) -> None:
        self._calibration = calibration or Calibration()

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """See `Reader.read`; a tie goes to the better passage, then to the earlier sentence."""
        hit, sentence = self.best_sentence(question, hits)
        return Reading(hit, sentence.sentence.span, self._calibration.probability(features(hit, sentence)))

    def best_sentence(self, question: str, hits: Sequence[Hit]) -> tuple[Hit, ScoredSentence]:
        """The sentence chosen, in its hit."""
        kind = answer_type(question)
        return max(
            ((hit, sentence) for hit in hits for sentence in hit.sentences),
            key=lambda pair: (
                pair[0].score + pair[1].cosine + pair[1].coverage + CUE_BONUS * has_cue(kind, pair[1].text)
            ),
        )


def features(hit: Hit, sentence: ScoredSentence) -> Features:
    """The features of one candidate sentence."""
    return Features(hit.cosine, hit.coverage, sentence.cosine, sentence.coverage, hit.score)
