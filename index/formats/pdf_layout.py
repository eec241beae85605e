"""Where the lines of a page stand: columns, running headers and footers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import regex

_MARGIN = 0.13
"""Running headers and footers stand in this share of a page's height, at either end."""

_OFTEN = 2
_PAGE_NUMBER = regex.compile(
    r"[\u2013\u2014|\-\s]*(?:page|p\.|seite|s\.)?\s*(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|von|/)\s*\d{1,4})?[\u2013\u2014|\-\s]*",
    regex.I,
)
_DIGITS = regex.compile(r"\d+|\b[ivxlc]+\b")
_COLUMN_LINES, _LINE_LENGTH, _FILLED = 4, 20, 0.45
"""A column has at least so many lines, of so many letters on average, that fill this share of its width."""

_MIDDLE = (0.2, 0.8)
_NEARLY_ALL = 0.95
_SAME_EDGE = 3.0
"""Points."""


@dataclass(frozen=True)
class Line:
    """Letters side by side. Lengths in points, from the lower left corner of the page, whose height is `page_height`.

    `base` is where the letters stand, `size` their height with what hangs below. A line that ends
    with a hyphen which may only be there for the line's end is `hyphenated`, and is without it.
    `column` is the span that its column takes, once that is known; `cells` is how many stretches of
    letters with wide gaps between them it was put together from.
    """

    page: int
    page_height: float
    left: float
    right: float
    base: float
    size: float
    bold: bool
    text: str
    hyphenated: bool = False
    column: tuple[float, float] = (0.0, 0.0)
    cells: int = 1


def without_running_lines(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages without page numbers, and without lines that stand at the same place of several pages' ends."""
    seen = Counter(key for page in pages for key in {_key(line) for line in page if _is_outer(line)})
    return [
        [
            line
            for line in page
            if not _is_outer(line) or not (seen[_key(line)] >= _OFTEN or _PAGE_NUMBER.fullmatch(line.text))
        ]
        for page in pages
    ]


def _is_outer(line: Line) -> bool:
    return not _MARGIN < line.base / line.page_height < 1 - _MARGIN


def _key(line: Line) -> tuple[str, int]:
    return _DIGITS.sub("#", line.text.casefold()), round(line.base / 4)


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """Columns from left to right, what stands across them between; each line knows its column's span."""
    if not lines:
        return []
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    gutter = _gutter(lines, left, right)
    if gutter is None:
        return _rows([replace(line, column=(left, _usual_right(lines))) for line in lines])
    ordered: list[Line] = []
    downwards = sorted(lines, key=lambda line: -line.base)
    for across, band in groupby(downwards, key=lambda line: line.left < gutter - _SAME_EDGE < line.right - _SAME_EDGE):
        inside = list(band)
        if across:
            ordered += _rows([replace(line, column=(left, right)) for line in inside])
        else:
            ordered += in_reading_order([line for line in inside if line.left < gutter - _SAME_EDGE])
            ordered += in_reading_order([line for line in inside if line.left >= gutter - _SAME_EDGE])
    return ordered


def _usual_right(lines: Sequence[Line]) -> float:
    """How far nearly all letters reach: a table may stick out."""
    reached, letters = 0, sum(len(line.text) for line in lines)
    for line in sorted(lines, key=lambda line: line.right):
        reached += len(line.text)
        if reached >= _NEARLY_ALL * letters:
            return line.right
    return max(line.right for line in lines)


def _gutter(lines: Sequence[Line], left: float, right: float) -> float | None:
    """Where a further column begins: an edge shared by many lines, with full lines on both of its sides."""
    width = right - left
    edges = Counter(round(line.left) for line in lines)
    for edge, _ in sorted(edges.items(), key=lambda item: (-item[1], item[0])):
        if not left + _MIDDLE[0] * width < edge < left + _MIDDLE[1] * width:
            continue
        before = [line for line in lines if line.right <= edge]
        after = [line for line in lines if line.left >= edge - _SAME_EDGE]
        if len(lines) - len(before) - len(after) > len(lines) / 2:
            continue
        if _is_column(before) and _is_column(after):
            return float(edge)
    return None


def _is_column(lines: Sequence[Line]) -> bool:
    """Whether these are lines of prose, one under another, and no cells of a table; long lines count for more."""
    letters = sum(len(line.text) for line in lines)
    if len(lines) < _COLUMN_LINES:
        return False
    width = max(line.right for line in lines) - min(line.left for line in lines)
    filled = sum((line.right - line.left) * len(line.text) for line in lines) / letters
    length = sum(len(line.text) ** 2 for line in lines) / letters
    height = max(line.base for line in lines) - min(line.base for line in lines)
    return filled > _FILLED * width and length >= _LINE_LENGTH and height > 2 * lines[0].size


def _rows(lines: Sequence[Line]) -> list[Line]:
    """From top to bottom; what stands on one height is one line, from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (-line.base, line.left)):
        if rows and abs(rows[-1][0].base - line.base) < 0.4 * max(line.size, rows[-1][0].size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_joined(sorted(row, key=lambda line: line.left)) for row in rows]


def _joined(row: Sequence[Line]) -> Line:
    if len(row) == 1:
        return row[0]
    longest = max(row, key=lambda line: len(line.text))
    return replace(
        longest,
        left=row[0].left,
        right=max(line.right for line in row),
        text=" ".join(line.text for line in row),
        hyphenated=row[-1].hyphenated,
        bold=all(line.bold for line in row),
        cells=len(row),
    )
