"""What happens when somebody asks on the page, or comes back to it."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from index.engine import Engine
from index.errors import ArticleQAError, QuestionError
from qa.assistant import Assistant
from qa.model_threads import asked_ahead
from qa.page import asked_questions
from qa.page.answers import AnswerView
from qa.page.asked_questions import AnsweredQuestion, AskedQuestion, MissingDocument, read_asked_questions, read_chosen
from qa.page.clients import Allow, allowance
from qa.page.error_messages import sentence_for
from qa.page.library import Library
from qa.page.offline_gradio import gr
from qa.page.options import AT_ONCE, WAITING, Options
from qa.page.program_questions import ProgramQuestions
from qa.page.served_articles import ServedArticles
from qa.page.usage import Usage
from qa.page.workspaces import Workspaces
from qa.startup import seed_hashes

STARTERS = (
    "Why did Qaani go to Baghdad?",
    "Who is the leader of Asa'ib Ahl al-Haq?",
    "What is the ultimate goal of the Iraqi militias?",
    "Who wrote this article?",
)
"""Offered when the bundled article is in the collection."""

UNCHANGED: dict[str, Any] = gr.skip()
"""For the question box when an answer comes: the next question may stand in it already."""

ChatMessage = dict[str, Any]
KeptQuestions = list[dict[str, Any]]
PageUpdate = tuple[str | dict[str, Any], list[ChatMessage] | dict[str, Any], KeptQuestions | dict[str, Any], str]
"""What the question box, the conversation, the questions that the browser keeps and the place to show become."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ChatHandlers:
    """What happens on each event of the page. Whatever a browser sends is checked; nothing raises but `gr.Error`.

    `chat` is the conversation as it is shown, `kept` the questions of it that the browser keeps, and `uploaded`
    says which of the reader's own documents are asked, if any. A client may have so many questions read in a
    minute; those whose answers are kept cost nothing.
    """

    assistant: Assistant
    options: Options

    @cached_property
    def served(self) -> ServedArticles:
        return ServedArticles(self.assistant, self.options)

    @property
    def workspaces(self) -> Workspaces:
        """As they are now: take them once for what must fit together."""
        return self.served.now

    @cached_property
    def usage(self) -> Usage:
        return Usage(self.options.question_log)

    @cached_property
    def programs(self) -> ProgramQuestions:
        return ProgramQuestions(lambda: self.served.assistant, self.usage, AT_ONCE, WAITING)

    @property
    def library(self) -> Library:
        return self.workspaces.articles.library

    @property
    def view(self) -> AnswerView:
        return self.workspaces.articles.view

    @cached_property
    def starters(self) -> Sequence[str]:
        """Questions to begin with, the first for a brief of all."""
        messages = self.options.messages
        about = messages.starter_article if self.library.is_single else messages.starter_articles
        if self.options.branding.starters:
            return self.options.branding.starters
        if _holds_seeds(self.assistant.collection):
            return (about, *STARTERS)
        with asked_ahead():
            found = self.options.suggester.starters(len(STARTERS)) if self.options.suggester else ()
        return (about, *found)

    def submit(
        self,
        question: str,
        chat: list[ChatMessage],
        kept: KeptQuestions | None,
        uploaded: Any = None,
        request: gr.Request | None = None,
    ) -> Iterator[PageUpdate]:
        """Show the question at once, then its answer; a blank one changes nothing."""
        yield from self._ask(question, chat, kept, uploaded, allowance(request))

    def submit_starter(
        self,
        chat: list[ChatMessage],
        kept: KeptQuestions | None,
        event: gr.EventData,
        uploaded: Any = None,
        request: gr.Request | None = None,
    ) -> Iterator[PageUpdate]:
        """The same for one of the questions offered, which are about the articles."""
        question = _part(_part(event._data, "value"), "text")
        uploaded = {"session": _part(uploaded, "session")}
        yield from self._ask(question, chat, kept, uploaded, allowance(request))

    def submit_chosen(
        self,
        chat: list[ChatMessage],
        kept: KeptQuestions | None,
        event: gr.EventData,
        uploaded: Any = None,
        request: gr.Request | None = None,
    ) -> Iterator[PageUpdate]:
        """The same for a question chosen beside an answer, or asked again as it was typed, of the same documents."""
        question, alone = _part(event._data, "question"), _part(event._data, "alone") is True
        uploaded = {"session": _part(uploaded, "session"), "documents": _part(event._data, "documents")}
        yield from self._ask(question, chat, kept, uploaded, allowance(request), alone)

    def begin(self) -> PageUpdate:
        """An empty conversation."""
        return "", [], [], ""

    def give_up(self, question: str, chat: list[ChatMessage], kept: KeptQuestions | None) -> PageUpdate:
        """The conversation without its last question, if that has no answer yet, which stands in the box again."""
        unanswered = bool(chat) and _part(chat[-1], "role") == "user"
        return question, chat[:-1] if unanswered else UNCHANGED, kept or [], ""

    def restore(
        self, kept: KeptQuestions | None, uploaded: Any = None, request: gr.Request | None = None
    ) -> Iterator[PageUpdate]:
        """The conversation that the browser kept, or the question of a link; answer by answer."""
        chat: list[ChatMessage] = []
        conversation: list[AskedQuestion] = []
        workspaces = self.workspaces
        try:
            key, conversation = read_chosen(uploaded).key, read_asked_questions(kept)
            if not conversation:
                # Somebody may have asked already.
                yield UNCHANGED, UNCHANGED, UNCHANGED, ""
            for number, turn in enumerate(workspaces.turns(conversation, key, allowance(request)), 1):
                shown, place = self._shown(workspaces, turn, number - 1, key)
                chat = [*chat, _message("user", self.view.asked(turn.asked.question)), shown]
                yield UNCHANGED, chat, _kept(conversation[:number]), place
        except Exception as error:  # noqa: BLE001 - a person is never shown a traceback
            # The questions that were not answered are kept: they come back once they can be answered.
            yield UNCHANGED, [*chat, self._sorry(error)], _kept(conversation), ""

    def ask(self, question: str, history: list[str] | None = None, request: gr.Request | None = None) -> dict[str, Any]:
        """Answer a question about the articles, with citations.

        Args:
            question: The question, in plain words.
            history: The conversation's earlier questions, oldest first.

        Returns:
            The object that `qa ask --json` prints.
        """
        try:
            return self.programs.answer("gradio", question, history, allowance(request)).to_dict()
        except ArticleQAError as error:
            raise gr.Error(str(error), print_exception=False) from error
        except Exception as error:
            _log.exception("A question could not be answered")
            raise gr.Error(self.options.messages.failed, print_exception=False) from error

    def _ask(
        self, question: Any, chat: list[ChatMessage], kept: Any, uploaded: Any, allow: Allow, alone: bool = False
    ) -> Iterator[PageUpdate]:
        if not isinstance(question, str) or not question.strip():
            yield "", UNCHANGED, UNCHANGED, ""
            return
        chat, conversation = [*chat, _message("user", self.view.asked(question))], list[AskedQuestion]()
        workspaces = self.workspaces
        try:
            chosen, conversation = read_chosen(uploaded), read_asked_questions(kept)
            yield "", chat, _kept(conversation), ""
            conversation_with_it = [*conversation, AskedQuestion(question, alone, chosen.documents)]
            if len(conversation_with_it) > asked_questions.MOST:
                raise QuestionError("This conversation is full.", "too-many")
            with self.usage.question("page", private=bool(chosen.documents)) as counted:
                turn = workspaces.last(conversation_with_it, chosen.key, allow)
                counted.answer = turn.answer
            shown, place = self._shown(workspaces, turn, len(conversation), chosen.key)
        except Exception as error:  # noqa: BLE001 - a person is never shown a traceback
            again = question if isinstance(error, QuestionError) and error.kind == "too-fast" else UNCHANGED
            yield again, [*chat, self._sorry(error)], _kept(conversation), ""
        else:
            yield UNCHANGED, [*chat, shown], _kept(conversation_with_it), place

    def _shown(
        self, workspaces: Workspaces, turn: AnsweredQuestion | MissingDocument, number: int, key: object
    ) -> tuple[ChatMessage, str]:
        """The answer as a message, and its place; `number` is the turn's, from 0."""
        if isinstance(turn, MissingDocument):
            return _message("assistant", self.view.sorry(self.options.messages.uploads_gone)), ""
        workspace = workspaces.find(turn.asked.documents, key)
        if workspace is None:
            raise QuestionError("This document is not here any more.", "gone")
        cited = turn.answer.citations or workspace.view.closest(turn.answer)[1]
        place = str(workspace.library.place(cited[0])) if cited else ""
        return _message("assistant", workspace.view.answer(turn.answer, number)), place

    def _sorry(self, error: Exception) -> ChatMessage:
        """What went wrong, in a sentence in the place of an answer."""
        if isinstance(error, ArticleQAError):
            return _message("assistant", self.view.sorry(sentence_for(error, self.options.messages)))
        _log.error("A question could not be answered", exc_info=error)
        return _message("assistant", self.view.sorry(self.options.messages.failed))


def _holds_seeds(collection: Engine) -> bool:
    bundled = set(seed_hashes().values())
    return any(entry.content_hash in bundled for entry in collection.entries.values())


def _message(role: str, content: str) -> ChatMessage:
    return {"role": role, "content": content}


def _kept(conversation: Sequence[AskedQuestion]) -> KeptQuestions:
    return [asked.to_dict() for asked in conversation]


def _part(given: Any, name: str) -> Any:
    """A part of what a browser sent; None where it is no object with such a part."""
    return given.get(name) if isinstance(given, dict) else None
