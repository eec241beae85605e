"""A conversation as the browser keeps it: the questions. Answers never change, so they are found again by asking.

The server remembers no conversation; it only keeps the answers that it gave lately, whoever asked.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from index.errors import QuestionError
from qa.answer import Answer
from qa.assistant import Assistant, check_question
from qa.page.clients import Allow, anybody

MOST = 50
"""Questions of one conversation."""

LARGEST_NUMBER = 10**9
"""Of a document; more than there can be."""

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
    """A question with its answer, and the earlier questions that it could go on from."""

    asked: AskedQuestion
    history: tuple[str, ...]
    answer: Answer

    @property
    def is_private(self) -> bool:
        """Whether it is about the reader's own documents."""
        return bool(self.asked.documents)


@dataclass(frozen=True)
class MissingDocument:
    """A question about documents of the reader's own that are no longer there."""

    asked: AskedQuestion


def read_asked_questions(given: Any) -> list[AskedQuestion]:
    """What a browser sent, checked. Raises `QuestionError` where it is no conversation of this page."""
    if given is None:
        return []
    if not isinstance(given, list) or len(given) > MOST:
        raise QuestionError("This is not a conversation of this page.", "foreign")
    return [_read(each) for each in given]


def _read(given: Any) -> AskedQuestion:
    if not isinstance(given, dict) or not isinstance(given.get("question"), str):
        raise QuestionError("This is not a conversation of this page.", "foreign")
    try:
        question = check_question(given["question"])
    except QuestionError:
        raise QuestionError("This is not a conversation of this page.", "foreign") from None
    return AskedQuestion(question, given.get("alone") is True, read_numbers(given.get("documents")))


def read_numbers(given: Any) -> tuple[int, ...]:
    """Numbers of documents that a browser sent, checked. Raises `QuestionError`."""
    numbers = [] if given is None else given
    if not isinstance(numbers, list) or len(numbers) > MOST or not all(map(_is_number, numbers)):
        raise QuestionError("This is not a conversation of this page.", "foreign")
    return tuple(numbers)


def _is_number(given: Any) -> bool:
    # True is an int as well; -1 is no document's, and stands in links.
    return type(given) is int and -1 <= given <= LARGEST_NUMBER


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
    """Asks the assistant, and keeps the latest answers; threads can share it."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._answers: OrderedDict[tuple[str, tuple[str, ...]], Answer] = OrderedDict()
        self._lock = Lock()

    def answer(self, question: str, history: tuple[str, ...] = (), allow: Allow = anybody) -> Answer:
        """The answer, read if it is not kept; `allow` is called before it is read. Raises `QuestionError`."""
        key = (question, history)
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        allow()
        answer = self._assistant.ask(question, list(history))
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > KEPT:
                self._answers.popitem(last=False)
        return answer

    def turns(
        self, conversation: Sequence[AskedQuestion], uploaded: FindUploaded = lambda _: None, allow: Allow = anybody
    ) -> Iterator[AnsweredQuestion | MissingDocument]:
        """Each question with its answer; `uploaded` finds who answers about a reader's own documents.

        A question without an answer is none that a later one could go on from, nor is one about the
        reader's own documents for one about the articles. Raises `QuestionError` at one that cannot be asked,
        or that `allow` does not let be read.
        """
        answered: dict[bool, tuple[str, ...]] = {True: (), False: ()}
        for asked in conversation:
            cache = uploaded(asked.documents) if asked.documents else self
            if cache is None:
                yield MissingDocument(asked)
                continue
            private = bool(asked.documents)
            history = () if asked.alone else answered[private]
            answer = cache.answer(asked.question, history, allow)
            yield AnsweredQuestion(asked, history, answer)
            if answer.answered:
                answered[private] += (asked.question,)

    def last(
        self, conversation: Sequence[AskedQuestion], uploaded: FindUploaded = lambda _: None, allow: Allow = anybody
    ) -> AnsweredQuestion | MissingDocument:
        """The last question, answered. Raises `QuestionError` as `turns` does, and where there is none."""
        if not conversation:
            raise QuestionError("This is not a conversation of this page.", "foreign")
        *_, turn = self.turns(conversation, uploaded, allow)
        return turn


FindUploaded = Callable[[tuple[int, ...]], AnswerCache | None]
"""Who answers about documents of a reader's own, by their numbers; None where none of them is there."""
