"""The commands `qa eval` and `qa calibrate`."""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import QuestionSetError, SettingsError
from qa.commandline.evaluation_output import print_comparison, print_drops, print_metrics, print_requests
from qa.commandline.terminal import (
    FAILED,
    GOOD,
    Commands,
    ProgressBar,
    add_answering_options,
    counted,
    plain,
    settings_of,
)
from qa.files import write_whole

if TYPE_CHECKING:
    from qa.evaluation.calibration import Calibrated
    from qa.evaluation.comparison import Comparison
    from qa.evaluation.evaluation import Evaluation
    from qa.evaluation.http_system import Connection
    from qa.evaluation.question_set import QuestionSet
    from qa.evaluation.result import Result
    from qa.evaluation.run import Mode


def add_commands(commands: Commands) -> None:
    """Put these commands into the parser."""
    _add_eval(commands)
    _add_calibrate(commands)


def _add_eval(commands: Commands) -> None:
    parser = commands.add_parser("eval", help="ask a file of questions and measure the answers")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write metrics and every answer to this file")
    parser.add_argument(
        "--html", type=Path, metavar="FILE", help="write a report to look at, one page that needs nothing"
    )
    parser.add_argument(
        "--baseline", type=Path, metavar="FILE", help="compare with an earlier --json FILE; 1 on a significant loss"
    )
    parser.add_argument(
        "--fail-under", action="append", default=[], metavar="METRIC=VALUE", help="exit with 1 if a metric is lower"
    )
    parser.add_argument(
        "--perturb", metavar="NAMES", help="ask each question changed as well: typos,case,no-question-mark"
    )
    parser.add_argument("--junit", type=Path, metavar="FILE", help="write JUnit XML, a case for each question")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write a summary for a pull request")
    parser.add_argument("--export", type=Path, metavar="FILE", help="write the answers to this .jsonl, for --answers")
    _add_other_systems(parser)
    parser.add_argument("--template", action="store_true", help="print a question set to start from")
    parser.add_argument("--check", action="store_true", help="only say which lines lack a gold answer")
    _add_question_options(parser, nargs="?")
    parser.set_defaults(run=run_eval)


def _add_other_systems(parser: argparse.ArgumentParser) -> None:
    system = parser.add_mutually_exclusive_group()
    system.add_argument(
        "--answers", type=Path, metavar="FILE", help="measure another system: its answers, .jsonl or .csv"
    )
    system.add_argument("--ask", metavar="URL", help="measure another system: ask it at this address")
    parser.add_argument("--model", metavar="NAME", help="--ask: which model a chat endpoint is to use")
    parser.add_argument("--timeout", type=float, default=60.0, metavar="S", help="--ask: seconds to wait (default: 60)")
    parser.add_argument(
        "--refusal-phrases", type=Path, metavar="FILE", help="phrases by which its refusals are known, one a line"
    )


def run_eval(options: argparse.Namespace) -> int:
    """Ask every question, print the metrics, write the files asked for; 1 where a bound or the baseline is missed."""
    from qa.evaluation.baseline import check_baseline, load_baseline
    from qa.evaluation.template import TEMPLATE

    if options.template:
        print(TEMPLATE, end="")
        return GOOD
    if options.questions is None:
        raise QuestionSetError("Name a question file, or start one: qa eval --template > questions.jsonl")
    if options.check:
        return _check(options.questions)
    bounds = dict(_bound(bound) for bound in options.fail_under)
    baseline = load_baseline(options.baseline) if options.baseline else None
    changes = _perturbations(options)
    connection = _connection(options)
    prepared = _prepare(options, connection, changes)
    if baseline:
        for warning in check_baseline(baseline, str(options.baseline), prepared.questions, prepared.provenance):
            print(f"qa eval: {plain(warning)}", file=sys.stderr)
    result = _run(prepared, options.json, changes)
    comparison = _compare(result, baseline, options.baseline)
    _write_files(options, result, comparison, baseline, bounds)
    print_metrics(result, options.questions)
    if result.drops:
        print_drops(result.drops)
    if connection:
        print_requests(connection)
    if comparison:
        print_comparison(comparison)
    return max(_judge(result, bounds), int(bool(comparison and comparison.losses)))


