"""All that is asked for, from every place that says some of it: "Who is in the crew?", "List the members"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import chain, groupby, islice

import regex

from index.lexical import content_stems, stem
from index.spans import Span
from qa.answer import Answer, Citation
from qa.citation import cite
from qa.form.bullets import CONFIDENCE, bullets
from qa.form.formed import Formed, Sources
from qa.language.coordination import items
from qa.reading.short_answer import asks_for_several
from qa.retrieval import Hit

MOST_PARAGRAPHS = 24
"""Paragraphs that are read for one list, those of the best passages; what others say is not in it."""

MOST_ITEMS = 30

SURE = 1.0
"""The least confidence of a further place's items, as a share of the threshold."""

NEAR_BEST = 0.7
"""The same, as a share of the confidence of the best place."""

_PLEASE = r"(?:(?:please|could you|can you|would you|will you)\s+)*"
_ASKS = regex.compile(
    rf"^{_PLEASE}(?:list|name|enumerate)\s+(?!of\b|one\b|an?\b)\w|\b(?:what|which)\b[^?]*\bare\s+there\b"
    r"|^who\s+(?:else\s+)?(?:is|are|was|were)\s+(?:all\s+)?(?:in|on|part\s+of|among|members?\s+of)\s"
    r"|^(?:who|what)\s+all\b|\ball\s+the\s+\w+s\b",
    regex.I,
)
_REQUEST = regex.compile(rf"^{_PLEASE}(?:list|name|enumerate)\s+(?:all\s+)?(?:of\s+)?(?P<what>.+?)[\s.!?]*$", regex.I)
_MENTIONED = regex.compile(
    r"\s+(?:are|were|is|get)\s+(?:mentioned|named|spoken\s+of|talked\s+about|listed)(?:\s+(?:in|by)\s+(?:the|this)"
    r"\s+(?:article|text|document|story|report|page))?",
    regex.I,
)
_KIND = regex.compile(r"\b(?:what|which|list|name)\s+(?:all\s+)?(?:the\s+)?(?:\p{L}+\s+)?(?P<kind>\p{L}+s)\b", regex.I)
_PEOPLE = regex.compile(
    r"\b(?:members|people|men|women|players|authors|leaders|persons|staff|presidents|kings|queens)\b", regex.I
)
_ONE_ROLE = regex.compile(r"^(?:who|what)\s+(?:is|was)\s+the\s+(?P<what>\w+(?:\s+\w+)?)\s*\?*$", regex.I)


def listing(question: str, history: Sequence[str], sources: Sources) -> Formed | None:
    """The items that the best passages name, in reading order; None where it asks for one thing, or has one answer.

    "Who is the mayor?" is answered with each mayor where several places have one of their own.
    """
    several = asks_for_list(question)
    if not several and not _ONE_ROLE.match(question.strip()):
        return None
    answer = sources.answer(as_question(question), tuple(history))
    whole = bullets(answer, sources) if several else ()
    if whole:
        return _formed(answer, whole, max(answer.confidence, CONFIDENCE))
    if answer.form != "quotation":
        return None
    first = answer.citations[0]
    if several:
        found = [*_itemised(first), *(item for place in _places(answer, sources) for item in _itemised(place))]
    else:
        found = _of_the_same_kind([first, *_places(answer, sources, content_stems(question))], question)
    items = merged(_without_modifiers(found, question))
    if len(items) < 2:
        return None
    return _formed(answer, items, answer.confidence)


def _formed(answer: Answer, found: Sequence[Citation], confidence: float) -> Formed:
    return Formed(
        form="list",
        citations=tuple(found[:MOST_ITEMS]),
        confidence=confidence,
        standalone_question=answer.standalone_question,
        passages=answer.passages,
    )


def asks_for_list(question: str) -> bool:
    """Whether all of several things are asked for, as far as its words tell."""
    return _ASKS.search(question.strip()) is not None or asks_for_several(question)


