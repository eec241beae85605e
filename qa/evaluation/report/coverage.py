"""The coverage map: how often each paragraph is gold, retrieved and cited."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_LAYERS = ("gold", "retrieved", "cited")
_BAR_WIDTH = 40
_LISTED = 20


@dataclass
class ParagraphCounts:
    """In how many questions a paragraph holds gold evidence, is among the passages, and is cited by the answer."""

    gold: int = 0
    retrieved: int = 0
    cited: int = 0

    @property
    def state(self) -> str:
        if self.gold:
            return "asked"
        return "unasked" if self.retrieved or self.cited else "untouched"


@dataclass(frozen=True)
class CountBar:
    """One count of a cell, and the width of its bar: 40 for the document's highest count."""

    layer: str
    count: int
    width: float


@dataclass(frozen=True)
class CoverageCell:
    """One paragraph; `index` counts from 0 in its document."""

    index: int
    state: str
    bars: tuple[CountBar, ...]

    @property
    def description(self) -> str:
        """The counts in words."""
        counts = ", ".join(f"{bar.layer} {bar.count}" for bar in self.bars)
        return counts if self.state == "asked" else f"{counts}, {self.state}"


@dataclass(frozen=True)
class CoverageSection:
    """The cells under one heading, which is None before the first."""

    heading: str | None
    cells: list[CoverageCell]


@dataclass(frozen=True)
class CoverageRow:
    """One document's cells, and its paragraphs counted by state; `untouched` has their numbers, from 1."""

    document: str
    title: str
    sections: list[CoverageSection]
    paragraphs: int
    asked: int
    unasked: int
    untouched: list[int]

    @property
    def untouched_listed(self) -> str:
        """The first numbers in words."""
        listed = ", ".join(str(number) for number in self.untouched[:_LISTED])
        return listed + (" and more" if len(self.untouched) > _LISTED else "")


def paragraph_counts(record: Mapping[str, Any]) -> dict[str, list[ParagraphCounts]]:
    """For each document, its paragraphs in order; a question counts at most once in each number."""
    counts = {name: [ParagraphCounts() for _ in shape["paragraphs"]] for name, shape in record["documents"].items()}
    finders = {name: _ParagraphFinder(shape["paragraphs"]) for name, shape in record["documents"].items()}
    for row in record["questions"]:
        layers = (row["evidence"], row["passages"], row["citations"] if row["answered"] else ())
        for layer, spans in zip(_LAYERS, layers, strict=True):
            for name, index in _paragraphs_of(spans, finders):
                counted = counts[name][index]
                setattr(counted, layer, getattr(counted, layer) + 1)
    return counts


def coverage_rows(record: Mapping[str, Any]) -> list[CoverageRow]:
    """A row of cells for each document."""
    return [_coverage_row(name, record["documents"][name], counts) for name, counts in paragraph_counts(record).items()]


class _ParagraphFinder:
    """Which of a document's paragraphs, in order, a span overlaps."""

    def __init__(self, paragraphs: Sequence[Sequence[int]]) -> None:
        self._starts = [start for start, _ in paragraphs]
        self._ends = [end for _, end in paragraphs]

    def __call__(self, start: int, end: int) -> range:
        return range(bisect_right(self._ends, start), bisect_left(self._starts, end))


def _paragraphs_of(spans: Iterable[Mapping[str, Any]], finders: Mapping[str, _ParagraphFinder]) -> set[tuple[str, int]]:
    return {
        (span["document"], index)
        for span in spans
        if span["document"] in finders
        for index in finders[span["document"]](span["start"], span["end"])
    }


def _coverage_row(name: str, document: Mapping[str, Any], counts: Sequence[ParagraphCounts]) -> CoverageRow:
    states = [counted.state for counted in counts]
    return CoverageRow(
        document=name,
        title=document["title"] or name,
        sections=_sections(document, _cells(counts)),
        paragraphs=len(states),
        asked=states.count("asked"),
        unasked=states.count("unasked"),
        untouched=[number for number, state in enumerate(states, 1) if state == "untouched"],
    )


def _cells(counts: Sequence[ParagraphCounts]) -> list[CoverageCell]:
    highest = {layer: max((getattr(counted, layer) for counted in counts), default=0) for layer in _LAYERS}
    return [
        CoverageCell(
            index, counted.state, tuple(_bar(layer, getattr(counted, layer), highest[layer]) for layer in _LAYERS)
        )
        for index, counted in enumerate(counts)
    ]


def _bar(layer: str, count: int, highest: int) -> CountBar:
    return CountBar(layer, count, round(_BAR_WIDTH * count / highest, 1) if highest else 0)


def _sections(document: Mapping[str, Any], cells: Sequence[CoverageCell]) -> list[CoverageSection]:
    """The cells grouped by the last heading before them."""
    headings = [(start, document["text"][start:end]) for start, end in document["headings"]]
    sections = [CoverageSection(None, [])]
    for cell in cells:
        start = document["paragraphs"][cell.index][0]
        before = [text for place, text in headings if place <= start]
        if before:
            sections.append(CoverageSection(before[-1], []))
            headings = headings[len(before) :]
        sections[-1].cells.append(cell)
    return [section for section in sections if section.cells]
