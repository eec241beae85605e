"""A run as JUnit XML, which continuous integration shows: a case for each question."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence

import regex

from qa.evaluation.report.outcomes import OUTCOME_LABELS
from qa.evaluation.rows import Row
from qa.evaluation.stages import stage_of

_NOT_IN_XML = regex.compile(r"[\p{Cc}\p{Cs}\uFFFE\uFFFF--[\t\n]]", regex.V1)
"""Control characters, halves of characters, and what XML 1.0 has no way to write."""

_LABELS = {found.name: found.label for found in OUTCOME_LABELS}


def to_junit(title: str, rows: Sequence[Row]) -> str:
    """The file. A question that did not end well is a failed case; its class is its kind, or else the set's name."""
    failed = sum(not row.scores.outcome.is_good for row in rows)
    seconds = sum(row.scores.latency_ms for row in rows) / 1000
    counts = {"tests": str(len(rows)), "failures": str(failed), "errors": "0", "time": f"{seconds:.3f}"}
    suites = ET.Element("testsuites", {"name": "qa eval", **counts})
    suite = ET.SubElement(suites, "testsuite", {"name": _clean(title), **counts, "skipped": "0"})
    for row in rows:
        suite.append(_case(title, row))
    ET.indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(suites, encoding="unicode")}\n'


def _case(title: str, row: Row) -> ET.Element:
    question = row.question
    name = f"{question.id}: {question.question}"
    seconds = f"{row.scores.latency_ms / 1000:.3f}"
    case = ET.Element("testcase", {"classname": _clean(question.kind or title), "name": _clean(name), "time": seconds})
    outcome = row.scores.outcome
    if not outcome.is_good:
        stage = stage_of(row)
        message = f"{_LABELS[outcome]}: {stage.label}" if stage else _LABELS[outcome]
        failure = ET.SubElement(case, "failure", {"type": outcome, "message": message})
        failure.text = _clean("\n".join(_told(row)))
    return case


def _told(row: Row) -> list[str]:
    """What was asked, wanted and said, a line each."""
    question, answer = row.question, row.answer
    wanted = [question.verdict or "", *question.answers, *(item[0] for item in question.items)]
    said = [answer.best_verdict or "", row.prediction]
    cited = answer.best_citation
    lines = [
        ("Question", question.question),
        ("Asked before", " / ".join(question.history)),
        ("Understood as", answer.standalone_question if answer.standalone_question != question.question else ""),
        ("Wanted", "; ".join(filter(None, wanted)) or ("" if question.answerable else "a refusal")),
        ("Answered" if answer.answered else "Held back", ". ".join(filter(None, said))),
        ("Cited" if answer.answered else "Would have cited", cited.quote if cited else ""),
        ("Confidence", f"{answer.confidence:.2f}"),
    ]
    return [f"{name}: {value}" for name, value in lines if value]


def _clean(text: str) -> str:
    return str(_NOT_IN_XML.sub("", text))
