"""The command `qa compare`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import QuestionSetError
from qa.commandline.terminal import GOOD, Commands, ProgressBar, counted, plain
from qa.files import write_whole

if TYPE_CHECKING:
    from qa.evaluation.resampling import Estimate
    from qa.evaluation.runs import Group, Runs


def add_commands(commands: Commands) -> None:
    """Put the command into the parser."""
    parser = commands.add_parser("compare", help="compare what several qa eval --json wrote")
    parser.add_argument("runs", type=Path, nargs="+", metavar="RUN", help="a file that qa eval --json wrote")
    parser.add_argument(
        "--metric", action="append", default=[], metavar="NAME", help="compare by this one; may be given again"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything to this file")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write a report to look at")
    parser.add_argument("--debug", action="store_true", help="show a traceback when something unexpected happens")
    parser.set_defaults(run=run_compare)


def run_compare(options: argparse.Namespace) -> int:
    """Read the runs, print who is better at what, write the files asked for."""
    from qa.evaluation.baseline import load_baseline
    from qa.evaluation.report.runs import render_runs
    from qa.evaluation.runs import compare_runs

    names = [str(path) for path in options.runs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise QuestionSetError(f"{twice} is named twice: a run is compared with other runs.")
    records = {name: load_baseline(path, "run") for name, path in zip(names, options.runs, strict=True)}
    runs = compare_runs(records, options.metric, ProgressBar("Testing", "pair"))
    for warning in runs.warnings:
        print(f"qa compare: {plain(warning)}", file=sys.stderr)
    if options.json:
        write_whole(options.json, runs.to_json())
    if options.html:
        write_whole(options.html, render_runs(runs))
    _print(runs)
    return GOOD


def _print(runs: Runs) -> None:
    drawn = "" if runs.drawn == "questions" else ", documents drawn with their questions"
    left_out = f" ({counted(runs.left_out, 'question')} not asked in all are left out)" if runs.left_out else ""
    print(f"{len(runs.names)} runs, {counted(len(runs.questions), 'question')} in all of them{left_out};", end=" ")
    print(f"95% intervals in brackets{drawn}")
    width = max(map(len, runs.names))
    for metric in runs.metrics:
        print(f"\n{metric}")
        for run in runs.ranked(metric):
            beaten = runs.beaten(metric, run)
            told = f"  better than {', '.join(beaten)}" if beaten else ""
            print(plain(f"  {run:<{width}}  {_interval(runs.metrics[metric][run], metric)}{told}"))
    won = sum(pair.significant for pair in runs.pairs)
    print(f'\nOf {counted(runs.tests, "paired difference")} {won} are significant (p under 0.05, Holm): "better than".')
    if runs.groups:
        print("\nWho wins where (share of questions that ended well)")
    for group in runs.groups:
        print(plain(_group(group)))
    _print_outcomes(runs)


def _print_outcomes(runs: Runs) -> None:
    good = [[outcome.is_good for outcome in asked.outcomes.values()] for asked in runs.questions]
    differ = [found for found in good if any(found) and not all(found)]
    print(
        f"\nAll runs do well on {sum(map(all, good))} questions, none on {len(good) - sum(map(any, good))}; of", end=""
    )
    print(f" the {len(differ)} others,")
    width = max(map(len, runs.names))
    for at, run in enumerate(runs.names):
        alone = sum(found[at] and sum(found) == 1 for found in differ)
        print(plain(f"  {run:<{width}}  {sum(found[at] for found in differ)}, of them {alone} alone"))


def _group(group: Group) -> str:
    leaders = group.leaders
    level = len(leaders) == len(group.ended_well)
    shares = ", ".join(f"{run} {found.value:.1%}" for run, found in group.ended_well.items())
    return f"  {group.by} {group.name} ({group.questions}): {'level' if level else ', '.join(leaders)}  [{shares}]"


def _interval(found: Estimate, metric: str) -> str:
    digits = 1 if metric.endswith("_ms") else 4
    return f"{found.value:.{digits}f}  [{found.low:.{digits}f}, {found.high:.{digits}f}]"
