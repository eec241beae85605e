"""Question sets: JSON Lines, CSV, and SQuAD 1.1 or 2.0 JSON.

A SQuAD file carries its own articles; each becomes a `Document` whose paragraphs are
the file's, in order. Other sets are asked of an index, and their evidence is offsets in
its documents.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, StrictBool, ValidationError, model_validator

from index.documents import Document, from_parsed
from index.errors import QuestionSetError
from index.formats.blocks import Block, Parsed
from index.spans import Span, strip

_PARAGRAPH_BREAK = "\n\n"
_SHOWN_COMPLAINTS = 20


@dataclass(frozen=True)
class Evidence:
    """Where the answer stands; `document` is None in sets that name none, until the text is found in an index."""

    document: str | None
    start: int
    end: int
    text: str

    def is_in(self, document: str, span: Span) -> bool:
        """Whether the span of that document overlaps the evidence."""
        return self.document == document and span.overlaps(Span(self.start, self.end))


@dataclass(frozen=True)
class Question:
    """One question with its gold answers and evidence.

    `paragraph` is the paragraph that it was asked of, known for SQuAD files only. `place`
    says where it stands in its file, for messages.
    """

    id: str
    question: str
    answers: tuple[str, ...]
    answerable: bool
    kind: str | None
    history: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    paragraph: Evidence | None
    place: str


@dataclass(frozen=True)
class QuestionSet:
    """Questions, and the articles that came with them; `documents` is empty for sets that bring none."""

    questions: tuple[Question, ...]
    documents: tuple[Document, ...] = ()


def load_questions(path: Path) -> QuestionSet:
    """Read a question set by its ending: .jsonl, .csv or .json (SQuAD).

    Raises `QuestionSetError` naming every bad line by file, line and field.
    """
    readers = {".jsonl": _read_json_lines, ".csv": _read_csv, ".json": _read_squad}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise QuestionSetError(f"{path} is not a question set: use .jsonl, .csv, or SQuAD .json.")
    try:
        questions = reader(path)
    except OSError as error:
        raise QuestionSetError(f"{path} could not be opened: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise QuestionSetError(f"{path} is not UTF-8. Save it as UTF-8.") from None
    if not questions.questions:
        raise QuestionSetError(f"{path} has no questions in it.")
    return questions


class _Evidence(BaseModel):
    model_config = ConfigDict(extra="ignore")

    document: str | None = None
    start: int
    end: int
    text: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> _Evidence:
        if not 0 <= self.start < self.end:
            raise ValueError(f"start {self.start} is not before end {self.end}")
        return self


class _Row(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: str
    question: str
    answerable: StrictBool
    answers: list[str] = []
    kind: str | None = None
    history: list[str] = []
    evidence: list[_Evidence] = []

    @model_validator(mode="after")
    def _says_what_it_means(self) -> _Row:
        if not self.question.strip():
            raise ValueError("question is empty")
        if self.answerable and not self.answers:
            raise ValueError("answers is empty although answerable is true")
        if not self.answerable and (self.answers or self.evidence):
            raise ValueError("answers and evidence must be empty when answerable is false")
        return self

    def question_at(self, place: str) -> Question:
        evidence = tuple(Evidence(found.document, found.start, found.end, found.text) for found in self.evidence)
        answers, history = tuple(self.answers), tuple(self.history)
        return Question(self.id, self.question, answers, self.answerable, self.kind, history, evidence, None, place)


def _read_json_lines(path: Path) -> QuestionSet:
    def rows() -> Iterator[tuple[str, Any]]:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield f"{path}, line {number}", line

    return _validated(rows(), _Row.model_validate_json)


def _read_csv(path: Path) -> QuestionSet:
    """Lists stand in their cells as JSON; a plain text in `answers` or `history` is a list of one."""

    def rows() -> Iterator[tuple[str, Any]]:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            for row in reader:
                yield f"{path}, line {reader.line_num}", row

    return _validated(rows(), lambda row: _Row.model_validate(_from_cells(row)))


def _from_cells(row: dict[str | None, Any]) -> dict[str, Any]:
    cells: dict[str, Any] = {key: value.strip() for key, value in row.items() if key and isinstance(value, str)}
    cells = {key: value for key, value in cells.items() if value}
    cells["answerable"] = {"true": True, "false": False}.get(cells.get("answerable", "").lower())
    for key in ("answers", "history", "evidence"):
        if key in cells:
            try:
                cells[key] = json.loads(cells[key]) if cells[key].startswith("[") else [cells[key]]
            except json.JSONDecodeError:
                cells[key] = [cells[key]]
    return cells


def _validated(rows: Iterator[tuple[str, Any]], parse: Any) -> QuestionSet:
    questions: list[Question] = []
    complaints: list[str] = []
    seen: dict[str, str] = {}
    for place, row in rows:
        try:
            question = parse(row).question_at(place)
        except ValidationError as error:
            complaints.extend(f"{place}: {_complaint(detail)}" for detail in error.errors())
            continue
        if question.id in seen:
            complaints.append(f"{place}: id {question.id!r} stands already in {seen[question.id]}")
        seen[question.id] = place
        questions.append(question)
    if complaints:
        raise QuestionSetError(summary(complaints))
    return QuestionSet(tuple(questions))


def _complaint(detail: Any) -> str:
    field = ".".join(str(part) for part in detail["loc"])
    message = detail["msg"].removeprefix("Value error, ")
    return f"{field}: {message}" if field else message


def summary(complaints: Sequence[str]) -> str:
    """Complaints in one line, the first ones in full."""
    shown = "; ".join(complaints[:_SHOWN_COMPLAINTS])
    more = len(complaints) - _SHOWN_COMPLAINTS
    return shown + (f"; and {more} more" if more > 0 else "")


def _read_squad(path: Path) -> QuestionSet:
    try:
        articles = json.loads(path.read_text(encoding="utf-8-sig"))["data"]
        read = [_read_article(article, number, path) for number, article in enumerate(articles, 1)]
    except json.JSONDecodeError as error:
        raise QuestionSetError(f"{path}, line {error.lineno}: is not valid JSON: {error.msg}") from None
    except (KeyError, TypeError, AttributeError) as error:
        raise QuestionSetError(f"{path} is not SQuAD JSON: {type(error).__name__}: {error}") from None
    questions = [question for _, asked in read for question in asked]
    complaints = [
        f"{question.place}: question {question.id}: the answer {evidence.text!r} does not stand at its offset"
        for document, asked in read
        for question in asked
        for evidence in question.evidence
        if document.text[evidence.start : evidence.end] != evidence.text
    ]
    if complaints:
        raise QuestionSetError(summary(complaints))
    return QuestionSet(tuple(questions), tuple(document for document, _ in read))


def _read_article(article: dict[str, Any], number: int, path: Path) -> tuple[Document, list[Question]]:
    title = str(article.get("title") or f"Article {number}").replace("_", " ")
    name = f"{number:02d} {title}"
    contexts = [paragraph["context"] for paragraph in article["paragraphs"]]
    text = _PARAGRAPH_BREAK.join(contexts)
    blocks: list[Block] = []
    questions: list[Question] = []
    offset = 0
    for paragraph in article["paragraphs"]:
        whole = Span(offset, offset + len(paragraph["context"]))
        blocks.append(Block(*strip(text, whole)))
        questions.extend(_read_question(asked, name, whole, text, f"{path}, {title}") for asked in paragraph["qas"])
        offset = whole.end + len(_PARAGRAPH_BREAK)
    content_hash = hashlib.sha256(text.encode()).hexdigest()
    return from_parsed(Parsed(text, title, blocks), name, content_hash), questions


def _read_question(asked: dict[str, Any], document: str, paragraph: Span, text: str, place: str) -> Question:
    gold = [] if asked.get("is_impossible") else asked["answers"]
    evidence = []
    for answer in gold:
        start = paragraph.start + answer["answer_start"]
        evidence.append(Evidence(document, start, start + len(answer["text"]), answer["text"]))
    return Question(
        id=str(asked["id"]),
        question=asked["question"].strip(),
        answers=tuple(dict.fromkeys(answer["text"] for answer in gold)),
        answerable=bool(gold),
        kind=None,
        history=(),
        evidence=tuple(dict.fromkeys(evidence)),
        paragraph=Evidence(document, *paragraph, text[paragraph.start : paragraph.end]),
        place=place,
    )
