"""Tables of plain text, their columns aligned by spaces or parted by tabs or bars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import regex

from index.spans import Span, has_words, strip

_GAP = regex.compile(r"[ ]{2,}|[ ]*\t[ \t]*|[ ]+\|[ ]+|(?<=\S)\|(?=\S)")
_RULE = regex.compile(r"[\s|+=:.\u2500-\u257f_-]+")
_SENTENCE_GAP = regex.compile(r"[.!?\"')\]:][ ]{2}$")
_LEAST_ROWS = 2
_INDENT = 2
"""Columns by which a line is set in that goes on the row above."""

_ALIKE = 0.75
"""The share of lines that must have a column where the table has it."""


class _Line(NamedTuple):
    """A line and the places of its cells, counted from its first column."""

    span: Span
    cells: tuple[Span, ...]
    aligned: bool
    """Whether its cells are parted by spaces, which say nothing unless they are so in other lines."""


def find_table(text: str, lines: Sequence[Span]) -> tuple[int, int, list[Span]] | None:
    """The first table within lines that no blank line parts: its first line, the line after it, and its rows.

    A row is (start, end) in the text, without white space at its ends; a line that is set in goes on the
    row above, and rules of hyphens are no rows.
    """
    at = 0
    while at < len(lines):
        run = _run(text, lines[at:])
        if run and _is_table(run):
            return at, at + len(run), _rows(text, run)
        at += max(len(run), 1)
    return None


def _run(text: str, lines: Sequence[Span]) -> list[_Line]:
    """The lines from here on that have cells, rules between them, or go on a row above."""
    run: list[_Line] = []
    for span in lines:
        line = _cells(text, span)
        words = text[slice(*span)]
        goes_on = bool(run) and run[0].aligned and _indent(words) >= _indent(text[slice(*run[0].span)]) + _INDENT
        if len(line.cells) < 2 and not goes_on and not _RULE.fullmatch(words):
            break
        run.append(line)
    return run


def _indent(words: str) -> int:
    return len(words) - len(words.lstrip())


def _cells(text: str, span: Span) -> _Line:
    words = text[slice(*span)]
    inside = strip(words, Span(0, len(words)))
    begin = inside.start
    cells, aligned = [], False
    for gap in _GAP.finditer(words, inside.start, inside.end):
        if _SENTENCE_GAP.search(words, 0, gap.end()):
            continue
        aligned |= not gap[0].strip() and "\t" not in gap[0]
        cells.append(Span(begin, gap.start()))
        begin = gap.end()
    cells.append(Span(begin, inside.end))
    return _Line(span, tuple(cells), aligned)


def _is_table(run: Sequence[_Line]) -> bool:
    rows = [line for line in run if len(line.cells) > 1]
    if len(rows) < _LEAST_ROWS:
        return False
    columns, alike = Counter(len(row.cells) for row in rows).most_common(1)[0]
    if alike < _ALIKE * len(rows):
        return False
    if not any(row.aligned for row in rows):
        return True
    rows = [row for row in rows if len(row.cells) == columns]
    in_place = sum(_is_in_place(rows, column) for column in range(1, columns))
    return in_place >= _ALIKE * (columns - 1) and len(rows) >= _LEAST_ROWS and (columns > 2 or len(rows) > _LEAST_ROWS)


def _is_in_place(rows: Sequence[_Line], column: int) -> bool:
    """Whether the cells of a column begin, or end, one under the other."""
    starts = Counter(row.cells[column].start for row in rows).most_common(1)[0][1]
    ends = Counter(row.cells[column].end for row in rows).most_common(1)[0][1]
    return max(starts, ends) >= _ALIKE * len(rows)


def _rows(text: str, run: Sequence[_Line]) -> list[Span]:
    begin = _indent(text[slice(*run[0].span)]) + _INDENT
    rows: list[Span] = []
    for line in run:
        words = text[slice(*line.span)]
        if not has_words(words):
            continue
        inside = strip(text, line.span)
        if rows and run[0].aligned and _indent(words) >= begin:
            rows[-1] = Span(rows[-1].start, inside.end)
        else:
            rows.append(inside)
    return rows
