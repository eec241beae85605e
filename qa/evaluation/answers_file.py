"""A file of another system's answers: JSON Lines or CSV, one answer a line, by the questions' ids."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from index.errors import QuestionSetError
from qa.evaluation.question_set import Question, summary
from qa.evaluation.said import Ask, Said
from qa.evaluation.system_answers import AnswerReader
from qa.evaluation.text_file import numbered_lines, unreadable_files_named

_LISTS = ("citations", "contexts")


def load_answers(path: Path, questions: Sequence[Question], reader: AnswerReader) -> Ask:
    """A system that says what stands in the file.

    Raises `QuestionSetError` naming every bad line, and every question without an answer.
    """
    asked = {question.id: question for question in questions}
    said: dict[str, Said] = {}
    seen: set[str] = set()
    complaints = []
    for place, name, given in _lines(path):
        if name not in asked:
            continue
        if name in seen:
            complaints.append(f"{place}: id {name!r} stands there twice")
        seen.add(name)
        try:
            said[name] = reader.read(asked[name], given)
        except QuestionSetError as error:
            complaints.append(f"{place}: {error}")
    complaints.extend(f"{path} has no answer to question {name}" for name in asked if name not in seen)
    if complaints:
        raise QuestionSetError(summary(complaints))
    return lambda question: said[question.id]


def _lines(path: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each line's place, its id and the answer."""
    readers = {".jsonl": _json_lines, ".csv": _csv_rows}
    read = readers.get(path.suffix.lower())
    if read is None:
        raise QuestionSetError(f"{path} is no file of answers: use .jsonl or .csv.")
    with unreadable_files_named(path):
        for place, row in read(path):
            if not isinstance(row, dict) or not isinstance(row.get("id"), str):
                raise QuestionSetError(f'{place}: needs an "id", the question\'s, and an "answer"')
            yield place, row["id"], {key: value for key, value in row.items() if key != "id"}


def _json_lines(path: Path) -> Iterator[tuple[str, Any]]:
    for place, line in numbered_lines(path):
        try:
            yield place, json.loads(line)
        except (ValueError, RecursionError) as error:
            raise QuestionSetError(f"{place}: is not valid JSON: {error}") from None


def _csv_rows(path: Path) -> Iterator[tuple[str, Any]]:
    """Lists stand in their cells as JSON; a plain text is a list of one."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            cells: dict[str, Any] = {key: value for key, value in row.items() if key and value}
            for key in _LISTS:
                if key in cells:
                    cells[key] = _list(cells[key])
            yield f"{path}, line {reader.line_num}", cells


def _list(cell: str) -> Any:
    try:
        return json.loads(cell) if cell.startswith("[") else [cell]
    except ValueError:
        return [cell]
