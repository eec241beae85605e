"""A conversation as the browser keeps it: the questions. Answers never change, so they are found again by asking.

The server remembers no conversation; it only keeps the answers that it gave lately, whoever asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
class Exchange:
    """A question that was asked; `alone`: without regard to those before it."""

    question: str
    alone: bool = False

    def to_dict(self) -> dict[str, Any]:
        return {"question": self.question, "alone": self.alone}


@dataclass(frozen=True)
class Turn:
    """An exchange with its answer, and the questions that counted as said before it."""

    exchange: Exchange
    history: tuple[str, ...]
    answer: Answer


def read_exchanges(given: Any) -> list[Exchange]:
    """What a browser sent, checked. Raises `QuestionError` where it is no conversation of this page."""
    if given is None:
        return []
    if not isinstance(given, list) or len(given) > MOST:
        raise QuestionError("This is not a conversation of this page.", "foreign")
    return [_read(each) for each in given]


def _read(given: Any) -> Exchange:
    question = given.get("question") if isinstance(given, dict) else None
    if not isinstance(question, str) or not question.strip() or len(question) > LONGEST_QUESTION:
        raise QuestionError("This is not a conversation of this page.", "foreign")
    return Exchange(question, given.get("alone") is True)


class Recollection:
    """Asks the assistant, and keeps the latest answers."""

    def __init__(self, assistant: Assistant) -> None:
        @lru_cache(maxsize=KEPT)
        def ask(question: str, history: tuple[str, ...]) -> Answer:
            return assistant.ask(question, list(history))

        self._ask = ask

    def turns(self, exchanges: Sequence[Exchange]) -> Iterator[Turn]:
        """Each exchange with its answer.

        A question without an answer is none that a later one could go on from. Raises
        `QuestionError` at one that cannot be asked.
        """
        said: tuple[str, ...] = ()
        for exchange in exchanges:
            history = () if exchange.alone else said
            answer = self._ask(exchange.question, history)
            yield Turn(exchange, history, answer)
            said = (*said, exchange.question) if answer.answered else said

    def last(self, exchanges: Sequence[Exchange]) -> Turn:
        """The last exchange, answered; there must be one."""
        *_, turn = self.turns(exchanges)
        return turn
