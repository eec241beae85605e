"""The one number in a cell of a table, and what it counts: "$1,032" is 1032 dollars, "(45)" is -45."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import regex

from qa.language.word_classes import CALENDAR

_NUMBER = regex.compile(
    r"(?P<currency>\p{Sc}\s?)?(?P<open>\()?(?P<sign>[-\u2212\u2013+])?(?P<before>[^\d()+\-\u2212\u2013]{0,12}?)(?P<second>[-\u2212])?"
    r"(?P<digits>\d+(?:[.,\u00a0\u202f '\u2019]\d+)*)(?P<close>\))?(?P<after>[^\d()]{0,20})(?P<closed>\))?"
)
_THOUSANDS = regex.compile(
    r"\d{1,3}(?:(?P<mark>[,.\u00a0\u202f '\u2019])\d{3}(?!\d))(?:(?P=mark)\d{3})*(?:(?P<point>[.,])(?P<places>\d+))?"
)
_PLAIN = regex.compile(r"\d+(?:[.,]\d+)?")
_NOTHING = regex.compile(r"[\s\u2013\u2014.\u2212-]*|n/?a|none", regex.I)
CLOCK = "o'clock"
"""The unit of a time of day; its value is in minutes."""

_TIME = regex.compile(r"(?P<hours>\d{1,2})[:.](?P<minutes>[0-5]\d)(?:\s?(?P<half>[ap])\.?m\.?)?", regex.I)


@dataclass(frozen=True)
class Quantity:
    """A number and its unit in small letters, "" where there is none."""

    value: Decimal
    unit: str = ""


def is_nothing(cell: str) -> bool:
    """Whether a cell says that there is no number: it is empty, a dash or "n/a"."""
    return _NOTHING.fullmatch(cell.strip()) is not None


def quantities(cells: Sequence[str]) -> list[Quantity | None] | None:
    """The number of each cell of a column, None for one that says there is none.

    None altogether where a cell is something else, where they count different things, or where it cannot be told
    whether a comma or a point parts thousands or decimals.
    """
    comma = _decimal_mark(cells)
    found = [None if is_nothing(cell) else quantity(cell, comma) for cell in cells]
    told = [each for each in found if each is not None]
    if len(told) < sum(not is_nothing(cell) for cell in cells) or not told:
        return None
    units = {each.unit for each in told if each.unit}
    return found if len(units) <= 1 else None


def quantity(cell: str, decimal: str = ".") -> Quantity | None:
    """The number of a cell that holds one, with its unit; None of any other. `decimal` parts decimals."""
    text = cell.strip()
    if (time := _TIME.fullmatch(text)) and (":" in text or time["half"]):
        late = 12 * ((time["half"] or "").lower() == "p") + int(time["hours"]) % (12 if time["half"] else 25)
        return Quantity(Decimal(60 * late + int(time["minutes"])), CLOCK)
    found = _NUMBER.fullmatch(text)
    if found is None or bool(found["open"]) != bool(found["close"] or found["closed"]):
        return None
    value = _value(found["digits"], decimal)
    around = ((found[part] or "").strip().lower() for part in ("currency", "before", "after"))
    unit = " ".join(filter(None, around))
    if value is None or len(unit.split()) > 2 or not CALENDAR.isdisjoint(unit.split()):
        return None
    negative = bool(found["open"]) or (found["sign"] or found["second"] or "+") != "+"
    return Quantity(-value if negative else value, unit)


def _value(digits: str, decimal: str) -> Decimal | None:
    if grouped := _THOUSANDS.fullmatch(digits):
        if grouped["mark"] == decimal and not grouped["point"] and digits.count(decimal) == 1:
            return Decimal(digits.replace(decimal, "."))
        whole = regex.sub(r"\D", "", digits[: grouped.start("point")] if grouped["point"] else digits)
        return Decimal(f"{whole}.{grouped['places']}" if grouped["point"] else whole)
    return Decimal(digits.replace(",", ".")) if _PLAIN.fullmatch(digits) else None


def _decimal_mark(cells: Sequence[str]) -> str:
    """What parts decimals: a comma where a cell shows that it does ("9,50"), else a point."""
    return "," if any(regex.search(r"\d,\d{1,2}(?!\d)", cell) for cell in cells) else "."
