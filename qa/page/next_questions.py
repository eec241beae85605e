"""What can be asked next, once an answer stands on the page."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from threading import Lock

from index.errors import QuestionError
from qa.model_threads import asked_ahead
from qa.page.answers import Elsewhere, NextQuestions
from qa.page.asked_questions import AnsweredQuestion, AskedQuestion
from qa.page.clients import Allow, anybody
from qa.page.workspace import Workspace
from qa.page.workspaces import Workspaces

_log = logging.getLogger(__name__)


class NextQuestionFinder:
    """Makes suggestions for one reader at a time, and while no question is answered, so that answers come first."""

    def __init__(self) -> None:
        self._making = Lock()

    def after(
        self, workspaces: Workspaces, conversation: Sequence[AskedQuestion], key: object, allow: Allow = anybody
    ) -> str | None:
        """What can be asked after the last of these questions, as HTML; "" where that is nothing.

        Each suggestion is asked first, so it comes after the answer. None: others are being
        made, ask again. `allow` is called before a question of the conversation is
        read, or a refused one is put to other documents; of the suggestions a `Suggester` reads at most three an
        answer, and remembers them. Raises `QuestionError` as `Workspaces.last` does.
        """
        if not self._making.acquire(blocking=False):
            return None
        try:
            turn = workspaces.last(conversation, key, allow)
            workspace = workspaces.find(turn.asked.documents, key)
            if workspace is None:
                return ""
            elsewhere = _elsewhere(workspaces, turn, key, allow)
            with asked_ahead():
                offers = _offers(workspace, turn)
            return workspace.view.next_questions(replace(offers, elsewhere=elsewhere))
        except QuestionError:
            raise
        except Exception:  # noqa: BLE001 - nobody waits for what could be asked next
            _log.exception("Nothing could be suggested")
            return ""
        finally:
            self._making.release()


def _elsewhere(workspaces: Workspaces, turn: AnsweredQuestion, key: object, allow: Allow) -> Elsewhere | None:
    """The articles for a question that the reader's own documents do not answer, or these for the articles."""
    if turn.answer.answered or turn.answer.replied:
        return None
    session = None if turn.asked.documents else workspaces.upload_sessions.find(key)
    documents = tuple(uploaded.number for uploaded in session.documents) if session else ()
    if not documents and not turn.asked.documents:
        return None
    other = workspaces.find(documents, key)
    question = turn.answer.standalone_question
    if other is None or not other.answer_cache.answer(question, (), allow).answered:
        return None
    return Elsewhere(question, other.library.where, documents)


def _offers(workspace: Workspace, turn: AnsweredQuestion) -> NextQuestions:
    if turn.answer.replied:
        return NextQuestions(first=turn.answer.replied.questions)
    if workspace.suggester is None:
        return NextQuestions()
    if not turn.answer.answered:
        return NextQuestions(alternative=workspace.suggester.alternative(turn.answer))
    questions = [*turn.history, turn.asked.question]
    return NextQuestions(follow_ups=workspace.suggester.follow_ups(turn.answer, questions))
