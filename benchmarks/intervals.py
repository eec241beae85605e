"""How often a 95% interval holds the truth, by simulation with known truth.

Documents are drawn from a beta distribution of difficulty, questions within each; a metric is the share
right. `icc` is the correlation of two questions of one document. Two systems, for the paired difference,
answer alike as often as `ALIKE` says.

    python -m benchmarks.intervals [DOCUMENTS ICC]     # without them, a table of several
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import product

import numpy as np

from qa.evaluation.resampling import Array, Mean, Units, bootstrap, bootstrap_differences

TRUTH, ALIKE, QUESTIONS = 0.8, 0.7, 40


def coverage(documents: int, icc: float, repetitions: int, draw_documents: bool = True) -> float:
    """The share of intervals of one run that hold `TRUTH`."""
    generator = np.random.default_rng(documents)
    held = 0
    for _ in range(repetitions):
        of, chance = _documents(generator, documents, icc)
        values = (generator.random(len(of)) < chance).astype(float)
        found = bootstrap({"right": Mean(values, np.ones(len(of)))}, _units(of, draw_documents))["right"]
        held += found.low <= TRUTH <= found.high
    return held / repetitions


def paired(documents: int, icc: float, repetitions: int) -> tuple[float, float]:
    """Of two systems that are equally good: the share of intervals that hold 0, and of p-values under 0.05."""
    generator = np.random.default_rng(documents)
    held = significant = 0
    for _ in range(repetitions):
        of, chance = _documents(generator, documents, icc)
        _, other_chance = _documents(generator, documents, icc, of)
        first = generator.random(len(of)) < chance
        fresh = generator.random(len(of)) < other_chance
        second = np.where(generator.random(len(of)) < ALIKE, first, fresh)
        change = Mean(second.astype(float) - first, np.ones(len(of)))
        found, p = bootstrap_differences({"right": change}, _units(of, True))["right"]
        held += found.low <= 0 <= found.high
        significant += p is not None and p < 0.05
    return held / repetitions, significant / repetitions


def _documents(
    generator: np.random.Generator, documents: int, icc: float, of: Array | None = None
) -> tuple[Array, Array]:
    """Each question's document, and its chance of being answered rightly."""
    if of is None:
        of = np.repeat(np.arange(documents), generator.integers(QUESTIONS // 2, QUESTIONS * 3 // 2, documents))
    if not icc:
        return of, np.full(len(of), TRUTH)
    scale = (1 - icc) / icc
    return of, generator.beta(TRUTH * scale, (1 - TRUTH) * scale, documents)[of]


def _units(of: Array, draw_documents: bool) -> Units:
    return Units.by_document([str(number) for number in of]) if draw_documents else Units.single(len(of))


def rows(documents: Sequence[int]) -> list[tuple[int, float]]:
    """The number of documents and the icc that the command line gives, or else those of a table."""
    given = sys.argv[1:]
    return [(int(given[0]), float(given[1]))] if given else list(product(documents, (0.0, 0.05, 0.2)))


def main() -> None:
    print("documents  icc   documents drawn  questions drawn  paired  p < 0.05")
    for documents, icc in rows((5, 8, 20)):
        one, questions = (coverage(documents, icc, 2000, way) for way in (True, False))
        both, significant = paired(documents, icc, 2000)
        line = f"{documents:9}  {icc:4.2f}  {one:15.3f}  {questions:15.3f}  {both:6.3f}  {significant:8.3f}"
        print(line, flush=True)


if __name__ == "__main__":
    main()
