"""The metrics of a run, with intervals.

Every metric is a statistic of weighted questions: with all weights 1 it is the metric,
and with the counts of a resample it is the metric of that resample. So one definition
gives the value and its bootstrap interval. docs/evaluation.md has the definitions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import SettingsError
from qa.evaluation.resampling import Array, Estimate, Mean, Statistic, Units, bootstrap, evaluate, ratio
from qa.evaluation.rows import QuestionScores

CALIBRATION_BINS = 10
"""Of equal width, from 0 to 1."""
_CUT_OFFS = (1, 3, 5)

ENDED_WELL = "ended_well"
"""The share of questions whose outcome is good: what every set has, and what says who wins where. It is compared, and
no metric of a single run."""


@dataclass(frozen=True)
class RiskCoverageCurve:
    """What is answered, and how much of it wrongly, at each threshold that parts the questions.

    `thresholds`, of shape (thresholds,), are the different confidences, highest first; a
    question is answered if its confidence is at least the threshold. `answered` and `right`,
    of shape (resamples, thresholds), are the total weights of the questions answered and of
    those answered rightly.
    """

    thresholds: Array
    answered: Array
    right: Array

    @property
    def coverage(self) -> Array:
        """The share of the questions that is answered."""
        return np.asarray(self.answered / self.answered[:, -1:])

    @property
    def risk(self) -> Array:
        """The share wrong among the answers given; NaN where none is given."""
        return np.asarray(1 - ratio(self.right, self.answered))

    def reaches(self, wanted: float) -> NDArray[np.bool_]:
        """Where at least the share `wanted` of the answers given is right."""
        # A share such as 0.9 has no exact binary form: 9 of 10 must not fail for that.
        return np.asarray(self.right >= wanted * self.answered - 1e-9)


def risk_coverage_curve(confidence: Array, right: Array, weights: Array | None = None) -> RiskCoverageCurve:
    """The curve of questions with these confidences, of which `right` says 1 or 0 (Geifman and El-Yaniv 2017).

    Each question counts once, or as often as `weights`, of shape (resamples, questions), say.
    """
    if weights is None:
        weights = np.ones((1, len(confidence)))
    order = np.argsort(-confidence, kind="stable")
    # A threshold cannot part questions of equal confidence.
    negated, starts = np.unique(-confidence[order], return_index=True)
    answered = np.cumsum(np.add.reduceat(weights[:, order], starts, axis=1), axis=1)
    correct = np.cumsum(np.add.reduceat((weights * right)[:, order], starts, axis=1), axis=1)
    return RiskCoverageCurve(-negated, answered, correct)


def calibration_bins(confidence: Array) -> NDArray[np.int_]:
    """The number, from 0, of each confidence's bin; 1.0 falls into the last."""
    return np.asarray(np.minimum((confidence * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1))


def compute_metrics(rows: Sequence[QuestionScores]) -> dict[str, float]:
    """All metrics that are defined for these rows, in the order of `statistics`."""
    return evaluate(statistics(rows), len(rows)) if rows else {}


def estimate(rows: Sequence[QuestionScores]) -> dict[str, Estimate]:
    """The same with their intervals."""
    return bootstrap(statistics(rows), units_of(rows)) if rows else {}


def units_of(rows: Sequence[QuestionScores]) -> Units:
    """What is drawn for intervals: documents with their questions where there are several, else questions."""
    return Units.by_document([row.cluster for row in rows])


def ended_well(rows: Sequence[QuestionScores]) -> Mean:
    """The share of questions whose outcome is good."""
    return Mean(_column(rows, lambda row: row.outcome.is_good), np.ones(len(rows)))


def comparable(rows: Sequence[QuestionScores]) -> dict[str, Statistic]:
    """Every statistic that runs are compared by: `ended_well`, and each metric's."""
    return {ENDED_WELL: ended_well(rows), **statistics(rows)}


def check_metric(name: str, known: Iterable[str]) -> None:
    """Raises `SettingsError` where the metric is not among those known."""
    listed = list(known)
    if name not in listed:
        raise SettingsError(f"There is no metric {name or '(no name)'}. There are: {', '.join(listed)}.")


def statistics(rows: Sequence[QuestionScores]) -> dict[str, Statistic]:
    """Every metric's statistic for these rows, in the order in which they are written."""
    answerable = _column(rows, lambda row: row.answerable)
    abstained, should_abstain = 1 - _column(rows, lambda row: row.answered), 1 - answerable
    has_evidence = _column(rows, lambda row: row.has_evidence)
    rank = _column(rows, lambda row: row.rank or np.inf)
    quotes = _column(rows, lambda row: row.quotes)
    confidence = _column(rows, lambda row: row.confidence)
    right = _column(rows, lambda row: row.right)
    latency = _column(rows, lambda row: row.latency_ms)
    words = _column(rows, lambda row: row.exact_match is not None)
    has_verdict = _column(rows, lambda row: row.gold_verdict is not None)
    asks_verdict = _column(rows, lambda row: row.asks_verdict) * has_verdict.any()
    verdict_right = _column(rows, lambda row: row.answered and row.verdict == row.gold_verdict) * has_verdict
    return {
        **{f"hit@{k}": Mean((rank <= k).astype(float), has_evidence) for k in _CUT_OFFS},
        "mrr": Mean(1 / rank, has_evidence),
        **_means(rows, *_OF_SCORES),
        "sentence_hit@1": Mean(_column(rows, lambda row: row.cited), has_evidence),
        "answerable_sentence_hit@1": Mean(_column(rows, lambda row: row.prediction_cited), has_evidence),
        "exact_match": Mean(_column(rows, lambda row: row.exact_match or 0), words),
        "answerable_exact_match": Mean(_column(rows, lambda row: row.prediction_exact_match or 0), answerable * words),
        "f1": Mean(_column(rows, lambda row: row.f1 or 0), words),
        "answerable_f1": Mean(_column(rows, lambda row: row.prediction_f1 or 0), answerable * words),
        **_means(rows, "folded_exact_match", "folded_f1", "strict_exact_match"),
        **_means(rows, "item_precision", "item_recall", "item_f1"),
        **_means(rows, "gold_token_recall", "evidence_token_recall", "ungrounded"),
        "verdict_accuracy": Mean(verdict_right, has_verdict),
        "three_way_verdict_accuracy": Mean(verdict_right + should_abstain * abstained, asks_verdict),
        "abstention_precision": Mean(should_abstain, abstained),
        "abstention_recall": Mean(abstained, should_abstain),
        "abstention_f1": _f1(should_abstain, abstained),
        "abstention_auroc": _auroc(confidence, answerable),
        "risk_coverage_area": _risk_coverage_area(confidence, right),
        "coverage_at_90": _coverage_at(0.90, confidence, right),
        "coverage_at_95": _coverage_at(0.95, confidence, right),
        "calibration_error": _calibration_error(confidence, right),
        "quote_fidelity": Mean(_column(rows, lambda row: row.faithful_quotes) / np.maximum(quotes, 1), quotes),
        "latency_p50_ms": _percentile(0.50, latency),
        "latency_p95_ms": _percentile(0.95, latency),
    }


_OF_SCORES = {
    "ndcg@10": "ndcg_at_10",
    "recall@5": "recall_at_5",
    "evidence_precision_characters": "precision_characters",
    "evidence_recall_characters": "recall_characters",
    "evidence_precision_sentences": "precision_sentences",
    "evidence_recall_sentences": "recall_sentences",
    "evidence_f1_sentences": "f1_sentences",
}
"""Metrics that are means of a score of another name."""


def _means(rows: Sequence[QuestionScores], *metrics: str) -> dict[str, Statistic]:
    """Metrics that are means of a score that the rows have or, where it is not defined, lack (None)."""

    def mean_of(name: str) -> Statistic:
        values = [getattr(row, name) for row in rows]
        known = np.array([value is not None for value in values], dtype=float)
        return Mean(np.array([value or 0.0 for value in values], dtype=float), known)

    return {metric: mean_of(_OF_SCORES.get(metric, metric)) for metric in metrics}


def _column(rows: Sequence[QuestionScores], read: Callable[[QuestionScores], Any]) -> Array:
    return np.array([read(row) for row in rows], dtype=float)


def _f1(should_abstain: Array, abstained: Array) -> Statistic:
    return lambda weights: ratio(2 * (weights @ (should_abstain * abstained)), weights @ (should_abstain + abstained))


def _auroc(score: Array, positive: Array) -> Statistic:
    """The probability that a positive scores above a negative, ties counted half (Hanley and McNeil 1982)."""
    order = np.argsort(score, kind="stable")
    starts = np.unique(score[order], return_index=True)[1]

    def statistic(weights: Array) -> Array:
        sorted_weights, sorted_positive = weights[:, order], positive[order]
        above = np.add.reduceat(sorted_weights * sorted_positive, starts, axis=1)
        below = np.add.reduceat(sorted_weights * (1 - sorted_positive), starts, axis=1)
        won = above * (np.cumsum(below, axis=1) - below / 2)
        return ratio(won.sum(axis=1), above.sum(axis=1) * below.sum(axis=1))

    return statistic


def _coverage_at(wanted: float, confidence: Array, right: Array) -> Statistic:
    def statistic(weights: Array) -> Array:
        curve = risk_coverage_curve(confidence, right, weights)
        return np.asarray(np.where(curve.reaches(wanted), curve.coverage, 0).max(axis=1))

    return statistic


def _risk_coverage_area(confidence: Array, right: Array) -> Statistic:
    """The mean risk over all coverages (Geifman and El-Yaniv 2017); lower is better."""

    def statistic(weights: Array) -> Array:
        curve = risk_coverage_curve(confidence, right, weights)
        added = np.diff(curve.answered, axis=1, prepend=0)
        return np.asarray((added * np.nan_to_num(curve.risk)).sum(axis=1) / weights.sum(axis=1))

    return statistic


def _calibration_error(confidence: Array, right: Array) -> Statistic:
    members = np.eye(CALIBRATION_BINS)[calibration_bins(confidence)]
    return lambda weights: np.abs((weights * (confidence - right)) @ members).sum(axis=1) / weights.sum(axis=1)


def _percentile(share: float, values: Array) -> Statistic:
    """The smallest value that at least that share of the questions does not exceed."""
    order = np.argsort(values, kind="stable")

    def statistic(weights: Array) -> Array:
        reached = np.cumsum(weights[:, order], axis=1) >= share * weights.sum(axis=1, keepdims=True) - 1e-9
        return np.asarray(values[order][reached.argmax(axis=1)])

    return statistic
