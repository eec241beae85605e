"""How many questions and documents are needed to see a difference, by simulation from a pilot run.

A study is simulated by drawing documents of the pilot with replacement, and questions within each without, since
drawing them with replacement as well would count their chance twice (Davison and Hinkley 1997, section 3.8). A second
system is one that answers as the pilot's second run did or, where there is one run alone, alike on a share of the
questions and on the others as another question of the same document was. Then answers are made right, or wrong, at
random until the difference in the population is the one that is to be seen. Each study is tested as `qa compare` does.

A pilot is a sample too: of G documents it knows the spread between them only roughly, and on average too small by
(G - 1) / G, as it is measured about the pilot's own mean. So each study's spread is multiplied with a draw from what
the true one may be, s squared times G / chi squared with G - 1 degrees of freedom. Then the power promised is reached
on average over pilots (Julious and Owen 2006); benchmarks/planning.py measures it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import QuestionSetError, SettingsError
from qa.evaluation.baseline import check_same_questions, scores_of
from qa.evaluation.comparison import SIGNIFICANT
from qa.evaluation.metrics import ENDED_WELL, comparable, units_of
from qa.evaluation.resampling import FEWEST_DOCUMENTS, Array, Mean
from qa.evaluation.rows import QuestionScores

STUDIES, SEED = 1000, 0
ALIKE = 0.8
"""How often two systems are taken to do the same on a question, where only one has been run."""
FEW_DOCUMENTS = 20
"""From pilots of fewer, plans differ severalfold from one to the next; docs/evaluation.md has by how much."""
MOST = 20_000
"""Documents, or questions where they are drawn by themselves, that are looked at."""
PER_DOCUMENT = (5, 10, 20, 40)
"""Questions a document that are looked at besides the pilot's own number, which cannot be exceeded."""
_BATCH = 2_000_000


@dataclass(frozen=True)
class Pilot:
    """Scores, 0..1, of questions in order of their documents: the first system's, and the second's if there was one.

    `starts` and `sizes`, of shape (documents,), say where each document's questions are; by themselves drawn
    questions are documents of one question each.
    """

    metric: str
    first: Array
    second: Array | None
    starts: NDArray[np.int_]
    sizes: NDArray[np.int_]
    alike: float

    @property
    def documents(self) -> int:
        return len(self.sizes)

    @property
    def draws_questions(self) -> bool:
        """Whether there are too few documents to draw them."""
        return bool((self.sizes == 1).all())

    @property
    def per_document(self) -> int:
        return max(1, round(float(self.sizes.mean())))

    @property
    def level(self) -> float:
        """The first system's mean score."""
        return float(self.first.mean())


@dataclass(frozen=True)
class Need:
    """So many documents with so many questions each see the difference with the power asked for; None: not even the
    most that are looked at."""

    per_document: int
    documents: int | None

    @property
    def questions(self) -> int | None:
        return None if self.documents is None else self.documents * self.per_document


@dataclass(frozen=True)
class Plan:
    """`needs` for several numbers of questions a document; `seen` is the least difference that a set like the pilot's
    own sees with that power, None where it sees none under 0.5; `power_now` is its power for `detect`."""

    metric: str
    detect: float
    power: float
    level: float
    questions: int
    documents: int
    draws_questions: bool
    needs: tuple[Need, ...]
    seen: float | None
    power_now: float

    @property
    def is_rough(self) -> bool:
        """Whether the pilot has too few documents to know well how much they differ."""
        return not self.draws_questions and self.documents < FEW_DOCUMENTS

    @property
    def need(self) -> Need:
        """With as many questions a document as the pilot has."""
        return self.needs[0]