def _write_files(
    options: argparse.Namespace,
    result: Result,
    comparison: Comparison | None,
    baseline: dict[str, Any] | None,
    bounds: dict[str, float],
) -> None:
    from qa.evaluation.junit import to_junit
    from qa.evaluation.markdown_summary import to_markdown

    if options.export:
        write_whole(options.export, result.to_answers())
    if options.junit:
        write_whole(options.junit, to_junit(result.title, result.rows))
    if options.markdown:
        write_whole(options.markdown, to_markdown(result, comparison, bounds))
    if options.html:
        write_whole(options.html, result.to_html(comparison, baseline))


def _run(prepared: Evaluation, record: Path | None, changes: Sequence[str]) -> Result:
    """Ask everything and write the record; where a run was stopped before that, go on with it."""
    progress = ProgressBar("Asking", "question")
    if record is None:
        return _with_drops(prepared.run(progress), changes)
    journal = prepared.journal(record)
    if journal.resumed:
        print(f"qa eval: {counted(journal.resumed, 'answer')} of a run that was stopped are kept.", file=sys.stderr)
    result = _with_drops(prepared.run(progress, journal), changes)
    write_whole(record, result.to_json())
    journal.remove()
    return result


def _perturbations(options: argparse.Namespace) -> list[str]:
    from qa.evaluation.perturbation import perturbations

    if options.perturb is None:
        return []
    if options.answers:
        raise SettingsError("--perturb asks changed questions, and a file has no answers to them. Use --ask.")
    return perturbations(options.perturb)


def _with_drops(result: Result, changes: Sequence[str]) -> Result:
    """The result of the questions as asked, with what changing them cost."""
    from qa.evaluation.perturbation import drops, split

    rows, changed = split(result.rows, changes)
    return replace(result, rows=rows, drops=tuple(drops([row.scores for row in rows], changed)))


def _add_calibrate(commands: Commands) -> None:
    parser = commands.add_parser("calibrate", help="choose the threshold for a share of right answers")
    parser.add_argument(
        "--right",
        type=float,
        default=0.9,
        metavar="SHARE",
        help="wished share right among answers given (default: 0.9)",
    )
    _add_question_options(parser)
    parser.set_defaults(run=run_calibrate)


def run_calibrate(options: argparse.Namespace) -> int:
    """Choose the threshold for a share of right answers, say what to expect, write it into the settings."""
    if not 0 < options.right < 1:
        raise SettingsError(f"--right {options.right} does not fit. Give a share between 0 and 1, such as 0.9.")
    from qa.evaluation.calibration import calibrate
    from qa.settings import DEFAULT_FILE, write_setting

    result = _prepare(options).run(ProgressBar("Asking", "question"))
    found = calibrate([row.scores for row in result.rows], options.right)
    if found is None:
        print(f"qa calibrate: no threshold makes {options.right:.0%} of the answers right.", file=sys.stderr)
        return FAILED
    file = options.settings or DEFAULT_FILE
    write_setting(file, "threshold", found.threshold)
    print(_expectation(found, options.right, len(result.rows)))
    print(f"threshold = {found.threshold} is written to {file}.")
    return GOOD


def _add_question_options(parser: argparse.ArgumentParser, nargs: str | None = None) -> None:
    parser.add_argument("questions", type=Path, nargs=nargs, metavar="QUESTIONS", help="JSON Lines, CSV, or SQuAD JSON")
    parser.add_argument("--kind", metavar="KIND", help="ask only the questions of this kind")
    parser.add_argument("--sample", type=int, metavar="N", help="ask only N questions, drawn at random")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="another S draws another sample (default: 0)")
    parser.add_argument("--limit", type=int, metavar="N", help="ask only the first N questions")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--gold-passages", action="store_true", help="SQuAD: each question reads its own paragraph alone")
    mode.add_argument("--one-collection", action="store_true", help="SQuAD: all articles go into one index")
    add_answering_options(parser)


