"""How the report names and counts the outcomes of questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qa.evaluation.rows import Outcome


@dataclass(frozen=True)
class OutcomeLabel:
    """An outcome for readers: its name in the record, its label in words, and a sign of one character."""

    name: Outcome
    label: str
    sign: str


OUTCOME_LABELS = (
    OutcomeLabel(Outcome.RIGHT_ANSWER, "right answer", "✓"),
    OutcomeLabel(Outcome.RIGHT_REFUSAL, "right refusal", "∅"),
    OutcomeLabel(Outcome.WRONG_ANSWER, "wrong answer", "✗"),
    OutcomeLabel(Outcome.ANSWERED_UNANSWERABLE, "answered though unanswerable", "!"),
    OutcomeLabel(Outcome.REFUSED_ANSWERABLE, "refused though answerable", "?"),
)


@dataclass(frozen=True)
class OutcomeCount:
    """How many questions had an outcome, their share of all, and the share of the outcomes listed before."""

    outcome: Outcome
    label: str
    sign: str
    count: int
    share: float
    before: float


def count_outcomes(rows: Sequence[Mapping[str, Any]]) -> list[OutcomeCount]:
    """The outcomes of a record's rows, in the order of `OUTCOME_LABELS`; all shares are 0 where there are no rows."""
    counted, counts, before = Counter(row["outcome"] for row in rows), [], 0.0
    for found in OUTCOME_LABELS:
        count = counted[found.name]
        share = count / max(1, len(rows))
        counts.append(OutcomeCount(found.name, found.label, found.sign, count, share, before))
        before += share
    return counts
