"""What `qa eval` does."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from index.embedding import SentenceTransformerEncoder
from index.errors import QuestionSetError, SettingsError
from qa.commands import ProgressBar, settings_of
from qa.evaluation.questions import QuestionSet, load_questions
from qa.evaluation.run import Mode, Result, evaluate_on_index, evaluate_on_own_articles
from qa.settings import Settings
from qa.startup import chunking_of, make_assistant, open_assistant


def run_eval(options: argparse.Namespace) -> int:
    """Ask every question, print the metrics, write the file asked for; 1 where a metric is under its bound."""
    bounds = dict(_bound(bound) for bound in options.fail_under)
    if options.limit is not None and options.limit < 1:
        raise SettingsError(f"--limit {options.limit} leaves no question. Give 1 or more.")
    questions = load_questions(options.questions)
    result = _evaluate(questions, _mode(options), settings_of(options), options.limit)
    if options.json:
        _write(options.json, json.dumps(result.to_dict(), indent=1) + "\n")
    print(f"{len(result.rows)} questions from {options.questions}")
    for name, value in result.metrics.items():
        print(f"{name:<26} {value:.4f}" if not name.endswith("_ms") else f"{name:<26} {value:.1f}")
    return _judge(result, bounds)


def _mode(options: argparse.Namespace) -> Mode:
    if options.gold_passages:
        return "gold-passages"
    return "one-collection" if options.one_collection else "own-article"


def _evaluate(questions: QuestionSet, mode: Mode, settings: Settings, limit: int | None) -> Result:
    progress = ProgressBar("Asking", "question")
    if not questions.documents:
        if mode != "own-article":
            raise QuestionSetError(f"--{mode} needs a SQuAD file, which brings its own articles.")
        assistant = open_assistant(settings, ProgressBar("Building the index of the article"))
        return evaluate_on_index(questions, assistant, limit, progress)
    encoder = SentenceTransformerEncoder(settings.encoder)
    return evaluate_on_own_articles(
        questions,
        encoder,
        lambda collection: make_assistant(collection, encoder, settings),
        mode,
        chunking_of(settings),
        limit,
        progress,
    )


def _bound(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        return name, float(value)
    except ValueError:
        raise SettingsError(f"--fail-under {text} does not fit. Write METRIC=VALUE, such as f1=0.6") from None


def _judge(result: Result, bounds: dict[str, float]) -> int:
    metrics = result.metrics
    unknown = [name for name in bounds if name not in metrics]
    if unknown:
        raise SettingsError(f"There is no metric {unknown[0]} for these questions. There are: {', '.join(metrics)}.")
    missed = [
        f"{name} is {metrics[name]:.4f}, under {bound}" for name, bound in bounds.items() if metrics[name] < bound
    ]
    for line in missed:
        print(f"qa eval: {line}", file=sys.stderr)
    return 1 if missed else 0


def _write(path: Path, content: str) -> None:
    """All of it or nothing."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.unfinished")
    try:
        unfinished.write_text(content, encoding="utf-8")
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise SettingsError(f"{path} could not be written: {error.strerror}.") from None
