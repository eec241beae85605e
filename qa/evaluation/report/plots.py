"""The report's plots, drawn as inline SVG so that they print and need no script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from qa.evaluation.report.glossary import write_interval
from qa.evaluation.report.outcomes import Row
from qa.evaluation.wilson import wilson

_WIDTH, _HEIGHT = 460, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 22, 16, 54
_BINS = 10
_MOST_POINTS = 400
_CUT_OFFS = range(1, 9)


def draw_plots(record: Mapping[str, Any]) -> str:
    """All plots that the record has data for, as figures."""
    rows = record["questions"]
    if not rows:
        return ""
    return "".join(
        (
            _risk_coverage(rows, record["threshold"]),
            _reliability(rows),
            _hits(rows, record["metrics"]),
            _latency(rows, record["metrics"]),
        )
    )


def table(caption: str, head: Iterable[str], rows: Iterable[Iterable[str]], *, hidden_caption: bool = False) -> str:
    """A table whose first column names its rows; all cells are HTML already."""
    names = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{c}</td>" if n else f'<th scope="row">{c}</th>' for n, c in enumerate(row)) + "</tr>"
        for row in rows
    )
    hide = ' class="unseen"' if hidden_caption else ""
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{caption}">'
        f"<table><caption{hide}>{caption}</caption>"
        f"<thead><tr>{names}</tr></thead><tbody>{body}</tbody></table></div>"
    )


@dataclass(frozen=True)
class _Axes:
    """From values, 0..`right` and 0..`top`, to places in the drawing."""

    right: float = 1.0
    top: float = 1.0

    def x(self, value: float) -> float:
        return round(_LEFT + value / self.right * (_WIDTH - _LEFT - _RIGHT), 1)

    def y(self, value: float) -> float:
        return round(_HEIGHT - _BOTTOM - value / self.top * (_HEIGHT - _TOP - _BOTTOM), 1)

    def frame(self, x_name: str, y_name: str, x_ticks: Mapping[float, str], y_ticks: Mapping[float, str]) -> str:
        bottom, end = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT
        lines = [f'<path class="axis" d="M{_LEFT} {_TOP}V{bottom}H{end}"/>']
        for value, text in y_ticks.items():
            lines.append(f'<path class="grid" d="M{_LEFT} {self.y(value)}H{end}"/>')
            lines.append(f'<text class="tick end" x="{_LEFT - 7}" y="{self.y(value) + 4}">{escape(text)}</text>')
        for value, text in x_ticks.items():
            lines.append(f'<text class="tick mid" x="{self.x(value)}" y="{bottom + 18}">{escape(text)}</text>')
        middle = (_LEFT + end) / 2
        lines.append(f'<text class="name mid" x="{middle}" y="{_HEIGHT - 10}">{escape(x_name)}</text>')
        height = (_TOP + bottom) / 2
        turned = f'transform="translate(14 {height}) rotate(-90)"'
        lines.append(f'<text class="name mid" {turned}>{escape(y_name)}</text>')
        return "".join(lines)

    def bar(self, start: float, end: float, height: float, kind: str = "bar") -> str:
        left, top = self.x(start), self.y(height)
        width, tall = round(self.x(end) - left, 1), round(self.y(0) - top, 1)
        return f'<rect class="{kind}" x="{left}" y="{top}" width="{width}" height="{tall}"/>'

    def whisker(self, at: float, low: float, high: float) -> str:
        x = self.x(at)
        ends = "".join(f"M{x - 4:.1f} {self.y(v)}h8" for v in (low, high))
        return f'<path class="whisker" d="M{x} {self.y(low)}V{self.y(high)}{ends}"/>'

    def upright(self, at: float, text: str, height: int, kind: str, *, before: bool = False) -> str:
        x, y = self.x(at), _TOP + height
        side = f'class="note end" x="{x - 5:.1f}"' if before else f'class="note" x="{x + 5:.1f}"'
        return f'<path class="{kind}" d="M{x} {_TOP}V{_HEIGHT - _BOTTOM}"/><text {side} y="{y}">{escape(text)}</text>'


_PERCENT = {value / 5: f"{value * 20}%" for value in range(6)}


def _figure(name: str, title: str, drawing: str, summary: str, numbers: str) -> str:
    return (
        f'<figure class="plot"><figcaption><h3 id="{name}-title">{escape(title)}</h3>'
        f'<p id="{name}-words">{escape(summary)}</p></figcaption>'
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-labelledby="{name}-title" '
        f'aria-describedby="{name}-words">{drawing}</svg>'
        f'<details><summary>The numbers<span class="unseen"> of: {escape(title)}</span></summary>{numbers}</details>'
        "</figure>"
    )


def risk_coverage(rows: Sequence[Row]) -> list[tuple[float, float, float]]:
    """Coverage, risk and threshold for every threshold that parts the questions, from the most confident on."""
    by_confidence = sorted(rows, key=lambda row: -row["confidence"])
    points, wrong = [], 0
    for answered, row in enumerate(by_confidence, 1):
        wrong += not (row["right"] and row["answerable"])
        if answered == len(rows) or by_confidence[answered]["confidence"] < row["confidence"]:
            points.append((answered / len(rows), wrong / answered, row["confidence"]))
    return points


def _risk_coverage(rows: Sequence[Row], threshold: float) -> str:
    points = risk_coverage(rows)
    step = max(1, len(points) // _MOST_POINTS)
    shown = [*points[:-1:step], points[-1]]
    highest = max(risk for _, risk, _ in shown)
    axes = _Axes(top=1.0 if highest > 0.5 else 0.5)
    y_ticks = {share: text for share, text in _PERCENT.items() if share <= axes.top}
    answered = [row for row in rows if row["answered"]]
    path = "L".join(f"{axes.x(coverage)} {axes.y(risk)}" for coverage, risk, _ in shown)
    drawing = [axes.frame("Share of questions answered", "Share wrong among those", _PERCENT, y_ticks)]
    drawing.append(f'<path class="aim" d="M{_LEFT} {axes.y(0.1)}H{_WIDTH - _RIGHT}"/>')
    drawing.append(f'<path class="curve" d="M{path}"/>')
    words = "The further to the right and the lower, the better."
    if answered:
        coverage = len(answered) / len(rows)
        risk = sum(not (row["right"] and row["answerable"]) for row in answered) / len(answered)
        drawing.append(axes.upright(coverage, f"threshold {threshold:g}", 10, "mark", before=coverage > 0.5))
        drawing.append(f'<circle class="dot" cx="{axes.x(coverage)}" cy="{axes.y(risk)}" r="5"/>')
        words = (
            f"At the threshold of {threshold:g}, {coverage:.0%} of the questions are answered, and {risk:.0%} of those "
            f"answers are wrong. {words}"
        )
    drawing.append(f'<text class="note end" x="{_WIDTH - _RIGHT - 4}" y="{axes.y(0.1) + 15}">1 in 10 wrong</text>')
    tenths = {tenth: next(point for point in points if point[0] >= tenth / 10 - 1e-9) for tenth in range(1, 11)}
    numbers = table(
        "Share wrong at each share answered",
        ("Answered", "Wrong among those", "Least confidence"),
        ((f"{c:.0%}", f"{r:.1%}", f"{t:.2f}") for c, r, t in dict.fromkeys(tenths.values())),
    )
    return _figure("risk", "Risk and coverage", "".join(drawing), words, numbers)


def _reliability(rows: Sequence[Row]) -> str:
    axes = _Axes()
    ends = {b / _BINS: f"{b / _BINS:g}" for b in range(0, _BINS + 1, 2)}
    drawing = [axes.frame("Confidence stated", "Share right", ends, _PERCENT)]
    lines = []
    for b in range(_BINS):
        inside = [row for row in rows if min(int(row["confidence"] * _BINS), _BINS - 1) == b]
        if not inside:
            continue
        right = sum(row["right"] and row["answerable"] for row in inside)
        share, confidence = right / len(inside), sum(row["confidence"] for row in inside) / len(inside)
        low, high = wilson(right, len(inside))
        middle = (b + 0.5) / _BINS
        drawing.append(axes.bar(b / _BINS + 0.008, (b + 1) / _BINS - 0.008, share))
        drawing.append(axes.whisker(middle, low, high))
        drawing.append(f'<text class="count mid" x="{axes.x(middle)}" y="{_TOP - 4}">{len(inside)}</text>')
        span = f"{b / _BINS:.1f} to {(b + 1) / _BINS:.1f}"
        lines.append((span, str(len(inside)), f"{confidence:.2f}", f"{share:.0%}", f"{low:.0%} to {high:.0%}"))
    drawing.append(f'<path class="aim" d="M{axes.x(0)} {axes.y(0)}L{axes.x(1)} {axes.y(1)}"/>')
    words = (
        "Bars on the dashed line mean that confidence can be taken at its word; below it, it promises too much. "
        "Above each bar: how many questions. Whiskers: 95% intervals (Wilson)."
    )
    numbers = table(
        "Share right in each band of confidence", ("Confidence", "Questions", "Mean", "Right", "95% interval"), lines
    )
    return _figure("reliability", "Reliability of the confidence", "".join(drawing), words, numbers)


def _hits(rows: Sequence[Row], metrics: Mapping[str, Any]) -> str:
    ranked = [row for row in rows if row["evidence"]]
    if not ranked:
        return ""
    axes = _Axes(right=len(_CUT_OFFS) + 0.2)
    drawing = [axes.frame("Passages looked at (k)", "Share with gold evidence", {}, _PERCENT)]
    lines = []
    shares = []
    for k in _CUT_OFFS:
        estimate = metrics.get(f"hit@{k}")
        found = sum(row["rank"] is not None and row["rank"] <= k for row in ranked) / len(ranked)
        share = estimate["value"] if estimate else found
        shares.append(share)
        drawing.append(axes.bar(k - 0.7, k - 0.1, share))
        interval = write_interval("hit@1", estimate) if estimate else ""
        if estimate and interval:
            drawing.append(axes.whisker(k - 0.4, estimate["low"], estimate["high"]))
        x, inside = axes.x(k - 0.4), axes.y(0) - 8
        drawing.append(f'<text class="inside mid" x="{x}" y="{inside}">{share * 100:.0f}</text>')
        drawing.append(f'<text class="tick mid" x="{x}" y="{_HEIGHT - _BOTTOM + 18}">{k}</text>')
        lines.append((str(k), f"{share:.1%}", interval or "\N{EN DASH}"))
    words = (
        f"Gold evidence is in the first passage for {shares[0]:.0%} of {len(ranked):,} questions, and among the first "
        f"{len(shares)} for {shares[-1]:.0%}. Whiskers, where known: 95% intervals."
    )
    numbers = table("Share of questions with gold evidence among k passages", ("k", "Share", "95% interval"), lines)
    return _figure("hits", "Gold evidence among the first k passages", "".join(drawing), words, numbers)


def _latency(rows: Sequence[Row], metrics: Mapping[str, Any]) -> str:
    times = np.array([row["latency_ms"] for row in rows], dtype=float)
    p50, p95 = (
        metrics[name]["value"] if name in metrics else float(np.percentile(times, percent))
        for name, percent in (("latency_p50_ms", 50), ("latency_p95_ms", 95))
    )
    end = _round_up(max(float(np.percentile(times, 99)), p95 * 1.2, 1e-3))
    counts, edges = np.histogram(np.minimum(times, end), bins=24, range=(0, end))
    tallest = int(counts.max())
    axes = _Axes(right=end, top=_round_up(tallest))
    y_ticks = {axes.top * part / 4: f"{axes.top * part / 4:g}" for part in range(5)}
    x_ticks = {end * part / 4: f"{end * part / 4:g}" for part in range(5)}
    drawing = [axes.frame("Milliseconds for one question", "Questions", x_ticks, y_ticks)]
    gap = end / 400
    lines = []
    for count, left, right in zip(counts, edges[:-1], edges[1:], strict=True):
        if count:
            drawing.append(axes.bar(left + gap, right - gap, int(count)))
            lines.append((f"{left:,.1f} to {right:,.1f} ms", f"{count:,}"))
    drawing.append(axes.upright(p50, f"p50: {p50:,.0f} ms", 10, "mark", before=p50 > 0.3 * end))
    drawing.append(axes.upright(p95, f"p95: {p95:,.0f} ms", 26, "mark", before=p95 > 0.8 * end))
    over = int((times > end).sum())
    words = f"Half of the questions took at most {p50:,.0f} ms, and 95 of 100 at most {p95:,.0f} ms." + (
        f" {over:,} took longer than {end:g} ms and {'is' if over == 1 else 'are'} counted in the last bar."
        if over
        else ""
    )
    numbers = table("Questions by the time they took", ("Time", "Questions"), lines)
    return _figure("latency", "Time for one question", "".join(drawing), words, numbers)


def _round_up(value: float) -> float:
    """The next number that splits into four round parts."""
    power = 10.0 ** np.floor(np.log10(value))
    return float(
        next(step * power for step in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10) if step * power >= value * 0.9999)
    )
