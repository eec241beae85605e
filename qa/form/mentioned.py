"""All of one kind that the text names: "Which countries are mentioned?", "What dates does the article give?".

Found by how they are written, or by their names, and not read. People, towns and organisations are not told apart: a
classifier of names by the bundled encoder's vectors, made from who- and where-questions, found people with a precision
of 0.80 and a recall of 0.78, places with 0.66 and 0.58, organisations with 0.44 and 0.33 (of 114 names of the seeds and
of small documents). So all names are given, and it is said that they are not told apart.
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
from qa.form.listing import MOST_ITEMS, merged
from qa.form.telling import DocumentSentences
from qa.language.countries import find_countries
from qa.language.figures import FigureKind, find_figures
from qa.language.inflection import can_be
from qa.language.mentions import find_names

CONFIDENCE = 0.9
"""Of each such list; not measured."""

NAMES_CONFIDENCE = 0.6
"""Of all names, where those of one sort were asked for; not measured."""

MOST_NAMES = 60
"""More than of other items, as not all of them are what was asked for."""

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
_STOPPED = "The first {shown} of {found} are shown."
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
_SORT = (
    r"(?P<sort>(?:proper\s+)?names?|people|persons?|individuals?|men|women|politicians|authors|places?|locations?|cities|city"
    r"|towns?|villages?|regions?|rivers|organi[sz]ations?|compan(?:y|ies)|institutions?|institutes?|universities|parties)"
)
_ASKS_FOR_NAMES = regex.compile(
    _ASKS.pattern.replace(_KIND, _SORT).replace(_TIMES_AND_PLACES, _SORT)
    + rf"|who(?:\s+all)?\s+(?:is|are|was|were|gets?)\s+{_NAMED}{_IN_TEXT}?|who\s+(?:does|do|did)\s+{_TEXT}\s+{_NAME}"
    rf"|who\s+(?:appears?|occurs?){_IN_TEXT}",
    regex.I,
)
_PEOPLE_OR_TOWNS = regex.compile(r"peo|pers|indiv|men|women|polit|auth|cit|town|vill")
_TITLE = regex.compile(r"(?:Mrs?|Ms|Miss|Dr|Prof|Sir|TV|PhD|then-\S+)\.?\s*")
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
    left = _STOPPED.format(shown=MOST_ITEMS, found=len(found)) if len(found) > MOST_ITEMS else None
    return Formed("list", tuple(found.values())[:MOST_ITEMS], CONFIDENCE, unanswered=left)


def names_mentioned(question: str, history: Sequence[str], sources: Sources) -> Formed | None:  # noqa: ARG001
    """All names, in reading order, where those of people, towns or organisations are asked for; else None.

    A name whose words are all in a fuller one is given with that: "Lund" with "Ann Lund".
    """
    found = _match(_ASKS_FOR_NAMES, question)
    if found is None or sources.threshold > NAMES_CONFIDENCE:
        return None
    sort = (found["sort"] or "people").lower()
    told = documents_of(sources, question)
    names = merged([one for document in told for one in _names(document) if not _is_surely_no(sort, one.answer)])
    if not names:
        return None
    said = (
        []
        if sort.endswith(("name", "names"))
        else [f"All names are given: which of them are {sort} is not told apart."]
    )
    if len(names) > MOST_NAMES:
        said.append(_STOPPED.format(shown=MOST_NAMES, found=len(names)))
    return Formed("list", tuple(names[:MOST_NAMES]), NAMES_CONFIDENCE, unanswered=" ".join(said) or None)


def _is_surely_no(sort: str, name: str) -> bool:
    """Whether the name is a country, asked for people or towns, or an abbreviation that is neither."""
    if not _PEOPLE_OR_TOWNS.match(sort):
        return False
    return name.isupper() or _is_country(name)


def kind_asked_for(question: str) -> Kind | None:
    """The kind of which all is asked for, and no more said of it: not of "Which countries signed?"."""
    found = _match(_ASKS, question)
    return next((kind for kind in _CALLED if found[kind]), None) if found else None


def _match(pattern: regex.Pattern[str], question: str) -> regex.Match[str] | None:
    plain = _TAIL.sub("", " ".join(question.split()))
    return pattern.fullmatch(plain, pos=lead.end() if (lead := _LEAD_IN.match(plain)) else 0)


def _names(document: DocumentSentences) -> Iterator[Citation]:
    for each in document.sentences:
        if each.passage.about:
            continue
        for name in find_names(each.text):
            start, text = name.start, each.text[name.start : name.end]
            start += len(text) - len(text.removeprefix("the ").removeprefix("The "))
            start += title.end() if (title := _TITLE.match(each.text, start, name.end)) else 0
            if _is_whole_name(each.text[start : name.end]):
                place = Span(each.sentence.start + start, each.sentence.start + name.end)
                yield cite(document.document, each.passage, place)


def _is_whole_name(text: str) -> bool:
    """Not "Iran-backed", nor a word such as "Action", which is a name only as a part of one."""
    if len(text) < 2 or regex.search(r"-\p{Ll}+$", text):
        return False
    return " " in text or not can_be(text.lower()) - {"PROPN"} or _is_country(text)


def _is_country(name: str) -> bool:
    return any(span == Span(0, len(name)) for _, span in find_countries(name))


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
