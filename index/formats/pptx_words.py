"""The words of a slide's paragraphs as they are shown, and the numbers that the program gives them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex
from lxml import etree

from index.formats.docx_math import M, linear
from index.formats.numerals import numeral
from index.formats.raised import END, START, lower

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_NUMBERING = regex.compile(r"(?P<kind>arabic|alphaLc|alphaUc|romanLc|romanUc)(?P<signs>Period|ParenR|ParenBoth|Plain)")
_KINDS = {"arabic": "1", "alphaLc": "a", "alphaUc": "A", "romanLc": "i", "romanUc": "I"}
_SIGNS = {"Period": "{}.", "ParenR": "{})", "ParenBoth": "({})", "Plain": "{}"}
_NO_PART = ("slidenum", "datetime")


def words_of(paragraph: etree._Element) -> str:
    """The words, `START` and `END` of `index.formats.raised` around what is raised; without what is struck out."""
    said: list[str] = []
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        match element.tag:
            case tag if tag == f"{A}r" or (tag == f"{A}fld" and not element.get("type", "").startswith(_NO_PART)):
                said.append(_run(element, "".join(said[-2:])))
            case tag if tag == f"{A}br":
                said.append("\n")
            case tag if tag == f"{M}oMath":
                said.append(linear(element))
            case tag if isinstance(tag, str) and tag not in (f"{A}fld", f"{A}pPr", f"{A}endParaRPr"):
                if not tag.endswith("}Fallback"):
                    waiting.extend(reversed(element))
    return "".join(said)


def _run(run: etree._Element, before: str) -> str:
    look = run.find(f"{A}rPr")
    words = (run.findtext(f"{A}t") or "").replace("\v", "\n")
    if look is None or not words.strip():
        return words
    if look.get("strike", "noStrike") != "noStrike":
        return ""
    place = look.get("baseline", "0").rstrip("%")
    if place in ("0", ""):
        return words
    return lower(words, before) if place.startswith("-") else f"{START}{words}{END}"


def labels(paragraphs: Iterable[etree._Element]) -> Iterator[tuple[etree._Element, str]]:
    """Each paragraph with the number that is shown in front of it, "" for none."""
    counted: dict[int, int] = {}
    for paragraph in paragraphs:
        properties = paragraph.find(f"{A}pPr")
        depth = properties.get("lvl", "0") if properties is not None else "0"
        level = int(depth) if depth.isdecimal() and len(depth) < 3 else 0
        counted = {other: number for other, number in counted.items() if other <= level}
        numbering = properties.find(f"{A}buAutoNum") if properties is not None else None
        style = _NUMBERING.fullmatch(numbering.get("type", "")) if numbering is not None else None
        if numbering is None or style is None or not words_of(paragraph).strip():
            counted.pop(level, None)
            yield paragraph, ""
            continue
        start = numbering.get("startAt", "1")
        first = int(start) if start.isdecimal() and len(start) < 7 else 1
        counted[level] = counted[level] + 1 if level in counted else first
        yield paragraph, _SIGNS[style["signs"]].format(numeral(counted[level], _KINDS[style["kind"]]))
