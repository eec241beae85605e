"""Which questions were asked and what became of them: a line of JSON each, in a file that its owner switched on."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from index.errors import SettingsError
from qa.answer import Answer

LARGEST, OLDER = 10 * 2**20, 5
"""Bytes of a log file, and how many full ones are kept beside it."""


class RotatingLog:
    """Lines of text in a file; a full one is renamed to FILE.1, FILE.2 and so on. Safe to share between threads."""

    def __init__(self, path: Path, largest: int = LARGEST, older: int = OLDER) -> None:
        self.path, self._older = path, older
        self._handler = RotatingFileHandler(
            path, maxBytes=largest, backupCount=older, encoding="utf-8", errors="backslashreplace", delay=True
        )
        self._handler.setFormatter(logging.Formatter("%(message)s"))

    def write(self, line: str) -> None:
        """One line, whole. A disk that is full costs the line, not the reader's answer."""
        self._handler.handle(logging.makeLogRecord({"msg": line.replace("\r", " ").replace("\n", " ")}))

    def close(self) -> None:
        """Nothing is written any more."""
        self._handler.close()

    @property
    def files(self) -> list[Path]:
        """Those that there are, the newest first."""
        names = [self.path, *(Path(f"{self.path}.{number}") for number in range(1, self._older + 1))]
        return [path for path in names if path.is_file()]


def check_log(path: Path, option: str) -> None:
    """Raises `SettingsError` where nothing could be written there."""
    try:
        with path.open("ab"):
            pass
    except OSError as error:
        raise SettingsError(f"{option} cannot be written to {path}: {error.strerror}.") from None


def question_line(answer: Answer, entry: str, seconds: float, at: datetime | None = None) -> str:
    """What is logged of a question: nothing of who asked it, nor from where."""
    told = {
        "at": (at or datetime.now(UTC)).isoformat(timespec="seconds"),
        "entry": entry,
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "form": answer.form,
        "answered": answer.answered,
        "confidence": answer.confidence,
        "documents": list(dict.fromkeys(citation.document for citation in answer.citations)),
        "ms": round(seconds * 1000),
    }
    return json.dumps(told, ensure_ascii=False)
