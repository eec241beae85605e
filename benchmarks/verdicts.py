"""How many of CondaQA's questions are answered rightly: yes, no, or not said.

    qa eval build/sets/condaqa.json --gold-passages --json build/condaqa.json
    python benchmarks/verdicts.py build/condaqa.json

`build/sets/condaqa.json` is made by measuring_sets.py. Consistency is over the questions that are put to all
four versions of a passage (as it was, and three edits): the share that is right of all four (Ravichander, Gardner
and Marasović 2022). Intervals are percentile bootstraps over passages with their edits, since questions of one
passage are right or wrong together. The baseline gives the commonest label to every question.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from qa.evaluation.resampling import RESAMPLES, SEED

VERSIONS = 4
"""Of a passage."""

Row = Mapping[str, Any]
Counts = tuple[int, int]
"""How many are right, of how many."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, help="what qa eval --json wrote")
    rows = json.loads(parser.parse_args().run.read_text(encoding="utf-8"))["questions"]
    print(report(rows))


def report(rows: Sequence[Row]) -> str:
    labels = Counter(map(label, rows))
    (commonest, _) = labels.most_common(1)[0]
    lines = [f"{len(rows)} questions: " + ", ".join(f"{count} {name}" for name, count in labels.most_common())]
    for name in ("yes", "no", "not said"):
        chosen = [row for row in rows if label(row) == name]
        lines.append(_line(f"accuracy, {name}", chosen, said))
    lines += [_line("accuracy", rows, said), _line("consistency", rows, said, consistent=True)]
    lines.append(_line("accuracy, none held back", rows, judged))
    lines.append(_line("consistency, none held back", rows, judged, consistent=True))
    baseline = f"always {commonest}"
    lines.append(_line(f"accuracy, {baseline}", rows, lambda _: commonest))
    lines.append(_line(f"consistency, {baseline}", rows, lambda _: commonest, consistent=True))
    return "\n".join(lines)


def label(row: Row) -> str:
    """What is right: "yes", "no" or "not said"."""
    return row["gold_verdict"] or "not said"


def said(row: Row) -> str:
    """What was said; an answer without a verdict is none of the three."""
    return row["verdict"] or ("no verdict" if row["answered"] else "not said")


def judged(row: Row) -> str:
    """What would be said with no threshold."""
    return row["predicted_verdict"] or said(row)


def accuracy(rows: Sequence[Row], given: Any = said) -> Counts:
    return sum(given(row) == label(row) for row in rows), len(rows)


def consistency(rows: Sequence[Row], given: Any = said) -> Counts:
    groups: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for row in rows:
        groups[passage(row), row["question"]].append(given(row) == label(row))
    whole = [right for right in groups.values() if len(right) == VERSIONS]
    return sum(map(all, whole)), len(whole)


def passage(row: Row) -> str:
    """The passage's number, which its edits share."""
    return str(row["id"]).split("-")[0]


def interval(counted: Sequence[Counts]) -> tuple[float, float]:
    """Of the share right over passages, each counted as (right, all)."""
    counts = np.array(counted)
    generator = np.random.default_rng(SEED)
    weights = generator.multinomial(len(counts), np.full(len(counts), 1 / len(counts)), RESAMPLES)
    right, total = (weights @ counts).T
    low, high = np.nanpercentile(right / np.where(total, total, np.nan), (2.5, 97.5))
    return float(low), float(high)


def _line(name: str, rows: Sequence[Row], given: Any, consistent: bool = False) -> str:
    count = consistency if consistent else accuracy
    right, total = count(rows, given)
    if not total:
        return f"{name:<27} none"
    by_passage: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_passage[passage(row)].append(row)
    low, high = interval([count(group, given) for group in by_passage.values()])
    return f"{name:<27} {right / total:.3f}  [{low:.3f}, {high:.3f}]  {right} of {total}"


if __name__ == "__main__":
    main()
