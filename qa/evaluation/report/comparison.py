"""What the report says of a comparison with an earlier run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from qa.evaluation.comparison import LOWER_IS_BETTER

_SIGNS = {"better": "▲", "worse": "▼", "same": "="}


@dataclass(frozen=True)
class DifferenceVerdict:
    """What a metric's difference means: in words, with an arrow, and the CSS class that colours it."""

    words: str
    sign: str
    style: str


def verdict(difference: Mapping[str, Any]) -> DifferenceVerdict:
    """Of one entry of the record's comparison."""
    direction = _direction(difference)
    if difference["p"] is None:
        words = "not tested"
    else:
        words = f"{direction}, significant" if difference["significant"] else "not significant"
    return DifferenceVerdict(words, _SIGNS[direction], direction if difference["significant"] else "level")


def summarize(differences: Iterable[Mapping[str, Any]]) -> str:
    """In how many metrics the run became significantly better and worse."""
    directions = [_direction(difference) for difference in differences if difference["significant"]]
    if not directions:
        return "No metric differs significantly."
    gains, losses = directions.count("better"), directions.count("worse")
    return f"Significantly better in {gains}, significantly worse in {losses} of the metrics."


def write_probability(p: float | None) -> str:
    """A p-value as a reader sees it: 0.034; a dash where there is none."""
    if p is None:
        return "\N{EN DASH}"
    return "under 0.001" if p < 0.001 else f"{p:.3f}"


def _direction(difference: Mapping[str, Any]) -> str:
    if difference["difference"] == 0:
        return "same"
    return "better" if (difference["difference"] > 0) != (difference["metric"] in LOWER_IS_BETTER) else "worse"
