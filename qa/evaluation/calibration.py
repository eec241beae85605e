"""The threshold at which a wanted share of the answers is right, and estimates of what it does on new questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa.evaluation.metrics import risk_coverage_curve, units_of
from qa.evaluation.resampling import Array, Estimate, Mean, bootstrap
from qa.evaluation.rows import QuestionScores

FOLDS = 10
SEED = 0


@dataclass(frozen=True)
class Calibrated:
    """A threshold chosen on all the questions, and what cross-validation says of thresholds chosen in this way.

    `right` is the share right among the answers given to questions held out, `coverage`
    the share of those questions that got an answer. `right` is None where none did.
    """

    threshold: float
    right: Estimate | None
    coverage: Estimate


def calibrate(scores: Sequence[QuestionScores], wanted: float) -> Calibrated | None:
    """Choose the lowest threshold at which `wanted` (0..1) of the answers given are right.

    None where no threshold reaches that. Expectations come from `FOLDS`-fold
    cross-validation: the threshold is chosen on nine tenths and tried on the tenth.
    """
    confidence = np.array([row.confidence for row in scores])
    right = np.array([row.right for row in scores], dtype=float)
    threshold = lowest_threshold(confidence, right, wanted)
    if threshold is None:
        return None
    answered = np.zeros(len(scores))
    fold = np.random.default_rng(SEED).permutation(len(scores)) % min(FOLDS, len(scores))
    for number in np.unique(fold):
        held_out = fold == number
        chosen = lowest_threshold(confidence[~held_out], right[~held_out], wanted)
        if chosen is not None:
            answered[held_out] = confidence[held_out] >= chosen
    expected = bootstrap(
        {"right": Mean(right, answered), "coverage": Mean(answered, np.ones(len(scores)))}, units_of(scores)
    )
    return Calibrated(threshold, expected.get("right"), expected["coverage"])


def lowest_threshold(confidence: Array, right: Array, wanted: float) -> float | None:
    """The lowest confidence c such that `wanted` of the questions with confidence c or more are right."""
    curve = risk_coverage_curve(confidence, right)
    reached = curve.thresholds[curve.reaches(wanted)[0]]
    return float(reached[-1]) if len(reached) else None
