"""Intervals by drawing questions again or, where they come from several documents, documents with their questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Statistic = Callable[[Array], Array]
"""Weights of shape (resamples, questions), at least 0, to values of shape (resamples,); NaN where not defined."""

Drawn = Literal["questions", "documents"]

RESAMPLES = 1000
SEED = 0
FEWEST_DOCUMENTS = 5
"""From so many on, documents are drawn; of fewer there are too few ways to draw them for an interval."""
_BATCH = 100
_TAIL = 0.025
_NEGLIGIBLE = 1e-12


@dataclass(frozen=True)
class Mean:
    """The mean of `values` over questions, each counted `counts` times; not defined where none is counted."""

    values: Array
    counts: Array

    def __call__(self, weights: Array) -> Array:
        return ratio(weights @ (self.values * self.counts), weights @ self.counts)


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
class Units:
    """What is drawn: `of` has the number of each question's unit, 0 to `count` - 1."""

    of: NDArray[np.int_]
    count: int
    drawn: Drawn

    @classmethod
    def single(cls, questions: int) -> Units:
        """Each question by itself."""
        return cls(np.arange(questions), questions, "questions")

    @classmethod
    def by_document(cls, documents: Sequence[str | None]) -> Units:
        """Questions of one document together, if there are `FEWEST_DOCUMENTS`; one without a document by itself."""
        if len(set(documents) - {None}) < FEWEST_DOCUMENTS:
            return cls.single(len(documents))
        names = [(name, None) if name is not None else (None, at) for at, name in enumerate(documents)]
        numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
        return cls(np.array([numbers[name] for name in names]), len(numbers), "documents")

    def weights(self, resamples: int, seed: int = SEED) -> Iterator[Array]:
        """How often each question is drawn: batches of shape (resamples, questions).

        A document comes with all its questions: drawing those again as well would count the
        chance among them twice (Davison and Hinkley 1997, section 3.8).
        """
        generator, chances = np.random.default_rng(seed), np.full(self.count, 1 / self.count)
        for _ in range(resamples // _BATCH):
            counts = generator.multinomial(self.count, chances, _BATCH).astype(float)
            # In C order, so that equal rows are summed alike and a run differs from itself in nothing.
            yield np.ascontiguousarray(counts[:, self.of])

    def of_statistic(self, statistic: Statistic) -> int:
        """How many units count in it."""
        if isinstance(statistic, Mean):
            return len(np.unique(self.of[statistic.counts > 0]))
        return self.count


def bootstrap(defined: Mapping[str, Statistic], units: Units) -> dict[str, Estimate]:
    """Statistics of these questions, each 0..1 or in milliseconds, with 95% bootstrap intervals.

    Of questions they are percentile intervals (Efron and Tibshirani 1993). Documents are too few for that:
    there the interval is Student's with the resamples' standard error (`standard_error`), on the scale of
    log odds, so that it stays within 0..1. tests/test_resampling.py has its coverage.
    """
    values = evaluate(defined, len(units.of))
    return {
        name: Estimate(value, *_interval(drawn, value, defined[name], units))
        for (name, value), drawn in zip(values.items(), resampled(defined, values, units), strict=True)
    }


def bootstrap_differences(defined: Mapping[str, Statistic], units: Units) -> dict[str, tuple[Estimate, float | None]]:
    """The same of differences, each -1..1 or in milliseconds; and where documents are drawn, the p-value.

    That is the two-sided one of Student's t; None where questions are drawn.
    """
    values = evaluate(defined, len(units.of))
    found: dict[str, tuple[Estimate, float | None]] = {}
    for (name, value), drawn in zip(values.items(), resampled(defined, values, units), strict=True):
        if units.drawn == "questions":
            found[name] = Estimate(value, *_percentile_interval(drawn)), None
            continue
        error, widths = standard_error(drawn, units.of_statistic(defined[name]))
        found[name] = Estimate(value, value - widths * error, value + widths * error), _p(value, error, units.count)
    return found


def resampled(defined: Mapping[str, Statistic], names: Iterable[str], units: Units) -> list[Array]:
    """The values of these statistics in every resample, each of shape (RESAMPLES,)."""
    kept = list(names)
    drawn: dict[str, list[Array]] = {name: [] for name in kept}
    for weights in units.weights(RESAMPLES):
        for name, batches in drawn.items():
            batches.append(defined[name](weights))
    return [np.concatenate(drawn[name]) for name in kept]


def evaluate(defined: Mapping[str, Statistic], questions: int) -> dict[str, float]:
    """Each statistic's value, but for those that are not defined."""
    ones = np.ones((1, questions))
    values = {name: float(statistic(ones)[0]) for name, statistic in defined.items()}
    return {name: value for name, value in values.items() if not np.isnan(value)}


def standard_error(drawn: Array, units: int) -> tuple[float, float]:
    """The standard error by resamples of so many documents, and how many of them an interval reaches to each side.

    Resampling n units falls short of the variance by (n - 1) / n, which is mended; the reach is that of
    Student's t with n - 1 degrees of freedom (Cameron and Miller 2015).
    """
    # Here, for scipy.stats takes most of a second to import.
    from scipy.stats import t

    freedom = max(1, units - 1)
    return float(np.nanstd(drawn) * np.sqrt((freedom + 1) / freedom)), float(t.ppf(1 - _TAIL, freedom))


def _p(value: float, error: float, units: int) -> float:
    from scipy.stats import t

    if error < _NEGLIGIBLE:
        return float(abs(value) < _NEGLIGIBLE)
    return float(2 * t.sf(abs(value) / error, units - 1))


def _interval(drawn: Array, value: float, statistic: Statistic, units: Units) -> tuple[float, float]:
    if isinstance(statistic, Mean) and value in (0, 1):
        questions = int(np.count_nonzero(statistic.counts))
        return wilson_interval(int(value) * questions, questions)
    if units.drawn == "questions" or value in (0, 1):
        return _percentile_interval(drawn)
    error, widths = standard_error(drawn, units.of_statistic(statistic))
    if not 0 < value < 1:
        return value - widths * error, value + widths * error
    odds, reach = np.log(value / (1 - value)), widths * error / (value * (1 - value))
    return float(1 / (1 + np.exp(reach - odds))), float(1 / (1 + np.exp(-reach - odds)))


def _percentile_interval(drawn: Array) -> tuple[float, float]:
    low, high = np.nanpercentile(drawn, (100 * _TAIL, 100 * (1 - _TAIL)))
    return float(low), float(high)


def wilson_interval(successes: int, trials: int) -> tuple[float, float]:
    """Wilson's 95% interval of a share (Wilson 1927); `trials` is at least 1."""
    from scipy.stats import binomtest

    interval = binomtest(successes, trials).proportion_ci(method="wilson")
    return float(interval.low), float(interval.high)


def ratio(above: Array, below: Array) -> Array:
    """`above / below`; NaN where `below` is not over 0."""
    undefined = np.full_like(above, np.nan)
    return np.asarray(np.divide(above, below, out=undefined, where=below > 0))
