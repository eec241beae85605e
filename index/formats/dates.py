"""The day a document says it is of."""

from __future__ import annotations

from datetime import date

import regex

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_MONTHS_OF_A_YEAR = 12
_NUMBERS = regex.compile(r"\s*(?P<year>\d{4})(?P<parted>[-/.]?)(?P<month>\d{2})(?P=parted)(?P<day>\d{2})(?!\d)")
_DAY_FIRST = regex.compile(
    r"\s*(?P<day>\d{1,2})(?P<parted>[./-])\s?(?P<month>\d{1,2})(?P=parted)\s?(?P<year>\d{4})(?!\d)"
)
_WORDS = regex.compile(
    r"\s*(?:\p{L}+, )?(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\.? (?:of )?(?P<month>\p{L}{3,9})\.?"
    r"|(?P<month>\p{L}{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?),? (?P<year>\d{4})(?!\d)",
    regex.I,
)


def day(said: str | None) -> str | None:
    """The day that a date or time begins with, as YYYY-MM-DD; None for anything else.

    Read are ISO 8601 ("2024-05-06T10:00", "20240506"), "2024/05/06", days with an English month ("6 May 2024",
    "May 6, 2024"), "6.5.2024", and "16/05/2024" or "05/16/2024"; not "05/06/2024", which is another day here than
    there, nor a month or a year alone.
    """
    match = _NUMBERS.match(said or "") or _WORDS.match(said or "") or _DAY_FIRST.match(said or "")
    if match is None:
        return None
    month = match["month"]
    number = int(month) if month.isdigit() else _month(month.lower())
    in_month = int(match["day"])
    if match.re is _DAY_FIRST and match["parted"] != ".":
        if max(number, in_month) <= _MONTHS_OF_A_YEAR and number != in_month:
            return None
        number, in_month = min(number, in_month), max(number, in_month)
    try:
        return date(int(match["year"]), number, in_month).isoformat()
    except ValueError:
        return None


def _month(name: str) -> int:
    """The number of a month by its name or its first letters; 0 for none."""
    return next(
        (number for number, month in enumerate(_MONTHS, 1) if month.startswith(name) or name == "sept" == month[:4]), 0
    )
