"""Years and spans of years that a text names, and whether two texts are of one time."""

from __future__ import annotations

from typing import NamedTuple

import regex

EARLIEST, LATEST = 0, 9999

_YEAR = r"(?<![\d,.])(?:1\d{3}|20\d\d)(?![\d]|[,.]\d)"
_BETWEEN = r"\s*(?:-|\u2013|\u2014|\bto\b|\buntil\b|\btill\b|\bthrough\b|\band\b)\s*(?:[A-Z][a-z]+\s+)?"
_PERIOD = regex.compile(
    rf"(?:\b(?:from|between)\s+(?:[A-Z][a-z]+\s+)?)?(?P<from>{_YEAR})s?"
    rf"(?:{_BETWEEN}(?P<to>{_YEAR})|[-\u2013](?P<short>\d\d)(?!\d))"
    rf"|(?:\b(?P<until>until|till|before|up\s+to)\s+(?:[A-Z][a-z]+\s+)?|\b(?P<since>since|after|from)\s+(?:[A-Z][a-z]+\s+)?)?"
    rf"(?P<year>{_YEAR})(?P<decade>s)?",
    regex.I,
)


class Period(NamedTuple):
    """The first year and the last, both part of it."""

    first: int
    last: int


def periods(text: str) -> list[Period]:
    """The periods that a text names, in order: "from 2006 to 2009", "1906-09", "since 1990", "the 1960s", "1815"."""
    return [_period(match) for match in _PERIOD.finditer(text)]


def is_of_another_time(question: str, text: str) -> bool:
    """Whether both name periods, and no two of them share a year."""
    asked, told = periods(question), periods(text)
    shared = any(a.first <= t.last and t.first <= a.last for a in asked for t in told)
    return bool(asked) and bool(told) and not shared


def _period(match: regex.Match[str]) -> Period:
    if match["from"]:
        first = int(match["from"])
        last = int(match["to"]) if match["to"] else first - first % 100 + int(match["short"])
        return Period(min(first, last), max(first, last))
    year = int(match["year"])
    if match["until"]:
        return Period(EARLIEST, year)
    if match["since"]:
        return Period(year, LATEST)
    return Period(year, year + 9 if match["decade"] else year)
