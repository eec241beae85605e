"""An evaluation as one HTML file that opens offline, fetches nothing and prints.

Headline numbers, plots and tables are drawn here; the list of questions, which may be
long, is drawn by the page's own script from the record, which the file carries as JSON.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from html import escape
from typing import Any

from qa.evaluation.report.assets import CSS
from qa.evaluation.report.comparison import draw_comparison
from qa.evaluation.report.coverage import draw_coverage
from qa.evaluation.report.glossary import term, write, write_brief_interval, write_interval
from qa.evaluation.report.outcomes import GOOD, OUTCOMES, SIGNS, count_outcomes
from qa.evaluation.report.plots import draw_plots, table
from qa.evaluation.report.script import SCRIPT
from qa.evaluation.wilson import wilson

Record = Mapping[str, Any]

_HEADLINE = (
    "sentence_hit@1",
    "hit@5",
    "mrr",
    "f1",
    "abstention_f1",
    "coverage_at_90",
    "calibration_error",
    "quote_fidelity",
    "latency_p50_ms",
)
_CARDS = 7
_COLUMNS = ("hit@1", "hit@5", "mrr", "sentence_hit@1", "exact_match", "f1", "abstention_recall", "latency_p50_ms")
_INTERVAL = (
    "A 95% interval says how far a number may be off by the luck of which questions were drawn: were the evaluation "
    "repeated with other questions of the same kind, 95 of 100 such intervals would hold the true value."
)


def render(record: Record) -> str:
    """The whole page. `record` is JSON-serialisable; its shape is in docs/evaluation.md."""
    sections = [
        _section("summary", "Summary", _outcomes(record) + _cards(record)),
        _section("plots", "Plots", _plots(record)),
        _section("compared", "Compared with the baseline", draw_comparison(record)),
        _section("kinds", "By kind of question", _groups("Kind", record["by_kind"])),
        _section("by-document", "By document", _groups("Document", record["by_document"])),
        _section("questions", "Questions", _QUESTIONS),
        _section("coverage", "Coverage of the documents", _coverage(record)),
        _section("metrics", "All metrics", _all_metrics(record)),
    ]
    links = "".join(f'<li><a href="#{name}">{title}</a></li>' for name, title, html in sections if html)
    page = _PAGE.format(
        policy=_policy(),
        title=escape(f"Evaluation of {record['title']}"),
        css=CSS,
        script=SCRIPT,
        about=_about(record),
        links=links,
        sections="".join(html for _, _, html in sections),
        record=embed(record),
    )
    return page.encode("utf-8", "replace").decode("utf-8")


def embed(record: Record) -> str:
    """Compact JSON that can stand inside a script element: no "<", no line separators, no half characters."""
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return re.sub("[<\u2028\u2029\ud800-\udfff]", lambda found: f"\\u{ord(found.group()):04x}", text)


def _policy() -> str:
    """Nothing but this very style sheet and this very script."""

    def digest(text: str) -> str:
        return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"

    return (
        f"default-src 'none'; style-src {digest(CSS)}; script-src {digest(SCRIPT)}; base-uri 'none'; "
        "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _section(name: str, title: str, content: str) -> tuple[str, str, str]:
    """Its name, its title and its HTML, which is empty where there is nothing to show."""
    if not content:
        return name, title, ""
    return (
        name,
        title,
        f'<section id="{name}" aria-labelledby="{name}-h"><h2 id="{name}-h">{title}</h2>{content}</section>',
    )


def _about(record: Record) -> str:
    questions, index, baseline = record["questions"], record["index"], record["baseline"]
    facts = [_count(len(questions), "question"), f"threshold {record['threshold']:g}"]
    if index:
        searched = f"{_count(index['documents'], 'document')}, {_count(index['passages'], 'passage')}"
        facts.append(f"{searched}, index {escape(str(index['id']))[:19]}")
    if baseline:
        facts.append(f"baseline: {escape(baseline['title'])}")
    return " · ".join(facts)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _outcomes(record: Record) -> str:
    """One sentence, one bar and its legend: how the questions ended."""
    rows = record["questions"]
    if not rows:
        return "<p>No question was asked.</p>"
    counts = count_outcomes(rows)
    good = sum(counts[key] for key in GOOD)
    low, high = wilson(good, len(rows))
    start, bars, legend = 0.0, [], []
    for key, label in OUTCOMES.items():
        width = 1000 * counts[key] / len(rows)
        bars.append(f'<rect class="{key}" x="{start:.1f}" y="0" width="{width:.1f}" height="26"/>')
        start += width
        legend.append(
            f'<li><span class="swatch {key}" aria-hidden="true">{SIGNS[key]}</span> <b>{counts[key]:,}</b> {label} '
            f'<span class="sub">{_share(counts[key] / len(rows))}</span></li>'
        )
    return (
        f'<p class="lead">Of {_count(len(rows), "question")}, '
        f"<strong>{good:,} ({good / len(rows):.0%})</strong> ended well: "
        f"{counts['right-answer']:,} with the right place cited, {counts['right-refusal']:,} with an honest refusal. "
        f'<span class="sub">95% interval {low:.0%} to {high:.0%} (Wilson).</span></p>'
        f'<svg class="stack" viewBox="0 0 1000 26" preserveAspectRatio="none" aria-hidden="true">{"".join(bars)}</svg>'
        f'<ul class="legend" aria-label="How the questions ended">{"".join(legend)}</ul>'
    )


def _share(share: float) -> str:
    return "under 1%" if 0 < share < 0.005 else f"{share:.0%}"


def _cards(record: Record) -> str:
    metrics = record["metrics"]
    before = record["baseline"]["metrics"] if record["baseline"] else {}
    names = [name for name in _HEADLINE if name in metrics][:_CARDS]
    if "latency_p50_ms" in metrics and "latency_p50_ms" not in names:
        names.append("latency_p50_ms")
    if not names:
        return ""
    cards = "".join(_card(name, metrics[name], before.get(name)) for name in names)
    return f'<ul class="cards" aria-label="Headline numbers">{cards}</ul><p class="sub">{_INTERVAL}</p>'


def _card(name: str, estimate: Record, before: Record | None) -> str:
    entry, interval = term(name), write_interval(name, estimate)
    label = escape(entry.label)
    said = f"95% interval {interval}" if interval else "no interval"
    was = f'<p class="sub">baseline {write(name, before["value"])}</p>' if before else ""
    return (
        f'<li class="card"><h3>{label}</h3><p class="value">{write(name, estimate["value"])}</p>'
        f'{_range(entry.unit, estimate)}<p class="sub">{said}</p>{was}'
        f'<button type="button" class="why" aria-label="What {label} means" '
        f'aria-describedby="tip-{escape(name)}">?</button>'
        f'<p class="tip" role="tooltip" id="tip-{escape(name)}">{escape(entry.words)}'
        f"{' Here ' + said + '.' if interval else ''}</p></li>"
    )


def _range(unit: str, estimate: Record) -> str:
    """The interval on a scale from 0 to 1; times have no such scale."""
    low, high, value = estimate.get("low"), estimate.get("high"), estimate["value"]
    if unit == "ms" or low is None or high is None:
        return ""
    return (
        '<svg class="range" viewBox="0 0 200 12" preserveAspectRatio="xMinYMid" aria-hidden="true">'
        '<path class="rail" d="M4 6H196"/>'
        f'<path class="reach" d="M{4 + 192 * low:.1f} 6H{4 + 192 * high:.1f}"/>'
        f'<circle class="dot" cx="{4 + 192 * value:.1f}" cy="6" r="5"/></svg>'
    )


def _plots(record: Record) -> str:
    drawn = draw_plots(record)
    return f'<div class="plots">{drawn}</div>' if drawn else ""


def _groups(head: str, groups: Mapping[str, Record]) -> str:
    """A line for each kind or document, with the metrics that any of them has."""
    if not groups:
        return ""
    names = [name for name in _COLUMNS if any(name in group["metrics"] for group in groups.values())]
    rows = [
        (escape(str(key)), f"{group['questions']:,}", *(_estimate(name, group["metrics"].get(name)) for name in names))
        for key, group in groups.items()
    ]
    labels = (head, "Questions", *(escape(term(name).label) for name in names))
    caption = f"Metrics by {head.lower()}, with 95% intervals"
    return table(caption, labels, rows, hidden_caption=True)


def _estimate(name: str, estimate: Record | None) -> str:
    if estimate is None:
        return '<span class="sub">\N{EN DASH}</span>'
    interval = write_brief_interval(name, estimate)
    return write(name, estimate["value"]) + (f' <span class="sub">{interval}</span>' if interval else "")


def _all_metrics(record: Record) -> str:
    rows: Sequence[Sequence[str]] = [
        (
            f"{escape(term(name).label)}<br><code>{escape(name)}</code>",
            write(name, estimate["value"]),
            write_interval(name, estimate) or "\N{EN DASH}",
            escape(term(name).words),
        )
        for name, estimate in record["metrics"].items()
    ]
    head = ("Metric", "Value", "95% interval", "What it means")
    return table("Every metric, its interval and its meaning", head, rows, hidden_caption=True) if rows else ""


def _coverage(record: Record) -> str:
    if not record["documents"]:
        return ""
    return (
        "<p>A cell for each paragraph. Its bars count the questions whose <b>gold</b> evidence lies in it, that "
        "<b>retrieved</b> it, and whose answer <b>cited</b> it. Paragraphs with a dashed edge hold no question's gold "
        "evidence; hatched ones were never touched at all. Choose a cell to read its paragraph.</p>"
        '<ul class="legend"><li><span class="swatch gold"></span> gold</li><li><span class="swatch retrieved"></span> '
        'retrieved</li><li><span class="swatch cited"></span> cited</li><li><span class="swatch unasked"></span> '
        'no gold evidence</li><li><span class="swatch untouched"></span> untouched</li></ul>' + draw_coverage(record)
    )


_QUESTIONS = """
<noscript><p class="notice">Listing and opening the questions needs JavaScript, which is off. The numbers, the plots
and the tables on this page are complete without it.</p></noscript>
<div id="browser" hidden>
<div class="filters" role="search" aria-label="Filter the questions">
<label>Search <input type="search" id="f-text" autocomplete="off" placeholder="words in question or answer"></label>
<label>Outcome <select id="f-outcome"></select></label>
<label>Kind <select id="f-kind"></select></label>
<label>Document <select id="f-document"></select></label>
<label>Answerable <select id="f-answerable"><option value="">any</option><option value="yes">yes</option>
<option value="no">no</option></select></label>
<label>Change <select id="f-change"><option value="">any</option><option value="better">got better</option>
<option value="worse">got worse</option></select></label>
<button type="button" id="f-clear">Clear</button>
</div>
<p id="found" role="status"></p>
<table id="list">
<caption class="unseen">Questions; a question's button opens its details, a column's button sorts</caption>
<thead><tr id="heads"></tr></thead><tbody id="rows"></tbody></table>
<nav class="pages" aria-label="Pages of questions"><button type="button" id="previous">Previous</button>
<span id="page"></span><button type="button" id="next">Next</button></nav>
</div>
<p class="only-print">The single questions can be read in the HTML file.</p>
"""

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{css}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the numbers</a>
<header><h1>{title}</h1><p>{about}</p><nav aria-label="Sections"><ul>{links}</ul></nav></header>
<main id="main" tabindex="-1">{sections}</main>
<footer><p>Made by <code>qa eval</code>. No language model judged; nothing on this page is fetched.</p></footer>
<script type="application/json" id="record">{record}</script>
<script>{script}</script>
</body>
</html>
"""
