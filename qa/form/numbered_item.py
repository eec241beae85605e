"""A clause, step or section that is asked for by its number: "What does clause 2 say?", "What is the third step?"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from index.lexical import content_stems, stem
from index.passages import Passage
from index.spans import Span
from qa.citation import cite
from qa.form.formed import Formed, Sources
from qa.language.inflection import is_base_form
from qa.retrieval import Hit

CONFIDENCE = 0.9
"""Of an item that is found by its number in the best passage that has one."""

_KINDS = r"(?:clause|step|section|article|paragraph|point|item|rule|chapter|part|stage|instruction|condition)"
_STEPS, _CLAUSES = {"step", "stage", "instruction"}, {"clause", "section", "article", "paragraph", "condition"}
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_LABEL = r"(?P<label>\d{1,3}(?:\.\d{1,3}){0,3}[a-z]?|[a-h])"
_ASKS = regex.compile(
    rf"^(?:(?:please\s+)?(?:show|quote|read|tell)\b(?:\s+me)?|what(?:['\u2019]s|\s+(?:is|does|do|says?))?)"
    rf"\s+(?:(?:is|the|under|in)\s+)*"
    rf"(?:{_KINDS}\s+(?:no\.?\s*|number\s+)?\(?{_LABEL}\)?|(?P<ordinal>{'|'.join(_ORDINALS)})\s+{_KINDS})"
    rf"(?:\s+says?|\s+about|\s+(?:of|in|for|when|to)\s+.+)?[\s?.!]*$",
    regex.I,
)


def numbered_item(question: str, history: Sequence[str], sources: Sources) -> Formed | None:  # noqa: ARG001
    """The item with that number, whole; None where none is asked for, or none has it.

    Of several, one of a passage that says what it numbers ("clause"), or whose items are worded as such are; or the
    one that was found first.
    """
    label, kind = label_asked_for(question), _kind(question)
    if label is None:
        return None
    hits = sources.retriever.retrieve(question, sources.passages)
    places = [(hit.passage, place) for hit in hits for place in _items(hit, label)]
    if not places:
        return None
    passage, place = max(places, key=lambda found: _fit(kind, *found))
    document = sources.collection.documents[passage.document]
    return Formed(form="quotation", citations=(cite(document, passage, place),), confidence=CONFIDENCE)


def _kind(question: str) -> str:
    found = regex.search(rf"\b{_KINDS}\b", question, regex.I)
    return found[0].lower() if found else ""


def _fit(kind: str, passage: Passage, place: Span) -> tuple[bool, bool]:
    """How well an item fits the word it is asked for by; steps tell what to do ("Open the valve"), clauses do not."""
    text = passage.text[place.start - passage.start : place.end - passage.start]
    named = stem(kind) in content_stems(" ".join((*passage.headings, passage.text)))
    told_to_do = is_base_form(text.split()[0].lower().rstrip(",.;:"))
    return named, told_to_do if kind in _STEPS else kind in _CLAUSES and not told_to_do


def label_asked_for(question: str) -> str | None:
    """ "2" of "What does clause 2 say?" and of "What is the second step?"; None where no number is asked for."""
    found = _ASKS.match(question.strip())
    if found is None:
        return None
    if found["ordinal"]:
        return str(_ORDINALS.index(found["ordinal"].lower()) + 1)
    return str(found["label"]).lower()


def _items(hit: Hit, label: str) -> Iterator[Span]:
    """Paragraphs of the passage that begin with the label, behind it, in characters of the document."""
    begins = regex.compile(rf"(?:{_KINDS}\s+)?\(?{regex.escape(label)}(?:[.):]+|(?=\s+\p{{Lu}}))\s*", regex.I)
    for start, end in _paragraphs(hit.passage):
        text = hit.passage.text[start - hit.passage.start : end - hit.passage.start]
        if (found := begins.match(text)) and found.end() < len(text):
            yield Span(start + found.end(), end)


def _paragraphs(passage: Passage) -> Iterator[Span]:
    for number in dict.fromkeys(sentence.paragraph for sentence in passage.sentences):
        of = [sentence for sentence in passage.sentences if sentence.paragraph == number]
        yield Span(of[0].start, of[-1].end)
