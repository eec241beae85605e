"""Notes at the foot of a page or of a column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from index.formats.pdf_lines import Line
from index.formats.pdf_raised import has_raised_label, label_of

_LINES_OF_NOTE = 6
_SMALLER = 0.94
_LOWEST = 0.55
"""A label in letters of the text's size begins a note in this share of the page only, from the foot."""


def mark_footnotes(lines: Sequence[Line], body: float) -> list[Line]:
    """The lines of a page, in reading order, with `flow` set on those of notes.

    A note is below the text of its column, and begins with its number, raised or in small letters.
    """
    marked: list[Line] = []
    for _, group in groupby(lines, key=lambda line: (line.column, line.flow)):
        column = list(group)
        first = _first_note(column, body)
        for at, line in enumerate(column):
            is_note = at >= first and line.flow == "body"
            begins = is_note and label_of(line.text) is not None
            marked.append(replace(line, flow="note", begins=begins) if is_note else line)
    return marked


def labels(lines: Sequence[Line]) -> list[tuple[int, str]]:
    """(page, number or sign) of each note that begins."""
    found = ((line.page, label_of(line.text)) for line in lines if line.begins)
    return [(page, label) for page, label in found if label]


def endnotes(lines: Sequence[Line]) -> list[str]:
    """The numbers of notes at the end of the text: 1 to the last, each the beginning of a line."""
    numbers: list[int] = []
    between = 0
    for line in reversed(lines):
        label = label_of(line.text)
        if label and label.isdigit() and (not numbers or int(label) == numbers[-1] - 1):
            numbers.append(int(label))
            between = 0
        else:
            between += 1
        if between > _LINES_OF_NOTE or numbers[-1:] == [1]:
            break
    return [str(number) for number in reversed(numbers)] if numbers[-1:] == [1] else []


def _first_note(column: Sequence[Line], body: float) -> int:
    first = len(column)
    for at in range(len(column) - 1, -1, -1):
        line = column[at]
        low = line.base < _LOWEST * line.page_height
        small = line.size <= _SMALLER * body
        if line.row or not (small or (low and has_raised_label(line.text))):
            break
        if label_of(line.text):
            first = at
    return first
