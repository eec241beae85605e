"""What can be asked next, once an answer stands on the page."""

from __future__ import annotations

import logging
from threading import Lock
from typing import Any

from qa.page.answers import NextQuestions
from qa.page.asked_questions import AnsweredQuestion, read_asked_questions
from qa.page.workspace import Workspace
from qa.page.workspaces import Workspaces

_log = logging.getLogger(__name__)


class NextQuestionFinder:
    """Makes suggestions for one reader at a time, so that answers come first."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces
        self._making = Lock()

    def after(self, past: Any, key: object) -> str | None:
        """What can be asked after the last of these questions, as HTML; "" where that is nothing.

        Each suggestion is asked first, so it comes after the answer. None: others are being
        made, ask again.
        """
        if not self._making.acquire(blocking=False):
            return None
        try:
            turn = self._workspaces.last(read_asked_questions(past), key)
            workspace = self._workspaces.find(turn.exchange.documents, key)
            return workspace.view.next_questions(_offers(workspace, turn)) if workspace else ""
        except Exception:  # noqa: BLE001 - nobody waits for what could be asked next
            _log.exception("Nothing could be suggested")
            return ""
        finally:
            self._making.release()


def _offers(workspace: Workspace, turn: AnsweredQuestion) -> NextQuestions:
    if workspace.suggester is None:
        return NextQuestions()
    if not turn.answer.answered:
        return NextQuestions(alternative=workspace.suggester.alternative(turn.answer))
    return NextQuestions(
        follow_ups=workspace.suggester.follow_ups(turn.answer, [*turn.history, turn.exchange.question])
    )