def _prepare(
    options: argparse.Namespace, connection: Connection | None = None, changes: Sequence[str] = ()
) -> Evaluation:
    from qa.evaluation.evaluator import prepare
    from qa.evaluation.perturbation import with_perturbed
    from qa.evaluation.questions import load_questions

    questions = with_perturbed(_narrowed(load_questions(options.questions), options), changes, options.seed)
    if connection or getattr(options, "answers", None):
        return _prepare_other(questions, options, connection)
    return prepare(
        questions,
        settings=settings_of(options),
        mode=_mode(options),
        indexing=ProgressBar("Building the index of the article"),
    )


def _connection(options: argparse.Namespace) -> Connection | None:
    """How another system is asked over HTTP."""
    from qa.evaluation.http_system import Connection, checked

    if not math.isfinite(options.timeout) or options.timeout <= 0:
        raise SettingsError(f"--timeout {options.timeout} does not fit. Give seconds, more than 0.")
    if not options.ask:
        return None
    checked(options.ask)
    return Connection(options.timeout, os.environ.get("QA_ASK_KEY"))


def _prepare_other(questions: QuestionSet, options: argparse.Namespace, connection: Connection | None) -> Evaluation:
    from qa.evaluation.other_systems import answers_of, at_address, prepare_other

    if connection:
        connect, name = at_address(options.ask, connection, options.model), options.ask
    else:
        connect, name = answers_of(options.answers), options.answers.name
    return prepare_other(
        questions,
        connect,
        name,
        settings=settings_of(options),
        phrases=options.refusal_phrases,
        indexing=ProgressBar("Building the index of the article"),
    )


def _narrowed(questions: QuestionSet, options: argparse.Namespace) -> QuestionSet:
    for name in ("limit", "sample"):
        number = getattr(options, name)
        if number is not None and number < 1:
            raise SettingsError(f"--{name} {number} leaves no question. Give 1 or more.")
    return questions.narrowed(options.kind, options.sample, options.seed, options.limit)


def _mode(options: argparse.Namespace) -> Mode:
    if options.gold_passages:
        return "gold-passages"
    return "one-collection" if options.one_collection else "own-article"


def _check(path: Path) -> int:
    """Name the lines that still lack a gold answer; 1 where there are any."""
    from qa.evaluation.questions import load_questions

    questions = load_questions(path, allow_drafts=True)
    for draft in questions.drafts:
        print(draft)
    print(f"{len(questions.questions)} questions are ready, {len(questions.drafts)} lack a gold answer.")
    return FAILED if questions.drafts else GOOD


def _compare(result: Result, baseline: dict[str, Any] | None, path: Path | None) -> Comparison | None:
    from qa.evaluation.baseline import scores_of
    from qa.evaluation.comparison import compare

    if baseline is None:
        return None
    return compare([row.scores for row in result.rows], scores_of(baseline), str(path))


def _bound(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        bound = float(value)
    except ValueError:
        bound = math.nan
    if not math.isfinite(bound):
        raise SettingsError(f"--fail-under {text} does not fit. Write METRIC=VALUE, such as f1=0.6")
    from qa.evaluation.metrics import check_metric, statistics

    check_metric(name, statistics([]))
    return name, bound


def _judge(result: Result, bounds: dict[str, float]) -> int:
    metrics = result.metrics
    unknown = [name for name in bounds if name not in metrics]
    if unknown:
        raise SettingsError(f"{unknown[0]} is not defined for these questions. Defined are: {', '.join(metrics)}.")
    missed = [
        f"{name} is {metrics[name]:.4f}, under {bound}" for name, bound in bounds.items() if metrics[name] < bound
    ]
    for line in missed:
        print(f"qa eval: {line}", file=sys.stderr)
    return FAILED if missed else GOOD


def _expectation(found: Calibrated, wanted: float, questions: int) -> str:
    covered = found.coverage
    if found.right is None:
        return (
            f"Of {questions} questions too few are answered with {wanted:.0%} right to say what to expect of new ones."
        )
    right = found.right
    return (
        f"On new questions like these {questions}, expect {right.value:.1%} of the answers given to be right "
        f"(95% interval {right.low:.1%} to {right.high:.1%}), and {covered.value:.1%} of the questions to be answered "
        f"({covered.low:.1%} to {covered.high:.1%})."
    )
