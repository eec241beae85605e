"""The metrics of a run, with intervals.

Every metric is a statistic of weighted questions: with all weights 1 it is the metric,
and with the counts of a resample it is the metric of that resample. So one definition
gives the value and its bootstrap interval. docs/evaluation.md has the definitions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.evaluation.rows import QuestionScores

Array = NDArray[np.float64]
Statistic = Callable[[Array], Array]
"""Weights of shape (resamples, questions), at least 0, to values of shape (resamples,); NaN where not defined."""


RESAMPLES = 1000
SEED = 0
CALIBRATION_BINS = 10
"""Of equal width, from 0 to 1."""
_BATCH = 100
_INTERVAL = (2.5, 97.5)
_CUT_OFFS = (1, 3, 5)


@dataclass(frozen=True)
class Mean:
    """The mean of `values` over questions, each counted `counts` times; not defined where none is counted."""

    values: Array
    counts: Array

    def __call__(self, weights: Array) -> Array:
        return _ratio(weights @ (self.values * self.counts), weights @ self.counts)


@dataclass(frozen=True)
class Estimate:
    """A metric's value with its 95% interval; latencies in milliseconds, all else 0..1.

    The interval is the bootstrap's. Where every question that counts scores 0, or every
    one 1, no resample can differ, and it is Wilson's for that many questions (1927).
    """

    value: float
    low: float
    high: float


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
        return np.asarray(1 - _ratio(self.right, self.answered))

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
    return _values(statistics(rows), len(rows)) if rows else {}


def estimate(rows: Sequence[QuestionScores]) -> dict[str, Estimate]:
    """The same with their intervals."""
    return bootstrap(statistics(rows), len(rows)) if rows else {}


def bootstrap(defined: Mapping[str, Statistic], questions: int) -> dict[str, Estimate]:
    """Statistics of so many questions with percentile bootstrap intervals (Efron and Tibshirani 1993)."""
    values = _values(defined, questions)
    drawn: dict[str, list[Array]] = {name: [] for name in values}
    generator = np.random.default_rng(SEED)
    for _ in range(RESAMPLES // _BATCH):
        weights = generator.multinomial(questions, np.full(questions, 1 / questions), _BATCH).astype(float)
        for name, batches in drawn.items():
            batches.append(defined[name](weights))
    return {
        name: Estimate(value, *_interval(np.concatenate(drawn[name]), value, defined[name]))
        for name, value in values.items()
    }


def _values(defined: Mapping[str, Statistic], questions: int) -> dict[str, float]:
    ones = np.ones((1, questions))
    values = {name: float(statistic(ones)[0]) for name, statistic in defined.items()}
    return {name: value for name, value in values.items() if not np.isnan(value)}


def _interval(drawn: Array, value: float, statistic: Statistic) -> tuple[float, float]:
    if isinstance(statistic, Mean) and value in (0, 1):
        questions = int(np.count_nonzero(statistic.counts))
        return wilson_interval(int(value) * questions, questions)
    low, high = np.nanpercentile(drawn, _INTERVAL)
    return float(low), float(high)


def wilson_interval(successes: int, trials: int) -> tuple[float, float]:
    """Wilson's 95% interval of a share (Wilson 1927); `trials` is at least 1."""
    # Here, for scipy.stats takes most of a second to import.
    from scipy.stats import binomtest

    interval = binomtest(successes, trials).proportion_ci(method="wilson")
    return float(interval.low), float(interval.high)


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
        **_means_of_given(rows),
        "sentence_hit@1": Mean(_column(rows, lambda row: row.cited), has_evidence),
        "answerable_sentence_hit@1": Mean(_column(rows, lambda row: row.prediction_cited), has_evidence),
        "exact_match": Mean(_column(rows, lambda row: row.exact_match or 0), words),
        "answerable_exact_match": Mean(_column(rows, lambda row: row.prediction_exact_match or 0), answerable * words),
        "f1": Mean(_column(rows, lambda row: row.f1 or 0), words),
        "answerable_f1": Mean(_column(rows, lambda row: row.prediction_f1 or 0), answerable * words),
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


def _means_of_given(rows: Sequence[QuestionScores]) -> dict[str, Statistic]:
    """Metrics that are means of a score that the rows have or, where it is not defined, lack (None)."""

    def mean_of(name: str) -> Statistic:
        values = [getattr(row, name) for row in rows]
        known = np.array([value is not None for value in values], dtype=float)
        return Mean(np.array([value or 0.0 for value in values], dtype=float), known)

    names = {
        "ndcg@10": "ndcg_at_10",
        "recall@5": "recall_at_5",
        "evidence_precision_characters": "precision_characters",
        "evidence_recall_characters": "recall_characters",
        "evidence_precision_sentences": "precision_sentences",
        "evidence_recall_sentences": "recall_sentences",
    }
    return {metric: mean_of(name) for metric, name in names.items()}


def _column(rows: Sequence[QuestionScores], read: Callable[[QuestionScores], Any]) -> Array:
    return np.array([read(row) for row in rows], dtype=float)


def _ratio(above: Array, below: Array) -> Array:
    undefined = np.full_like(above, np.nan)
    return np.asarray(np.divide(above, below, out=undefined, where=below > 0))


def _f1(should_abstain: Array, abstained: Array) -> Statistic:
    return lambda weights: _ratio(2 * (weights @ (should_abstain * abstained)), weights @ (should_abstain + abstained))


def _auroc(score: Array, positive: Array) -> Statistic:
    """The probability that a positive scores above a negative, ties counted half (Hanley and McNeil 1982)."""
    order = np.argsort(score, kind="stable")
    starts = np.unique(score[order], return_index=True)[1]

    def statistic(weights: Array) -> Array:
        sorted_weights, sorted_positive = weights[:, order], positive[order]
        above = np.add.reduceat(sorted_weights * sorted_positive, starts, axis=1)
        below = np.add.reduceat(sorted_weights * (1 - sorted_positive), starts, axis=1)
        won = above * (np.cumsum(below, axis=1) - below / 2)
        return _ratio(won.sum(axis=1), above.sum(axis=1) * below.sum(axis=1))

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