def pilot_of(records: Mapping[str, Mapping[str, Any]], metric: str = ENDED_WELL, alike: float = ALIKE) -> Pilot:
    """The pilot that one or two records of `qa eval --json` are.

    Raises `SettingsError` for a metric that is no mean over questions, `QuestionSetError` where too little is known.
    """
    names = list(records)
    scores = [scores_of(record) for record in records.values()]
    if len(names) > 1:
        check_same_questions(records[names[0]], names[0], records[names[1]], names[1])
    ids = [one for one in scores[0] if all(one in found for found in scores)]
    columns = [_values([found[one] for one in ids], metric) for found in scores]
    known = np.logical_and.reduce([~np.isnan(column) for column in columns])
    if known.sum() < 2 * FEWEST_DOCUMENTS:
        raise QuestionSetError(f"{' and '.join(names)}: too few questions have {metric} to plan from. Run ten or more.")
    kept = [scores[0][one] for one, is_known in zip(ids, known, strict=True) if is_known]
    units = units_of(kept).of
    order = np.argsort(units, kind="stable")
    _, starts, sizes = np.unique(units[order], return_index=True, return_counts=True)
    first, *rest = [column[known][order] for column in columns]
    return Pilot(metric, first, rest[0] if rest else None, starts, sizes, alike)


def make_plan(pilot: Pilot, detect: float, power: float = 0.8) -> Plan:
    """What is needed to see a difference of `detect`, and what a set of the pilot's size sees."""
    _check_possible(pilot, detect)
    own = pilot.per_document
    sizes = [own, *(size for size in PER_DOCUMENT if size < own)]
    return Plan(
        metric=pilot.metric,
        detect=detect,
        power=power,
        level=pilot.level,
        questions=len(pilot.first),
        documents=pilot.documents,
        draws_questions=pilot.draws_questions,
        needs=tuple(Need(size, documents_for(pilot, size, detect, power)) for size in sizes),
        seen=_least_seen(pilot, power),
        power_now=power_of(pilot, pilot.documents, pilot.per_document, detect),
    )


