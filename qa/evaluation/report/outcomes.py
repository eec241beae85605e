"""How a question ended: the five outcomes, and what is counted of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]

OUTCOMES = {
    "right-answer": "right answer",
    "right-refusal": "right refusal",
    "wrong-answer": "wrong answer",
    "overreach": "answered though unanswerable",
    "missed": "refused though answerable",
}
GOOD = ("right-answer", "right-refusal")
SIGNS = {"right-answer": "✓", "right-refusal": "∅", "wrong-answer": "✗", "overreach": "!", "missed": "?"}


def outcome(row: Row) -> str:
    """The key in `OUTCOMES` of how this question ended."""
    if not row["answered"]:
        return "missed" if row["answerable"] else "right-refusal"
    if not row["answerable"]:
        return "overreach"
    return "right-answer" if row["right"] else "wrong-answer"


def count_outcomes(rows: Sequence[Row]) -> dict[str, int]:
    counted = Counter(outcome(row) for row in rows)
    return {key: counted[key] for key in OUTCOMES}
