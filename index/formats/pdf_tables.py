"""Ruled tables: the lines in each of their cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from index.formats.pdf_aligned import rows_of
from index.formats.pdf_bands import banded
from index.formats.pdf_grids import Grid, grids
from index.formats.pdf_lines import Line, row_of
from index.formats.pdf_rules import Rules


def with_table_rows(lines: Sequence[Line], rules: Rules) -> list[Line]:
    """The lines, those in the cells of a table put together to one a row."""
    rest = list(lines)
    drawn = grids(rules)
    for grid in [*drawn, *banded(lines, rules, drawn)]:
        places: dict[tuple[int, int], list[Line]] = defaultdict(list)
        outside: list[Line] = []
        for line in rest:
            place = grid.place_of(line)
            if place is None:
                outside.append(line)
            else:
                places[place].append(line)
        rows = _rows(grid, places)
        if sum(len(row) > 1 for row, _ in rows) >= 2:
            rest = outside + [row_of(row, grid.box.left, grid.box.right, top) for row, top in rows]
    return rest


def _rows(grid: Grid, places: dict[tuple[int, int], list[Line]]) -> list[tuple[tuple[tuple[Line, ...], ...], float]]:
    """Each row's cells and its top; a cell that reaches over several rows or columns stands in each."""
    columns = range(len(grid.columns) - 1)
    filled = [
        [_downwards(places.get(grid.cells[row, column], ())) for column in columns] for row in range(len(grid.rows) - 1)
    ]
    used = [column for column in columns if any(row[column] for row in filled)]
    rows = []
    for at, cells in enumerate(filled):
        row = tuple(cells[column] for column in used)
        # A cell as wide as the table is a line of its own, and stands once.
        if len({grid.cells[at, column] for column in used}) == 1:
            row = row[:1] if at == 0 or grid.cells[at, used[0]] != grid.cells[at - 1, used[0]] else ()
        own = any(grid.cells[at, column][0] == at and places.get(grid.cells[at, column]) for column in used)
        if any(row) and own:
            rows.append((row, grid.rows[at]))
    return rows


def _downwards(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines of a cell as they are read."""
    return tuple(chain.from_iterable(rows_of(lines)))


def over_pages(lines: Sequence[Line]) -> list[Line]:
    """The lines; a table's head that is repeated on another page is left out, a row that goes on there is whole."""
    whole: list[Line] = []
    head: Line | None = None
    last = -1
    for line in lines:
        if not line.row and line.flow == "body":
            head = None
        if line.row and head and line.page > head.page and line.text == head.text:
            continue
        if line.row and head and line.page > whole[last].page and _is_rest(line, whole[last]):
            cells = tuple((*one, *other) for one, other in zip(whole[last].row, line.row, strict=True))
            whole[last] = replace(whole[last], row=cells, text=f"{whole[last].text} {line.text}")
            continue
        whole.append(line)
        if line.row:
            head, last = head or line, len(whole) - 1
    return whole


def _is_rest(line: Line, last: Line) -> bool:
    """Whether a page's first row is the end of the last row of the page before: no cell of it begins anew."""
    begins = [cell[0].text[:1].islower() for cell in line.row if cell]
    return len(line.row) == len(last.row) and all(begins) and len(begins) < len(line.row)
