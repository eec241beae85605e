"""The reader that answers with a whole sentence, by similarity alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qa.language.answer_type import answer_type, has_cue
from qa.reading.linear_model import LinearModel
from qa.reading.reader import Reading
from qa.retrieval import Hit, ScoredSentence

THRESHOLD = 0.24
"""The least confidence of an answer that is given; chosen by training/fit_confidence.py."""

CUE_BONUS = 0.2
"""Chosen on squad2-half/train.json among 0, 0.05, 0.1, 0.2 and 0.3."""


@dataclass(frozen=True)
class SentenceFeatures:
    """What tells a sentence that answers from one that does not, as far as similarity can: all -1..1 or 0..1."""

    passage_cosine: float
    passage_coverage: float
    sentence_cosine: float
    sentence_coverage: float
    passage_score: float


CONFIDENCE = LinearModel(-9.630, SentenceFeatures(-0.033, -2.937, 3.507, 5.139, 7.014))
"""Of the sentence being right; fitted by training/fit_confidence.py, which prints these numbers."""


class SentenceReader:
    """Answers with a whole sentence.

    It takes the one with the highest sum of its cosine, its coverage of the question, its
    passage's score, and `CUE_BONUS` if it has the kind of words that the question waits for.
    """

    threshold = THRESHOLD

    def __init__(self, confidence: LinearModel[SentenceFeatures] = CONFIDENCE) -> None:
        self._confidence = confidence

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """See `Reader.read`; a tie goes to the better passage, then to the earlier sentence."""
        hit, sentence = self.best_sentence(question, hits)
        return Reading(hit, sentence.sentence.span, self._confidence.probability(features(hit, sentence)))

    def best_sentence(self, question: str, hits: Sequence[Hit]) -> tuple[Hit, ScoredSentence]:
        """The sentence chosen, in its hit."""
        kind = answer_type(question)
        return max(
            ((hit, sentence) for hit in hits for sentence in hit.sentences),
            key=lambda pair: (
                pair[0].score + pair[1].cosine + pair[1].coverage + CUE_BONUS * has_cue(kind, pair[1].text)
            ),
        )


def features(hit: Hit, sentence: ScoredSentence) -> SentenceFeatures:
    """The features of one candidate sentence."""
    return SentenceFeatures(hit.cosine, hit.coverage, sentence.cosine, sentence.coverage, hit.score)
