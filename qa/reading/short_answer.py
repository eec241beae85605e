"""A span becomes words that can be read alone: whole words, whole lists, no stray marks."""

from __future__ import annotations

import regex

from index.lexical import content_stems
from index.spans import Span
from qa.language.answer_type import answer_type
from qa.language.inflection import base_form, can_be, is_base_form
from qa.language.word_classes import AUXILIARIES, DETERMINERS, PREPOSITIONS, word_set

_PAIRS = {"(": ")", "[": "]", "{": "}", "\u201c": "\u201d", "\u2018": "\u2019"}
_OPENING = {close: opening for opening, close in _PAIRS.items()}
_EDGES = " \t\n\u00a0,;:.!?"

_CAPITAL = regex.compile(r"(?:\p{Ll}{2,3}-)?\p{Lu}")
_PART = rf"{_CAPITAL.pattern}[\p{{L}}\p{{N}}'\u2019-]*"
_NAME_AFTER = regex.compile(rf"[ \u00a0-]{_PART}")
# Not the first word of a sentence: its capital letter says nothing.
_NAME_BEFORE = regex.compile(rf"(?<=[\p{{L}}\p{{N}},;][ \u00a0]){_PART}[ \u00a0]$")
_ENDS_IN_NAME = regex.compile(rf"(?:^|[\s(]){_PART}$")
_WORD = r"(?:\p{Ll}{2,3}-)?[\p{Lu}\p{N}][\p{L}\p{N}.'\u2019&-]*"
_SMALL = r"(?:of|the|and\s+the|al|de|von|van|bin|ibn)\s+"
_NAME = rf"(?:the\s+)?{_WORD}(?:\s+(?:{_SMALL})?{_WORD}){{0,5}}(?:\s*\([^()\n]{{1,30}}\))?"
_TITLE_BEFORE = regex.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof|Capt|Col|Gen|Lt|Sgt|St|Rev|Hon|Sir|Dame|Lord|Lady)\.?[ \u00a0]$")
_COUNT = (
    r"(?:[$\u00a3\u20ac]\s?)?(?:\d[\d,.]*\d|\d|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty"
    r"|thirty|forty|fifty|sixty|seventy|eighty|ninety|half|a dozen)\b"
)
_SCALE = (
    r"(?:\s?%|\s(?:per\s?cent|hundred|thousand|million|billion|trillion|dozen|euros?|dollars?|pounds?|francs?)\b){0,2}"
)
_LIMIT = (
    r"(?:(?:at\s+(?:least|most)|up\s+to|(?:no|not)\s+(?:more|less|fewer)\s+than|(?:more|less|fewer)\s+than|all\s+but|not"
    r"|nearly|almost|about|around|roughly|approximately|over|under|between|from|exactly|only)\s+)"
)
_QUANTITY = regex.compile(
    rf"\b(?:{_LIMIT}{{1,2}}{_COUNT}{_SCALE}|(?<![\d,.$]){_COUNT}{_SCALE}(?=\s+(?:to|and|or|but)\s+{_LIMIT}?{_COUNT}))"
    rf"(?:\s*(?:\bto|\band|\bor|\bbut|-|\u2013)\s*{_LIMIT}?{_COUNT}{_SCALE})?",
    regex.I,
)
_TURNED_BY = regex.compile(r"(?:\b(?:not(?!\s+only)|never|all\s+but|except(?:\s+for)?)|n['\u2019]t)\s+$", regex.I)
_ASKS_WHAT_WAS_SAID = regex.compile(
    r"\W*what\s+(?:did|does|do|has|have)\b.*\b(?:say|said|tell|told|claim|claimed|emphasi[sz]e|warn|announce|believe|think"
    r"|argue|state|declare|promise|predict|suggest)\b",
    regex.I,
)
_ASKS_HOW = regex.compile(r"\W*how\s+(?:is|are|was|were|do|does|did|has|have|can|could|will)\b", regex.I)
_BEHIND_THAT = regex.compile(r"\bthat\s+[\"\u201c]?$", regex.I)
_CLAUSE_REST = regex.compile(r"(?:[^,;.!?\n]|\.(?=\S)|(?<=\b\p{Lu})\.){1,160}")
_AIM_BEFORE = regex.compile(r"(?:^|[,;.:]\s+)(?:and\s+|but\s+)?(?P<clause>[^,;.:]{8,160}?)\s+(?:in\s+order\s+)?to\s+$")
_DID = regex.compile(r"\b(?:has|have|had|\p{L}+ed|made|built|took|gave|sent|set|dug|cut|bought|sold)\b")
_AND = r"(?:\s*,\s*(?:and\s+|or\s+|as well as\s+)?|\s+(?:and|or|as well as)\s+)"
_LIST = regex.compile(rf"{_NAME}(?:{_AND}{_NAME})+")
_PLURAL = r"(?!(?:was|is|has|does|says|its|this|news|series|means)\b)\w{2,}[^\Wsui]s\b"
_OPENS_OBJECT = DETERMINERS | PREPOSITIONS | word_set("if that when how why what who it")
"""Words that stand behind "what helps" the verb, and not behind "what helps" the noun."""

