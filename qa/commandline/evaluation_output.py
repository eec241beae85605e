"""What `qa eval` prints of a run."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qa.commandline.terminal import counted, listed

if TYPE_CHECKING:
    from qa.evaluation.comparison import Comparison
    from qa.evaluation.http_system import Connection
    from qa.evaluation.perturbation import Drop
    from qa.evaluation.result import Result
    from qa.evaluation.rows import Row


def print_metrics(result: Result, path: Path) -> None:
    """Every metric with its interval, where the two exact matches differ, and why answers failed."""
    drawn = "" if result.drawn == "questions" else ", documents drawn with their questions"
    print(f"{len(result.rows)} questions from {path}; 95% intervals in brackets{drawn}")
    for name, found in result.estimates.items():
        digits = 1 if name.endswith("_ms") else 4
        print(f"{name:<30} {found.value:.{digits}f}  [{found.low:.{digits}f}, {found.high:.{digits}f}]")
    differ = [row.question.id for row in result.rows if row.scores.matches_differ]
    if differ:
        print(f"exact_match and strict_exact_match differ: {listed(differ)}")
    if result.by_origin:
        _print_origins(result.by_origin)
    failures = {stage: failure for stage, failure in result.failures.items() if failure.questions}
    if failures:
        print("\nWhy answers failed, of all questions:")
    for stage, failure in failures.items():
        share = failure.share
        print(f"{stage.label:<38} {failure.questions:>5}  {share.value:.1%}  [{share.low:.1%}, {share.high:.1%}]")


def _print_origins(groups: Mapping[str, Sequence[Row]]) -> None:
    """What ended well of the questions that a program made, apart from the others."""
    from qa.evaluation.metrics import ENDED_WELL, ended_well, units_of
    from qa.evaluation.resampling import bootstrap

    print("\nEnded well; questions that a program made are easier than people's:")
    for name, rows in groups.items():
        scores = [row.scores for row in rows]
        found = bootstrap({ENDED_WELL: ended_well(scores)}, units_of(scores))[ENDED_WELL]
        print(f"{name:<8} {len(rows):>5}  {found.value:.1%}  [{found.low:.1%}, {found.high:.1%}]")


def print_drops(drops: Sequence[Drop]) -> None:
    """What each perturbation cost, over the questions that it changes."""
    print("\nPerturbed, against the same questions as asked:")
    for drop in drops:
        test = "" if drop.p_holm is None else f"  p {drop.p_holm:.3f}{' *' if drop.significant else ''}"
        told = (
            f"{drop.asked:.4f} -> {drop.perturbed:.4f}  {drop.change:+.4f}  [{drop.low:+.4f}, {drop.high:+.4f}]{test}"
        )
        print(f"{f'{drop.perturbation} ({drop.questions})':<24} {drop.metric:<15} {told}")


def print_requests(connection: Connection) -> None:
    """What another system cost: requests sent in this run, those sent again among them."""
    again = (
        f", {connection.retries} of them again after no good reply" if connection.retries else ", none of them again"
    )
    print(f"\n{counted(connection.requests, 'request')} sent{again}")


def print_comparison(comparison: Comparison) -> None:
    """Every difference with its interval and p-value, and the questions that changed; losses on stderr."""
    print(f"\nAgainst {comparison.title}, {comparison.questions} questions in both:")
    for found in comparison.differences:
        digits = 1 if found.metric.endswith("_ms") else 4
        interval = f"[{found.low:+.{digits}f}, {found.high:+.{digits}f}]"
        test = "" if found.p_holm is None else f"  p {found.p_holm:.3f}{' *' if found.significant else ''}"
        print(f"{found.metric:<30} {found.difference:+.{digits}f}  {interval}{test}")
    for what, ids in (("Better", comparison.better), ("Worse", comparison.worse)):
        print(f"{what}: {listed(ids) or 'none'}")
    for loss in comparison.losses:
        print(f"qa eval: {loss.metric} is significantly worse: {loss.before:.4f} -> {loss.after:.4f}", file=sys.stderr)
