"""A conversation as the browser keeps it: the questions. Answers never change, so they are found again by asking.

The server remembers no conversation; it only keeps the answers that it gave lately, whoever asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from index.errors import QuestionError
from qa.answer import Answer
from qa.assistant import LONGEST_QUESTION, Assistant

MOST = 50
"""Questions of one conversation."""

KEPT = 1024
"""Answers kept in memory, about 10 kB each."""


@dataclass(frozen=True)
class AskedQuestion:
    """A question that was asked; `alone`: without regard to those before it.

    `documents` are the numbers of those of the reader's own documents that it was asked of; none where
    it was asked of the articles.
    """

    question: str
    alone: bool = False
    documents: tuple[int, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        uploaded = {"documents": list(self.documents)} if self.documents else {}
        return {"question": self.question, "alone": self.alone, **uploaded}


@dataclass(frozen=True)
class AnsweredQuestion:
    """An exchange with its answer, and the questions that counted as said before it."""

    exchange: AskedQuestion
    history: tuple[str, ...]
    answer: Answer

    @property
    def is_private(self) -> bool:
        """Whether it is about the reader's own documents."""
        return bool(self.exchange.documents)


@dataclass(frozen=True)
class MissingDocument:
    """An exchange about documents of the reader's own that are no longer there."""

    exchange: AskedQuestion


def read_asked_questions(given: Any) -> list[AskedQuestion]:
    """What a browser sent, checked. Raises `QuestionError` where it is no conversation of this page."""
    if given is None:
        return []
    if not isinstance(given, list) or len(given) > MOST:
        raise QuestionError("This is not a conversation of this page.", "foreign")
    return [_read(each) for each in given]


def _read(given: Any) -> AskedQuestion:
    question = given.get("question") if isinstance(given, dict) else None
    if not isinstance(question, str) or not question.strip() or len(question) > LONGEST_QUESTION:
        raise QuestionError("This is not a conversation of this page.", "foreign")
    return AskedQuestion(question, given.get("alone") is True, read_numbers(given.get("documents")))


def read_numbers(given: Any) -> tuple[int, ...]:
    """Numbers of documents that a browser sent, checked. Raises `QuestionError`."""
    numbers = given or []
    if not isinstance(numbers, list) or len(numbers) > MOST or not all(type(number) is int for number in numbers):
        raise QuestionError("This is not a conversation of this page.", "foreign")
    return tuple(numbers)


@dataclass(frozen=True)
class Chosen:
    """What a reader chose to ask: documents of the upload session that has this key or, with none, the articles."""

    key: str | None = None
    documents: tuple[int, ...] = ()


def read_chosen(given: Any) -> Chosen:
    """What a browser sent, checked. Raises `QuestionError`."""
    if not isinstance(given, dict):
        return Chosen()
    key = given.get("session")
    return Chosen(key if isinstance(key, str) else None, read_numbers(given.get("documents")))


class AnswerCache:
    """Asks the assistant, and keeps the latest answers."""

    def __init__(self, assistant: Assistant) -> None:
        @lru_cache(maxsize=KEPT)
        def answer(question: str, history: tuple[str, ...]) -> Answer:
            return assistant.ask(question, list(history))

        self.answer = answer

    def turns(
        self, exchanges: Sequence[AskedQuestion], uploaded: FindUploaded = lambda _: None
    ) -> Iterator[AnsweredQuestion | MissingDocument]:
        """Each exchange with its answer; `uploaded` finds who answers about a reader's own documents.

        A question without an answer is none that a later one could go on from, nor is one about the
        reader's own documents for one about the articles. Raises `QuestionError` at one that cannot be asked.
        """
        said: dict[bool, tuple[str, ...]] = {True: (), False: ()}
        for exchange in exchanges:
            asked = uploaded(exchange.documents) if exchange.documents else self
            if asked is None:
                yield MissingDocument(exchange)
                continue
            private = bool(exchange.documents)
            history = () if exchange.alone else said[private]
            answer = asked.answer(exchange.question, history)
            yield AnsweredQuestion(exchange, history, answer)
            if answer.answered:
                said[private] += (exchange.question,)

    def last(
        self, exchanges: Sequence[AskedQuestion], uploaded: FindUploaded = lambda _: None
    ) -> AnsweredQuestion | MissingDocument:
        """The last exchange, answered; there must be one."""
        *_, turn = self.turns(exchanges, uploaded)
        return turn


FindUploaded = Callable[[tuple[int, ...]], AnswerCache | None]
"""Who answers about documents of a reader's own, by their numbers; None where none of them is there."""
