"""Questions that programs ask, by whichever door: checked, answered in turn, and counted."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any

import anyio
import anyio.to_thread

from index.errors import QuestionError
from index.selection import Selection
from qa.answer import Answer
from qa.assistant import Assistant
from qa.page.clients import Allow, anybody
from qa.page.usage import Entry, Usage

SELECTIONS_KEPT = 4
"""Choices among the documents that are kept ready to be asked."""


class ProgramQuestions:
    """Asks the assistant that there is at the time, for programs; each answer is read anew.

    Of those that ask by `answer_in_turn`, `at_once` questions are answered side by side, and `waiting` may stand in
    line.
    """

    def __init__(self, assistant: Callable[[], Assistant], usage: Usage, at_once: int = 1, waiting: int = 1) -> None:
        self._assistant, self._usage, self._waiting = assistant, usage, waiting
        self._limiter = anyio.CapacityLimiter(at_once)
        self._selected: OrderedDict[tuple[str, tuple[str, ...]], Assistant] = OrderedDict()
        self._lock = Lock()

    @property
    def in_line(self) -> int:
        """Questions that wait for their turn."""
        return self._limiter.statistics().tasks_waiting

    def answer(
        self, entry: Entry, question: Any, history: Any = None, allow: Allow = anybody, documents: Sequence[str] = ()
    ) -> Answer:
        """The answer, from `documents` alone where some are named.

        Raises `QuestionError`, for ill-formed input too, and `DocumentError` for a document that is not there.
        """
        with self._usage.question(entry) as counted:
            history = [] if history is None else history
            if not isinstance(question, str) or not isinstance(history, list | tuple):
                raise QuestionError("The question must be a text, and the history a list of texts.", "foreign")
            if not all(isinstance(earlier, str) for earlier in history):
                raise QuestionError("The question must be a text, and the history a list of texts.", "foreign")
            assistant = self._asked_of(tuple(documents))
            allow()
            counted.answer = assistant.ask(question, history)
            return counted.answer

    async def answer_in_turn(
        self, entry: Entry, question: Any, history: Any, allow: Allow, documents: Sequence[str] = ()
    ) -> Answer:
        """The same from an event loop. Raises `QuestionError` ("busy"), too, where too many are waiting."""
        if self.in_line >= self._waiting:
            with self._usage.question(entry):
                raise QuestionError("Many questions are waiting. Try again in a minute.", "busy")
        return await anyio.to_thread.run_sync(
            self.answer, entry, question, history, allow, documents, limiter=self._limiter
        )

    def _asked_of(self, documents: tuple[str, ...]) -> Assistant:
        of_all = self._assistant()
        if not documents:
            return of_all
        key = (of_all.index.id, documents)
        with self._lock:
            if key in self._selected:
                self._selected.move_to_end(key)
                return self._selected[key]
        assistant = of_all.with_collection(Selection(documents).apply(of_all.collection))
        with self._lock:
            self._selected[key] = assistant
            while len(self._selected) > SELECTIONS_KEPT:
                self._selected.popitem(last=False)
        return assistant
