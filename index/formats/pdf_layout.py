"""Where the lines of a page stand: columns, boxes, the order in which they are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from statistics import median

from index.formats.pdf_aligned import rows_of, tables_and_rows
from index.formats.pdf_lines import Line

_COLUMN_LINES, _LINE_LENGTH, _FILLED = 4, 20, 0.45
"""A column has at least so many lines, of so many letters on average, that fill this share of its width."""

_GOING_ON = 0.2
"""More of the lines of prose than this begin with a small letter."""

_ROWS_APART = 1.5
"""Heights of the letters, between the rows of a table."""

_MIDDLE = (0.2, 0.8)
_NEARLY_ALL = 0.95
_SAME_EDGE = 3.0
"""Points."""


def in_reading_order(lines: Sequence[Line], level: Sequence[float] = ()) -> list[Line]:
    """Columns from left to right, what stands across them between; each line knows its column's span.

    `level` are the heights of level rules: they part the rows of tables.
    """
    if not lines:
        return []
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    gutter = _gutter(lines, left, right)
    if gutter is None:
        usual = _usual_right(lines)
        return tables_and_rows(rows_of(replace(line, column=(left, usual)) for line in lines), level)
    ordered: list[Line] = []
    downwards = sorted(lines, key=lambda line: -line.base)
    for across, band in groupby(downwards, key=lambda line: line.left < gutter - _SAME_EDGE < line.right - _SAME_EDGE):
        inside = list(band)
        if across:
            ordered += tables_and_rows(rows_of(replace(line, column=(left, right)) for line in inside), level)
        else:
            ordered += in_reading_order([line for line in inside if line.left < gutter - _SAME_EDGE], level)
            ordered += in_reading_order([line for line in inside if line.left >= gutter - _SAME_EDGE], level)
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
        if _is_column(before) and _is_column(after) and not _are_cells(before, after):
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


def _are_cells(before: Sequence[Line], after: Sequence[Line]) -> bool:
    """Whether both are columns of a table: nearly each line begins anew, and rows stand apart or have more parts."""
    if any(sum(line.text[:1].islower() for line in side) > _GOING_ON * len(side) for side in (before, after)):
        return False
    for side in (before, after):
        rows = rows_of(side)
        gaps = [above[0].base - below[0].base for above, below in pairwise(rows)]
        if 2 * len(side) >= 3 * len(rows) or (gaps and median(gaps) > _ROWS_APART * side[0].size):
            return True
    return False
