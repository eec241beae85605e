"""A run in a few lines of Markdown, for a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import regex

from qa.evaluation.comparison import Comparison, Difference
from qa.evaluation.report.glossary import HEADLINE, term, write, write_difference
from qa.evaluation.resampling import Estimate
from qa.evaluation.result import Result
from qa.evaluation.rows import Row

_LISTED = 10
_MARKUP = regex.compile(r"[\\`*_{}\[\]<>()#+!|~&$-]|(?<=^\d+)\.")
_UNSEEN = regex.compile(r"[\p{Cc}\p{Cs}\s]+")
_NO_NAME = "\N{WORD JOINER}"
"""After an "@" it is no name any more."""


def to_markdown(result: Result, comparison: Comparison | None = None, bounds: Mapping[str, float] | None = None) -> str:
    """Headline metrics with intervals, beside the earlier run if there is one; bounds; why answers failed."""
    rows = result.rows
    good = sum(row.scores.outcome.is_good for row in rows)
    parts = [
        f"### Evaluation of {escape(result.title)}",
        f"{good} of {len(rows)} questions ended well. 95% intervals in brackets.",
        _metrics(result.estimates, comparison),
        *_bounds(result.metrics, bounds or {}),
        *_failures(result),
        *(_changes(result.rows, comparison) if comparison else []),
    ]
    return "\n\n".join(parts) + "\n"


def escape(text: str) -> str:
    """Text as text, on one line: no markup, no HTML, and nobody is notified by an "@"."""
    line = _UNSEEN.sub(" ", text).strip()
    return str(_MARKUP.sub(lambda found: f"&#{ord(found.group())};", line)).replace("@", f"@{_NO_NAME}")


def _metrics(estimates: Mapping[str, Estimate], comparison: Comparison | None) -> str:
    changed = {found.metric: found for found in comparison.differences} if comparison else {}
    names = [name for name in HEADLINE if name in estimates]
    names += [name for name, found in changed.items() if found.significant and name not in names and name in estimates]
    lines = []
    for name in names:
        found = estimates[name]
        cells = [term(name).label, f"{write(name, found.value)} [{write(name, found.low)}, {write(name, found.high)}]"]
        lines.append(cells + ([_change(changed[name]) if name in changed else ""] if comparison else []))
    head = ["Metric", "Now", *([f"Against {escape(comparison.title)}"] if comparison else [])]
    return _table(head, lines)


def _change(found: Difference) -> str:
    interval = f"[{write_difference(found.metric, found.low)}, {write_difference(found.metric, found.high)}]"
    told = f"{write_difference(found.metric, found.difference)} {interval}"
    if found.p_holm is None:
        return told
    mark = " **worse**" if found.is_loss else " **better**" if found.significant else ""
    return f"{told}, p {found.p_holm:.3f}{mark}"


def _bounds(metrics: Mapping[str, float], bounds: Mapping[str, float]) -> list[str]:
    lines = [
        f"- `{name}` is {metrics[name]:.4f}, {'**under**' if metrics[name] < bound else 'not under'} {bound:g}"
        for name, bound in bounds.items()
        if name in metrics
    ]
    return ["\n".join(lines)] if lines else []


def _failures(result: Result) -> list[str]:
    lines = [
        [stage.label, str(found.questions), f"{found.share.value:.1%} [{found.share.low:.1%}, {found.share.high:.1%}]"]
        for stage, found in result.failures.items()
        if found.questions
    ]
    return [_table(["Why answers failed", "Questions", "Share of all"], lines)] if lines else []


def _changes(rows: Sequence[Row], comparison: Comparison) -> list[str]:
    asked = {row.question.id: row.question.question for row in rows}
    return [
        _list(title, [asked[one] for one in ids])
        for title, ids in (("Better", comparison.better), ("Worse", comparison.worse))
    ]


def _list(title: str, questions: Sequence[str]) -> str:
    if not questions:
        return f"{title}: none."
    more = [f"- and {len(questions) - _LISTED} more"] if len(questions) > _LISTED else []
    listed = [f"- {escape(question)}" for question in questions[:_LISTED]]
    return "\n".join([f"{title}, {len(questions)}:", "", *listed, *more])


def _table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *lines))
