"""The values of a spreadsheet's cells as it shows them: 0.25 under the pattern "0%" is "25%"."""

from __future__ import annotations

from datetime import date, datetime, time

import regex

from index.formats.canonical import tidy

_LITERAL = regex.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)(?:-[^\]]*)?\]|\[[^\]]*\]')
"""Words in quotation marks, a letter behind a backslash, room left, what fills up, a currency, a colour."""

_NUMBER = regex.compile(r"(?P<before>[^0#?,.]*)(?P<whole>[0#?][0#?,]*)?(?:\.(?P<places>[0#?]+))?(?P<after>[^0#?,.]*)")
_MOST_PLACES = 15
_ONLY_LETTERS = regex.compile(r"General|Standard|@", regex.I)


def shown(value: object, pattern: str = "General") -> str:
    """What a cell shows of its value: days as YYYY-MM-DD, numbers by the pattern where it is a plain one."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime():
            return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
        case date() | time():
            return value.isoformat()
        case int() | float():
            return _number(value, pattern)
    return tidy(str(value)).replace("\n", " ")


def _number(value: float, pattern: str) -> str:
    section = _LITERAL.sub(_placeholder, pattern.partition(";")[0])
    found = _NUMBER.fullmatch(section)
    if _ONLY_LETTERS.fullmatch(section) or not found or not (found["whole"] or found["places"]):
        return f"{value:.15g}"
    before, after = (_literal(found[side]) for side in ("before", "after"))
    value = value * 100 if "%" in before + after else value
    if (found["whole"] or "").endswith(",") or any(letter.isascii() and letter.isalpha() for letter in section):
        return f"{value:.15g}"
    places = (found["places"] or "")[:_MOST_PLACES]
    words = f"{abs(value):{',' if ',' in (found['whole'] or '') else ''}.{len(places)}f}"
    for optional in reversed(places):
        if optional == "0" or not words.endswith("0"):
            break
        words = words[:-1]
    sign = "-" if value < 0 and any(digit in words for digit in "123456789") else ""
    return f"{sign}{before.lstrip()}{words.removesuffix('.')}{after.rstrip()}"


_MARKED = 0xE000
"""Letters of a pattern that are shown as they stand are kept apart as letters of the private area from here on."""


def _placeholder(literal: regex.Match[str]) -> str:
    said = literal[1] or literal[2] or literal[3] or ""
    return "".join(chr(_MARKED + ord(letter)) if ord(letter) < 0x1000 else letter for letter in said)


def _literal(said: str) -> str:
    return "".join(chr(ord(letter) - _MARKED) if 0 <= ord(letter) - _MARKED < 0x1000 else letter for letter in said)
