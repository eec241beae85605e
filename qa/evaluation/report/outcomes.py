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


def count_outcomes(rows: Sequence[Mapping[str, Any]]) -> dict[Outcome, int]:
    """How many rows of a record ended in each way, in the order of `OUTCOME_LABELS`."""
    counted = Counter(row["outcome"] for row in rows)
    return {found.name: counted[found.name] for found in OUTCOME_LABELS}
