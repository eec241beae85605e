"""Yes or no: which of them a passage says, how sure, and what of its sentence speaks against either."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.passages import Passage
from index.spans import Span
from qa.answer import Verdict
from qa.reading.denied import is_over
from qa.reading.exclusion import excludes
from qa.reading.linear_model import LinearModel
from qa.reading.span_model import BestSpan
from qa.reading.subject import is_of_another_thing


@dataclass(frozen=True)
class VerdictFeatures:
    """What tells a verdict that is right from one that is not, or from a passage that says neither.

    `decided` is by how many logits the verdict beats its opposite and its being neither, together;
    the rest is as in `qa.reading.span_reader.SpanFeatures`.
    """

    decided: float = 0.0
    margin: float = 0.0
    answers: float = 0.0
    names_nowhere: float = 0.0


VERDICT_CONFIDENCE = LinearModel(
    intercept=0.335,
    weights=VerdictFeatures(decided=0.389, margin=0.124, answers=-0.342, names_nowhere=-0.057),
)
"""Of a verdict being right; fitted by training/fit_verdicts.py."""


UNTOLD = 0.3
"""The most that a verdict is sure of where the sentence tells of another thing; and a "yes" to what is still so, where
it only tells what was."""


def verdict_features(best: BestSpan, names_nowhere: float) -> VerdictFeatures:
    """The features of the likelier verdict of one hit; `names_nowhere` as in `QuestionOverlap`."""
    verdict, opposite = max(best.yes, best.no), min(best.yes, best.no)
    return VerdictFeatures(
        decided=verdict - float(np.logaddexp(opposite, 0.0)),
        margin=best.margin,
        answers=best.answers,
        names_nowhere=names_nowhere,
    )


def verdict_of(question: str, passage: Passage, best: BestSpan) -> Verdict | None:
    """What the passage says, yes or no; None of a model that does not tell."""
    if not best.yes and not best.no:
        return None
    return "yes" if best.yes >= best.no and not excludes(sentences_at(passage, best.span), question) else "no"


def is_untold(question: str, passage: Passage, best: BestSpan, verdict: Verdict) -> bool:
    """Whether the sentence that decides tells of something else, by its form, than what was asked."""
    another = is_of_another_thing(question, sentences_at(passage, best.span))
    return another or (verdict == "yes" and is_over(question, passage.text))


def sentences_at(passage: Passage, span: Span) -> str:
    """The sentences that a span of the passage's text touches."""
    placed = Span(passage.start + span.start, passage.start + span.end)
    touched = zip(passage.sentences, passage.sentence_texts, strict=True)
    return " ".join(text for sentence, text in touched if sentence.span.overlaps(placed))
