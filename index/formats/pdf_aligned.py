"""Tables without upright rules: rows whose parts stand under one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from index.formats.pdf_lines import Line, row_of

_ROWS = 2
"""A table has at least so many rows of several parts; one of two columns has one more."""

_TIGHT = 1.15
"""The lines of a cell are this near, beside the nearest ones in a column."""

_FLUSH = 2.5
"""Points."""

_LONGEST_CELL = 60
"""Letters, on average, of a line in a cell: longer ones are columns of prose."""

Row = list[Line]


def tables_and_rows(rows: Sequence[Row], level: Sequence[float] = ()) -> list[Line]:
    """Rows of parts, from the top down, as lines; those of a table know their cells.

    `level` are the heights of level rules, which part the rows of a table.
    """
    made: list[Line] = []
    at = 0
    while at < len(rows):
        end = _end_of_table(rows, at)
        records = _records(rows[at:end], level) if end > at else []
        if records:
            made += records
            at = end
        else:
            made.append(joined(rows[at]))
            at += 1
    return made


def rows_of(lines: Iterable[Line]) -> list[Row]:
    """The lines from the top down, those on one height together, from left to right; a table's row is alone."""
    rows: list[Row] = []
    for line in sorted(lines, key=lambda line: (-line.base, line.left)):
        last = rows[-1][0] if rows else None
        if last and not (last.row or line.row) and abs(last.base - line.base) < 0.4 * max(line.size, last.size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def joined(row: Sequence[Line]) -> Line:
    """What stands side by side as one line."""
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
        marks=tuple(mark for line in row for mark in line.marks),
    )


def _end_of_table(rows: Sequence[Row], at: int) -> int:
    """Where a table that begins with this row ends; the row itself where none does."""
    if len(rows[at]) < 2:
        return at
    end, last, parts = at, at, list(rows[at])
    while end + 1 < len(rows):
        row, above = rows[end + 1], rows[end]
        far = above[0].base - row[0].base > 3.5 * max(above[0].size, row[0].size)
        if far or row[0].row or row[0].flow != above[0].flow or not _fits(row, parts):
            break
        end += 1
        if len(row) > 1:
            last = end
            parts += row
    # Single lines after the last full row may be the ends of its cells.
    while last + 1 <= end and rows[last][0].base - rows[last + 1][0].base < _TIGHT * _pitch(rows[at : last + 1]):
        last += 1
    columns = columns_of(part for row in rows[at : last + 1] for part in row)
    full = sum(len(row) > 1 for row in rows[at : last + 1])
    letters = sum(len(part.text) for row in rows[at : last + 1] for part in row)
    count = sum(len(row) for row in rows[at : last + 1])
    if len(columns) < 2 or full < _ROWS + (len(columns) == 2) or letters > _LONGEST_CELL * count:
        return at
    return last + 1


def _pitch(rows: Sequence[Row]) -> float:
    gaps = [above[0].base - below[0].base for above, below in pairwise(rows)]
    return min(gaps) if gaps else 1.3 * rows[0][0].size


def _fits(row: Row, parts: Sequence[Line]) -> bool:
    """Whether each part of a row stands in a column of the table so far, and none in two."""
    columns = columns_of(parts)
    if len(columns) < 2:
        return False
    for part in row:
        over = [column for column in columns if part.left < column[1] - _FLUSH and part.right > column[0] + _FLUSH]
        if len(over) > 1:
            return False
    if len(row) > 1:
        return True
    starts = {round(part.left) for part in parts}
    return any(abs(row[0].left - start) <= _FLUSH for start in starts)


def columns_of(parts: Iterable[Line]) -> list[tuple[float, float]]:
    """The stretches that the parts take, seen from above."""
    columns: list[tuple[float, float]] = []
    for part in sorted(parts, key=lambda part: part.left):
        if columns and part.left < columns[-1][1] + _FLUSH:
            columns[-1] = (columns[-1][0], max(columns[-1][1], part.right))
        else:
            columns.append((part.left, part.right))
    return columns


def columns_under_heads(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """The columns of a table; a head that is centred over what stands beside it is of that column."""
    columns = columns_of(part for row in rows for part in row)
    body = [part for row in rows[1:] for part in row]
    at = 0
    while at + 1 < len(columns):
        one, other = columns[at], columns[at + 1]
        of_head = [_holds(column, rows[0]) for column in (one, other)]
        of_body = [_holds(column, body) for column in (one, other)]
        if of_head != of_body and sorted(of_head) == sorted(of_body) == [False, True]:
            columns[at : at + 2] = [(one[0], other[1])]
        else:
            at += 1
    return columns


def _holds(column: tuple[float, float], parts: Iterable[Line]) -> bool:
    return any(column[0] - _FLUSH < (part.left + part.right) / 2 < column[1] + _FLUSH for part in parts)


def _records(rows: Sequence[Row], level: Sequence[float]) -> list[Line]:
    """The rows of a table, each with the lines that its cells go on in."""
    columns = columns_under_heads(rows)
    groups = _grouped(rows, level, columns)
    left, right = columns[0][0], columns[-1][1]
    made = []
    for group in groups:
        cells = tuple(
            tuple(part for row in group for part in row if low - _FLUSH < (part.left + part.right) / 2 < high + _FLUSH)
            for low, high in columns
        )
        first = group[0][0]
        made.append(row_of(cells, left, right, first.base + first.size))
    return made


def _grouped(rows: Sequence[Row], level: Sequence[float], columns: Sequence[tuple[float, float]]) -> list[list[Row]]:
    """The rows that are one row of the table: between rules, or as near as the lines of a cell, or by their words."""
    ruled = [_is_ruled(above[0].base, below[0].base, level) for above, below in pairwise(rows)]
    if sum(ruled) >= max(2, sum(len(row) > 1 for row in rows) / 2):
        parted = ruled
    else:
        parted = parted_by_gaps(rows, columns)
        if not any(parted):
            parted = [
                not (len(row) < len(columns) and all(part.text[:1].islower() for part in row)) for row in rows[1:]
            ]
    groups = [[rows[0]]]
    for row, part in zip(rows[1:], parted, strict=True):
        if part:
            groups.append([row])
        else:
            groups[-1].append(row)
    return groups


def parted_by_gaps(rows: Sequence[Row], columns: Sequence[tuple[float, float]]) -> list[bool]:
    """For each two rows whether all cells end between them; a cell's lines are as near as lines come in a column."""
    stacks = [
        [part.base for row in rows for part in row if low - _FLUSH < (part.left + part.right) / 2 < high + _FLUSH]
        for low, high in columns
    ]
    gaps = [above - below for stack in stacks for above, below in pairwise(stack)]
    nearest = _TIGHT * min(gaps, default=0)
    spans = [(above, below) for stack in stacks for above, below in pairwise(stack) if above - below <= nearest]
    return [
        not any(above > upper[0].base - _FLUSH and below < lower[0].base + _FLUSH for above, below in spans)
        for upper, lower in pairwise(rows)
    ]


def _is_ruled(above: float, below: float, level: Sequence[float]) -> bool:
    return any(below < height < above for height in level)
