"""Words by which people ask for a column of a table that is called otherwise: "How tall" asks for a height."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from index.lexical import content_stems, stem

_MEASURES: tuple[tuple[str, str], ...] = (
    (r"\bhow (?:tall|high)\b|\btall(?:est)?\b", "height elevation altitude"),
    (r"\bhow long\b|\blong(?:est)?\b|\bshort(?:est)?\b|\btakes?\b", "length duration time period"),
    (r"\bhow (?:old|young)\b|\b(?:old|young)est\b", "age"),
    (r"\bhow heavy\b|\bheav(?:y|iest)\b|\blight(?:est)?\b|\bweighs?\b", "weight mass"),
    (r"\bhow (?:far|distant)\b|\b(?:nearest|farthest|furthest)\b", "distance"),
    (r"\bhow (?:fast|quick)\b|\b(?:fast|slow)(?:est)?\b", "speed pace velocity"),
    (r"\bhow (?:deep)\b|\b(?:deep|shallow)(?:est)?\b", "depth"),
    (r"\bhow (?:wide|broad)\b|\b(?:wide|narrow)(?:st|est)?\b", "width breadth"),
    (r"\bhow (?:hot|cold|warm)\b|\b(?:hot|cold|warm)(?:test|est)?\b", "temperature"),
    (r"\bhow (?:large|big)\b", "size area"),
)
"""What is measured, and what a column of such figures is called."""

_ASKED_BY: tuple[tuple[str, str], ...] = (
    (r"how much\b|\bcosts?\b|\bexpensive|\bcheap|\bpay\b|\bpriced?\b", "price cost fee charge fare amount rent rate"),
    (r"\bhow many\b", "number count quantity total"),
    (r"\bhow many people\b|\binhabitants\b|\bpopulous\b", "population"),
    (r"\bhow often\b", "frequency interval"),
    (r"\bwhen\b", "date day time year month"),
    (r"\bwhere\b", "place location city town country address room venue"),
    (r"\bwho\b", "name person author contact teacher speaker winner"),
    (r"\b(?:telephone|phone|call|ring)\b", "telephone phone number"),
    *_MEASURES,
)
_MOST = (
    "largest|biggest|highest|greatest|most|maximum|max|tallest|longest|heaviest|oldest|fastest|deepest|widest|hottest"
    "|warmest|farthest|furthest|latest|dearest|larger|higher|greater|bigger"
)
_LEAST = (
    "smallest|lowest|least|fewest|minimum|min|cheapest|shortest|lightest|youngest|slowest|narrowest|coldest|nearest"
    "|earliest|shallowest|smaller|lower|fewer"
)
_SUPERLATIVE = regex.compile(rf"\b(?:(?P<most>{_MOST})|(?P<least>{_LEAST}))\b", regex.I)
_MORE = regex.compile(r"(?<=\b(?:which|what)\b.*)\b(?:(?P<most>more)|(?P<least>less))\b(?!\s+than\b)", regex.I)
_AFTER = regex.compile(r"\s+(?:(?!(?:in|of|on|at|is|was|are|were|does|did|for)\b)[\p{L}-]+\s*){1,3}")
_VALUE = regex.compile(
    r"(?:what(?:'s|\s+is|\s+was)\s+the|how\s+(?:much|many|high|tall|long|large|old|heavy|deep|wide|far|hot|cold|fast)\b.*)\s*"
    rf"(?:{_MOST}|{_LEAST})\b",
    regex.I,
)
_PLACES = {
    "first": 0, "top": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "second to last": -2, "second last": -2,
    "last but one": -2, "last": -1, "bottom": -1,
}  # fmt: skip
_PLACE = regex.compile(
    r"(?:who|(?:which|what) [\p{L} -]+?) (?:came|finished|ended(?: up)?|(?:is|was|were) (?:placed|ranked)|ranked|ranks"
    r"|placed|(?:is|was)(?= at the| last| bottom| top))(?: in| at)?(?: the)? "
    rf"(?P<place>{'|'.join(sorted(_PLACES, key=len, reverse=True))})(?=\s*(?:\?|$|(?:in|of|at|on|with)\b))",
    regex.I,
)
ORDERED_BY = content_stems("points score scores pts marks total")
"""Names of a column by which rows are in the order of their places."""

PLACES_BY = content_stems("place rank position pos")
"""Names of a column that tells the places."""

_ASKING = content_stems("many much long tall high old often far fast cost give show list tell find number")


@dataclass(frozen=True)
class Extreme:
    """A wish for the largest, or smallest, of something: the `word` that says so, and `of` what, as it goes on.

    `is_value` tells that the figure itself is asked for ("What is the highest price?") and not whose it is.
    """

    word: str
    largest: bool
    of: str
    is_value: bool


def extreme(question: str) -> Extreme | None:
    """What extreme the question asks for, if it asks for one."""
    found = _SUPERLATIVE.search(question) or _MORE.search(question)
    if found is None:
        return None
    after = _AFTER.match(question, found.end())
    is_value = _VALUE.match(question.strip()) is not None
    return Extreme(found[0].lower(), found["most"] is not None, after[0].strip() if after else "", is_value)


def place_asked(question: str) -> int | None:
    """Which place in an order a question asks for: 0 for "Which club came first?", -1 for "last"; None for no place."""
    found = _PLACE.match(question.strip())
    return _PLACES[found["place"].lower()] if found else None


def attributes(question: str) -> set[str]:
    """Stems of the names that a column can have whose values are asked for in other words."""
    return {
        stem(name) for asked, names in _ASKED_BY if regex.search(asked, question, regex.I) for name in names.split()
    }


def measures_else(question: str, head: str) -> bool:
    """Whether a column's head names another measure than the one asked for: "Length" for "How deep"."""
    asked = {names for pattern, names in _MEASURES if regex.search(pattern, question, regex.I)}
    named = {names for _, names in _MEASURES if content_stems(head) & content_stems(names)}
    return bool(asked and named) and not asked & named


def asked_stems(question: str) -> set[str]:
    """The stems of the words that carry meaning, without those that only ask."""
    return content_stems(question) - _ASKING
