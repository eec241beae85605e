"""Lists inside a sentence: "a captain, an engineer, two deckhands and a cashier", and their items."""

from __future__ import annotations

import regex

from index.spans import Span
from qa.language.inflection import is_base_form
from qa.language.word_classes import AUXILIARIES, CONJUNCTIONS, PAST_VERBS, PREPOSITIONS

LONGEST_ITEM = 6
"""Words of an item that is told from the clause around it."""

_JOIN = regex.compile(r"\s*[,;]\s*(?:(?:and|or|as well as)\s+)?|\s+(?:and|or|as well as)\s+", regex.I)
_WORD = r"[\p{L}\p{N}$\u00a3\u20ac&][\p{L}\p{N}.'\u2019&%-]*"
_COUNTED = regex.compile(
    r"(?:an?|the|one|two|three|four|five|six|seven|eight|nine|ten|\d[\d,.]*|some|several|many|his|her|its|their)\s",
    regex.I,
)
_ITEM = regex.compile(rf"{_WORD}(?:\s{_WORD}){{0,{LONGEST_ITEM - 1}}}")
_BREAKS = (AUXILIARIES | PAST_VERBS | CONJUNCTIONS | PREPOSITIONS | {"he", "she", "it", "they"}) - {
    "and",
    "or",
    "of",
    "'s",
}
_STARTS_AFTER = regex.compile(rf"(?:[:(\u2013]|\b(?:{'|'.join(sorted(_BREAKS))}|of|including))\s+", regex.I)
_ANNOUNCED = regex.compile(r"\s*:\s*")


def items(text: str, span: Span) -> list[Span]:
    """The items of the list that the span is a part of, or announces, in order; the span alone where there is none.

    "Five members: a captain and an engineer" announces two.
    """
    announced = _ANNOUNCED.match(text, span.end)
    first = announced and _ITEM.match(text, announced.end())
    whole = _whole(text, Span(first.start(), _until_break(text, Span(*first.span())) or first.end()) if first else span)
    parts = _of_verbs(text, _parts(text, whole))
    if len(parts) < 2 or not _alike([text[slice(*part)] for part in parts]):
        return [span]
    return parts


def _of_verbs(text: str, parts: list[Span]) -> list[Span]:
    """Of things to do ("boost trade, evade tolls, and the state seems") those up to the first that is none."""
    told = [is_base_form(text[slice(*part)].split()[0].lower()) for part in parts if text[slice(*part)].split()]
    if len(told) < 3 or len(told) != len(parts) or told[:2] != [True, True] or all(told):
        return parts
    return parts[: told.index(False)]


def _whole(text: str, span: Span) -> Span:
    """The span with the items before and behind it, where together they have a comma and an "and"."""
    start, end = span
    while (join := _JOIN.match(text, end)) and (after := _ITEM.match(text, join.end())):
        grown = _until_break(text, Span(join.end(), after.end()))
        if grown is None:
            break
        end = grown
    while (before := _item_before(text, start)) is not None:
        start = before
    grown_span = Span(start, end)
    joins = [match.group() for match in _JOIN.finditer(text, start, end)]
    is_list = any("," in join for join in joins) and any(regex.search(r"\b(?:and|or)\b", join) for join in joins)
    return grown_span if is_list else span


def _until_break(text: str, item: Span) -> int | None:
    """Where an item ends: before a join or the clause's verb or preposition; None where it has no words."""
    words = list(regex.finditer(_WORD, text[slice(*item)]))
    end = None
    for word in words:
        if word.group().lower().rstrip(".") in _BREAKS | {"and", "or"}:
            break
        end = item.start + word.end()
    return end if end is None else item.start + len(text[item.start : end].rstrip("."))


def _item_before(text: str, start: int) -> int | None:
    """Where the item begins that a join right before `start` sets off; None where there is none."""
    joins = [match for match in _JOIN.finditer(text, 0, start) if match.end() == start]
    if not joins:
        return None
    stop = joins[-1].start()
    begin = max((match.end() for match in _JOIN.finditer(text, 0, stop)), default=0)
    begin = max([begin, *(match.end() for match in _STARTS_AFTER.finditer(text, begin, stop))])
    words = text[begin:stop].split()
    return begin if 0 < len(words) <= LONGEST_ITEM and not _BREAKS & {word.lower() for word in words} else None


def _parts(text: str, whole: Span) -> list[Span]:
    """The pieces between the joins; where there is but an "and", only if both pieces are counted or named alike."""
    parts, start = [], whole.start
    for join in _JOIN.finditer(text, whole.start, whole.end):
        if regex.match(r"\d,\d", text[join.start() - 1 : join.end() + 1]):
            continue  # "12,400" is one number.
        parts.append(Span(start, join.start()))
        start = join.end()
    parts.append(Span(start, whole.end))
    return [part for part in parts if part.start < part.end]


def _alike(parts: list[str]) -> bool:
    """Whether pieces are items of one list: all short, and all begin alike."""
    if any(len(part.split()) > LONGEST_ITEM for part in parts):
        return False
    counted = [_COUNTED.match(part) is not None for part in parts]
    capital = [part[0].isupper() for part in parts]
    if len(parts) == 2 and regex.search(r"\bof\s\p{Lu}", parts[0]):
        return False  # "The Department of Health and Human Services" is one name.
    if len(parts) == 2:
        return all(counted) or (not any(counted) and len(set(capital)) == 1)
    return len(set(capital)) == 1 or sum(counted) * 2 >= len(parts)
