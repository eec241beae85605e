"""What `qa eval` and `qa calibrate` do."""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path
from typing import Any

from index.errors import QuestionSetError, SettingsError
from qa.commandline.ask_and_chat import ProgressBar, settings_of
from qa.evaluation.calibration import Calibrated, calibrate
from qa.evaluation.comparison import Comparison, compare, load_baseline, scores_of
from qa.evaluation.evaluator import evaluate
from qa.evaluation.metrics import statistics
from qa.evaluation.questions import QuestionSet, load_questions
from qa.evaluation.result import Result
from qa.evaluation.run import Mode
from qa.evaluation.template import TEMPLATE
from qa.files import write_whole
from qa.settings import DEFAULT_FILE, write_setting

_SHOWN_IDS = 20


def run_eval(options: argparse.Namespace) -> int:
    """Ask every question, print the metrics, write the files asked for; 1 where a bound or the baseline is missed."""
    if options.template:
        print(TEMPLATE, end="")
        return 0
    if options.questions is None:
        raise QuestionSetError("Name a question file, or start one: qa eval --template > questions.jsonl")
    if options.check:
        return _check(options.questions)
    bounds = dict(_bound(bound) for bound in options.fail_under)
    baseline = load_baseline(options.baseline) if options.baseline else None
    result = _evaluate(options)
    comparison = _compare(result, baseline, options.baseline)
    if options.json:
        write_whole(options.json, result.to_json())
    if options.html:
        write_whole(options.html, result.to_html(comparison, baseline))
    _print_metrics(result, options.questions)
    if comparison:
        _print_comparison(comparison)
    return max(_judge(result, bounds), int(bool(comparison and comparison.losses)))


def run_calibrate(options: argparse.Namespace) -> int:
    """Choose the threshold for a share of right answers, say what to expect, write it into the settings."""
    if not 0 < options.right < 1:
        raise SettingsError(f"--right {options.right} does not fit. Give a share between 0 and 1, such as 0.9.")
    result = _evaluate(options)
    found = calibrate([row.scores for row in result.rows], options.right)
    if found is None:
        print(f"qa calibrate: no threshold makes {options.right:.0%} of the answers right.", file=sys.stderr)
        return 1
    file = options.settings or DEFAULT_FILE
    write_setting(file, "threshold", found.threshold)
    print(_expectation(found, options.right, len(result.rows)))
    print(f"threshold = {found.threshold} is written to {file}.")
    return 0


def _evaluate(options: argparse.Namespace) -> Result:
    questions = _narrowed(load_questions(options.questions), options)
    return evaluate(
        questions,
        settings=settings_of(options),
        mode=_mode(options),
        progress=ProgressBar("Asking", "question"),
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
    questions = load_questions(path, allow_drafts=True)
    for draft in questions.drafts:
        print(draft)
    print(f"{len(questions.questions)} questions are ready, {len(questions.drafts)} lack a gold answer.")
    return 1 if questions.drafts else 0


def _compare(result: Result, baseline: dict[str, Any] | None, path: Path | None) -> Comparison | None:
    if baseline is None:
        return None
    return compare([row.scores for row in result.rows], scores_of(baseline), str(path))


def _print_metrics(result: Result, path: Path) -> None:
    print(f"{len(result.rows)} questions from {path}; 95% intervals in brackets")
    for name, found in result.estimates.items():
        digits = 1 if name.endswith("_ms") else 4
        print(f"{name:<30} {found.value:.{digits}f}  [{found.low:.{digits}f}, {found.high:.{digits}f}]")


def _print_comparison(comparison: Comparison) -> None:
    print(f"\nAgainst {comparison.title}, {comparison.questions} questions in both:")
    for found in comparison.differences:
        digits = 1 if found.metric.endswith("_ms") else 4
        interval = f"[{found.low:+.{digits}f}, {found.high:+.{digits}f}]"
        test = "" if found.p_holm is None else f"  p {found.p_holm:.3f}{' *' if found.significant else ''}"
        print(f"{found.metric:<30} {found.difference:+.{digits}f}  {interval}{test}")
    for what, ids in (("Better", comparison.better), ("Worse", comparison.worse)):
        more = f" and {len(ids) - _SHOWN_IDS} more" if len(ids) > _SHOWN_IDS else ""
        print(f"{what}: {', '.join(ids[:_SHOWN_IDS]) or 'none'}{more}")
    for loss in comparison.losses:
        print(f"qa eval: {loss.metric} is significantly worse: {loss.before:.4f} -> {loss.after:.4f}", file=sys.stderr)


def _bound(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        bound = float(value)
    except ValueError:
        bound = math.nan
    if not math.isfinite(bound):
        raise SettingsError(f"--fail-under {text} does not fit. Write METRIC=VALUE, such as f1=0.6")
    known = list(statistics([]))
    if name not in known:
        raise SettingsError(f"There is no metric {name or '(no name)'}. There are: {', '.join(known)}.")
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
    return 1 if missed else 0


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
