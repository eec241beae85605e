"""Question sets: JSON Lines, CSV, and SQuAD 1.1 or 2.0 JSON.

A SQuAD file carries its own articles; each becomes a `Document` whose paragraphs are
the file's, in order; its questions may have a `verdict` too. Other sets are asked of an
index, and their evidence is offsets in its documents.
"""

from __future__ import annotations

import csv
import hashlib
import json
import operator
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, StrictBool, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from index.documents import Document, from_parsed
from index.errors import QuestionError, QuestionSetError
from index.formats.blocks import Block, Parsed
from index.spans import Span, has_words, strip
from qa.answer import Verdict
from qa.assistant import check_question

_PARAGRAPH_BREAK = "\n\n"
_SHOWN_COMPLAINTS = 20
_LACKS_GOLD = "lacks_gold"


@dataclass(frozen=True)
class Evidence:
    """Where the answer stands.

    In sets that leave it to be found, `document` is None, or `start` and `end` are both 0,
    until `place_evidence` has found the text.
    """

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

    `verdict` is what is right where the question is to be answered by yes or no; then there may be no
    gold answers. `paragraph` is the paragraph that it was asked of, known for SQuAD files only. `place`
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
    verdict: Verdict | None = None

    @property
    def has_gold_words(self) -> bool:
        """Whether what is right can be compared word for word: gold answers or, where there is none, a refusal."""
        return bool(self.answers) or not self.answerable

    def is_gold(self, document: str, span: Span) -> bool:
        """Whether the span of that document overlaps any of the evidence."""
        return any(evidence.is_in(document, span) for evidence in self.evidence)


@dataclass(frozen=True)
class QuestionSet:
    """Questions, and the articles that came with them; `documents` is empty for sets that bring none.

    `drafts` has a complaint for each line that still lacks a gold answer; `load_questions`
    lets them pass only where it is asked to.
    """

    title: str
    questions: tuple[Question, ...]
    documents: tuple[Document, ...] = ()
    drafts: tuple[str, ...] = ()

    def narrowed(
        self, kind: str | None = None, sample: int | None = None, seed: int = 0, limit: int | None = None
    ) -> QuestionSet:
        """The questions of one kind; of these, `sample` drawn at random, in their order; of these, the first ones.

        Articles that no question left belongs to stay. Raises `QuestionSetError` where no question is left.
        """
        kept = [question for question in self.questions if kind is None or question.kind == kind]
        if sample is not None and sample < len(kept):
            drawn = random.Random(seed).sample(range(len(kept)), sample)  # noqa: S311 - a sample, no secret
            kept = [kept[at] for at in sorted(drawn)]
        kept = kept[:limit]
        if not kept:
            kinds = sorted({question.kind for question in self.questions if question.kind})
            raise QuestionSetError(
                f"No question is left to ask. The kinds in {self.title}: {', '.join(kinds) or 'none'}."
            )
        return replace(self, questions=tuple(kept))


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


def load_questions(path: Path, allow_drafts: bool = False) -> QuestionSet:
    """Read a question set by its ending: .jsonl, .csv or .json (SQuAD).

    Raises `QuestionSetError` naming every bad line by file, line and field; a line that
    only lacks its gold answer is no bad one where drafts are allowed.
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
    except csv.Error as error:
        raise QuestionSetError(f"{path} is not a CSV file that can be read: {error}.") from None
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
    verdict: Verdict | None = None
    kind: str | None = None
    history: list[str] = []
    evidence: list[_EvidenceFields] = []

    @model_validator(mode="after")
    def _says_what_it_means(self) -> _QuestionFields:
        try:
            check_question(self.question)
        except QuestionError as error:
            raise ValueError(str(error)) from None
        if self.answerable and not (self.answers or self.verdict):
            raise PydanticCustomError(_LACKS_GOLD, "answers is empty although answerable is true")
        if not self.answerable and (self.answers or self.evidence):
            raise ValueError("answers and evidence must be empty when answerable is false")
        if not self.answerable and self.verdict:
            raise ValueError("verdict must be empty when answerable is false")
        return self

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
        )


def _read_json_lines(path: Path) -> QuestionSet:
    def rows() -> Iterator[tuple[str, Any]]:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip() and not line.startswith("#"):
                    yield f"{path}, line {number}", line

    return _validated(path, rows(), _QuestionFields.model_validate_json)


def _read_csv(path: Path) -> QuestionSet:
    """Lists stand in their cells as JSON; a plain text in `answers` or `history` is a list of one."""

    def rows() -> Iterator[tuple[str, Any]]:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = {"id", "question", "answerable"} - set(reader.fieldnames or ())
            if missing:
                columns = ", ".join(sorted(missing))
                raise QuestionSetError(f"{path} has no column {columns}. Are its columns parted by commas?")
            for row in reader:
                yield f"{path}, line {reader.line_num}", row

    return _validated(path, rows(), lambda row: _QuestionFields.model_validate(_from_cells(row)))


def _from_cells(row: dict[str | None, Any]) -> dict[str, Any]:
    if None in row:
        raise ValueError("has more cells than there are columns: put texts with commas into quotation marks")
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
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise QuestionSetError(f"{path} is not SQuAD JSON: {type(error).__name__}: {error}") from None
    questions = [question for _, asked in read for question in asked]
    complaints = [
        f"{question.place}: question {question.id}: the answer {evidence.text!r} does not stand at its offset"
        for document, asked in read
        for question in asked
        for evidence in question.evidence
        if not evidence.text or document.text[evidence.start : evidence.end] != evidence.text
    ]
    ids = Counter(question.id for question in questions)
    complaints.extend(f"{path}: id {name!r} stands {count} times" for name, count in ids.items() if count > 1)
    if complaints:
        raise QuestionSetError(summary(complaints))
    return QuestionSet(path.name, tuple(questions), tuple(document for document, _ in read))


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
        if has_words(paragraph["context"]):
            blocks.append(Block(*strip(text, whole)))
        questions.extend(_read_question(asked, name, whole, text, f"{path}, {title}") for asked in paragraph["qas"])
        offset = whole.end + len(_PARAGRAPH_BREAK)
    content_hash = hashlib.sha256(text.encode()).hexdigest()
    return from_parsed(Parsed(text, title, blocks), name, content_hash), questions


def _read_question(asked: dict[str, Any], document: str, paragraph: Span, text: str, place: str) -> Question:
    gold = [] if asked.get("is_impossible") else asked["answers"]
    verdict = asked.get("verdict")
    if verdict not in (None, *get_args(Verdict)):
        raise QuestionSetError(f"{place}: question {asked['id']}: verdict {verdict!r} is neither 'yes' nor 'no'")
    if verdict and asked.get("is_impossible"):
        raise QuestionSetError(f"{place}: question {asked['id']}: has a verdict although is_impossible is true")
    evidence = []
    for answer in gold:
        start = paragraph.start + operator.index(answer["answer_start"])
        evidence.append(Evidence(document, start, start + len(answer["text"]), answer["text"]))
    try:
        check_question(asked["question"])
    except QuestionError as error:
        raise QuestionSetError(f"{place}: question {asked['id']}: {error}") from None
    return Question(
        id=str(asked["id"]),
        question=asked["question"].strip(),
        answers=tuple(dict.fromkeys(answer["text"] for answer in gold)),
        answerable=bool(gold or verdict),
        kind=None,
        history=(),
        evidence=tuple(dict.fromkeys(evidence)),
        paragraph=Evidence(document, *paragraph, text[paragraph.start : paragraph.end]),
        place=place,
        verdict=verdict,
    )
