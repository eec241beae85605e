"""Times that a sentence tells by its form: "from 8 a.m. to 1 p.m.", "(1788-1824)", "moved from 4 April to 11 April".

Asked when something closes, is held or died, a reader rather finds the wrong one of two times, or is unsure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from index.lexical import stem, words
from index.spans import Span
from qa.language.inflection import base_form
from qa.language.mentions import find_names
from qa.language.word_classes import MONTHS, SHORT_MONTHS, WEEKDAYS, word_set
from qa.reading.lead import lead
from qa.reading.reader import Reading
from qa.retrieval import Hit, ScoredSentence

CONFIDENCE = 0.6
"""Of a time found so where the reader is less sure, as of `qa.reading.keyword_sentence`."""

_ASKS = regex.compile(
    r"^\s*(?:(?:and|so|but)\s+)?(?:(?:at|on|in|until|till|from|since)\s+)?"
    r"(?:when\b|(?:what|which)\s+(?:time|date|day|year|hours?)\b|how\s+(?:late|early)\b)",
    regex.I,
)
_FIRST = regex.compile(r"\b(?:open(?:s|ed|ing)?|starts?|begins?|first|earliest|early)\b|^\s*from\s+when\b", regex.I)
_LAST = regex.compile(
    r"\b(?:closes?|closed|closing|shuts?|ends?|stops?|finish(?:es)?|last|latest|late)\b|^\s*(?:until|till)\s+(?:when|what)\b",
    regex.I,
)
_BORN = regex.compile(r"\b(?:born|birth)\b", regex.I)
_DIED = regex.compile(r"\b(?:die[sd]?|death|pass(?:ed)?\s+away)\b", regex.I)
_HELD = regex.compile(
    r"\b(?:is|are|was|were|will|does|did)\b(?!.*\b(?:moved?|postpone\p{L}*|put|delay\p{L}*|original\p{L}*|reschedul\p{L}*|announc\p{L}*)\b)",
    regex.I,
)
_ASKING_WORDS = frozenset(
    stem(word)
    for word in word_set(
        "open close closing opening start begin end first last earliest latest early late time hour shut stop finish"
        " leave depart sail run arrive go come bear birth die death pass away year date day hold take place happen"
        " occur daily today actual exactly may"
    )
)

_CLOCK = (
    r"(?:\d{1,2}(?:[:.]\d\d)?\s?(?:a\.?m\.?|p\.?m\.?)|\d{1,2}[:.]\d\d(?:\s?(?:h|hrs?|o['\u2019]clock))?|\d{1,2}\s?o['\u2019]clock"
    r"|noon|midday|midnight|dawn|dusk|sunrise|sunset)(?!\d)"
)
_HOURS = regex.compile(
    rf"(?:\b(?:from|between)\s+)?(?P<first>{_CLOCK}|\d{{1,2}}(?=\s*(?:to|-|\u2013)\s*{_CLOCK}))\s*"
    rf"(?:to|until|till|and|-|\u2013)\s*(?P<last>{_CLOCK})",
    regex.I,
)
_MONTH = "|".join((*MONTHS, *(f"{name}\\.?" for name in SHORT_MONTHS)))
_DATE = rf"(?:(?:c(?:irca|a)?\.?\s*)?(?:\d{{1,2}}\s+(?:{_MONTH})\s+|(?:{_MONTH})\s+\d{{1,2}},?\s+)?\d{{3,4}})"
_LIFE = regex.compile(
    rf"\((?:[^()]{{0,40}}[;,]\s*)?(?:born\s+|b\.\s*)?(?P<first>{_DATE})\s*"
    rf"(?:-|\u2013|\u2014|to)\s*(?P<last>{_DATE})\)"
)
_WHEN = rf"(?:{'|'.join(WEEKDAYS)}|{_MONTH}|\d{{1,4}}|{_CLOCK}|spring|summer|autumn|winter|next|noon)"
_YEARS = r"(?:from\s+|between\s+)(?P<first>(?:1\d|20)\d\d)\s+(?:to|until|till|and)\s+(?P<last>(?:1\d|20)\d\d)"
_PERIOD = regex.compile(rf"{_HOURS.pattern}|\b{_YEARS}", regex.I)
_MOVED = regex.compile(
    r"\b(?:postponed|moved|put\s+(?:off|back)|delayed|rescheduled|brought\s+forward|shifted|changed)\s+from\s+"
    rf"[^,;.]{{2,60}}?\s+(?:to|until|till)\s+(?P<last>(?:the\s+)?{_WHEN}\b[^,;]{{0,40}}?)(?=[,;]|\.?$|\.\s|\s(?:because|due|so|as|after)\b)",
    regex.I,
)


def or_told_time(question: str, hits: Sequence[Hit], reading: Reading) -> Reading:
    """The reading; or, with the time that the form of a sentence tells, where that sentence speaks of what was asked.

    The time takes the place of other words of the same sentence, and of a reading that is less sure.
    """
    if not _ASKS.search(question):
        return reading
    for hit, scored, span in _found(question, hits, reading):
        if scored.sentence.span.overlaps(reading.span) and hit.passage.document == reading.hit.passage.document:
            return replace(reading, span=span, confidence=max(reading.confidence, CONFIDENCE), supporting=())
        if reading.confidence < CONFIDENCE:
            return Reading(hit, span, CONFIDENCE, ranking=reading.ranking)
    return reading


def _found(question: str, hits: Sequence[Hit], reading: Reading) -> Iterator[tuple[Hit, ScoredSentence, Span]]:
    """The sentences that speak of what is asked, with the time of each; the one read need not name again of whom."""
    asked = _asked_for(question)
    wanted = _forms(question) - _ASKING_WORDS
    names = {stem(word) for name in find_names(question) for word in words(name.text)}
    if asked is None or not wanted:
        return
    form, which = asked
    for hit in hits:
        around = _forms(lead(hit.passage))
        for scored in hit.sentences:
            match = form.search(scored.text)
            read = scored.sentence.span.overlaps(reading.span) and hit.passage == reading.hit.passage
            if match and wanted - (names if read else set()) <= _forms(scored.text) | around:
                start = scored.sentence.start
                yield hit, scored, Span(start + match.start(which), start + match.end(which))


def _asked_for(question: str) -> tuple[regex.Pattern[str], str] | None:
    """The form of sentence that tells it, and which of its times."""
    if _BORN.search(question) or _DIED.search(question):
        return _LIFE, "first" if _BORN.search(question) else "last"
    if _LAST.search(question):
        return _PERIOD, "last"
    if _FIRST.search(question):
        return _PERIOD, "first"
    return (_MOVED, "last") if _HELD.search(question) else None


def _forms(text: str) -> set[str]:
    return {stem(base_form(word) or word) for word in words(text)}
