"""The command `qa sweep`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from qa.commandline.terminal import (
    GOOD,
    Commands,
    ProgressBar,
    add_answering_options,
    counted,
    path,
    plain,
    settings_of,
)
from qa.files import write_whole

if TYPE_CHECKING:
    from index.embedding import Progress
    from qa.evaluation.resampling import Estimate
    from qa.evaluation.sweep import Point, Swept


def add_commands(commands: Commands) -> None:
    """Put the command into the parser."""
    parser = commands.add_parser("sweep", help="evaluate every combination of settings, and choose the best fairly")
    parser.add_argument("grid", type=path, metavar="GRID", help="a .toml file of settings, each with a list of values")
    parser.add_argument("questions", type=path, metavar="QUESTIONS", help="JSON Lines, CSV, or SQuAD JSON")
    parser.add_argument(
        "-o", "--output", type=path, default=Path("sweep"), metavar="DIR", help="folder of the runs (default: sweep)"
    )
    parser.add_argument(
        "--metric", default="ended_well", metavar="NAME", help="what the best is chosen by (default: ended_well)"
    )
    parser.add_argument("--limit", type=int, metavar="N", help="ask only the first N questions")
    add_answering_options(parser)
    parser.set_defaults(run=run_sweep_command)


def run_sweep_command(options: argparse.Namespace) -> int:
    """Run what is not run yet, choose on one half of the questions, and print what that is worth on the other."""
    from qa.evaluation.metrics import check_metric, comparable
    from qa.evaluation.questions import load_questions
    from qa.evaluation.sweep import choose, load_grid, run_sweep

    check_metric(options.metric, comparable([]))
    points = load_grid(options.grid, settings_of(options))
    questions = load_questions(options.questions).narrowed(limit=options.limit)

    def progress(point: Point) -> Progress:
        return ProgressBar(plain(point.name), "question")

    records = run_sweep(points, questions, options.output, progress)
    swept = choose(records, options.metric)
    write_whole(options.output / "sweep.json", swept.to_json())
    _print(swept, options.output)
    return GOOD


def _print(swept: Swept, folder: Path) -> None:
    one, other = swept.halves
    drawn = "" if swept.drawn == "questions" else ", documents halved with their questions"
    print(
        f"{counted(len(swept.chosen_by), 'run')} in {folder}; {swept.metric} on the {one} questions chosen on{drawn}:"
    )
    for name, value in swept.chosen_by.items():
        print(plain(f"  {value:.4f}  {name}{'  <- best' if name == swept.best else ''}"))
    print(f"\nOn the {other} other questions:")
    print(plain(f"  {_interval(swept.best_on_other)}  {swept.best}"))
    if swept.best == "as set":
        print("No combination is better than the settings as they are.")
        return
    print(f"  {_interval(swept.before_on_other)}  as set")
    test = "" if swept.p is None else f", p {swept.p:.3f}"
    change = swept.change
    print(f"  {change.value:+.4f}  [{change.low:+.4f}, {change.high:+.4f}]{test}")


def _interval(found: Estimate) -> str:
    return f"{found.value:.4f}  [{found.low:.4f}, {found.high:.4f}]"
