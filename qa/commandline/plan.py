"""The command `qa plan`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import SettingsError
from qa.commandline.terminal import GOOD, Commands

if TYPE_CHECKING:
    from qa.evaluation.planning import Need, Plan


def add_commands(commands: Commands) -> None:
    """Put the command into the parser."""
    parser = commands.add_parser("plan", help="how many questions and documents are needed to see a difference")
    parser.add_argument("pilot", type=Path, metavar="RUN", help="a pilot: a file that qa eval --json wrote")
    parser.add_argument("other", type=Path, nargs="?", metavar="OTHER", help="the same questions with another system")
    parser.add_argument(
        "--detect", type=float, default=0.03, metavar="D", help="the difference to be seen, such as 0.03 (the default)"
    )
    parser.add_argument("--metric", default="ended_well", metavar="NAME", help="of which metric (default: ended_well)")
    parser.add_argument("--power", type=float, default=0.8, metavar="P", help="how surely (default: 0.8)")
    parser.add_argument(
        "--alike", type=float, metavar="SHARE", help="without OTHER: how often both do the same (default: 0.8)"
    )
    parser.add_argument("--debug", action="store_true", help="show a traceback when something unexpected happens")
    parser.set_defaults(run=run_plan)


def run_plan(options: argparse.Namespace) -> int:
    """Print what is needed, and what a set like the pilot's can see."""
    from qa.evaluation.baseline import load_baseline
    from qa.evaluation.planning import ALIKE, make_plan, pilot_of

    for name, value in (("detect", options.detect), ("power", options.power), ("alike", options.alike)):
        if value is not None and not 0 < value < 1:
            raise SettingsError(f"--{name} {value} does not fit. Give a number between 0 and 1.")
    if options.other and options.alike is not None:
        raise SettingsError("--alike is for one run alone: with OTHER, how often both do the same is counted.")
    alike = options.alike or ALIKE
    paths = [path for path in (options.pilot, options.other) if path]
    if len(set(paths)) < len(paths):
        raise SettingsError(f"{options.pilot} is named twice: a run does not differ from itself.")
    pilot = pilot_of({str(path): load_baseline(path, "run") for path in paths}, options.metric, alike)
    plan = make_plan(pilot, options.detect, options.power)
    _print(plan, None if options.other else alike)
    return GOOD


def _print(plan: Plan, alike: float | None) -> None:
    from qa.evaluation.planning import FEW_DOCUMENTS

    drawn = f"{plan.questions} questions" + ("" if plan.draws_questions else f" about {plan.documents} documents")
    print(f"Pilot: {drawn}, {plan.metric} {plan.level:.3f}.")
    if alike is not None:
        print(f"Two systems are taken to do the same on {alike:.0%} of the questions; a second run would tell.")
    print(
        f"\nTo see a difference of {plan.detect:g} in {plan.metric} with a power of {plan.power:.0%}, at p under 0.05:"
    )
    if plan.draws_questions:
        print(f"  {_questions(plan.need)}, about these documents alone: for others, let the pilot have five or more.")
    else:
        for need in plan.needs:
            own = "  (as the pilot)" if need is plan.need else ""
            print(f"  {need.per_document:>4} questions a document: {_documents(need)}{own}")
    if plan.is_rough:
        print(
            f"The pilot has {plan.documents} documents, too few to know well how much documents differ: the plan "
            f"allows for that, and one from {FEW_DOCUMENTS} or more may need less."
        )
    print(f"\nThis set sees that difference in {plan.power_now:.0%} of such studies;", end=" ")
    least = (
        "it sees no difference surely."
        if plan.seen is None
        else f"what it sees surely enough is {plan.seen:.3f} or more."
    )
    print(least)


def _questions(need: Need) -> str:
    return "more than 20,000 questions" if need.documents is None else f"{need.documents:,} questions"


def _documents(need: Need) -> str:
    if need.documents is None:
        return "more than 20,000 documents"
    return f"{need.documents:>6,} documents, {need.questions:,} questions"