def as_question(request: str) -> str:
    """ "List the members of the crew." as "Who are the members of the crew?"; a question as it is."""
    request = _MENTIONED.sub(" are named", request)
    asked = _REQUEST.match(request.strip())
    if asked is None:
        return request
    return f"{'Who' if _PEOPLE.search(asked['what']) else 'What'} are {asked['what']}?"


def _places(answer: Answer, sources: Sources, holding: Set[str] = frozenset()) -> Iterator[Citation]:
    """Further answers, one a paragraph that is sure enough, of those which hold the stems given."""
    question = answer.standalone_question
    least = max(SURE * sources.threshold, NEAR_BEST * answer.confidence)
    first = answer.citations[0]
    whole = sources.retriever.retrieve(question, MOST_PARAGRAPHS)
    for hit in islice(chain.from_iterable(map(_paragraphs, whole)), MOST_PARAGRAPHS):
        if hit.passage.document == first.document and hit.passage.span.overlaps(first.span):
            continue
        if not holding <= content_stems(hit.passage.text):
            continue
        reading = sources.reader.read(question, [hit])
        if reading.confidence >= least and reading.verdict is None:
            yield cite(sources.collection.documents[hit.passage.document], hit.passage, reading.span)


def _paragraphs(hit: Hit) -> Iterator[Hit]:
    """The hit, paragraph by paragraph: each may have an item of its own."""
    for _, group in groupby(hit.sentences, key=lambda scored: scored.sentence.paragraph):
        scored, whole = tuple(group), hit.passage
        start, end = scored[0].sentence.start - whole.start, scored[-1].sentence.end - whole.start
        part = replace(
            whole,
            text=whole.text[start:end],
            sentences=tuple(one.sentence for one in scored),
            before="" if start else whole.before,
        )
        yield replace(hit, passage=part, sentences=scored)


def _itemised(place: Citation) -> list[Citation]:
    """The citation once for each item of its answer."""
    if place.answer_start is None or place.answer_end is None:
        return [place]
    span = Span(place.answer_start - place.start, place.answer_end - place.start)
    return [
        replace(place, answer_start=place.start + item.start, answer_end=place.start + item.end)
        for item in items(place.quote, span)
    ]


def merged(found: Sequence[Citation]) -> list[Citation]:
    """In reading order, without items whose words are all in another's; the fuller one is kept."""
    ordered = sorted(found, key=lambda item: (item.document, item.answer_start or item.start))
    kept: list[tuple[set[str], Citation]] = []
    for item in ordered:
        said = content_stems(item.answer) or {item.answer.lower()}
        same = next((at for at, (other, _) in enumerate(kept) if said <= other or other <= said), None)
        if same is None:
            kept.append((said, item))
        elif len(said) > len(kept[same][0]):
            kept[same] = (said, item)
    return [item for _, item in kept]


def _without_modifiers(found: Sequence[Citation], question: str) -> list[Citation]:
    """The items but for those which only say what sort of them is meant: "Iraqi" of "Iraqi militias"."""
    asked = _KIND.search(question)
    if asked is None:
        return [*found]
    kind = stem(asked["kind"].lower())
    return [item for item in found if not _is_followed_by(item, kind)]


def _is_followed_by(item: Citation, kind: str) -> bool:
    if item.answer_end is None or len(item.answer.split()) > 1:
        return False
    behind = regex.match(r"\s+(\p{L}+)", item.quote[item.answer_end - item.start :])
    return behind is not None and stem(behind[1].lower()) == kind


def _of_the_same_kind(found: Sequence[Citation], question: str) -> list[Citation]:
    """The names that sentences say which hold every word of the question: each place's own mayor."""
    asked = content_stems(question)
    return [
        item
        for item in found
        if asked <= content_stems(item.quote) and item.answer[:1].isupper() and item.answer != item.quote
    ]
