"""Question sets: JSON Lines, CSV, and SQuAD 1.1 or 2.0 JSON.

Questions of a SQuAD file are asked of the articles in it; those of other sets of an index,
and their evidence is offsets in its documents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, StrictBool, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from index.errors import QuestionError, QuestionSetError
from qa.answer import Verdict
from qa.assistant import check_question
from qa.evaluation.answers import has_gold_words
from qa.evaluation.question_set import Evidence, Question, QuestionSet, summary
from qa.evaluation.squad import read_squad
from qa.evaluation.text_file import cells, list_in, numbered_lines, numbered_rows, unreadable_files_named

_LACKS_GOLD = "lacks_gold"
_LISTS = ("answers", "history", "evidence", "items")


def load_questions(path: Path, allow_drafts: bool = False) -> QuestionSet:
    """Read a question set by its ending: .jsonl, .csv or .json (SQuAD).

    Raises `QuestionSetError` naming every bad line by file, line and field; a line that
    only lacks its gold answer is no bad one where drafts are allowed.
    """
    readers = {".jsonl": _read_json_lines, ".csv": _read_csv, ".json": read_squad}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise QuestionSetError(f"{path} is not a question set: use .jsonl, .csv, or SQuAD .json.")
    try:
        with unreadable_files_named(path):
            questions = reader(path)
    except RecursionError:
        raise QuestionSetError(f"{path} is nested too deeply to be a question set.") from None
    if questions.drafts and not allow_drafts:
        raise QuestionSetError(summary(questions.drafts))
    if not questions.questions and not questions.drafts:
        raise QuestionSetError(f"{path} has no questions in it.")
    return questions


class _EvidenceFields(BaseModel):
    """Offsets with the text that stands there, or the text alone, to be found."""

    model_config = ConfigDict(extra="ignore")

    document: str | None = None
    start: int | None = None
    end: int | None = None
    text: str

    @model_validator(mode="after")
    def _is_a_place(self) -> _EvidenceFields:
        if (self.start is None) != (self.end is None):
            raise ValueError("start and end must be given both, or neither")
        if self.start is not None and self.end is not None and not 0 <= self.start < self.end:
            raise ValueError(f"start {self.start} is not before end {self.end}")
        if not self.text.strip():
            raise ValueError("text is empty")
        return self

    @property
    def as_evidence(self) -> Evidence:
        return Evidence(self.document, self.start or 0, self.end or 0, self.text)


class _QuestionFields(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: str
    question: str
    answerable: StrictBool
    answers: list[str] = []
    items: list[list[str]] = []
    verdict: Verdict | None = None
    kind: str | None = None
    made: StrictBool = False
    history: list[str] = []
    evidence: list[_EvidenceFields] = []

    @model_validator(mode="after")
    def _says_what_it_means(self) -> _QuestionFields:
        try:
            check_question(self.question)
        except QuestionError as error:
            raise ValueError(str(error)) from None
        if self.answerable and not (self.answers or self.verdict or self.items):
            raise PydanticCustomError(_LACKS_GOLD, "answers is empty although answerable is true")
        if not self.answerable and (self.answers or self.evidence):
            raise ValueError("answers and evidence must be empty when answerable is false")
        if not self.answerable and self.items:
            raise ValueError("items must be empty when answerable is false")
        self._check_gold_words()
        if not self.answerable and self.verdict:
            raise ValueError("verdict must be empty when answerable is false")
        return self

    def _check_gold_words(self) -> None:
        if not all(self.items):
            raise ValueError(
                'items: an item has no spelling: write each as a list, such as ["Oman", "Sultanate of Oman"]'
            )
        for field, golds in (("answers", self.answers), ("items", [gold for item in self.items for gold in item])):
            for gold in golds:
                if not has_gold_words(gold):
                    raise ValueError(f"{field}: {gold!r} has no words once punctuation and articles are set aside")

    def question_at(self, place: str) -> Question:
        evidence = tuple(found.as_evidence for found in self.evidence)
        return Question(
            id=self.id,
            question=self.question,
            answers=tuple(self.answers),
            answerable=self.answerable,
            kind=self.kind,
            history=tuple(self.history),
            evidence=evidence,
            paragraph=None,
            place=place,
            verdict=self.verdict,
            items=tuple(tuple(item) for item in self.items),
            made=self.made,
        )


def _read_json_lines(path: Path) -> QuestionSet:
    return _validated(path, numbered_lines(path), _QuestionFields.model_validate_json)


def _read_csv(path: Path) -> QuestionSet:
    """Lists stand in their cells as JSON; a plain text in `answers` or `history` is a list of one."""
    rows = numbered_rows(path, {"id", "question", "answerable"})
    return _validated(path, rows, lambda row: _QuestionFields.model_validate(_from_cells(row)))


def _from_cells(row: Mapping[str | None, Any]) -> dict[str, Any]:
    fields = cells(row)
    for key in ("answerable", "made"):
        if key == "answerable" or key in fields:
            fields[key] = {"true": True, "false": False}.get(fields.get(key, "").lower())
    return {**fields, **{key: list_in(fields[key]) for key in _LISTS if key in fields}}


def _validated(path: Path, rows: Iterator[tuple[str, Any]], parse: Callable[[Any], _QuestionFields]) -> QuestionSet:
    questions: list[Question] = []
    drafts: list[str] = []
    complaints: list[str] = []
    seen: dict[str, str] = {}
    for place, row in rows:
        try:
            question = parse(row).question_at(place)
        except ValidationError as error:
            details = error.errors()
            lacking = all(detail["type"] == _LACKS_GOLD for detail in details)
            (drafts if lacking else complaints).extend(f"{place}: {_complaint(detail)}" for detail in details)
            continue
        except ValueError as error:
            complaints.append(f"{place}: {error}")
            continue
        if question.id in seen:
            complaints.append(f"{place}: id {question.id!r} stands already in {seen[question.id]}")
        seen[question.id] = place
        questions.append(question)
    if complaints:
        raise QuestionSetError(summary([*complaints, *drafts]))
    return QuestionSet(path.name, tuple(questions), drafts=tuple(drafts))


def _complaint(detail: Any) -> str:
    field = ".".join(str(part) for part in detail["loc"])
    message = detail["msg"].removeprefix("Value error, ")
    return f"{field}: {message}" if field else message
