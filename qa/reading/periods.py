"""Years and spans of years that a text names, and whether they are those that a question asks about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import regex

EARLIEST, LATEST = 0, 9999

_YEAR = r"(?<![\d,.])(?:1\d{3}|20\d\d)(?![\d]|[,.]\d)"
_DAY = r"(?:\d{1,2}\s+)?(?:[A-Z][a-z]+\.?\s+)?(?:\d{1,2},?\s+)?"
"""What of a date stands before its year: "May", "15 May", "May 15,"."""
_BETWEEN = rf"\s*(?:-|\u2013|\u2014|\bto\b|\buntil\b|\btill\b|\bthrough\b|\band\b)\s*{_DAY}"
_PERIOD = regex.compile(
    rf"(?:\b(?:from|between)\s+{_DAY})?(?P<from>{_YEAR})s?"
    rf"(?:{_BETWEEN}(?P<to>{_YEAR})|[-\u2013](?P<short>\d\d)(?!\d)"
    rf"|\s*(?:-|\u2013|\u2014|\bto\b)\s*(?:the\s+)?(?P<open>present|now|today)\b)"
    rf"|(?:\b(?P<until>until|till|before|up\s+to)\s+{_DAY}|\b(?P<since>since|after|from)\s+{_DAY})?"
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


@dataclass(frozen=True)
class TimeAgreement:
    """What speaks against the words of an answer being of the time that the question names.

    All are 0 where the question names no year, and where the words' sentence names one of its time. Else one of them
    is 1: `another_time` where the sentence names other years alone. Where it names none, the last period that stands
    before it counts: `another_time_before`, or `asked_time_before` where that is of the time asked about; and
    `untold_time` where there is none.
    """

    another_time: float = 0.0
    another_time_before: float = 0.0
    asked_time_before: float = 0.0
    untold_time: float = 0.0


def time_agreement(question: str, said: str, before: str = "") -> TimeAgreement:
    """Compare a question with the sentence of an answer, and where that names no time with what stands `before`."""
    asked = periods(question)
    if not asked:
        return TimeAgreement()
    if told := periods(said):
        return TimeAgreement(another_time=float(not _meet(asked, told)))
    if told := periods(before)[-1:]:
        met = _meet(asked, told)
        return TimeAgreement(asked_time_before=float(met), another_time_before=float(not met))
    return TimeAgreement(untold_time=1.0)


def _meet(asked: Sequence[Period], told: Sequence[Period]) -> bool:
    """Whether a year is part of both."""
    return any(a.first <= t.last and t.first <= a.last for a in asked for t in told)


def _period(match: regex.Match[str]) -> Period:
    if match["from"]:
        first = int(match["from"])
        if match["open"]:
            return Period(first, LATEST)
        last = int(match["to"]) if match["to"] else first - first % 100 + int(match["short"])
        return Period(min(first, last), max(first, last))
    year = int(match["year"])
    if match["until"]:
        return Period(EARLIEST, year)
    if match["since"]:
        return Period(year, LATEST)
    return Period(year, year + 9 if match["decade"] else year)
