"""The questions that are to be labelled: a set, drafts among it, or a plain list of questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.errors import QuestionError, QuestionSetError
from qa.assistant import check_question
from qa.evaluation.provenance import digest
from qa.evaluation.question_set import summary
from qa.evaluation.text_file import (
    cells,
    from_json,
    list_in,
    numbered_lines,
    numbered_rows,
    unreadable_files_named,
)

_KEPT = ("kind", "made")


@dataclass(frozen=True)
class Task:
    """A question to be labelled, with the earlier ones of its conversation; `kept` goes into the set as it is."""

    id: str
    question: str
    history: tuple[str, ...] = ()
    kept: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Tasks:
    """The questions of one file, in its order; `digest` tells them from every other list."""

    path: Path
    questions: tuple[Task, ...]

    @property
    def digest(self) -> str:
        return digest([[task.id, task.question, list(task.history)] for task in self.questions])


def load_tasks(path: Path) -> Tasks:
    """Read .jsonl or .csv with `id` and `question`, or .txt with a question on each line.

    Whatever gold there is, is left aside. Raises `QuestionSetError` naming every bad line.
    """
    if path.suffix.lower() not in _FORMATS:
        raise QuestionSetError(f"{path} cannot be labelled: use .jsonl, .csv, or .txt with a question on each line.")
    lines, parse = _FORMATS[path.suffix.lower()]
    found: dict[str, Task] = {}
    complaints = []
    with unreadable_files_named(path):
        for place, line in lines(path):
            try:
                task = _task(parse(line))
                if task.id in found:
                    raise ValueError(f"id {task.id!r} stands there already")
                found[task.id] = task
            except (ValueError, QuestionError) as error:
                complaints.append(f"{place}: {error}")
    if complaints:
        raise QuestionSetError(summary(complaints))
    if not found:
        raise QuestionSetError(f"{path} has no questions in it.")
    return Tasks(path, tuple(found.values()))


def _task(row: Any) -> Task:
    if not isinstance(row, dict) or not isinstance(row.get("question"), str) or not str(row.get("id") or ""):
        raise ValueError("has no id, or no question")
    check_question(row["question"])
    history = row.get("history") or []
    if not isinstance(history, list) or not all(isinstance(one, str) for one in history):
        raise ValueError("history is no list of questions")
    kept = {name: row[name] for name in _KEPT if row.get(name)}
    return Task(str(row["id"]), row["question"], tuple(history), kept)


def _csv_rows(path: Path) -> Iterator[tuple[str, Mapping[str | None, Any]]]:
    return numbered_rows(path, {"id", "question"})


def _from_cells(row: Mapping[str | None, Any]) -> dict[str, Any]:
    found = cells(row)
    earlier = list_in(found["history"]) if "history" in found else []
    return {**found, "history": earlier, "made": found.get("made", "").lower() == "true"}


def _plain_lines(path: Path) -> Iterator[tuple[str, Any]]:
    for number, (place, line) in enumerate(numbered_lines(path), 1):
        yield place, {"id": str(number), "question": line.strip()}


_FORMATS: Mapping[str, tuple[Callable[[Path], Iterator[tuple[str, Any]]], Callable[[Any], Any]]] = {
    ".jsonl": (numbered_lines, from_json),
    ".csv": (_csv_rows, _from_cells),
    ".txt": (_plain_lines, lambda row: row),
}
"""By ending: the lines with their places, and how one is read."""
