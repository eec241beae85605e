"""A file of another system's answers: JSON Lines or CSV, one answer a line, by the questions' ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from index.errors import QuestionSetError
from qa.evaluation.question_set import Question, summary
from qa.evaluation.response import Ask, Response
from qa.evaluation.system_answers import AnswerReader
from qa.evaluation.text_file import (
    cells,
    from_json,
    list_in,
    numbered_lines,
    numbered_rows,
    unreadable_files_named,
)

_LISTS = ("citations", "contexts")


def load_answers(path: Path, questions: Sequence[Question], reader: AnswerReader) -> Ask:
    """A system that says what stands in the file.

    Raises `QuestionSetError` naming every bad line, and every question without an answer.
    """
    asked = {question.id: question for question in questions}
    said: dict[str, Response] = {}
    seen: set[str] = set()
    complaints = []
    if path.suffix.lower() not in _FORMATS:
        raise QuestionSetError(f"{path} is no file of answers: use .jsonl or .csv.")
    lines, parse = _FORMATS[path.suffix.lower()]
    with unreadable_files_named(path):
        for place, line in lines(path):
            try:
                name, given = _named(parse(line))
                if name not in asked:
                    continue
                if name in seen:
                    raise ValueError(f"id {name!r} stands there twice")
                seen.add(name)
                said[name] = reader.read(asked[name], given)
            except (ValueError, QuestionSetError) as error:
                complaints.append(f"{place}: {error}")
    complaints.extend(f"{path} has no answer to question {name}" for name in asked if name not in seen)
    if complaints:
        raise QuestionSetError(summary(complaints))
    return lambda question: said[question.id]


def _named(row: Any) -> tuple[str, dict[str, Any]]:
    """The question's id, and the answer."""
    if isinstance(row, dict) and isinstance(row.get("id"), str):
        return row["id"], {key: value for key, value in row.items() if key != "id"}
    raise ValueError('needs an "id", the question\'s, and an "answer"')


def _csv_rows(path: Path) -> Iterator[tuple[str, Mapping[str | None, Any]]]:
    return numbered_rows(path, {"id", "answer"})


def _from_cells(row: Mapping[str | None, Any]) -> dict[str, Any]:
    """Lists stand in their cells as JSON; a plain text is a list of one, and an empty answer none."""
    given = {"answer": None, **cells(row)}
    return {**given, **{key: list_in(given[key]) for key in _LISTS if key in given}}


_FORMATS: Mapping[str, tuple[Callable[[Path], Iterator[tuple[str, Any]]], Callable[[Any], Any]]] = {
    ".jsonl": (numbered_lines, from_json),
    ".csv": (_csv_rows, _from_cells),
}
"""By ending: the lines with their places, and how one is read."""
