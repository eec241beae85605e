"""What the owner's page shows of the page's use: numbers, what was refused most, and what readers judged."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.page.metrics import SECONDS, Metrics
from qa.page.usage import Usage

MOST_SHOWN = 20
"""Questions of each list."""

LARGEST_READ = 20 * 2**20
"""Bytes of a file, from its end, that are read for the page."""


@dataclass(frozen=True)
class RefusedQuestion:
    """A question that got no answer, as it was last typed; how often, and when last."""

    question: str
    times: int
    last: str


@dataclass(frozen=True)
class Judged:
    """A question whose answer a reader judged, and the answer."""

    question: str
    given: str
    judgement: str


@dataclass(frozen=True)
class Report:
    """`numbers` are names with their values; `refused` is None where no log is kept, `thumbs` where none are taken."""

    numbers: Mapping[str, str]
    refused: Sequence[RefusedQuestion] | None
    thumbs: Mapping[str, int] | None
    wrong: Sequence[Judged]


def report(usage: Usage, feedback: Path | None) -> Report:
    """Read anew each time."""
    judged = list(_judgements(feedback)) if feedback else []
    return Report(
        numbers(usage.metrics),
        refused_most(_lines(usage.question_log.files)) if usage.question_log else None,
        Counter(each.judgement for each in judged) if feedback else None,
        [each for each in reversed(judged) if each.judgement != "right"][:MOST_SHOWN],
    )


def numbers(metrics: Metrics) -> dict[str, str]:
    """Since the page was started."""
    asked, failed = metrics.total(metrics.questions), metrics.total(metrics.failed)
    told = {"Questions": f"{asked:,.0f}"}
    if asked:
        told["Answered"] = f"{metrics.total(metrics.answered) / asked:.0%}"
        told["Half of them within"] = _within(metrics, 0.5)
        told["95% within"] = _within(metrics, 0.95)
    told |= {"Not taken or failed": f"{failed:,.0f}", "In line now": _value(metrics, "article_qa_questions_waiting")}
    told |= {"Readers with documents of their own": _value(metrics, "article_qa_upload_sessions")}
    memory = metrics.registry.get_sample_value("process_resident_memory_bytes")
    if memory is not None:
        told["Memory"] = f"{memory / 2**20:,.0f} MB"
    errors = sum(metrics.total(metrics.replies, status=str(status)) for status in range(500, 512))
    return told | {"Replies with an error of the server": f"{errors:,.0f}"}


def refused_most(lines: Iterable[Mapping[str, Any]]) -> list[RefusedQuestion]:
    """The questions of a log that were refused most often; case and spaces make no difference."""
    times: Counter[str] = Counter()
    latest: dict[str, tuple[str, str]] = {}
    for line in lines:
        question = line.get("question")
        if line.get("form") == "refusal" and isinstance(question, str):
            key = " ".join(question.casefold().split()).rstrip("?. ")
            times[key] += 1
            latest[key] = max(latest.get(key, ("", "")), (str(line.get("at", "")), question))
    return [
        RefusedQuestion(latest[key][1], number, latest[key][0][:10]) for key, number in times.most_common(MOST_SHOWN)
    ]


def _judgements(feedback: Path) -> Iterator[Judged]:
    for line in _lines([feedback]):
        question, judgement = line.get("question"), line.get("judgement")
        if isinstance(question, str) and isinstance(judgement, str):
            yield Judged(question, str(line.get("given") or ""), judgement)


def _lines(paths: Iterable[Path]) -> Iterator[Mapping[str, Any]]:
    """The objects of JSON Lines files; a line that is none is passed over."""
    for path in paths:
        try:
            with path.open("rb") as file:
                file.seek(max(0, path.stat().st_size - LARGEST_READ))
                raw = file.read()
        except OSError:
            continue
        for line in raw.splitlines():
            try:
                told = json.loads(line)
            except ValueError:
                continue
            if isinstance(told, dict):
                yield told


def _value(metrics: Metrics, name: str) -> str:
    return f"{metrics.registry.get_sample_value(name) or 0:,.0f}"


def _within(metrics: Metrics, share: float) -> str:
    """The histogram's bound below which that share of the answers came."""
    counts: Counter[float] = Counter()
    for sample in (sample for metric in metrics.seconds.collect() for sample in metric.samples):
        if sample.name.endswith("_bucket"):
            counts[float(sample.labels["le"])] += int(sample.value)
    wanted = share * counts[float("inf")]
    bound = next((bound for bound in SECONDS if counts[bound] >= wanted), None)
    return f"{bound:g} s" if bound is not None else f"more than {SECONDS[-1]:g} s"
