"""The cells that rules make where they meet."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.formats.pdf_letters import Box
from index.formats.pdf_lines import Line
from index.formats.pdf_rules import Rule, Rules

_NEAR = 3.0
_MOST_RULES = 500
_MOST_CELLS = 20_000
_MIDDLE = 0.3
"""Heights of the letters above where they stand."""


@dataclass(frozen=True)
class Grid:
    """Rules that meet: `rows` are their heights from the top down, `columns` from left to right."""

    level: tuple[Rule, ...]
    upright: tuple[Rule, ...]
    rows: tuple[float, ...]
    columns: tuple[float, ...]

    @property
    def box(self) -> Box:
        return Box(self.columns[0], self.rows[-1], self.columns[-1], self.rows[0])

    @cached_property
    def cells(self) -> dict[tuple[int, int], tuple[int, int]]:
        """For each place (row, column) the first place of the cell that it is a part of."""
        owner = {(row, column): (row, column) for row in range(len(self.rows) - 1) for column in self._columns}
        for row, column in sorted(owner):
            if column and not self._is_parted_left(row, column):
                owner[row, column] = owner[row, column - 1]
            elif row and not self._is_parted_above(row, column):
                owner[row, column] = owner[row - 1, column]
        return owner

    @property
    def _columns(self) -> range:
        return range(len(self.columns) - 1)

    def _is_parted_left(self, row: int, column: int) -> bool:
        middle = (self.rows[row] + self.rows[row + 1]) / 2
        place = self.columns[column]
        return any(abs(rule.at - place) <= _NEAR and rule.start <= middle <= rule.end for rule in self.upright)

    def _is_parted_above(self, row: int, column: int) -> bool:
        middle = (self.columns[column] + self.columns[column + 1]) / 2
        place = self.rows[row]
        return any(abs(rule.at - place) <= _NEAR and rule.start <= middle <= rule.end for rule in self.level)

    def place_of(self, line: Line) -> tuple[int, int] | None:
        """The cell that a line stands in; None outside."""
        across, up = (line.left + line.right) / 2, line.base + _MIDDLE * line.size
        if not self.box.holds(across, up):
            return None
        row = bisect_right([-height for height in self.rows], -up) - 1
        column = bisect_right(self.columns, across) - 1
        return self.cells.get((row, column))


def grids(rules: Rules) -> list[Grid]:
    """Rules that meet, where they make at least two rows and two columns; the smallest first."""
    if len(rules.level) > _MOST_RULES or len(rules.upright) > _MOST_RULES:
        return []
    found = []
    for level, upright in _meeting(rules.level, rules.upright):
        heights = [rule.at for rule in level] + [end for rule in upright for end in (rule.start, rule.end)]
        places = [rule.at for rule in upright] + [end for rule in level for end in (rule.start, rule.end)]
        rows, columns = _apart(heights)[::-1], _apart(places)
        if len(rows) > 2 and len(columns) > 2 and len(rows) * len(columns) <= _MOST_CELLS:
            found.append(Grid(tuple(level), tuple(upright), tuple(rows), tuple(columns)))
    return sorted(found, key=lambda grid: grid.box.width * grid.box.height)


def _meeting(level: Sequence[Rule], upright: Sequence[Rule]) -> Iterable[tuple[list[Rule], list[Rule]]]:
    """The rules in groups, each of those that reach one another."""
    left_level, left_upright = set(range(len(level))), set(range(len(upright)))
    while left_level:
        first = min(left_level)
        left_level.discard(first)
        levels, uprights, waiting = [first], list[int](), [(True, first)]
        while waiting:
            is_level, at = waiting.pop()
            if is_level:
                new = [n for n in left_upright if _meet(level[at], upright[n])]
                left_upright.difference_update(new)
                uprights += new
            else:
                new = [n for n in left_level if _meet(level[n], upright[at])]
                left_level.difference_update(new)
                levels += new
            waiting += [(not is_level, n) for n in new]
        yield [level[n] for n in sorted(levels)], [upright[n] for n in sorted(uprights)]


def _meet(level: Rule, upright: Rule) -> bool:
    return level.reaches(upright.at) and upright.reaches(level.at)


def _apart(places: Iterable[float]) -> list[float]:
    """The places in order, one of those that are near to each other."""
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] > _NEAR:
            kept.append(place)
    return kept
