"""How lists are numbered: 3, c, C, iii, III."""

from __future__ import annotations

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LARGEST_ROMAN = 3999
_LETTERS = 26


def numeral(number: int, kind: str) -> str:
    """A number as the first of its kind shows: "1", "01", "1st", "a", "A", "i" or "I".

    Behind z come aa, bb, as Word and browsers have them; what cannot be written so is written in digits.
    """
    match kind:
        case "a" | "A" if 0 < number <= _LETTERS * _LETTERS:
            letter = chr(ord(kind) + (number - 1) % _LETTERS)
            return letter * (1 + (number - 1) // _LETTERS)
        case "i" | "I" if 0 < number <= _LARGEST_ROMAN:
            return _roman(number) if kind == "i" else _roman(number).upper()
        case "01":
            return f"{number:02}"
        case "1st":
            return f"{number}{_ending(number)}"
    return str(number)


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        written += letters * times
    return written


def _ending(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
