"""Answers kept as they come, so that a run that dies goes on where it stopped."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from index.errors import SettingsError
from qa.evaluation.question_set import Question
from qa.evaluation.response import Ask, Response, from_record, to_record


class Journal:
    """A file of JSON Lines beside the record that a run will write: what the run is, then an answer a line.

    A file of another run is begun anew. A line that was not written whole is left out, as its
    question is asked again.
    """

    def __init__(self, record: Path, run: str) -> None:
        self.path = record.with_name(f"{record.name}.unfinished.jsonl")
        self._run = run
        self._known = self._read()
        self.resumed = len(self._known)

    def keeping(self, ask: Ask) -> Ask:
        """The same system, asked only what is not known yet; its answers are kept."""

        def asked(question: Question) -> Response:
            if question.id not in self._known:
                self._keep(question.id, to_record(ask(question)))
            return from_record(self._known[question.id])

        return asked

    def remove(self) -> None:
        """The record is written: nothing is left to go on with."""
        self.path.unlink(missing_ok=True)

    def _read(self) -> dict[str, Mapping[str, Any]]:
        try:
            lines = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            lines = []
        except OSError as error:
            raise SettingsError(f"{self.path} could not be opened: {error.strerror}.") from None
        known = {}
        rows = [_row(line) for line in lines[:-1]]
        if rows and rows[0] == {"run": self._run}:
            known = {row["id"]: row["said"] for row in rows[1:] if row}
        self._begin(known)
        return known

    def _begin(self, known: Mapping[str, Mapping[str, Any]]) -> None:
        """Written anew, so that what follows does not stand behind half a line."""
        rows = [{"run": self._run}, *({"id": name, "said": said} for name, said in known.items())]
        unfinished = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        try:
            unfinished.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
            unfinished.replace(self.path)
        except OSError as error:
            raise SettingsError(f"{self.path} could not be written: {error.strerror}.") from None

    def _keep(self, name: str, said: Mapping[str, Any]) -> None:
        self._known[name] = said
        try:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"id": name, "said": said}) + "\n")
        except OSError as error:
            raise SettingsError(f"{self.path} could not be written: {error.strerror}.") from None


def _row(line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError:
        return {}
    return row if isinstance(row, dict) else {}