_ASKS_FOR_SEVERAL = regex.compile(
    rf"\b(?:what|which)(?:\s+(?P<before>\w+))?\s+(?P<plural>{_PLURAL}|people|men|women)(?:\s+(?P<after>\w+))?"
    rf"|\b(?:what|who)\s+(?:are|were)\s+(?:the\s+)?(?:\w+\s+)?(?:names|members|{_PLURAL})"
    r"|\b(?:what|which|who)\s+(?:(?:are|were)\s+)?(?:two|three|four|five|six)\b"
    r"|\b(?:which|what)\s+of\s+(?:the|these|those|his|her|its|their)\s+(?:\w+\s+)?\w+s\s+(?:are|were|have|had|did|do|can|will)\b"
    r"|\bbetween\s+(?:which|what|whom)\b",
    regex.I,
)


def readable(question: str, text: str, span: Span) -> Span:
    """The span as it is shown: trimmed, with what limits or turns it, names whole, lists whole where asked for."""
    span = with_what_turns_it(text, trim(text, span))
    if _ASKS_WHAT_WAS_SAID.match(question):
        span = whole_statement(text, span)
    if _ASKS_HOW.match(question):
        span = means_of(question, text, span)
    asked = answer_type(question)
    if asked == "number":
        span = whole_quantity(text, span)
    elif asked in (None, "reason"):
        span = whole_name(text, span)
    return trim(text, whole_list(text, span)) if asks_for_several(question) else span


def asks_for_several(question: str) -> bool:
    """Whether the question waits for more than one thing, as far as its words tell."""
    return any(not _is_of_one(found) for found in _ASKS_FOR_SEVERAL.finditer(question))


def _is_of_one(found: regex.Match[str]) -> bool:
    """Whether what looks like a plural is a verb: "which plant costs 35 euros", "what happens if"."""
    before, after = (found["before"] or "").lower(), (found["after"] or "").lower()
    if not before and found["plural"] and base_form(found["plural"].lower()) is not None:
        return "NOUN" not in can_be(found["plural"].lower()) or after in _OPENS_OBJECT
    if not before or "NOUN" not in can_be(before) or base_form(found["plural"].lower()) is None:
        return False
    return after not in AUXILIARIES and not is_base_form(after)


def whole_list(text: str, span: Span) -> Span:
    """The list of names that the span is a part of, or ends within; the span itself where there is none."""
    for match in _LIST.finditer(text):
        if match.start() <= span.start and span.end <= match.end():
            return Span(*match.span())
        if match.start() <= span.end - 1 < match.end():
            return Span(span.start, match.end())
    return span


def whole_statement(text: str, span: Span) -> Span:
    """The clause behind "that" which the span begins: "a strike" becomes "a strike would help"."""
    if not _BEHIND_THAT.search(text[: span.start]):
        return span
    rest = _CLAUSE_REST.match(text, span.end)
    return trim(text, Span(span.start, rest.end())) if rest else span


def means_of(question: str, text: str, span: Span) -> Span:
    """The clause that an aim stands behind, where the aim is what the question has, and how it is reached is asked for.

    Of "the town has dug a canal to drain the marsh" that is "the town has dug a canal" to "How is the marsh drained?".
    """
    aim = _AIM_BEFORE.search(text[: span.start])
    if aim is None or not _DID.search(aim["clause"]):
        return span
    rest = _CLAUSE_REST.match(text, span.end)
    aims = text[aim.end() : rest.end() if rest else span.end]
    if not content_stems(aims) & content_stems(question):
        return span
    return trim(text, Span(aim.start("clause"), aim.end("clause")))


def whole_quantity(text: str, span: Span) -> Span:
    """The span with the limits of its number: "15 nurses" becomes "At least 12 and at most 15 nurses"."""
    for match in _QUANTITY.finditer(text):
        found = Span(*match.span())
        if found.overlaps(span):
            return Span(min(span.start, found.start), max(span.end, found.end))
    return span


def with_what_turns_it(text: str, span: Span) -> Span:
    """The span with a negation right before it: "ward 6" becomes "all but ward 6"."""
    before = _TURNED_BY.search(text[: span.start])
    return Span(before.start() if before and before.group()[0].isalpha() else span.start, span.end)


def whole_name(text: str, span: Span) -> Span:
    """The span with the rest of the name that it begins or ends with: "Hamdi" becomes "Hamdi Malik"."""
    start, end = span
    while _CAPITAL.match(text, start) and (before := _NAME_BEFORE.search(text[:start])):
        start = before.start()
    if _CAPITAL.match(text, start) and (title := _TITLE_BEFORE.search(text[:start])):
        start = title.start()
    while _ENDS_IN_NAME.search(text[span.start : end]) and (after := _NAME_AFTER.match(text, end)):
        end = after.end()
    return Span(start, end)


def trim(text: str, span: Span) -> Span:
    """Whole words, without stray punctuation at their ends, or a bracket or quotation mark that lost its partner."""
    start, end = _whole_words(text, span)
    while start < end - 1:
        first, last, inner = text[start], text[end - 1], text[start:end]
        if first in _EDGES or first in _OPENING or _unpaired(inner, first):
            start += 1
        elif (last in _EDGES and not _abbreviated(inner)) or last in _PAIRS or _unpaired(inner, last):
            end -= 1
        else:
            break
    return Span(start, end)


def _whole_words(text: str, span: Span) -> Span:
    start, end = span
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return Span(start, end)


def _unpaired(text: str, mark: str) -> bool:
    if mark == '"':
        return text.count(mark) % 2 == 1
    partner = _PAIRS.get(mark) or (_OPENING.get(mark) if mark != "\u2019" else None)
    return partner is not None and text.count(mark) > text.count(partner)


def _abbreviated(text: str) -> bool:
    """Whether a full stop at the end belongs to an abbreviation such as "U.S."."""
    last = text.rsplit(None, 1)[-1]
    return text.endswith(".") and last.count(".") > 1
