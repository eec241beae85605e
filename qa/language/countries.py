"""Names of countries and territories, as English texts have them: CLDR's, with what people say instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import regex

from index.spans import Span
from qa.language.word_classes import is_common

_NO_COUNTRIES = frozenset({"AQ", "EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""What CLDR names among them: Antarctica, unions, and codes for what is unknown."""

_SAID: Mapping[str, tuple[str, ...]] = {
    "AE": ("UAE",),
    "BO": ("Bolivia",),
    "CD": ("Democratic Republic of the Congo", "Democratic Republic of Congo", "DR Congo"),
    "CG": ("Republic of the Congo",),
    "CI": ("Ivory Coast",),
    "CZ": ("Czech Republic",),
    "FK": ("Falkland Islands",),
    "GB": ("UK", "U.K.", "Great Britain", "Britain"),
    "GB-ENG": ("England",),
    "GB-NIR": ("Northern Ireland",),
    "GB-SCT": ("Scotland",),
    "GB-WLS": ("Wales",),
    "HK": ("Hong Kong",),
    "MM": ("Myanmar", "Burma"),
    "MO": ("Macao", "Macau"),
    "NL": ("Holland",),
    "PS": ("Palestine",),
    "SZ": ("Swaziland",),
    "TL": ("East Timor",),
    "TR": ("Turkey",),
    "US": ("USA", "U.S.A.", "US", "U.S.", "United States of America", "America"),
    "VA": ("Vatican",),
}
"""Names that CLDR has in another form, or not at all."""

_DIRECTION = regex.compile(r"(?:north|south|east|west|central|upper|lower|mainland|modern|ancient)\p{L}*", regex.I)
_WORD_BEFORE = regex.compile(r"[\p{L}.'\u2019-]+(?=[ \u00a0-]$)")
_NAME_BEHIND = regex.compile(r"(?:[ \u00a0]|-)\p{Lu}\p{Ll}+")


def find_countries(text: str) -> Iterator[tuple[str, Span]]:
    """The code, of two letters, and the place of each country in the text; none that is a part of another name.

    Not told apart are a state and a country of one name, as "Georgia".
    """
    names, pattern = _names()
    for match in pattern.finditer(text):
        if not _is_in_name(text, match.start(), match.end()):
            yield names[match.group().replace("\u2019", "'").replace("\u00a0", " ")], Span(*match.span())


def _is_in_name(text: str, start: int, end: int) -> bool:
    """Whether it is a part of another name: "Jordan" of "Jordan Lund", "Mexico" of "New Mexico"."""
    if _NAME_BEHIND.match(text, end):
        return True
    before = _WORD_BEFORE.search(text, 0, start)
    return before is not None and before[0][0].isupper() and not (_DIRECTION.fullmatch(before[0]) or _opens(before))


def _opens(word: regex.Match[str]) -> bool:
    """Whether it is a plain word with a capital for its place alone, as in "In Iraq"."""
    return word[0] != "New" and word.start() == 0 and is_common(word[0])


@cache
def _names() -> tuple[Mapping[str, str], regex.Pattern[str]]:
    """The code of each name, and what finds them all, the longest first."""
    from babel import Locale

    territories = {code: name for code, name in Locale("en").territories.items() if len(code) == 2}
    said = [(name.replace("\u2019", "'"), code) for code, name in territories.items() if code not in _NO_COUNTRIES]
    said += [(name, code) for code, names in _SAID.items() for name in names]
    names = dict(said) | {f"Saint{name[3:]}": code for name, code in said if name.startswith("St. ")}
    forms = (regex.escape(name).replace("'", "['\u2019]").replace("\\ ", "[ \u00a0]") for name in names)
    pattern = "|".join(sorted(forms, key=len, reverse=True))
    return names, regex.compile(rf"(?<![\p{{L}}\p{{N}}])(?:{pattern})(?![\p{{L}}\p{{N}}])")
