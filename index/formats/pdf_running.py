"""Running headers, footers and page numbers.

A line is one of these if it stands at one place of most pages, or counts up with them. A single
line near the edge is text: a year, a dose, a heading.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import regex

from index.formats.pdf_lines import Line

_MARGIN = 0.13
"""Running lines stand in this share of a page's height, at either end."""

_WIDE_MARGIN = 0.22
"""The same for the outermost row where it counts the pages: LaTeX leaves that much below a page's number."""

_ROWS = 3
"""As many rows from the edge are looked at."""

_SAME_PLACE = 4.0
"""Points."""

_CHAPTER = 3
"""Pages in a row that a line must stand on where it is not on most."""

_YEARS = range(1500, 2101)
_YEARS_TO_COUNT = 6
"""So many pages must count up by a number that could be a year."""

_MUCH_LARGER = 2.5
"""Letters of a watermark, beside those of the text."""

_DASH = r"[\u2013\u2014|\u00b7\u2022\-]"
_SAYS_PAGE = regex.compile(
    rf"(?:page|p\.|seite|s\.)\s*\d{{1,4}}(?:\s*(?:of|von|/)\s*\d{{1,4}})?|{_DASH}\s*(?:\d{{1,4}}|[ivxlc]{{1,6}})\s*{_DASH}"
    r"|\d{1,4}\s+(?:of|von)\s+\d{1,4}",
    regex.I,
)
_COUNTER = regex.compile(
    rf"(?:.*(?:\s{_DASH}|{_DASH}\s|\bpage|\bp\.|\bseite|\bs\.))?\s*#(?:\s*(?:of|von|/)\s*\d{{1,4}})?\s*(?:{_DASH}.*)?",
    regex.I,
)
_NUMBER = regex.compile(r"(?<![\w.,])(?:\d{1,4}|[ivxlc]{1,6})(?![\w.,]\w|\w)", regex.I)
_BARE = regex.compile(r"\d{1,4}")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


class _Place(NamedTuple):
    """A line by its page and its number on it, both from 0; `row` counts rows from the edge."""

    page: int
    number: int
    row: int
    top: bool


def running_lines(pages: Sequence[Sequence[Line]]) -> list[set[int]]:
    """For each page the numbers of its running lines."""
    found: list[set[int]] = [set() for _ in pages]
    outer = [place for page, lines in enumerate(pages) for place in _outer(page, lines)]
    filled = [page for page, lines in enumerate(pages) if lines]
    repeated = set(_repeated(pages, outer, filled))
    counting = set(_counting(pages, outer)) | {
        place for place in outer if _SAYS_PAGE.fullmatch(pages[place.page][place.number].text.strip())
    }
    for page in filled:
        for top in (True, False):
            mine = [place for place in outer if place.page == page and place.top == top]
            for row in range(_ROWS):
                inside = [place for place in mine if place.row == row]
                running = {place for place in inside if place in repeated or place in counting}
                # A number beside other text is a cell or an item's number.
                running -= {
                    place
                    for place in running - repeated
                    if len(running) < len(inside) and _BARE.fullmatch(pages[page][place.number].text.strip())
                }
                found[page].update(place.number for place in running)
                if len(running) < len(inside):
                    break
    return found


def watermarks(lines: Sequence[Line], body: float) -> set[int]:
    """The numbers of the lines in very large letters that lie under or over the text."""
    found = set()
    for number, large in enumerate(lines):
        if large.size >= _MUCH_LARGER * body and any(
            other.size < large.size / 2
            and large.base - 0.2 * large.size < other.base < large.base + 0.7 * large.size
            and other.left < large.right - large.size / 2
            and other.right > large.left + large.size / 2
            for other in lines
        ):
            found.add(number)
    return found


def _outer(page: int, lines: Sequence[Line]) -> Iterator[_Place]:
    for top in (True, False):
        row, last = -1, None
        for number in sorted(range(len(lines)), key=lambda at: lines[at].base, reverse=top):
            line = lines[number]
            margin = _WIDE_MARGIN if row < 0 or (row == 0 and _is_beside(last, line)) else _MARGIN
            if margin < line.base / line.page_height < 1 - margin or (line.base > line.page_height / 2) != top:
                continue
            if not _is_beside(last, line):
                row, last = row + 1, line.base
            if row >= _ROWS:
                break
            yield _Place(page, number, row, top)


def _is_beside(height: float | None, line: Line) -> bool:
    return height is not None and abs(height - line.base) <= _SAME_PLACE


def _repeated(pages: Sequence[Sequence[Line]], outer: Iterable[_Place], filled: Sequence[int]) -> Iterator[_Place]:
    """Lines that stand at one place on most pages, on most left or right ones, or on several in a row."""
    alike: dict[tuple[bool, str], list[_Place]] = defaultdict(list)
    for place in outer:
        line = pages[place.page][place.number]
        if not _MARGIN < line.base / line.page_height < 1 - _MARGIN:
            alike[place.top, line.text.casefold()].append(place)
    for places in alike.values():
        for group in _at_one_height(pages, places):
            on = sorted({place.page for place in group})
            if len(on) >= 2 and (_are_most(on, filled) or _in_a_row(on) >= _CHAPTER):
                yield from group


def _at_one_height(pages: Sequence[Sequence[Line]], places: Iterable[_Place]) -> Iterator[list[_Place]]:
    def height(place: _Place) -> float:
        return pages[place.page][place.number].base

    group: list[_Place] = []
    for place in sorted(places, key=height):
        if group and height(place) - height(group[0]) > _SAME_PLACE:
            yield group
            group = []
        group.append(place)
    if group:
        yield group


def _are_most(on: Sequence[int], filled: Sequence[int]) -> bool:
    if len(on) > len(filled) / 2:
        return True
    sides = [page for page in filled if page % 2 == on[0] % 2]
    return len({page % 2 for page in on}) == 1 and len(on) > len(sides) / 2 and len(on) >= _CHAPTER


def _in_a_row(on: Sequence[int]) -> int:
    """The longest run of pages that follow each other, or every other one."""
    longest = 1
    for step in (1, 2):
        pages = set(on)
        for first in pages:
            if first - step not in pages:
                length = 1
                while first + length * step in pages:
                    length += 1
                longest = max(longest, length)
    return longest


def _counting(pages: Sequence[Sequence[Line]], outer: Iterable[_Place]) -> Iterator[_Place]:
    """Lines with a number that grows by one from page to page, and nothing else that changes."""
    alike: dict[tuple[bool, str, int], list[_Place]] = defaultdict(list)
    for place in outer:
        text = pages[place.page][place.number].text.strip()
        for found in _NUMBER.finditer(text):
            value = _value(found.group())
            rest = f"{text[: found.start()]}#{text[found.end() :]}".casefold()
            if value is not None and _COUNTER.fullmatch(rest):
                alike[place.top, rest, value - place.page].append(place)
    for (_, _, offset), places in alike.items():
        on = {place.page for place in places}
        likely_years = any(offset + page in _YEARS for page in on)
        needed = _YEARS_TO_COUNT if likely_years else 2
        is_of_page = offset == 1 and (len(pages) > 1 or not any(place.top for place in places))
        if len(on) >= needed or is_of_page:
            yield from places


def _value(number: str) -> int | None:
    if number.isdigit():
        return int(number)
    values = [_ROMAN[letter] for letter in number.casefold()]
    return sum(-one if one < max(values[at:]) else one for at, one in enumerate(values)) if number.islower() else None
