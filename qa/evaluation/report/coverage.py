"""The coverage map: how often each paragraph is gold, retrieved and cited."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

_LAYERS = ("gold", "retrieved", "cited")


@dataclass
class Touches:
    """Questions that have a paragraph as gold evidence, among their passages, and as their first citation given."""

    gold: int = 0
    retrieved: int = 0
    cited: int = 0

    @property
    def state(self) -> str:
        if self.gold:
            return "asked"
        return "unasked" if self.retrieved or self.cited else "untouched"


def count_touches(record: Mapping[str, Any]) -> dict[str, list[Touches]]:
    """For each document, its paragraphs in order; a question counts once a paragraph and layer."""
    counts = {name: [Touches() for _ in shape["paragraphs"]] for name, shape in record["documents"].items()}
    finders = {name: _Finder(shape["paragraphs"]) for name, shape in record["documents"].items()}
    for row in record["questions"]:
        layers = (row["evidence"], row["passages"], row["citations"] if row["answered"] else ())
        for layer, spans in zip(_LAYERS, layers, strict=True):
            for name, number in _touched(spans, finders):
                touches = counts[name][number]
                setattr(touches, layer, getattr(touches, layer) + 1)
    return counts


def draw_coverage(record: Mapping[str, Any]) -> str:
    """A strip of cells for each document; the script opens a cell's paragraph."""
    counts = count_touches(record)
    return "".join(
        _strip(number, name, record["documents"][name], paragraphs)
        for number, (name, paragraphs) in enumerate(counts.items())
    )


class _Finder:
    """Which of a document's paragraphs, in order, a span overlaps."""

    def __init__(self, paragraphs: Sequence[Sequence[int]]) -> None:
        self._starts = [start for start, _ in paragraphs]
        self._ends = [end for _, end in paragraphs]

    def __call__(self, start: int, end: int) -> range:
        return range(bisect_right(self._ends, start), bisect_left(self._starts, end))


def _touched(spans: Iterable[Mapping[str, Any]], finders: Mapping[str, _Finder]) -> set[tuple[str, int]]:
    return {
        (span["document"], number)
        for span in spans
        if span["document"] in finders
        for number in finders[span["document"]](span["start"], span["end"])
    }


def _strip(number: int, name: str, document: Mapping[str, Any], paragraphs: Sequence[Touches]) -> str:
    most = {layer: max((getattr(touches, layer) for touches in paragraphs), default=0) for layer in _LAYERS}
    headings = [(start, document["text"][start:end]) for start, end in document.get("headings", ())]
    groups: list[str] = []
    cells: list[str] = []
    for at, touches in enumerate(paragraphs):
        start = document["paragraphs"][at][0]
        heading = None
        while headings and headings[0][0] <= start:
            heading = headings.pop(0)[1]
        if heading is not None:
            groups.append(_cells(cells))
            cells = []
            groups.append(f'<p class="section">{escape(heading)}</p>')
        cells.append(_cell(number, name, at, touches, most))
    groups.append(_cells(cells))
    return (
        f'<article class="strip"><h3>{escape(document["title"] or name)}</h3><p class="sub">{_summary(paragraphs)}</p>'
        f'{"".join(groups)}<div class="paragraph" id="paragraph-{number}" hidden></div></article>'
    )


def _cells(cells: Sequence[str]) -> str:
    return f'<ul class="cells">{"".join(cells)}</ul>' if cells else ""


def _cell(number: int, name: str, at: int, touches: Touches, most: Mapping[str, int]) -> str:
    bars, words = [], []
    for row, layer in enumerate(_LAYERS):
        count = getattr(touches, layer)
        width = round(40 * count / most[layer], 1) if most[layer] else 0
        bars.append(f'<rect class="{layer}" x="0" y="{row * 12 + 3}" width="{width}" height="7"/>')
        bars.append(f'<text x="{width + 3}" y="{row * 12 + 10}">{count}</text>')
        words.append(f"{layer} {count}")
    said = ", ".join(words) + ("" if touches.state == "asked" else f", {touches.state}")
    return (
        f'<li><button type="button" class="cell {touches.state}" data-document="{escape(name)}" data-at="{at}" '
        f'aria-expanded="false" aria-controls="paragraph-{number}"><span class="unseen">'
        f'Paragraph {at + 1}: {said}</span><span class="number" aria-hidden="true">{at + 1}</span>'
        f'<svg viewBox="0 0 66 38" aria-hidden="true">{"".join(bars)}</svg></button></li>'
    )


def _summary(paragraphs: Sequence[Touches]) -> str:
    untouched = [str(at) for at, touches in enumerate(paragraphs, 1) if touches.state == "untouched"]
    unasked = sum(touches.state == "unasked" for touches in paragraphs)
    asked = sum(touches.state == "asked" for touches in paragraphs)
    said = f"{len(paragraphs)} paragraphs: {asked} hold gold evidence, {unasked} were only retrieved or cited, "
    if not untouched:
        return said + "none is untouched."
    listed = ", ".join(untouched[:20]) + (" and more" if len(untouched) > 20 else "")
    return said + f"<strong>{len(untouched)} untouched by any question</strong> (number {listed})."
