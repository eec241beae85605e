"""Gold evidence, and quotations of other systems, put at their place in the documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from index.documents import Document
from index.errors import QuestionSetError
from qa.evaluation.folding import Folded, fold
from qa.evaluation.question_set import Evidence, Question, summary


class Places:
    """Looks texts up in documents: letter for letter, or else as `qa.evaluation.folding` reads them."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self.documents = documents
        self._folded: dict[str, Folded] = {}

    def exact(self, text: str, document: str | None = None) -> Iterator[Evidence]:
        """Every place where the text stands letter for letter, in that document or in any."""
        for name in self._names(document):
            at = self.documents[name].text.find(text) if text else -1
            while at >= 0:
                yield Evidence(name, at, at + len(text), text)
                at = self.documents[name].text.find(text, at + 1)

    def folded(self, text: str, document: str | None = None) -> Iterator[Evidence]:
        """Every place that says the same but for Unicode form, quotation marks, dashes and white space."""
        for name in self._names(document):
            if name not in self._folded:
                self._folded[name] = Folded.of(self.documents[name].text)
            for span in self._folded[name].places(text):
                yield Evidence(name, *span, text)

    def of(self, evidence: Evidence) -> list[Evidence]:
        """Where evidence stands: at its offsets, if it has some; else wherever its text does."""
        if not evidence.end:
            return list(self.exact(evidence.text, evidence.document)) or list(
                self.folded(evidence.text, evidence.document)
            )
        said = fold(evidence.text)
        return [
            replace(evidence, document=name)
            for name in self._names(evidence.document)
            if fold(self.documents[name].text[evidence.start : evidence.end]) == said
        ]

    def _names(self, document: str | None) -> list[str]:
        return list(self.documents) if document is None else [document] * (document in self.documents)


def place_evidence(questions: Sequence[Question], documents: Mapping[str, Document]) -> list[Question]:
    """The questions with every evidence at its place in one of the documents.

    Evidence with offsets must have its text there; evidence without is looked for, and must stand
    exactly once. White space, quotation marks, dashes and Unicode forms may differ. Raises
    `QuestionSetError` with every complaint.
    """
    placed, complaints, known = [], [], Places(documents)
    for question in questions:
        found = []
        for evidence in question.evidence:
            places = known.of(evidence)
            if len(places) == 1 or (places and evidence.end):
                found.append(places[0])
            else:
                complaints.append(f"{question.place}: evidence {_trouble(evidence, len(places))}")
        placed.append(replace(question, evidence=tuple(found)))
    if complaints:
        raise QuestionSetError(f"{summary(complaints)}. Are these questions about the documents in this index?")
    return placed


def _trouble(evidence: Evidence, places: int) -> str:
    where = f" in {evidence.document}" if evidence.document else ""
    if evidence.end:
        return f"{evidence.text!r} does not stand at {evidence.start}..{evidence.end}{where}"
    if places:
        return f"{evidence.text!r} stands {places} times{where}: give start and end"
    return f"{evidence.text!r} was not found{where}"
