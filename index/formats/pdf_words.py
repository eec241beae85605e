"""The letters of a page's lines followed into the text that was made of them: a box for each word."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

import regex

from index.formats.blocks import Block
from index.formats.pdf_letters import Box, Frame, Letter
from index.formats.pdf_lines import Line, Mark
from index.word_boxes import UNITS, WordBox

_AHEAD = 6
"""So many letters may be left out between two of the text: the mark of a note, a hyphen, a bullet."""

_FOLLOWED = 0.97
"""The least share of a block's letters that have been followed; below it the block has no boxes."""

_ADDED = frozenset("|-\u2013\u2014")
"""Letters that the text may have and the page has not: what parts cells."""

_WORD = regex.compile(r"\S+")
_ABOVE, _BELOW = 0.8, 0.22
"""Heights of the letters, above and below where they stand."""


def marks_of(letters: Sequence[Letter], frame: Frame, rotation: int) -> tuple[Mark, ...]:
    """The letters of a sheet with their boxes on the page as it is shown, turned by `rotation` degrees."""
    origin, right, up = (_shown(*frame.back(x, y), frame.bounds, rotation) for x, y in ((0, 0), (1, 0), (0, 1)))
    across = (origin[0], right[0] - origin[0], up[0] - origin[0])
    down = (origin[1], right[1] - origin[1], up[1] - origin[1])
    found = []
    for letter in letters:
        sides = (letter.left, letter.right, letter.base - _BELOW * letter.size, letter.base + _ABOVE * letter.size)
        (start, end), (top, bottom) = _reach(across, *sides), _reach(down, *sides)
        found.append(Mark(letter.text, start, top, end, bottom))
    return tuple(found)


def _shown(x: float, y: float, bounds: Box, rotation: int) -> tuple[float, float]:
    """A point of the page as it is shown, in `UNITS` from its upper left corner."""
    across, down = (x - bounds.left) / bounds.width, (bounds.top - y) / bounds.height
    for _ in range(rotation // 90 % 4):
        across, down = 1 - down, across
    return UNITS * across, UNITS * down


def _reach(axis: tuple[float, float, float], left: float, right: float, bottom: float, top: float) -> tuple[int, int]:
    """From where to where a rectangle of the sheet reaches on an axis of the page, within it."""
    origin, along, upwards = axis
    sides = (along * left, along * right) if along > 0 else (along * right, along * left)
    heights = (upwards * bottom, upwards * top) if upwards > 0 else (upwards * top, upwards * bottom)
    start, end = origin + sides[0] + heights[0], origin + sides[1] + heights[1]
    return round(min(max(start, 0.0), UNITS)), round(min(max(end, 0.0), UNITS))


def word_boxes(text: str, blocks: Sequence[Block], sources: Sequence[Sequence[Line]]) -> list[WordBox]:
    """Of each block, made of the lines in `sources`, the boxes of its words, in order of the text."""
    boxes: list[WordBox] = []
    for block, lines in zip(blocks, sources, strict=True):
        marks = [(line.page, mark) for line in lines for mark in line.marks]
        places = _followed(text[block.start : block.end], marks)
        for word in _WORD.finditer(text, block.start, block.end):
            inside = [places[at - block.start] for at in range(*word.span()) if at - block.start in places]
            boxes += _word(word.start(), word.end(), inside)
    return boxes


def _followed(words: str, marks: Sequence[tuple[int, Mark]]) -> dict[int, tuple[int, Mark]]:
    """For each letter of a block the mark that it came from; none at all where too many cannot be followed."""
    places: dict[int, tuple[int, Mark]] = {}
    at = wanted = 0
    for number, letter in enumerate(words):
        if letter.isspace():
            continue
        near = (ahead for ahead in range(at, min(at + _AHEAD, len(marks))) if _is(letter, marks[ahead][1].text))
        found = next(near, None)
        if found is not None:
            places[number] = marks[found]
            at = found + 1
        wanted += letter not in _ADDED or found is not None
    return places if len(places) >= _FOLLOWED * wanted else {}


def _is(letter: str, drawn: str) -> bool:
    return letter == drawn or unicodedata.normalize("NFKC", letter) == unicodedata.normalize("NFKC", drawn)


def _word(start: int, end: int, marks: Sequence[tuple[int, Mark]]) -> Iterator[WordBox]:
    """The box of a word, or, where a line ends within it, of each of its parts."""
    parts: list[list[tuple[int, Mark]]] = []
    for page, mark in marks:
        last = parts[-1][-1] if parts else None
        if last and last[0] == page and mark.left >= last[1].left and mark.top < last[1].bottom:
            parts[-1].append((page, mark))
        else:
            parts.append([(page, mark)])
    for number, part in enumerate(parts):
        before = sum(map(len, parts[:number]))
        first = start + before
        last_of = end if number == len(parts) - 1 else start + before + len(part)
        sides = [mark for _, mark in part]
        yield WordBox(
            first,
            last_of,
            part[0][0],
            min(mark.left for mark in sides),
            min(mark.top for mark in sides),
            max(mark.right for mark in sides),
            max(mark.bottom for mark in sides),
        )
