"""A page's lines in reading order: the rows of its tables, the text, the boxes beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.formats.pdf_layout import in_reading_order
from index.formats.pdf_letters import Box
from index.formats.pdf_lines import Line
from index.formats.pdf_rules import Rules
from index.formats.pdf_tables import with_table_rows

_PART = 0.6
"""A box that holds more of a page's letters than this is the page's frame."""


def arranged(lines: Sequence[Line], rules: Rules) -> list[Line]:
    """The lines of a sheet as they are read; those in a drawn box are an aside, after the text above it."""
    level = [rule.at for rule in rules.level]
    rest = with_table_rows(lines, rules)
    asides: list[tuple[Box, list[Line]]] = []
    letters = sum(len(line.text) for line in rest)
    for box in sorted(rules.boxes, key=lambda box: box.width * box.height):
        inside = [line for line in rest if not line.row and box.holds((line.left + line.right) / 2, line.base)]
        if inside and sum(len(line.text) for line in inside) <= _PART * letters:
            asides.append((box, [replace(line, flow="aside") for line in inside]))
            rest = [line for line in rest if line not in inside]
    ordered = in_reading_order(rest, level)
    for box, inside in sorted(asides, key=lambda aside: -aside[0].top):
        at = _after(ordered, box)
        ordered[at:at] = in_reading_order(inside, level)
    return ordered


def _after(ordered: Sequence[Line], box: Box) -> int:
    """Where in the order a box stands: after the last line that is above it."""
    above = [
        at
        for at, line in enumerate(ordered)
        if line.base >= box.top - line.size and line.left < box.right and line.right > box.left
    ]
    return above[-1] + 1 if above else 0
