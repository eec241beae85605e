"""What the report says of why answers failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qa.evaluation.stages import Stage


@dataclass(frozen=True)
class FailedStage:
    """A stage at which questions failed: how many, and their share of all with its interval, each 0..1."""

    stage: Stage
    questions: int
    share: float
    low: float
    high: float


def failed(record: Mapping[str, Any]) -> list[FailedStage]:
    """The stages of a record at which any question failed; none of a record that has no stages."""
    found = record.get("failures", {})
    return [
        FailedStage(Stage(name), one["questions"], one["value"], one["low"], one["high"])
        for name, one in found.items()
        if one["questions"]
    ]
