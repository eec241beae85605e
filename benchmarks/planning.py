"""Whether studies of the size that `qa plan` names see the difference as often as it promises, with known truth.

Documents have a difficulty (as in `benchmarks.intervals`), and a second system truly is better by `DETECT`. A pilot of
both systems without the gain is drawn and planned from; then real studies of the size planned are drawn from
the truth and tested as `qa compare` tests, by resampling. What is promised is a power of 0.8, on average over pilots.

    python -m benchmarks.planning [DOCUMENTS ICC]     # the pilot's; without them, a table of several
"""

from __future__ import annotations

import numpy as np

from benchmarks.intervals import ALIKE, QUESTIONS, TRUTH, rows
from qa.evaluation.planning import Pilot, documents_for
from qa.evaluation.resampling import Array, Mean, Units, bootstrap_differences

DETECT, POWER, PILOTS, STUDIES = 0.05, 0.8, 40, 20


def answers(generator: np.random.Generator, documents: int, icc: float, gain: float) -> tuple[Array, Array]:
    """Both systems' answers, 1 or 0, of shape (documents, QUESTIONS); the second is right more often by `gain`."""
    scale = (1 - icc) / icc if icc else 0
    shape = (documents, QUESTIONS)
    first_chance, other_chance = (
        generator.beta(TRUTH * scale, (1 - TRUTH) * scale, (documents, 1)) if icc else np.full((documents, 1), TRUTH)
        for _ in range(2)
    )
    first = (generator.random(shape) < first_chance).astype(float)
    fresh = (generator.random(shape) < other_chance).astype(float)
    second = np.where(generator.random(shape) < ALIKE, first, fresh)
    return first, np.where(generator.random(shape) < gain / (1 - TRUTH), 1.0, second)


def seen(generator: np.random.Generator, documents: int, icc: float) -> bool:
    """Whether one study of the truth finds the difference."""
    first, second = answers(generator, documents, icc, DETECT)
    change = Mean((second - first).ravel(), np.ones(first.size))
    units = Units.by_document([str(at) for at in np.repeat(np.arange(documents), QUESTIONS)])
    found, p = bootstrap_differences({"right": change}, units)["right"]
    return p is not None and p < 0.05 and found.value > 0


def line(documents: int, icc: float) -> str:
    """Of pilots of so many documents: what is planned, and the power that it has."""
    generator = np.random.default_rng(documents)
    planned, reached = [], []
    for _ in range(PILOTS):
        first, second = answers(generator, documents, icc, 0.0)
        starts = np.arange(documents) * QUESTIONS
        pilot = Pilot("right", first.ravel(), second.ravel(), starts, np.full(documents, QUESTIONS), ALIKE)
        need = documents_for(pilot, QUESTIONS, DETECT, POWER)
        assert need is not None
        planned.append(need)
        reached.append(np.mean([seen(generator, need, icc) for _ in range(STUDIES)]))
    counts = f"{np.median(planned):.0f}, {min(planned)}, {max(planned)}"
    error = np.std(reached) / np.sqrt(PILOTS)
    return f"{documents:17}  {icc:4.2f}  {counts:>29}  {np.mean(reached):.3f} ({error:.3f})"


def main() -> None:
    print("pilot's documents  icc   planned (median, least, most)  power reached: mean (standard error)")
    for documents, icc in rows((5, 10, 20, 40)):
        print(line(documents, icc), flush=True)


if __name__ == "__main__":
    main()
