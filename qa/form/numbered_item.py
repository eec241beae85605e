"""A clause, step or section that is asked for by its number: "What does clause 2 say?", "What is the third step?"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from index.documents import Document
from index.lexical import content_stems
from index.passages import Passage
from index.spans import Span
from qa.citation import cite
from qa.form.formed import Formed, Sources
from qa.retrieval import Hit

CONFIDENCE = 0.9
"""Of an item that is found by its number in the best passage that has one."""

_KINDS = r"(?:clause|step|section|article|paragraph|point|item|rule|chapter|part|stage|instruction|condition)"
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_LABEL = r"(?P<label>\d{1,3}(?:\.\d{1,3}){0,3}[a-z]?|[a-h])"
_ASKS = regex.compile(
    rf"^(?:(?:please\s+)?(?:show|quote|read|tell)\b(?:\s+me)?|what(?:['\u2019]s|\s+(?:is|does|do|says?))?)"
    rf"\s+(?:(?:is|the|under|in)\s+)*"
    rf"(?:{_KINDS}\s+(?:no\.?\s*|number\s+)?\(?{_LABEL}\)?|(?P<ordinal>{'|'.join(_ORDINALS)})\s+{_KINDS})"
    rf"(?:\s+says?|\s+about|\s+(?:of|in|for|when|to)\s+.+)?[\s?.!]*$",
    regex.I,
)


_LOOKED_AT = 5000
"""Characters at a document's beginning that tell of what kind it is."""

_HELD_BY = (
    (
        {"clause", "article", "paragraph", "section", "condition", "rule"},
        content_stems(
            "contract agreement lease tenant landlord law act treaty statute policy terms party regulation code"
        ),
    ),
    (
        {"step", "stage", "instruction"},
        content_stems("instructions manual guide recipe procedure assembly how start operate install"),
    ),
)
"""What kinds of items stand in documents that have such words."""


def numbered_item(question: str, history: Sequence[str], sources: Sources) -> Formed | None:  # noqa: ARG001
    """The item with that number, whole, of the passage found first; None where none is asked for, or none has it."""
    label = label_asked_for(question)
    if label is None:
        return None
    hits = sources.retriever.retrieve(question, sources.passages)
    for hit in sorted(hits, key=lambda hit: -_kinship(question, sources.collection.documents[hit.passage.document])):
        for place in _items(hit, label):
            document = sources.collection.documents[hit.passage.document]
            return Formed(form="quotation", citations=(cite(document, hit.passage, place),), confidence=CONFIDENCE)
    return None


def label_asked_for(question: str) -> str | None:
    """ "2" of "What does clause 2 say?" and of "What is the second step?"; None where no number is asked for."""
    found = _ASKS.match(question.strip())
    if found is None:
        return None
    if found["ordinal"]:
        return str(_ORDINALS.index(found["ordinal"].lower()) + 1)
    return str(found["label"]).lower()


def _kinship(question: str, document: Document) -> int:
    """2 where the document itself speaks of such items, as of steps; 1 where it is of a kind that has them; else 0."""
    said = content_stems(f"{document.title} {document.text[:_LOOKED_AT]}")
    asked = regex.search(_KINDS, question, regex.I)
    kind = asked[0].lower() if asked else ""
    if content_stems(kind) & said:
        return 2
    return int(any(kind in kinds and words & said for kinds, words in _HELD_BY))


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
