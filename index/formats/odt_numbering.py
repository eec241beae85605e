"""The numbers that OpenDocument gives the items of lists and headings: "2.1", "(a)", "iii."."""

from __future__ import annotations

import regex
from lxml import etree

from index.formats.numerals import numeral
from index.formats.odt_words import STYLE, TEXT

_LEVEL = f"{TEXT}level"
_FORMAT = regex.compile(r"%(\d{1,2})%")
_LIST_FORMAT = "num-list-format"
_DEEPEST = 10


class Numbering:
    """Counts the items of each list; headings are counted by the outline's own."""

    def __init__(self, *roots: etree._Element) -> None:
        self._levels: dict[str, dict[int, etree._Element]] = {}
        for root in roots:
            for style in (*root.iter(f"{TEXT}list-style"), *root.iter(f"{TEXT}outline-style")):
                outline = style.tag == f"{TEXT}outline-style"
                levels = {_number(level.get(_LEVEL)) or 1: level for level in style if isinstance(level.tag, str)}
                self._levels["" if outline else style.get(f"{STYLE}name", "")] = levels
        self._counted: dict[str, dict[int, int]] = {}

    def begin(self, style: str) -> None:
        """A list that does not go on with the one before it."""
        self._counted.pop(style, None)

    def label(self, style: str, level: int, start: str | None = None) -> str | None:
        """The number of the next item of a list at a level from 1; of a heading for the style ""; None without one."""
        levels = self._levels.get(style, {})
        shown = levels.get(level)
        if (
            shown is None
            or level > _DEEPEST
            or not shown.tag.endswith(("list-level-style-number", "outline-level-style"))
        ):
            return None
        counted = self._counted.setdefault(style, {})
        for deeper in [other for other in counted if other > level]:
            del counted[deeper]
        first = _number(start) or (_number(shown.get(f"{TEXT}start-value")) or 1 if level not in counted else None)
        counted[level] = first if first is not None else counted[level] + 1
        return _written(levels, level, counted).strip() or None


def _written(levels: dict[int, etree._Element], level: int, counted: dict[int, int]) -> str:
    shown = levels[level]
    pattern = next((value for key, value in shown.attrib.items() if str(key).endswith(_LIST_FORMAT)), None)
    if shown.get(f"{STYLE}num-format", "") == "":
        return ""
    if pattern is not None:
        return str(_FORMAT.sub(lambda found: _one(levels, int(found[1]), counted), str(pattern)))
    some = min(_number(shown.get(f"{TEXT}display-levels")) or 1, level)
    numbers = [_one(levels, each, counted) for each in range(level - some + 1, level + 1)]
    numbers = [number for number in numbers if number]
    return f"{shown.get(f'{STYLE}num-prefix', '')}{'.'.join(numbers)}{shown.get(f'{STYLE}num-suffix', '')}"


def _one(levels: dict[int, etree._Element], level: int, counted: dict[int, int]) -> str:
    kind = levels[level].get(f"{STYLE}num-format", "") if level in levels else ""
    return numeral(counted.get(level, 1), kind) if kind else ""


def _number(said: str | None) -> int | None:
    return int(said) if said and said.isdecimal() and len(said) < 7 else None
