"""One model of a table for every format: rows of cells, and a line of text for each row.

The law: each line has a cell for each column, parted by " | "; what is merged over rows or columns stands in every
one of them; and the rows of the head are one line, so that a row reads with its columns' names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from index.spans import Span, strip

MOST_COLUMNS = 200
"""Cells that are merged over more columns than these are harmful or wrong."""

BETWEEN_CELLS = " | "
_SPACES = regex.compile(r" {2,}")
_GAP = regex.compile(r"(?:^|(?<=\s))\|(?=\s|$)|(?<=\S)(?:[ ]{2,}|[ ]*\t[ \t]*)(?=\S)")


@dataclass(frozen=True)
class Cell:
    """The words of a cell, over how many columns and rows it reaches, and whether it names what stands below it."""

    words: str
    columns: int = 1
    rows: int = 1
    names: bool = False


def table_lines(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """The text of each row, from the top; rows without words have none.

    What fills a whole row is a line by itself: above the head a caption, below it the name of a section.
    """
    grid = _grid(rows)
    top = next((at for at, row in enumerate(rows) if not _fills(row, grid[at])), 0)
    heads = _head_rows(rows[top:], grid[top:])
    body = grid[top + heads :]
    lines = [_merged(grid[top : top + heads])] if heads > 1 else grid[top : top + heads]
    return [line for line in map(_line, [*grid[:top], *lines, *body]) if line]


def is_row(line: str) -> bool:
    """Whether a line of text is the row of a table: its cells are parted by bars, by tabs or by wide gaps."""
    return _GAP.search(line) is not None


def split_row(line: str) -> list[Span]:
    """The cells of a row, as places in its line without white space at their ends; empty ones where nothing stands."""
    gaps = [Span(gap.start(), gap.end()) for gap in _GAP.finditer(line)]
    starts, ends = [0, *(gap.end for gap in gaps)], [*(gap.start for gap in gaps), len(line)]
    return [strip(line, Span(start, max(start, end))) for start, end in zip(starts, ends, strict=True)]


def is_head(line: str) -> bool:
    """Whether the first row of a table can name its columns; "Height | 60 m" is a row like those below it."""
    cells = [cell.strip() for cell in _GAP.split(line)]
    return not (len(cells) == 2 and any(c.isdigit() for c in cells[1]) and not regex.fullmatch(r"\d{4}", cells[1]))


def _grid(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """The words at every place, as many as there are columns."""
    reaching: dict[int, tuple[int, str]] = {}
    grid: list[list[str]] = []
    for row in rows:
        line: list[str] = []
        for cell in row:
            _take_reaching(line, reaching)
            columns = max(1, min(cell.columns, MOST_COLUMNS))
            if cell.rows > 1:
                reaching |= {len(line) + column: (cell.rows - 1, cell.words) for column in range(columns)}
            line += [cell.words] * columns
        _take_reaching(line, reaching)
        grid.append(line)
    width = max(map(len, grid), default=0)
    return [line + [""] * (width - len(line)) for line in grid]


def _take_reaching(line: list[str], reaching: dict[int, tuple[int, str]]) -> None:
    """Fill in what reaches down into the next places from a row above."""
    while found := reaching.pop(len(line), None):
        left, words = found
        if left > 1:
            reaching[len(line)] = (left - 1, words)
        line.append(words)


def _head_rows(rows: Sequence[Sequence[Cell]], grid: Sequence[Sequence[str]]) -> int:
    """How many rows from the top name the columns together: more than one where the first names groups of them."""
    named = 0
    while named < len(rows) and _names(rows[named]) and not _fills(rows[named], grid[named]):
        named += 1
    grouped = bool(rows) and len(rows[0]) > 1 and any(cell.columns > 1 for cell in rows[0])
    if named == 0 and grouped and len(rows) > 2 and not _fills(rows[1], grid[1]):
        down = max(cell.rows for cell in rows[0])
        named = max(2, down) if not _has_digits(grid[1]) else 1
    return min(named, len(rows))


def _names(row: Sequence[Cell]) -> bool:
    return bool(row) and all(cell.names for cell in row)


def _fills(row: Sequence[Cell], line: Sequence[str]) -> bool:
    """Whether one cell reaches over all the columns."""
    return len(row) == 1 and len(line) > 1 and row[0].columns >= len(line)


def _has_digits(line: Sequence[str]) -> bool:
    return any(character.isdigit() for words in line for character in words)


def _merged(heads: Sequence[Sequence[str]]) -> list[str]:
    """One row of the several at the top: what stands above each column, each thing once."""
    return [" ".join(dict.fromkeys(filter(None, column))) for column in zip(*heads, strict=True)]


def _line(cells: Sequence[str]) -> str:
    """The cells in one line; what fills the whole row stands once."""
    if len(set(cells)) == 1 or not any(cells):
        return cells[0] if cells else ""
    return str(_SPACES.sub(" ", BETWEEN_CELLS.join(cells))).strip()
