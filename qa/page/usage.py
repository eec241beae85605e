"""What is counted of each question, and written down where the owner switched that on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Literal

from index.errors import QuestionError
from qa.answer import Answer
from qa.page.metrics import Metrics
from qa.page.question_log import RotatingLog, question_line

Entry = Literal["page", "gradio", "mcp", "rest", "chat", "embed"]
"""Where a question came in: the page, Gradio's endpoint, the MCP tool, /v1/ask, /v1/chat/completions, or the widget."""


class CountedQuestion:
    """One question on its way; `answer` is set once there is one."""

    answer: Answer | None = None


class Usage:
    """Counts the questions of one served page; with `question_log`, writes a line for each that is not private."""

    def __init__(self, question_log: Path | None = None) -> None:
        self.metrics = Metrics()
        self.question_log = RotatingLog(question_log) if question_log else None

    @contextmanager
    def question(self, entry: Entry, private: bool = False) -> Iterator[CountedQuestion]:
        """Around the answering of one question. `private`: about a reader's own documents, and written nowhere."""
        counted, began = CountedQuestion(), perf_counter()
        try:
            yield counted
        except Exception as error:
            kind = error.kind if isinstance(error, QuestionError) else ""
            self.metrics.failed.labels(entry, kind or "other").inc()
            raise
        if counted.answer is not None:
            self._count(entry, counted.answer, perf_counter() - began, private)

    def _count(self, entry: Entry, answer: Answer, seconds: float, private: bool) -> None:
        self.metrics.questions.labels(entry, answer.form).inc()
        if answer.answered:
            self.metrics.answered.labels(entry).inc()
        self.metrics.seconds.labels(entry).observe(seconds)
        if self.question_log and not private:
            self.question_log.write(question_line(answer, entry, seconds))
