"""Tables with level rules or stripes only: their columns are told by what stands between the rules."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from itertools import pairwise

from index.formats.pdf_aligned import columns_of, columns_under_heads, parted_by_gaps, rows_of
from index.formats.pdf_grids import Grid
from index.formats.pdf_letters import Box
from index.formats.pdf_lines import Line
from index.formats.pdf_rules import Rule, Rules

_NEAR = 3.0
_LINE_GAP = 2.2
"""Heights of the letters: lines further from the outermost rule are no head or foot of its table."""

_LONGEST_CELL = 60
"""Letters, on average, of a line in a cell: longer ones are columns of prose."""

_FEW_RULES = 3
"""Above the head, below it, and at the end: these do not part the rows."""

_MIDDLE = 0.3
_MOST_LINES = 15
"""In a cell."""


def banded(lines: Sequence[Line], rules: Rules, drawn: Sequence[Grid]) -> list[Grid]:
    """Grids of level rules that are as long and stand at one place, outside of those that were drawn whole."""
    free = [rule for rule in rules.level if not any(_is_of(rule, grid) for grid in drawn)]
    found = (_grid(lines, group, rules.upright) for group in _alike(free) if len(group) > 1)
    return [grid for grid in found if grid is not None]


def _is_of(rule: Rule, grid: Grid) -> bool:
    return grid.box.holds((rule.start + rule.end) / 2, rule.at)


def _alike(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Rules with the same ends, from the top down."""
    left = sorted(rules, key=lambda rule: -rule.at)
    while left:
        first = left[0]
        alike = [r for r in left if abs(r.start - first.start) <= _NEAR and abs(r.end - first.end) <= _NEAR]
        left = [rule for rule in left if rule not in alike]
        yield alike


def _grid(lines: Sequence[Line], rules: Sequence[Rule], upright: Sequence[Rule]) -> Grid | None:
    left, right = rules[0].start - _NEAR, rules[0].end + _NEAR
    over = sorted(
        (line for line in lines if not line.row and left <= line.left and line.right <= right),
        key=lambda line: -line.base,
    )
    inside = [line for line in over if rules[-1].at < line.base < rules[0].at]
    columns = columns_of(inside)
    if len(columns) < 2 or sum(len(line.text) for line in inside) > _LONGEST_CELL * len(inside):
        return None
    above = _beside([line for line in over if line.base > rules[0].at][::-1], columns, rules[0].at)
    below = _beside([line for line in over if line.base < rules[-1].at], columns, rules[-1].at)
    heights = [rule.at for rule in rules]
    heights = [*(line.base + line.size for line in above[-1:]), *heights, *(line.base - 4 for line in below[-1:])]
    columns = columns_under_heads(rows_of(line for line in over if heights[-1] < line.base < heights[0]))
    counts = [sum(low < line.base < high for line in over) for high, low in pairwise(heights)]
    stripes = _stripes(heights, upright) if len(rules) > 2 or (above and below) else frozenset[float]()
    heights = _with_rows(heights, over, columns, len(rules), stripes)
    if len(heights) < 3 or len(columns) < 2 or max(counts) > _MOST_LINES * len(columns):
        return None
    return _of(heights, columns, Box(left, heights[-1], right, heights[0]))


def _stripes(heights: Sequence[float], upright: Sequence[Rule]) -> frozenset[float]:
    """The tops of the bands that have sides of their own: they were drawn as filled boxes, row by row."""
    return frozenset(
        high
        for high, low in pairwise(heights)
        if any(abs(side.start - low) <= _NEAR and abs(side.end - high) <= _NEAR for side in upright)
    )


def _with_rows(
    heights: Sequence[float],
    lines: Sequence[Line],
    columns: Sequence[tuple[float, float]],
    rules: int,
    stripes: Container[float],
) -> list[float]:
    """The heights, with those between rows of the table that no rule parts; a stripe, told by its top, is one row."""
    rows = rows_of(line for line in lines if heights[-1] < line.base < heights[0])
    parted = parted_by_gaps(rows, columns)
    split = list(heights)
    for (high, low), is_head in zip(pairwise(heights), [True] + [False] * len(heights), strict=False):
        pairs = [
            (upper[0], lower[0], part, len(lower) == len(columns) or not lower[0].text[:1].islower())
            for (upper, lower), part in zip(pairwise(rows), parted, strict=True)
            if low < lower[0].base and upper[0].base < high
        ]
        by_gaps = any(part for *_, part, _ in pairs)
        if high in stripes:
            continue
        by_words = not by_gaps and not is_head and rules <= _FEW_RULES
        split += [
            (upper.base + lower.base) / 2 + _MIDDLE * lower.size
            for upper, lower, part, begins in pairs
            if (part if by_gaps else by_words and begins)
        ]
    return sorted(split, reverse=True)


def _of(heights: Sequence[float], columns: Sequence[tuple[float, float]], box: Box) -> Grid:
    """A grid with rules between the columns that were not drawn."""
    places = [box.left, *((one[1] + other[0]) / 2 for one, other in pairwise(columns)), box.right]
    return Grid(
        tuple(Rule(height, box.left, box.right) for height in heights),
        tuple(Rule(place, box.bottom, box.top) for place in places),
        tuple(heights),
        tuple(places),
    )


def _beside(lines: Sequence[Line], columns: Sequence[tuple[float, float]], rule: float) -> list[Line]:
    """The lines next to an outermost rule, going away from it, that are one more row of its table."""
    found: list[Line] = []
    height = rule
    for line in lines:
        if abs(line.base - height) > _LINE_GAP * line.size or not _is_in_one(line, columns):
            break
        found.append(line)
        height = line.base
    return found if len({_column(line, columns) for line in found}) > 1 else []


def _is_in_one(line: Line, columns: Sequence[tuple[float, float]]) -> bool:
    return sum(line.left < high and line.right > low for low, high in columns) == 1


def _column(line: Line, columns: Sequence[tuple[float, float]]) -> int:
    return next(at for at, (low, high) in enumerate(columns) if line.left < high and line.right > low)
