"""A widget for other web sites, at /embed: it asks, and shows each answer quoted, with a link to its place."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from index.errors import ArticleQAError, QuestionError
from qa.answer import Answer, Citation
from qa.assistant import LONGEST_QUESTION
from qa.page.answers import AnswerView
from qa.page.branding import Branding
from qa.page.clients import allowance
from qa.page.error_messages import sentence_for
from qa.page.guard import EMBED_ASKING
from qa.page.library import Library
from qa.page.markup import escape
from qa.page.program_questions import ProgramQuestions
from qa.page.reply_headers import EMBED_PATH
from qa.page.rest_requests import MOST_EARLIER, RequestError, WidgetRequest, read_body
from qa.page.small_page import small_page
from qa.page.widget_messages import widget_messages

_STATUS = {"too-fast": 429, "busy": 429, "left": 400}
_NOT_KEPT = {"cache-control": "no-store"}

_log = logging.getLogger(__name__)


class Widget:
    """Asks the articles alone, as they are at the time; each answer is read anew."""

    def __init__(self, programs: ProgramQuestions, library: Callable[[], Library], branding: Branding) -> None:
        self._programs, self._library, self._branding = programs, library, branding

    @property
    def routes(self) -> list[BaseRoute]:
        """For the app that serves the page."""
        return [
            Route(EMBED_PATH, self._show, methods=["GET"]),
            Route(EMBED_ASKING, self._ask, methods=["POST"]),
        ]

    async def _show(self, _: Request) -> Response:
        return HTMLResponse(self._page)

    @cached_property
    def _page(self) -> str:
        messages = self._library().messages
        return small_page(
            "widget.html",
            messages,
            self._branding,
            words=widget_messages(messages.code),
            most_earlier=MOST_EARLIER,
            longest=LONGEST_QUESTION,
        )

    async def _ask(self, request: Request) -> Response:
        """{"html", "said", "answered"}, or {"detail": sentence} where there is neither answer nor refusal."""
        messages = self._library().messages
        try:
            asked = await read_body(request, WidgetRequest)
            answer = await self._programs.answer_in_turn("embed", asked.question, asked.history, allowance(request))
        except RequestError as error:
            return JSONResponse({"detail": str(error)}, error.status)
        except ArticleQAError as error:
            kind = error.kind if isinstance(error, QuestionError) else ""
            return JSONResponse({"detail": sentence_for(error, messages)}, _STATUS.get(kind, 422))
        except Exception:  # noqa: BLE001 - no traceback reaches a client
            _log.exception("A question of the widget could not be answered")
            return JSONResponse({"detail": messages.failed}, 500)
        view = WidgetAnswerView(self._library(), question=answer.standalone_question)
        shown = {"html": view.answer(answer), "said": view.said(answer), "answered": answer.answered}
        return JSONResponse(shown, headers=_NOT_KEPT)


@dataclass(frozen=True)
class WidgetAnswerView(AnswerView):
    """An answer without tools, whose links open the page in a tab of its own, where `question` is asked again."""

    question: str = ""

    def _tools(self, answer: Answer) -> str:  # noqa: ARG002 - as `AnswerView` calls it
        return ""

    def _undo(self) -> str:
        return ""

    def _certainty(self, confidence: float) -> str:
        return f'<span class="qa-sure">{escape(self.certainty(confidence))}</span>'

    def _link(self, cited: Citation, text: str) -> str:
        address = f"./?q={quote(self.question, safe='')}#cite-{self.library.place(cited)}"
        opens = widget_messages(self.library.messages.code).opens_tab
        hint = f'<span class="unseen"> ({escape(opens)})</span>'
        return f'<a href="{address}" target="_blank" rel="noopener">{escape(text)}{hint}</a>'
