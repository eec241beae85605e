"""One annotator's labels in a file that only grows: what was replied to is on the disk, whatever happens after."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import regex
from filelock import FileLock, Timeout

from index.documents import Document
from index.errors import QuestionError, QuestionSetError, SettingsError
from qa.evaluation.labelling.label import Label, read_label
from qa.evaluation.labelling.tasks import Tasks

ADJUDICATED = "adjudicated"
"""The annotator whose decisions stand above all others'."""
_NAME = regex.compile(r"[\p{L}\p{N}][\p{L}\p{N}_-]{0,39}")


class LabelJournal:
    """The labels of one annotator for one list of questions; the last line for a question counts.

    A line that was not written whole, since the process was killed, is left out. Raises `QuestionSetError` where the
    file holds labels of other questions.
    """

    def __init__(self, tasks: Tasks, annotator: str, documents: Mapping[str, Document]) -> None:
        if not _NAME.fullmatch(annotator):
            raise SettingsError(f"--annotator {annotator} does not fit: use letters, digits, - and _, 40 at most.")
        self.annotator = annotator
        self.path = journal_path(tasks.path, annotator)
        self._head = {"labels": tasks.digest, "annotator": annotator}
        self._begun = False
        self._lock = FileLock(f"{self.path}.lock")
        self.labels = self._read(documents, {task.id for task in tasks.questions})

    def open(self) -> None:
        """Make sure that labels can be kept, and that nobody else keeps theirs here. Raises `SettingsError`."""
        try:
            self._lock.acquire(timeout=0)
            self._end_last_line()
            if not self._begun:
                with self.path.open("ab") as file:
                    _write(file, self._head)
        except Timeout:
            raise SettingsError(f"{self.annotator} labels these questions already, in another page.") from None
        except OSError as error:
            raise SettingsError(f"Labels cannot be kept in {self.path}: {error.strerror}.") from None

    def close(self) -> None:
        """Let others open it."""
        self._lock.release()

    def keep(self, question: str, label: Label) -> None:
        """Add a label; it is on the disk when this returns. Raises `SettingsError` where it cannot be."""
        try:
            with self.path.open("ab") as file:
                _write(file, {"id": question, "label": label.to_dict()})
        except OSError as error:
            raise SettingsError(f"The label could not be kept in {self.path}: {error.strerror}.") from None
        self.labels[question] = label

    def _end_last_line(self) -> None:
        with self.path.open("a+b") as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":
                    file.write(b"\n")

    def _read(self, documents: Mapping[str, Document], known: set[str]) -> dict[str, Label]:
        try:
            lines = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise QuestionSetError(f"{self.path} could not be opened: {error.strerror}.") from None
        rows = [row for row in map(_row, lines) if row]
        self._begun = bool(rows)
        if rows and rows[0] != self._head:
            raise QuestionSetError(
                f"{self.path} has labels of other questions. Move it away, or name another --annotator."
            )
        labels: dict[str, Label] = {}
        for row in rows[1:]:
            try:
                if row.get("id") in known:
                    labels[row["id"]] = read_label(row.get("label"), documents)
            except QuestionError:
                raise QuestionSetError(
                    f"{self.path}: the label of {row['id']} does not fit these documents. Name those it was made with."
                ) from None
        return labels


def journal_path(questions: Path, annotator: str) -> Path:
    """Where an annotator's labels are kept: beside the questions."""
    return questions.with_name(f"{questions.name}.{annotator}.labels.jsonl")


def annotators(questions: Path) -> list[str]:
    """Those who have labels beside these questions, by name; not the adjudicator."""
    before, after = f"{questions.name}.", ".labels.jsonl"
    names = [path.name for path in questions.parent.glob("*.labels.jsonl") if path.name.startswith(before)]
    return sorted(name[len(before) : -len(after)] for name in names if name != f"{before}{ADJUDICATED}{after}")


def _write(file: Any, row: Mapping[str, Any]) -> None:
    file.write(json.dumps(row, ensure_ascii=False).encode(errors="replace") + b"\n")
    file.flush()
    os.fsync(file.fileno())


def _row(line: bytes) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) else None
