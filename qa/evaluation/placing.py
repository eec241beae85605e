"""Gold evidence, and quotations of other systems, put at their place in the documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from index.documents import Document
from index.errors import QuestionSetError
from qa.evaluation.question_set import Evidence, Question, summary


def place_evidence(questions: Sequence[Question], documents: Mapping[str, Document]) -> list[Question]:
    """The questions with every evidence at its place in one of the documents.

    Evidence with offsets must have its text there, white space aside; evidence without is
    looked for, and must stand exactly once. Raises `QuestionSetError` with every complaint.
    """
    placed, complaints = [], []
    for question in questions:
        found = []
        for evidence in question.evidence:
            places = list(_places(evidence, documents))
            if len(places) == 1 or (places and evidence.end):
                found.append(places[0])
            else:
                complaints.append(f"{question.place}: evidence {_trouble(evidence, len(places))}")
        placed.append(replace(question, evidence=tuple(found)))
    if complaints:
        raise QuestionSetError(f"{summary(complaints)}. Are these questions about the documents in this index?")
    return placed


def _places(evidence: Evidence, documents: Mapping[str, Document]) -> Iterator[Evidence]:
    names = list(documents) if evidence.document is None else [evidence.document]
    for document in (documents[name] for name in names if name in documents):
        if evidence.end:
            if document.text[evidence.start : evidence.end].split() == evidence.text.split():
                yield replace(evidence, document=document.name)
            continue
        at = document.text.find(evidence.text)
        while at >= 0:
            yield replace(evidence, document=document.name, start=at, end=at + len(evidence.text))
            at = document.text.find(evidence.text, at + 1)


def _trouble(evidence: Evidence, places: int) -> str:
    where = f" in {evidence.document}" if evidence.document else ""
    if evidence.end:
        return f"{evidence.text!r} does not stand at {evidence.start}..{evidence.end}{where}"
    if places:
        return f"{evidence.text!r} stands {places} times{where}: give start and end"
    return f"{evidence.text!r} was not found{where}"
