"""The numbers that Word gives to clauses, steps and headings by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import regex
from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement

from index.formats.numerals import numeral

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = regex.compile(r"%([1-9])")
_LEVELS = 9
_KINDS = {
    "lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I", "decimal": "1", "decimalZero": "01",
    "ordinal": "1st",
}  # fmt: skip
_NO_NUMBER = frozenset({"bullet", "none"})


@dataclass(frozen=True)
class _Level:
    kind: str = "decimal"
    text: str = ""
    start: int = 1
    style: str | None = None
    decimal: bool = False
    restarts: bool = True


@dataclass
class _List:
    """The definition of a list and how far its levels are counted; those that share a definition count on together."""

    levels: dict[int, _Level]
    counted: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts along the paragraphs of a document, which are to be given in their order."""

    def __init__(self, word: Word) -> None:
        self._lists: dict[str, _List] = {}
        self._instances: dict[str, str] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._own_levels: dict[str, dict[int, _Level]] = {}
        self._of_styles = {style.style_id: style.element for style in word.styles}
        for relation in word.part.rels.values():
            if relation.reltype == RELATIONSHIP_TYPE.NUMBERING and not relation.is_external:
                self._read(parse_xml(relation.target_part.blob))

    def label(self, numbered: BaseOxmlElement | None, style: str | None) -> str | None:
        """What stands before the next paragraph, such as "2." or "(a)"; "" for a bullet, None where it is in no list.

        `numbered` is the paragraph's own w:numPr, `style` the id of its style.
        """
        place = self._place(numbered, style)
        if place is None:
            return None
        number, level = place
        found = self._lists.get(self._instances.get(number, ""))
        if found is None:
            return None
        self._count(found, number, level)
        levels = found.levels | self._own_levels.get(number, {})
        return _written(levels, found.counted, level)

    def _place(self, numbered: BaseOxmlElement | None, style: str | None) -> tuple[str, int] | None:
        """The list's number and the level, from 0."""
        said: dict[str, str] = _said(numbered)
        within = self._of_styles.get(style)
        for _ in range(_LEVELS):
            if "numId" in said or within is None:
                break
            said = _said(within.find(f"{_W}pPr/{_W}numPr")) | said
            if "numId" in said and "ilvl" not in said:
                said["ilvl"] = self._level_of_style(said["numId"], within.get(f"{_W}styleId"))
            based = within.find(f"{_W}basedOn")
            within = self._of_styles.get(based.get(f"{_W}val")) if based is not None else None
        if said.get("numId", "0") == "0":
            return None
        level = said.get("ilvl", "0")
        return said["numId"], min(int(level), _LEVELS - 1) if level.isdecimal() else 0

    def _level_of_style(self, number: str, style: str | None) -> str:
        found = self._lists.get(self._instances.get(number, ""))
        levels = found.levels if found else {}
        return next((str(level) for level, what in levels.items() if what.style == style), "0")

    def _count(self, found: _List, number: str, level: int) -> None:
        for restarted, start in self._starts.pop(number, {}).items():
            found.counted[restarted] = start - 1
        for above in range(level):
            found.counted.setdefault(above, found.levels.get(above, _Level()).start)
        start = found.levels.get(level, _Level()).start
        found.counted[level] = found.counted.get(level, start - 1) + 1
        for below in [below for below in found.counted if below > level]:
            if found.levels.get(below, _Level()).restarts:
                del found.counted[below]

    def _read(self, numbering: BaseOxmlElement) -> None:
        linked: dict[str, str] = {}
        for abstract in numbering.findall(f"{_W}abstractNum"):
            name = abstract.get(f"{_W}abstractNumId", "")
            self._lists[name] = _List(_levels(abstract))
            link = abstract.find(f"{_W}numStyleLink")
            if link is not None:
                linked[name] = link.get(f"{_W}val", "")
        for instance in numbering.findall(f"{_W}num"):
            self._read_instance(instance)
        for name, style in linked.items():
            self._lists[name] = self._lists.get(self._linked_to(style), self._lists[name])

    def _read_instance(self, instance: BaseOxmlElement) -> None:
        name = instance.get(f"{_W}numId", "")
        self._instances[name] = _value(instance, "abstractNumId") or ""
        for changed in instance.findall(f"{_W}lvlOverride"):
            level = _number(changed.get(f"{_W}ilvl"), 0)
            start = _value(changed, "startOverride")
            if start is not None:
                self._starts.setdefault(name, {})[level] = _number(start, 1)
            self._own_levels.setdefault(name, {}).update(_levels(changed))

    def _linked_to(self, style: str) -> str:
        element = self._of_styles.get(style)
        said = _said(element.find(f"{_W}pPr/{_W}numPr")) if element is not None else {}
        return self._instances.get(said.get("numId", ""), "")


def _written(levels: Mapping[int, _Level], counted: Mapping[int, int], level: int) -> str:
    own = levels.get(level, _Level())
    if own.kind == "bullet":
        return ""

    def number(match: regex.Match[str]) -> str:
        at = int(match[1]) - 1
        of = levels.get(at, _Level())
        if of.kind in _NO_NUMBER:
            return ""
        of = replace(of, kind="decimal") if own.decimal else of
        return numeral(counted.get(at, of.start), _KINDS.get(of.kind, "1"))

    return str(_PLACE.sub(number, own.text)).strip()


def _levels(of: BaseOxmlElement) -> dict[int, _Level]:
    return {
        _number(level.get(f"{_W}ilvl"), 0): _Level(
            _value(level, "numFmt") or "decimal",
            _value(level, "lvlText") or "",
            _number(_value(level, "start"), 1),
            _value(level, "pStyle"),
            level.find(f"{_W}isLgl") is not None,
            _value(level, "lvlRestart") != "0",
        )
        for level in of.findall(f"{_W}lvl")
    }


def _said(numbered: BaseOxmlElement | None) -> dict[str, str]:
    if numbered is None:
        return {}
    found = {name: _value(numbered, name) for name in ("numId", "ilvl")}
    return {name: value for name, value in found.items() if value is not None}


def _value(element: BaseOxmlElement, name: str) -> str | None:
    found = element.find(f"{_W}{name}")
    return found.get(f"{_W}val") if found is not None else None


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else otherwise