def power_of(pilot: Pilot, documents: int, per_document: int, detect: float, studies: int = STUDIES) -> float:
    """The share of simulated studies that find the difference, in its direction, at p under 0.05."""
    generator = np.random.default_rng([SEED, documents, per_document])
    batch = max(1, min(studies, _BATCH // (documents * max(per_document, int(pilot.sizes.max())))))
    found = done = 0
    while done < studies:
        size = min(batch, studies - done)
        first, second = _drawn(pilot, generator, (size, documents, per_document), detect)
        spread = _true_spread(pilot, generator, size)
        found += int(_finds(second - first, detect, spread).sum())
        done += size
    return found / studies


def _drawn(
    pilot: Pilot, generator: np.random.Generator, shape: tuple[int, int, int], detect: float
) -> tuple[Array, Array]:
    """The scores of both systems in studies, of shape (studies, documents, questions)."""
    chosen = generator.integers(0, pilot.documents, shape[:2])
    asked = pilot.starts[chosen][:, :, None] + _questions(pilot.sizes[chosen], shape[2], generator)
    first = pilot.first[asked]
    if pilot.second is not None:
        second = pilot.second[asked]
    else:
        sizes = pilot.sizes[chosen][:, :, None]
        starts = pilot.starts[chosen][:, :, None]
        if pilot.draws_questions:
            sizes, starts = np.array(len(pilot.first)), np.array(0)
        other = starts + (generator.random(shape) * sizes).astype(int)
        second = np.where(generator.random(shape) < pilot.alike, first, pilot.first[other])
    rate, becomes = _shift(pilot, detect)
    return first, np.where(generator.random(shape) < rate, becomes, second)


def _questions(sizes: NDArray[np.int_], wanted: int, generator: np.random.Generator) -> NDArray[np.int_]:
    """So many questions of each document, of `sizes` (studies, documents), in random order; those of one that has fewer
    come again. Shape (studies, documents, wanted)."""
    keys = generator.random((*sizes.shape, int(sizes.max())))
    keys[np.arange(keys.shape[2]) >= sizes[:, :, None]] = np.inf
    order = np.argsort(keys, axis=2)
    return np.asarray(np.take_along_axis(order, np.arange(wanted) % sizes[:, :, None], axis=2))


def _shift(pilot: Pilot, detect: float) -> tuple[float, float]:
    """How often an answer of the second system is made right (1) or wrong (0) for the difference to be `detect`."""
    second = pilot.first if pilot.second is None else pilot.second
    wanted = detect - (_by_document(pilot, second) - _by_document(pilot, pilot.first))
    room = 1 - _by_document(pilot, second) if wanted > 0 else _by_document(pilot, second)
    return (abs(wanted) / room if room else np.inf), float(wanted > 0)


def _by_document(pilot: Pilot, values: Array) -> float:
    """The mean over documents of their means: each is drawn as often as any other."""
    return float((np.add.reduceat(values, pilot.starts) / pilot.sizes).mean())


def _true_spread(pilot: Pilot, generator: np.random.Generator, studies: int) -> Array:
    """For each study how many times as wide as in the pilot documents may truly differ."""
    return np.asarray(np.sqrt(pilot.documents / generator.chisquare(pilot.documents - 1, studies)))


def _finds(differences: Array, detect: float, spread: Array) -> NDArray[np.bool_]:
    """For each study whether its test finds the difference, with the standard error that resampling documents has.

    Means of the studies, and their standard errors, are about `detect` as many times as wide as `spread` says.
    """
    from scipy.stats import t

    _, documents, questions = differences.shape
    sums = differences.sum(axis=2)
    squares = ((sums - sums.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    error = spread * np.sqrt(squares / max(1, documents - 1) / documents) / questions
    mean = detect + spread * (sums.mean(axis=1) / questions - detect)
    statistic = np.divide(mean, error, out=np.where(mean == 0, 0.0, np.copysign(np.inf, mean)), where=error > 0)
    p = 2 * t.sf(np.abs(statistic), max(1, documents - 1))
    return np.asarray((p < SIGNIFICANT) & (np.sign(mean) == np.sign(detect)))


def documents_for(pilot: Pilot, per_document: int, detect: float, power: float) -> int | None:
    """The fewest documents with that power, to within 2%."""
    low, high = 1, FEWEST_DOCUMENTS
    while power_of(pilot, high, per_document, detect) < power:
        low, high = high, high * 2
        if high > MOST:
            return None
    while high - low > max(1, high // 50):
        middle = (low + high) // 2
        if power_of(pilot, middle, per_document, detect) < power:
            low = middle
        else:
            high = middle
    return max(high, FEWEST_DOCUMENTS)


def _least_seen(pilot: Pilot, power: float) -> float | None:
    """To within 0.0025."""
    low, high = 0.0, 0.5
    high = min(high, 1 - _by_document(pilot, pilot.first if pilot.second is None else pilot.second))
    if high <= 0 or power_of(pilot, pilot.documents, pilot.per_document, high) < power:
        return None
    while high - low > 0.0025:
        middle = (low + high) / 2
        if power_of(pilot, pilot.documents, pilot.per_document, middle) < power:
            low = middle
        else:
            high = middle
    return high


def _check_possible(pilot: Pilot, detect: float) -> None:
    rate, _ = _shift(pilot, detect)
    if rate > 1:
        raise SettingsError(
            f"--detect {detect} cannot be: {pilot.metric} is {pilot.level:.3f} in the pilot, "
            f"which leaves {1 - pilot.level:.3f} to gain."
        )


def _values(rows: Sequence[QuestionScores], metric: str) -> Array:
    """Each question's own value; NaN where it does not count."""
    known = comparable(rows)
    found = known.get(metric)
    if not isinstance(found, Mean):
        means = ", ".join(name for name, one in known.items() if isinstance(one, Mean))
        raise SettingsError(f"{metric} is no mean over questions, and cannot be planned for. There are: {means}.")
    return np.where(found.counts > 0, found.values, np.nan)
