"""Two runs over the same questions: what changed, and whether that can be chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from index.errors import QuestionSetError
from qa.evaluation.metrics import statistics, units_of
from qa.evaluation.resampling import Array, Drawn, Statistic, Units, bootstrap_differences
from qa.evaluation.rows import QuestionScores

LOWER_IS_BETTER = frozenset(
    {"calibration_error", "risk_coverage_area", "ungrounded", "latency_p50_ms", "latency_p95_ms"}
)
SWAPS, SEED = 2000, 0
SIGNIFICANT = 0.05
_BATCH = 100

Key = TypeVar("Key")


@dataclass(frozen=True)
class PairedTest:
    """One metric of two runs over the same questions, as in `Difference`, its p-value not yet corrected."""

    before: float
    after: float
    low: float
    high: float
    p: float | None


@dataclass(frozen=True)
class Difference:
    """One metric, before and after, over the questions that both runs asked.

    `low` and `high` bound the difference at 95% (paired bootstrap). `p` is that of the paired
    randomisation test or, where documents are drawn, of Student's t; `p_holm` the same corrected over
    all metrics (Holm 1979). Both are None for latencies, which differ by machine and moment.
    """

    metric: str
    before: float
    after: float
    low: float
    high: float
    p: float | None
    p_holm: float | None

    @property
    def difference(self) -> float:
        return self.after - self.before

    @property
    def significant(self) -> bool:
        return self.p_holm is not None and self.p_holm < SIGNIFICANT

    @property
    def is_loss(self) -> bool:
        """Whether the metric became significantly worse."""
        worse = self.difference > 0 if self.metric in LOWER_IS_BETTER else self.difference < 0
        return self.significant and worse


@dataclass(frozen=True)
class Comparison:
    """All differences, and the questions that got better or worse, by id.

    A question got better if its outcome is good (`Outcome.is_good`) and was not before;
    worse is the reverse. `drawn` is what was drawn for intervals.
    """

    title: str
    questions: int
    drawn: Drawn
    differences: tuple[Difference, ...]
    better: tuple[str, ...]
    worse: tuple[str, ...]

    @property
    def losses(self) -> list[Difference]:
        return [difference for difference in self.differences if difference.is_loss]


def compare(
    after: Sequence[QuestionScores], baseline: Mapping[str, QuestionScores], title: str = "baseline"
) -> Comparison:
    """Pair the questions by id and compare. Raises `QuestionSetError` where no question is in both."""
    now = [row for row in after if row.id in baseline]
    before = [baseline[row.id] for row in now]
    if not now:
        raise QuestionSetError(f"{title} and this run have no question in common: their ids differ.")
    units = units_of(now)
    tests = paired_tests(statistics([*before, *now]), units)
    corrected = holm({name: found.p for name, found in tests.items() if found.p is not None})
    return Comparison(
        title=title,
        questions=len(now),
        drawn=units.drawn,
        differences=tuple(
            Difference(name, found.before, found.after, found.low, found.high, found.p, corrected.get(name))
            for name, found in tests.items()
        ),
        better=tuple(
            new.id for old, new in zip(before, now, strict=True) if new.outcome.is_good and not old.outcome.is_good
        ),
        worse=tuple(
            new.id for old, new in zip(before, now, strict=True) if old.outcome.is_good and not new.outcome.is_good
        ),
    )


def paired_tests(defined: Mapping[str, Statistic], units: Units, swaps: int = SWAPS) -> dict[str, PairedTest]:
    """Test each statistic of rows in two halves, before and after, in the same order; those not defined are left out.

    `units` are those of one half. The least p-value that the randomisation test can have is 1 / (1 + `swaps`).
    """
    questions = len(units.of)
    ones, zeros = np.ones((1, questions)), np.zeros((1, questions))
    first, second = np.hstack([ones, zeros]), np.hstack([zeros, ones])
    observed = {name: (float(statistic(first)[0]), float(statistic(second)[0])) for name, statistic in defined.items()}
    observed = {name: pair for name, pair in observed.items() if not np.isnan(pair).any()}
    kept = {name: defined[name] for name in observed}
    changes = bootstrap_differences({name: _difference(statistic) for name, statistic in kept.items()}, units)
    if units.drawn == "documents":
        p_values = {name: p for name, (_, p) in changes.items() if p is not None and not name.startswith("latency")}
    else:
        p_values = _p_values(kept, observed, questions, swaps)
    return {
        name: PairedTest(*pair, changes[name][0].low, changes[name][0].high, p_values.get(name))
        for name, pair in observed.items()
    }


def holm(p_values: Mapping[Key, float]) -> dict[Key, float]:
    """Holm's step-down correction: the k-th smallest of m times (m - k + 1), never falling, at most 1 (Holm 1979)."""
    corrected: dict[Key, float] = {}
    highest = 0.0
    for place, (name, p) in enumerate(sorted(p_values.items(), key=lambda item: item[1])):
        highest = max(highest, min(1.0, p * (len(p_values) - place)))
        corrected[name] = highest
    return corrected


def _difference(statistic: Statistic) -> Statistic:
    """Of rows in two halves, before and after, both weighted alike: what bootstrapping it resamples is pairs."""

    def change(weights: Array) -> Array:
        none = np.zeros_like(weights)
        return statistic(np.hstack([none, weights])) - statistic(np.hstack([weights, none]))

    return change


def _p_values(
    defined: Mapping[str, Statistic], observed: Mapping[str, tuple[float, float]], questions: int, swaps: int
) -> dict[str, float]:
    """Paired randomisation test, two-sided: swap each question's two outcomes at random (Smucker et al. 2007)."""
    tested = {name: statistic for name, statistic in defined.items() if not name.startswith("latency")}
    generator, extreme = np.random.default_rng(SEED), dict.fromkeys(tested, 0)
    for _ in range(swaps // _BATCH):
        kept = generator.integers(0, 2, (_BATCH, questions)).astype(float)
        one, other = np.hstack([kept, 1 - kept]), np.hstack([1 - kept, kept])
        for name, statistic in tested.items():
            before, after = observed[name]
            change = np.nan_to_num(np.abs(statistic(one) - statistic(other)))
            extreme[name] += int(np.sum(change >= abs(after - before) - 1e-12))
    return {name: (1 + count) / (1 + swaps) for name, count in extreme.items()}
