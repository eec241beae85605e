"""All of one kind that the text names: "Which countries are mentioned?", "What dates does the article give?".

Found by how they are written, or by their names, and not read. People, towns and organisations are not told apart well
enough so, and are left to the reader.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import regex

from index.spans import Span
from qa.answer import Citation
from qa.citation import cite
from qa.form.brief import documents_of
from qa.form.formed import Formed, Sources
from qa.form.listing import MOST_ITEMS
from qa.language.countries import find_countries
from qa.language.figures import FigureKind, find_figures

CONFIDENCE = 0.9
"""Of each such list; not measured."""

Kind = Literal[FigureKind, "country"]

_CALLED: Mapping[Kind, str] = {
    "year": r"years?",
    "date": r"(?:dates?|days?|points? in time)",
    "sum": r"(?:(?:sums?|amounts?)(?: of money)?|prices?|costs?|money|currency amounts?)",
    "share": r"(?:percentages?|percents?|shares?)",
    "number": r"(?:numbers?|figures?|numerals?|statistics)",
    "country": r"(?:countr(?:y|ies)|nations?|states and countries|countries and nations)",
}
_KIND = rf"(?:{'|'.join(f'(?P<{kind}>{called})' for kind, called in _CALLED.items())})"
_TIMES_AND_PLACES = rf"(?:{'|'.join(f'(?P<{kind}>{_CALLED[kind]})' for kind in ('year', 'date', 'country'))})"
"""Kinds that may be listed without a word of where: "List the prices" rather asks what each thing costs."""
_ALL = r"(?:(?:all|every|each|the|of|different|various|other)\s+)*"
_TEXT = (
    r"(?:(?:this|the|that|these|your)\s+)?(?:whole\s+)?"
    r"(?:articles?|texts?|documents?|story|report|page|piece|it|author)"
)
_IN_TEXT = rf"(?:\s+(?:in|by|anywhere\s+in|throughout)\s+{_TEXT})"
_NAMED = r"(?:mentioned|named|given|listed|cited|stated|spoken\s+of|talked\s+about|referred\s+to)"
_NAME = r"(?:mention|name|give|list|cite|state|contain|have|speak\s+of|talk\s+about|refer\s+to)"
_NAMES = (
    r"(?:mentions?|names?|gives?|lists?|cites?|states?|contains?|has|have|speaks?\s+of|talks?\s+about|refers?\s+to)"
)
_WHICH = rf"(?:which|what|how\s+many)\s+{_ALL}{_KIND}"
_LIST = rf"(?:list|name|enumerate|collect|extract|find|show|give)(?:\s+me)?\s+{_ALL}"
_ASKS = regex.compile(
    rf"(?:{_WHICH}\s+(?:(?:are|is|were|was|get|gets)\s+{_NAMED}|appears?|occurs?|comes?\s+up){_IN_TEXT}?"
    rf"|{_WHICH}\s+(?:are|is)(?:\s+there)?{_IN_TEXT}"
    rf"|{_WHICH}\s+(?:do|does|did)\s+{_TEXT}\s+{_NAME}"
    rf"|{_LIST}{_TIMES_AND_PLACES}"
    rf"|{_LIST}{_KIND}(?:{_IN_TEXT}|\s+(?:that\s+)?(?:are\s+)?{_NAMED}{_IN_TEXT}?|\s+(?:that\s+)?{_TEXT}\s+{_NAMES})"
    rf"|(?:are\s+there\s+any\s+{_KIND}{_IN_TEXT}|does\s+{_TEXT}\s+{_NAME}\s+any\s+{_KIND}))",
    regex.I,
)
_LEAD_IN = regex.compile(r"(?:(?:and|so|but|ok|okay|please|now|(?:can|could|would|will)\s+you)[\s,]+)+", regex.I)
_TAIL = regex.compile(r"[\s,]*(?:please|for me|then)?[\s?.!]*$", regex.I)


def mentioned(question: str, history: Sequence[str], sources: Sources) -> Formed | None:  # noqa: ARG001
    """The first mention of each, in reading order; None where such a list is not asked for, or there is none."""
    kind = kind_asked_for(question)
    if kind is None or sources.threshold > CONFIDENCE:
        return None
    found: dict[str, Citation] = {}
    for called, citation in _all(kind, question, sources):
        found.setdefault(called, citation)
    if not found:
        return None
    left = f"The first {MOST_ITEMS} of {len(found)} are shown." if len(found) > MOST_ITEMS else None
    return Formed("list", tuple(found.values())[:MOST_ITEMS], CONFIDENCE, unanswered=left)


def kind_asked_for(question: str) -> Kind | None:
    """The kind of which all is asked for, and no more said of it: not of "Which countries signed?"."""
    plain = _TAIL.sub("", " ".join(question.split()))
    found = _ASKS.fullmatch(plain, pos=lead.end() if (lead := _LEAD_IN.match(plain)) else 0)
    return next((kind for kind in _CALLED if found[kind]), None) if found else None


def _all(kind: Kind, question: str, sources: Sources) -> Iterator[tuple[str, Citation]]:
    """Each mention and what it is known by; the notes around a text are left out."""
    for document in documents_of(sources, question):
        for each in document.sentences:
            if each.passage.about:
                continue
            for called, span in _find(kind, each.text):
                start = each.sentence.start
                place = Span(start + span.start, start + span.end)
                yield called, cite(document.document, each.passage, place)


def _find(kind: Kind, text: str) -> Iterator[tuple[str, Span]]:
    if kind == "country":
        yield from find_countries(text)
        return
    for span in find_figures(kind, text):
        yield " ".join(text[slice(*span)].replace(".", "").lower().split()), span
