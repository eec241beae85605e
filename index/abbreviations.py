"""Full stops that end no sentence: of abbreviations and of dates."""

from __future__ import annotations

import regex

SEEN = 40
"""Characters on either side that are looked at."""

_TITLE = regex.compile(r"\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|Mme|Mlle|Messrs)\.$")
_BEFORE_NUMBER = regex.compile(
    r"(?<!\d\s?)(?i:\b(?:approx|ca|circa|vols?|nr|paras?|figs?|eqs?|sect|sec|ch|chap|pp?|tel|ext|max|min|ref|cl)\.$)"
    r"|\b(?:Nos?|Arts?)\.$"
)
_NUMBER = regex.compile(r"[\p{Sc}~(]?\d|[IVXLC]+\b(?!')|[A-Z]{2,3}\d")
_BEFORE_SMALL_LETTER = regex.compile(
    r"\b(?i:approx|ca|vol|para|deg|hrs?|mins?|secs?|yrs?|wks?|mos|bn|mn|mill|tn|lbs?|ozs?|fl|ft|in|sq|cu|gal|mi|km|kg|cm"
    r"|mm|rev|temp|avg|est|incl|excl|dept|inc|ltd|co|corp|cf|viz|resp|orig|ed|eds|al)\.[\"')\]]?$"
)
_DEGREES = regex.compile(r"\bdeg\.$"), regex.compile(r"[CFK]\b")
_DAY = regex.compile(r"(?<![\p{L}\d.,:])(?:[1-9]|[12]\d|3[01]|0[1-9])\.$")
_MONTH_AND_YEAR = regex.compile(r"(?:0?[1-9]|1[0-2])\.\s?(?:\d{2}|\d{4})\b(?!\d)")
_DAY_AND_MONTH = regex.compile(r"(?<![\p{L}\d.,:])(?:[1-9]|[12]\d|3[01]|0[1-9])\.\s?(?:0?[1-9]|1[0-2])\.$")
_YEAR = regex.compile(r"(?:1\d|20)\d\d\b(?![.,]?\d)|\d\d(?=[.,;)]|$)")
_MONTHS = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b"
)
_NAMED_MONTH = regex.compile(_MONTHS)
_NAMED_MONTH_AND_YEAR = regex.compile(rf"{_MONTHS}\.?,? \d{{4}}\b")
_ON_THE_DAY = regex.compile(r"\b(?:on|from|until|till|since|before|after|by|the)\s\d{1,2}\.$")


def goes_on(before: str, after: str) -> bool:
    """Whether a sentence that seems to end in `before` goes on with `after`.

    It does behind a title ("Ms." Vance), an abbreviation that wants a number ("Vol." 3, "approx." $1.5 million) or that
    a small letter follows ("2.5 hrs." about), and inside a date ("3." 4. 2019; "on 3." April).
    """
    before, after = before[-SEEN:], after[:SEEN]
    if not before.endswith((".", '."', ".'", ".)", ".]")) or not after:
        return False
    return (
        (after[0].isupper() and _TITLE.search(before) is not None)
        or (_NUMBER.match(after) is not None and _BEFORE_NUMBER.search(before) is not None)
        or (after[0].islower() and _BEFORE_SMALL_LETTER.search(before) is not None)
        or (_DEGREES[0].search(before) is not None and _DEGREES[1].match(after) is not None)
        or _is_inside_date(before, after)
    )


def _is_inside_date(before: str, after: str) -> bool:
    if _DAY_AND_MONTH.search(before):
        return _YEAR.match(after) is not None
    if not _DAY.search(before):
        return False
    if _MONTH_AND_YEAR.match(after) or _NAMED_MONTH_AND_YEAR.match(after):
        return True
    return _ON_THE_DAY.search(before) is not None and _NAMED_MONTH.match(after) is not None
