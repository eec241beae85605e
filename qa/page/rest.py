"""The answers by plain HTTP, under /v1 of the page's address."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import islice
from typing import Any

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from index.engine import Engine
from index.errors import ArticleQAError, DocumentError, QuestionError
from qa.page.answers import AnswerView
from qa.page.chat_completions import chunks, completion, models
from qa.page.clients import allowance
from qa.page.english import ENGLISH
from qa.page.export import Export
from qa.page.metrics import CONTENT_TYPE, Metrics
from qa.page.openapi import description
from qa.page.program_questions import ProgramQuestions
from qa.page.rest_requests import MODEL, AskRequest, ChatRequest, RequestError, read_body
from qa.page.served_articles import ServedArticles

BELOW = "/v1/"
"""Where programs ask by plain HTTP."""

ASKING = ("/v1/ask", "/v1/chat/completions")
"""Each request to these has a question read."""

LISTED = 1000
"""Documents, at most, that one reply of /v1/documents tells of."""

OPEN_TO_ALL = ("/v1/health", "/openapi.json")
"""What may be read without a name or a key."""

_STATUS = {"too-fast": 429, "busy": 429, "left": 400}
"""Of a question that cannot be asked, where it is not 422."""

Endpoint = Callable[[Request], Awaitable[Response]]

_log = logging.getLogger(__name__)


class RestApi:
    """Endpoints for programs. What is refused is {"detail": sentence}, from /v1/chat/completions OpenAI's own form."""

    def __init__(self, served: ServedArticles, programs: ProgramQuestions, metrics: Metrics) -> None:
        self._served, self._programs, self._metrics = served, programs, metrics

    @property
    def routes(self) -> list[BaseRoute]:
        """For the app that serves the page."""
        return [
            Route("/v1/ask", _told(self._ask), methods=["POST"]),
            Route("/v1/chat/completions", _told(self._chat, _openai_error), methods=["POST"]),
            Route("/v1/models", _told(self._models), methods=["GET"]),
            Route("/v1/documents", _told(self._documents), methods=["GET"]),
            Route("/v1/health", _told(self._health), methods=["GET"]),
            Route("/v1/metrics", _told(self._read_metrics), methods=["GET"]),
            Route("/openapi.json", _told(self._description), methods=["GET"]),
            Route("/v1/{rest:path}", _told(self._nothing), methods=["GET", "POST", "PUT", "DELETE", "PATCH"]),
        ]

    async def _ask(self, request: Request) -> Response:
        asked = await read_body(request, AskRequest)
        allow = allowance(request)
        answer = await self._programs.answer_in_turn("rest", asked.question, asked.history, allow, asked.documents)
        return JSONResponse(answer.to_dict_with_withheld() if asked.withheld else answer.to_dict())

    async def _chat(self, request: Request) -> Response:
        asked = await read_body(request, ChatRequest)
        if asked.model != MODEL:
            raise RequestError(404, f"There is no model of this name. There is {MODEL}.")
        question, earlier = asked.asked
        answer = await self._programs.answer_in_turn("chat", question, earlier, allowance(request))
        number = secrets.token_hex(12)
        if asked.stream:
            headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
            return StreamingResponse(chunks(answer, self._export(), number), 200, headers, "text/event-stream")
        return JSONResponse(completion(answer, self._export(), number))

    def _export(self) -> Export:
        """Programs are answered in English, whatever the page speaks."""
        return Export(AnswerView(replace(self._served.now.articles.library, messages=ENGLISH)))

    async def _models(self, _: Request) -> Response:
        return JSONResponse(models())

    async def _documents(self, request: Request) -> Response:
        offset, limit = _number(request, "offset", 0, 10**9), _number(request, "limit", LISTED, LISTED)
        collection, latest = self._served.collection, self._served.latest
        names = list(islice(collection.entries, offset, offset + limit))
        listed = await anyio.to_thread.run_sync(lambda: [_listed(collection, name) for name in names])
        told = {"index": collection.id, "total": len(collection.entries), "documents": listed}
        if latest:
            told |= {"as_of": latest.at.isoformat(timespec="seconds"), "changed": latest.number}
        return JSONResponse(told)

    async def _health(self, _: Request) -> Response:
        return JSONResponse({"ready": True}, headers={"cache-control": "no-store"})

    async def _read_metrics(self, _: Request) -> Response:
        return Response(self._metrics.text(), headers={"content-type": CONTENT_TYPE, "cache-control": "no-store"})

    async def _description(self, request: Request) -> Response:
        return JSONResponse(description(request.scope.get("root_path", "")))

    async def _nothing(self, request: Request) -> Response:
        methods = {route.path: route.methods for route in self.routes if isinstance(route, Route)}
        if allowed := methods.get(request.scope["path"]):
            method = "POST" if "POST" in allowed else "GET"
            raise RequestError(405, f"This takes a {method}, not a {request.method}.")
        raise RequestError(404, "There is nothing here. See what there is: /openapi.json")


def _listed(collection: Engine, name: str) -> dict[str, Any]:
    document = collection.documents[name]
    return {
        "name": document.name,
        "title": document.title,
        "author": document.author,
        "date": document.date,
        "pages": max(start.page for start in document.pages) if document.pages else None,
        "characters": len(document.text),
        "passages": len(collection.passages_of(name)),
    }


def _told(endpoint: Endpoint, form: Callable[[int, str], dict[str, Any]] | None = None) -> Endpoint:
    """The endpoint, where what is refused is told in a sentence."""

    async def told(request: Request) -> Response:
        try:
            return await endpoint(request)
        except RequestError as error:
            status, sentence = error.status, str(error)
        except QuestionError as error:
            status, sentence = _STATUS.get(error.kind, 422), str(error)
        except DocumentError as error:
            status, sentence = 404, str(error)
        except ArticleQAError as error:
            status, sentence = 500, str(error)
        except Exception:  # noqa: BLE001 - no traceback reaches a client
            _log.exception("A request to %s could not be answered", request.url.path)
            status, sentence = 500, ENGLISH.failed
        headers = {"retry-after": "60"} if status == 429 else None
        return JSONResponse(form(status, sentence) if form else {"detail": sentence}, status, headers)

    return told


def _number(request: Request, name: str, default: int, most: int) -> int:
    """A whole number of the query. Raises `RequestError` where it is none, or larger than `most`."""
    given = request.query_params.get(name, str(default))
    if not (given.isascii() and given.isdecimal() and len(given) < 12 and int(given) <= most):
        raise RequestError(422, f"The value of {name} does not fit: give a number from 0 to {most}.")
    return int(given)


def _openai_error(status: int, sentence: str) -> dict[str, Any]:
    kind = "rate_limit_error" if status == 429 else "server_error" if status >= 500 else "invalid_request_error"
    return {"error": {"message": sentence, "type": kind, "param": None, "code": None}}
