"""What readers say of answers, as draft lines of a question set in a file that the owner chose."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from filelock import FileLock

from index.errors import QuestionError, SettingsError
from qa.page.asked_questions import AnsweredQuestion
from qa.page.library import Library, Place

Judgement = Literal["right", "wrong", "sentence", "not-said"]
"""The answer is right; it is wrong; this sentence is right; the article does not say."""


@dataclass(frozen=True)
class FeedbackFile:
    """A file of JSON Lines that grows by one whole line for each judgement, whoever else writes to it."""

    path: Path

    def check(self) -> None:
        """Raises `SettingsError` where nothing could be stored."""
        if self.path.suffix.lower() != ".jsonl":
            raise SettingsError(f"Feedback is a question set: name a file that ends with .jsonl, not {self.path}.")
        try:
            with self.path.open("ab"):
                pass
        except OSError as error:
            raise SettingsError(f"Feedback cannot be stored in {self.path}: {error.strerror}.") from None

    def append(self, line: dict[str, Any]) -> None:
        """One line at the end; the file's last line is ended first where it is not."""
        content = json.dumps(line, ensure_ascii=False).encode(errors="replace") + b"\n"
        with FileLock(f"{self.path}.lock"), self.path.open("a+b") as file:
            if file.seek(0, os.SEEK_END):
                file.seek(-1, os.SEEK_END)
                content = content if file.read(1) == b"\n" else b"\n" + content
            file.write(content)


def draft(turn: AnsweredQuestion, judgement: str, place: Place | None, library: Library) -> dict[str, Any]:
    """The judgement as a line of a question set.

    Where the answer is wrong and no right one is named, it lacks its gold answer, which
    `qa eval --check` finds. Raises `QuestionError` where judgement or place are none.
    """
    if judgement not in get_args(Judgement):
        raise QuestionError("This is no judgement of an answer.", "foreign")
    line: dict[str, Any] = {
        "id": f"feedback-{secrets.token_hex(8)}",
        "question": turn.answer.question,
        "answerable": not (judgement == "not-said" or (judgement == "right" and not turn.answer.answered)),
        "kind": "feedback",
    }
    if turn.history:
        line["history"] = list(turn.history)
    if line["answerable"]:
        line.update(_gold(turn, judgement, place, library))
    return line | {"judgement": judgement, "given": turn.answer.answer}


def _gold(turn: AnsweredQuestion, judgement: str, place: Place | None, library: Library) -> dict[str, Any]:
    if judgement == "right":
        cited = turn.answer.citations
        evidence = [{"document": c.document, "start": c.start, "end": c.end, "text": c.quote} for c in cited]
        if turn.answer.verdict:
            return {"answers": [], "verdict": turn.answer.verdict, "evidence": evidence}
        return {"answers": [turn.answer.answer], "evidence": evidence}
    if judgement == "wrong":
        return {"answers": []}
    document = library.document(place.document) if place else None
    if (
        place is None
        or document is None
        or not any((each.start, each.end) == (place.start, place.end) for each in library.sentences(document.name))
    ):
        raise QuestionError("This sentence is not in the article.", "foreign")
    text = document.text[place.start : place.end]
    evidence = [{"document": document.name, "start": place.start, "end": place.end, "text": text}]
    return {"answers": [text], "evidence": evidence}
