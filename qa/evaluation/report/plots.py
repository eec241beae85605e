"""The report's plots, drawn as inline SVG so that they print and need no script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from markupsafe import Markup, escape

from qa.evaluation.metrics import (
    CALIBRATION_BINS,
    calibration_bins,
    risk_coverage_curve,
)
from qa.evaluation.report.glossary import write_interval
from qa.evaluation.resampling import Array, wilson_interval
from qa.evaluation.rows import Outcome

ReportRow = Mapping[str, Any]

_WIDTH, _HEIGHT = 460, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 22, 16, 54
_MOST_POINTS = 400
_CUT_OFFS = range(1, 9)


@dataclass(frozen=True)
class Figure:
    """A plot: its drawing, what it shows in words, and the same as a table of numbers.

    `name` is the beginning of its elements' ids, `drawing` what stands inside its svg element.
    """

    name: str
    title: str
    summary: str
    drawing: Markup
    caption: str
    head: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    size: tuple[int, int] = (_WIDTH, _HEIGHT)


def draw_plots(record: Mapping[str, Any]) -> list[Figure]:
    """All plots that the record has data for."""
    rows = record["questions"]
    if not rows:
        return []
    figures = (
        _risk_coverage(rows, record["threshold"]),
        _reliability(rows),
        _hits(rows, record["metrics"]),
        _latency(rows, record["metrics"]),
    )
    return [figure for figure in figures if figure]


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


def _svg(parts: Iterable[str]) -> Markup:
    return Markup("".join(parts))  # noqa: S704 - the texts in it are escaped


def _column(rows: Sequence[ReportRow], name: str) -> Array:
    return np.array([row[name] for row in rows], dtype=float)


def _risk_coverage(rows: Sequence[ReportRow], threshold: float) -> Figure:
    curve = risk_coverage_curve(_column(rows, "confidence"), _column(rows, "right"))
    points = list(zip(curve.coverage[0], curve.risk[0], curve.thresholds, strict=True))
    answered = [row for row in rows if row["answered"]]
    coverage = len(answered) / len(rows)
    risk = sum(row["outcome"] != Outcome.RIGHT_ANSWER for row in answered) / max(1, len(answered))
    summary = "The further to the right and the lower, the better."
    if answered:
        summary = (
            f"At the threshold of {threshold:g}, {coverage:.0%} of the questions are answered, and {risk:.0%} of those "
            f"answers are wrong. {summary}"
        )
    tenths = [next(point for point in points if point[0] >= tenth / 10 - 1e-9) for tenth in range(1, 11)]
    return Figure(
        name="risk",
        title="Risk and coverage",
        summary=summary,
        drawing=_draw_risk_coverage(points, threshold, (coverage, risk) if answered else None),
        caption="Share wrong at each share answered",
        head=("Answered", "Wrong among those", "Least confidence"),
        rows=[(f"{c:.0%}", f"{r:.1%}", f"{t:.2f}") for c, r, t in dict.fromkeys(tenths)],
    )


def _draw_risk_coverage(
    points: Sequence[tuple[float, float, float]], threshold: float, here: tuple[float, float] | None
) -> Markup:
    """The curve, and on it the place of the run's own threshold: its coverage and risk."""
    shown = [*points[: -1 : max(1, len(points) // _MOST_POINTS)], points[-1]]
    axes = _Axes(top=1.0 if max(risk for _, risk, _ in shown) > 0.5 else 0.5)
    y_ticks = {share: text for share, text in _PERCENT.items() if share <= axes.top}
    path = "L".join(f"{axes.x(coverage)} {axes.y(risk)}" for coverage, risk, _ in shown)
    drawing = [axes.frame("Share of questions answered", "Share wrong among those", _PERCENT, y_ticks)]
    drawing.append(f'<path class="aim" d="M{_LEFT} {axes.y(0.1)}H{_WIDTH - _RIGHT}"/>')
    drawing.append(f'<path class="curve" d="M{path}"/>')
    if here:
        coverage, risk = here
        drawing.append(axes.upright(coverage, f"threshold {threshold:g}", 10, "mark", before=coverage > 0.5))
        drawing.append(f'<circle class="dot" cx="{axes.x(coverage)}" cy="{axes.y(risk)}" r="5"/>')
    drawing.append(f'<text class="note end" x="{_WIDTH - _RIGHT - 4}" y="{axes.y(0.1) + 15}">1 in 10 wrong</text>')
    return _svg(drawing)


def _reliability(rows: Sequence[ReportRow]) -> Figure:
    axes = _Axes()
    edges = [number / CALIBRATION_BINS for number in range(CALIBRATION_BINS + 1)]
    drawing = [axes.frame("Confidence stated", "Share right", {edge: f"{edge:g}" for edge in edges[::2]}, _PERCENT)]
    confidence, right = _column(rows, "confidence"), _column(rows, "right")
    bins = calibration_bins(confidence)
    lines = []
    for number in np.unique(bins):
        inside, left, end = bins == number, edges[number], edges[number + 1]
        count, hits = int(inside.sum()), int(right[inside].sum())
        share, (low, high) = hits / count, wilson_interval(hits, count)
        middle = (number + 0.5) / CALIBRATION_BINS
        drawing.append(axes.bar(left + 0.008, end - 0.008, share))
        drawing.append(axes.whisker(middle, low, high))
        drawing.append(f'<text class="count mid" x="{axes.x(middle)}" y="{_TOP - 4}">{count}</text>')
        mean, interval = f"{confidence[inside].mean():.2f}", f"{low:.0%} to {high:.0%}"
        lines.append((f"{left:.1f} to {end:.1f}", str(count), mean, f"{share:.0%}", interval))
    drawing.append(f'<path class="aim" d="M{axes.x(0)} {axes.y(0)}L{axes.x(1)} {axes.y(1)}"/>')
    return Figure(
        name="reliability",
        title="Reliability of the confidence",
        summary="Bars on the dashed line mean that confidence can be taken at its word; below it, it promises too "
        "much. Above each bar: how many questions. Whiskers: 95% intervals (Wilson).",
        drawing=_svg(drawing),
        caption="Share right in each band of confidence",
        head=("Confidence", "Questions", "Mean", "Right", "95% interval"),
        rows=lines,
    )


def _hits(rows: Sequence[ReportRow], metrics: Mapping[str, Any]) -> Figure | None:
    """More cut-offs than there are metrics of; the intervals are the metrics'."""
    ranks = np.array([row["rank"] or np.inf for row in rows if row["evidence"]])
    if not len(ranks):
        return None
    axes = _Axes(right=len(_CUT_OFFS) + 0.2)
    drawing = [axes.frame("Passages looked at (k)", "Share with gold evidence", {}, _PERCENT)]
    shares = [float((ranks <= k).mean()) for k in _CUT_OFFS]
    lines = []
    for k, share in zip(_CUT_OFFS, shares, strict=True):
        estimate = metrics.get(f"hit@{k}", {})
        interval = write_interval("hit@1", estimate)
        drawing.append(axes.bar(k - 0.7, k - 0.1, share))
        if interval:
            drawing.append(axes.whisker(k - 0.4, estimate["low"], estimate["high"]))
        x, inside = axes.x(k - 0.4), axes.y(0) - 8
        drawing.append(f'<text class="inside mid" x="{x}" y="{inside}">{share * 100:.0f}</text>')
        drawing.append(f'<text class="tick mid" x="{x}" y="{_HEIGHT - _BOTTOM + 18}">{k}</text>')
        lines.append((str(k), f"{share:.1%}", interval or "\N{EN DASH}"))
    return Figure(
        name="hits",
        title="Gold evidence among the first k passages",
        summary=f"Gold evidence is in the first passage for {shares[0]:.0%} of {len(ranks):,} questions, and among "
        f"the first {len(shares)} for {shares[-1]:.0%}. Whiskers, where known: 95% intervals.",
        drawing=_svg(drawing),
        caption="Share of questions with gold evidence among k passages",
        head=("k", "Share", "95% interval"),
        rows=lines,
    )


def _latency(rows: Sequence[ReportRow], metrics: Mapping[str, Any]) -> Figure | None:
    if "latency_p50_ms" not in metrics or "latency_p95_ms" not in metrics:
        return None
    p50, p95 = metrics["latency_p50_ms"]["value"], metrics["latency_p95_ms"]["value"]
    times = _column(rows, "latency_ms")
    end = _round_up(max(float(np.percentile(times, 99)), p95 * 1.2, 1e-3))
    counts, edges = np.histogram(np.minimum(times, end), bins=24, range=(0, end))
    bars = [(*edges[at : at + 2], int(count)) for at, count in enumerate(counts) if count]
    summary = f"Half of the questions took at most {p50:,.0f} ms, and 95 of 100 at most {p95:,.0f} ms."
    over = int((times > end).sum())
    if over:
        summary += f" {over:,} took longer than {end:g} ms and {'is' if over == 1 else 'are'} counted in the last bar."
    return Figure(
        name="latency",
        title="Time for one question",
        summary=summary,
        drawing=_draw_latency(bars, end, p50, p95),
        caption="Questions by the time they took",
        head=("Time", "Questions"),
        rows=[(f"{left:,.1f} to {right:,.1f} ms", f"{count:,}") for left, right, count in bars],
    )


def _draw_latency(bars: Sequence[tuple[float, float, int]], end: float, p50: float, p95: float) -> Markup:
    axes = _Axes(right=end, top=_round_up(max(count for _, _, count in bars)))
    y_ticks = {axes.top * part / 4: f"{axes.top * part / 4:g}" for part in range(5)}
    x_ticks = {end * part / 4: f"{end * part / 4:g}" for part in range(5)}
    drawing = [axes.frame("Milliseconds for one question", "Questions", x_ticks, y_ticks)]
    gap = end / 400
    drawing += [axes.bar(left + gap, right - gap, count) for left, right, count in bars]
    drawing.append(axes.upright(p50, f"p50: {p50:,.0f} ms", 10, "mark", before=p50 > 0.3 * end))
    drawing.append(axes.upright(p95, f"p95: {p95:,.0f} ms", 26, "mark", before=p95 > 0.8 * end))
    return _svg(drawing)


def _round_up(value: float) -> float:
    """The next number that splits into four round parts."""
    power = 10.0 ** np.floor(np.log10(value))
    return float(
        next(step * power for step in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10) if step * power >= value * 0.9999)
    )
