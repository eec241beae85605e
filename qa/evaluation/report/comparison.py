"""The report's comparison with an earlier run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import quote

from qa.evaluation.comparison import LOWER_IS_BETTER
from qa.evaluation.report.glossary import term, write, write_difference, write_interval
from qa.evaluation.report.plots import table

_LISTED = 15


def draw_comparison(record: Mapping[str, Any]) -> str:
    """Both runs side by side and the questions whose outcome changed; empty without a baseline."""
    baseline = record["baseline"]
    if not baseline:
        return ""
    titles = escape(baseline["title"]), escape(record["title"])
    lines = [_line(entry, baseline["metrics"], record["metrics"]) for entry in baseline["comparison"]]
    head = ("Metric", "Baseline", "Now", "Difference", "95% interval", "p", "p (Holm)", "Verdict")
    said = _verdict(baseline["comparison"])
    by_id = {row["id"]: row["question"] for row in record["questions"]}
    return (
        f"<p>Baseline: <b>{titles[0]}</b>. Now: <b>{titles[1]}</b>. {said} The same questions are compared in pairs; "
        "p is the chance of a difference at least as large if nothing had changed, and Holm's correction allows for "
        "several metrics being looked at.</p>"
        + table("Metrics of both runs", head, lines, hidden_caption=True)
        + '<div class="changes">'
        + _changes("Got better", baseline["better"], by_id)
        + _changes("Got worse", baseline["worse"], by_id)
        + "</div>"
    )


def _verdict(comparison: Iterable[Mapping[str, Any]]) -> str:
    verdicts = [_direction(entry) for entry in comparison if entry["significant"]]
    if not verdicts:
        return "<strong>No metric differs significantly.</strong>"
    gains, losses = verdicts.count("better"), verdicts.count("worse")
    return f"<strong>Significantly better in {gains}, significantly worse in {losses} of the metrics.</strong>"


def _direction(entry: Mapping[str, Any]) -> str:
    if entry["difference"] == 0:
        return "same"
    return "better" if (entry["difference"] > 0) != (entry["metric"] in LOWER_IS_BETTER) else "worse"


def _line(entry: Mapping[str, Any], before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    name, direction = entry["metric"], _direction(entry)
    sign = {"better": "▲", "worse": "▼", "same": "="}[direction]
    verdict = f"{direction}, significant" if entry["significant"] else "not significant"
    if entry.get("p") is None:
        verdict = "not tested"
    kind = direction if entry["significant"] else "level"
    return [
        escape(term(name).label),
        _with_interval(name, entry["before"], before.get(name)),
        _with_interval(name, entry["after"], now.get(name)),
        write_difference(name, entry["difference"]),
        write_interval(name, entry, difference=True) or "\N{EN DASH}",
        _probability(entry.get("p")),
        _probability(entry.get("p_holm")),
        f'<span class="verdict {kind}"><span aria-hidden="true">{sign}</span> {verdict}</span>',
    ]


def _with_interval(name: str, value: float, estimate: Mapping[str, Any] | None) -> str:
    interval = write_interval(name, estimate) if estimate else ""
    return write(name, value) + (f' <span class="sub">{interval}</span>' if interval else "")


def _probability(p: float | None) -> str:
    if p is None:
        return "\N{EN DASH}"
    return "under 0.001" if p < 0.001 else f"{p:.3f}"


def _changes(title: str, ids: list[str], by_id: Mapping[str, str]) -> str:
    items = [f'<li><a href="#q={quote(i, safe="")}">{escape(by_id.get(i, i))}</a></li>' for i in ids]
    rest = f"<details><summary>{len(items) - _LISTED:,} more</summary><ul>{''.join(items[_LISTED:])}</ul></details>"
    return (
        f"<div><h3>{title} <span class='sub'>{len(ids):,}</span></h3>"
        + (f"<ul>{''.join(items[:_LISTED])}</ul>" if items else "<p class='sub'>No question.</p>")
        + (rest if len(items) > _LISTED else "")
        + "</div>"
    )
