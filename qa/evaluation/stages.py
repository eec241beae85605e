"""Why an answer failed: the stage on the question's way at which it went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from qa.answer import SEVERAL, RankedPassage
from qa.evaluation.answers import holds
from qa.evaluation.metrics import units_of
from qa.evaluation.question_set import Question
from qa.evaluation.resampling import Estimate, Mean, bootstrap
from qa.evaluation.rows import Row


class Stage(StrEnum):
    """Where a question went wrong, in the order in which a question goes its way."""

    MISUNDERSTOOD = "misunderstood-follow-up"
    NO_PASSAGES = "no-passages-known"
    NOT_RETRIEVED = "passage-not-retrieved"
    RANKED_UNDER = "passage-ranked-under"
    OTHER_SENTENCE = "other-sentence"
    OTHER_WORDS = "other-words"
    HELD_BACK = "held-back"
    ANSWERED_UNSAID = "answered-unsaid"

    @property
    def label(self) -> str:
        """In words."""
        return _LABELS[self]


_LABELS = {
    Stage.MISUNDERSTOOD: "misunderstood follow-up",
    Stage.NO_PASSAGES: "not known which passages were read",
    Stage.NOT_RETRIEVED: "right passage not among those read",
    Stage.RANKED_UNDER: "right passage ranked under another",
    Stage.OTHER_SENTENCE: "right passage, other sentence",
    Stage.OTHER_WORDS: "right sentence, other words",
    Stage.HELD_BACK: "right answer held back",
    Stage.ANSWERED_UNSAID: "answered what the text does not say",
}


@dataclass(frozen=True)
class Failure:
    """How many questions failed at a stage, and their share of all questions, 0..1, with its 95% interval."""

    questions: int
    share: Estimate

    def to_dict(self) -> dict[str, Any]:
        return {"questions": self.questions, **asdict(self.share)}


def failures_of(rows: Sequence[Row]) -> dict[Stage, Failure]:
    """Every stage, those at which no question failed too; empty where nothing was asked."""
    if not rows:
        return {}
    stages = [stage_of(row) for row in rows]
    failed = {stage: np.array([found is stage for found in stages], dtype=float) for stage in Stage}
    every = np.ones(len(rows))
    shares = bootstrap({stage: Mean(of, every) for stage, of in failed.items()}, units_of([row.scores for row in rows]))
    return {stage: Failure(stages.count(stage), shares[stage]) for stage in Stage}


def stage_of(row: Row) -> Stage | None:
    """Where the question went wrong; every question that did not end well has one stage.

    Of those that ended well, a short answer from the right sentence has `OTHER_WORDS` if it shares no word with a
    gold answer: it is right by its place.
    """
    if row.scores.outcome.is_good:
        return Stage.OTHER_WORDS if _right_by_its_place_alone(row) else None
    if not row.question.answerable:
        return Stage.ANSWERED_UNSAID
    if row.right:
        return Stage.HELD_BACK
    return _stage_of_wrong(row)


def _stage_of_wrong(row: Row) -> Stage:
    """Of the answer to an answerable question, given or withheld, that is not right."""
    question, answer = row.question, row.answer
    cited = answer.best_citation
    if cited and _is_right(question, RankedPassage(cited.document, 0, cited.start, cited.end, cited.quote, 0.0)):
        several = answer.form in SEVERAL and not question.items
        return Stage.OTHER_SENTENCE if several else Stage.OTHER_WORDS
    relevant = [passage for passage in answer.passages if _is_right(question, passage)]
    first = bool(relevant) and relevant[0] is answer.passages[0]
    if cited and any(p.document == cited.document and p.span.overlaps(cited.span) for p in relevant):
        return Stage.OTHER_SENTENCE
    if not first and question.history and answer.standalone_question == question.question:
        return Stage.MISUNDERSTOOD
    if not answer.passages:
        return Stage.NO_PASSAGES
    if not relevant:
        return Stage.NOT_RETRIEVED
    if not answer.answered and cited is None:
        return Stage.HELD_BACK
    return Stage.OTHER_SENTENCE if first else Stage.RANKED_UNDER


def _is_right(question: Question, passage: RankedPassage) -> bool:
    """Whether the text overlaps gold evidence or, where a set gives none, holds a gold answer in whole tokens."""
    if question.evidence:
        return question.is_gold(passage.document, passage.span)
    wanted = (*question.answers, *(spelling for item in question.items for spelling in item))
    return any(holds(passage.text, gold) for gold in wanted)


def _right_by_its_place_alone(row: Row) -> bool:
    question = row.question
    short = row.answer.answered and row.answer.form not in SEVERAL and not (question.verdict or question.items)
    return short and question.answerable and row.scores.folded_f1 == 0 and not _holds_gold(row)


def _holds_gold(row: Row) -> bool:
    return any(holds(row.prediction, gold) for gold in row.question.answers)
