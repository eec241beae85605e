"""Years, dates, sums of money, shares and other numbers that a text gives, found by how they are written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import regex

from index.spans import Span
from qa.language.word_classes import MONTHS, SHORT_MONTHS

FigureKind = Literal["year", "date", "sum", "share", "number"]

_GAP = r"[ \u00a0]"
_MONTH = rf"(?:{'|'.join(MONTHS)}|(?:{'|'.join(SHORT_MONTHS)})\b\.?)"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:1\d{3}|20\d\d)"
_COUNTED = (
    rf"{_GAP}(?:(?:hundred|thousand|million|billion|percent|per|kilo|milli|centi)\p{{L}}*|km|kg|cm|mm|m|g|ha)\b"
    rf"|(?<!\b(?i:the|in|of|since|by|until|from|to|and|a|its|his|her|their){_GAP}{_YEAR}){_GAP}\p{{Ll}}+s\b"
)
"""What stands behind a number that is no year: "1200 workers", but for "the 1984 protests"."""
_LONE_YEAR = (
    rf"(?<![\p{{L}}\p{{N}}$\u00a3\u20ac.,:/#-])(?<!\bNo\.?{_GAP}){_YEAR}"
    rf"(?:s\b|[\u2013-](?:{_YEAR}|\d\d)\b)?(?![\p{{L}}\p{{N}}%\u00b0]|[.,:-]\d|{_GAP}?(?:{_MONTH})|{_COUNTED})"
)
_DATED = (
    rf"\b(?:{_MONTH}{_GAP}{_DAY}(?:,?{_GAP}{_YEAR})?|{_DAY}(?:{_GAP}of)?{_GAP}{_MONTH}(?:,?{_GAP}{_YEAR})?"
    rf"|{_MONTH}(?:,|{_GAP}of)?{_GAP}{_YEAR}|\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./](?:\d{{4}}|\d\d))(?!\p{{N}})"
)
_LONE_MONTH = (
    r"(?<=\b(?:in|by|since|until|till|of|last|next|early|late|mid|during|from|to|and|every|each|this)[ \u00a0-])"
    rf"{_MONTH}(?!\p{{L}})"
)
_AMOUNT = r"\d{1,3}(?:[, \u00a0]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
_SCALE = rf"(?:{_GAP}?(?:thousand|million|billion|trillion|mn|bn|k|m)\b)?"
_CURRENCY = (
    r"(?:dollars?|euros?|pounds?|cents?|pence|francs?|yen|yuan|roubles?|rubles?|rupees?|crowns?|krone[rn]?|kron(?:a|or)"
    r"|lira|dinars?|pesos?|shillings?|guilders?|USD|EUR|GBP|CHF)\b"
)
_SUM = (
    rf"(?:[$\u00a3\u20ac\u00a5]|\b(?:US\$|USD|EUR|GBP|CHF){_GAP}){_GAP}?(?:{_AMOUNT}){_SCALE}"
    rf"|\b(?:{_AMOUNT}){_SCALE}{_GAP}?(?:{_CURRENCY}|[\u20ac\u00a3])"
)
_SHARE = rf"\b(?:{_AMOUNT}){_GAP}?(?:%|percent\b|per{_GAP}cent\b|percentage points?\b)"
_NUMBER = rf"(?<![\p{{L}}\p{{N}}.,])(?:{_AMOUNT}){_SCALE}(?![\p{{L}}\p{{N}}])"

_PATTERNS: dict[FigureKind, regex.Pattern[str]] = {
    "year": regex.compile(rf"{_DATED}|{_LONE_YEAR}"),
    "date": regex.compile(rf"{_DATED}|{_LONE_YEAR}|{_LONE_MONTH}"),
    "sum": regex.compile(_SUM),
    "share": regex.compile(_SHARE),
    "number": regex.compile(rf"{_SUM}|{_SHARE}|{_NUMBER}"),
}
_TIME = regex.compile(rf"{_DATED}|{_LONE_YEAR}")


_DATE = regex.compile(_DATED)
_YEAR_OF_DATE = regex.compile(rf"(?<!\d){_YEAR}(?!\d)")


def find_figures(kind: FigureKind, text: str) -> Iterator[Span]:
    """The places of what is of that kind, in order; a year also inside a date, but no number that is a part of one."""
    times = [Span(*match.span()) for match in _TIME.finditer(text)] if kind == "number" else []
    for match in _PATTERNS[kind].finditer(text):
        span = Span(*match.span())
        if kind == "year" and _DATE.fullmatch(match.group()):
            year = _YEAR_OF_DATE.search(match.group())
            if year is None:
                continue
            span = Span(span.start + year.start(), span.start + year.end())
        if not any(span.overlaps(time) for time in times):
            yield span
