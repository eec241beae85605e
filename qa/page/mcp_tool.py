"""The same answers for programs that speak MCP, at /mcp of the page's address."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from index.errors import ArticleQAError
from qa.page.asgi import App, Message, Receive, Scope, Send
from qa.page.clients import allowance
from qa.page.program_questions import ProgramQuestions

PATH = "/mcp"
_NO_REQUEST = -32600
"""JSON-RPC's code for what is no request."""

_log = logging.getLogger(__name__)

_Question = Annotated[str, Field(description="The question, in plain words.")]
_History = Annotated[Sequence[str], Field(description="The conversation's earlier questions, oldest first.")]


class Tool:
    """One tool, "ask"."""

    def __init__(self, programs: ProgramQuestions) -> None:
        from mcp.server.fastmcp import FastMCP
        from mcp.server.fastmcp.exceptions import ToolError
        from mcp.server.transport_security import TransportSecuritySettings

        # The guard and the page's own host decide who may come; behind a proxy the name is not known here.
        security = TransportSecuritySettings(enable_dns_rebinding_protection=False)
        self._server: FastMCP[None] = FastMCP(
            "article-qa",
            stateless_http=True,
            json_response=True,
            streamable_http_path=PATH,
            transport_security=security,
        )

        async def ask(question: _Question, history: _History = ()) -> dict[str, Any]:
            """Answer a question from the articles, word for word, with citations, and with a verdict where it asks for
            yes or no; sum up, or tell what is said of two things; or say that they do not tell, with the sentences that
            come nearest. To small talk, and for what a file alone says of its document (its author, its date), there is
            a `reply` in other words than theirs."""
            allow = allowance(self._server.get_context().request_context.request)
            try:
                return (await programs.answer_in_turn("mcp", question, history, allow)).to_dict()
            except ArticleQAError as error:
                raise ToolError(str(error)) from error

        self._server.add_tool(ask)

    @property
    def routes(self) -> list[BaseRoute]:
        """For the app that serves the page."""
        return [Route(PATH, _WellFormed(self._server.streamable_http_app()))]

    def lifespan(self, _: object) -> AbstractAsyncContextManager[None]:
        """Runs as long as the app does."""

        @asynccontextmanager
        async def run() -> AsyncIterator[None]:
            async with self._server.session_manager.run():
                yield

        return run()


class _WellFormed:
    """Wraps the tool's app: a message that is none of MCP's is refused; the library would log a page about it."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        body = await Request(scope, receive).body()
        try:
            _check_message(body)
        except ValueError as error:
            _log.warning("POST %s was ill-formed (%s)", PATH, type(error).__name__)
            refusal = {"code": _NO_REQUEST, "message": "This is no message of MCP."}
            reply = JSONResponse({"jsonrpc": "2.0", "id": None, "error": refusal}, status_code=400)
            await reply(scope, receive, send)
            return
        read: list[Message] = [{"type": "http.request", "body": body}]

        async def again() -> Message:
            return read.pop() if read else await receive()

        await self._app(scope, again, send)


def _check_message(body: bytes) -> None:
    """Raises `ValueError` where the body is no message that a client of MCP sends."""
    from mcp.types import ClientNotification, ClientRequest, JSONRPCMessage, JSONRPCNotification, JSONRPCRequest

    message = JSONRPCMessage.model_validate_json(body).root
    told = message.model_dump(by_alias=True, mode="json", exclude_none=True)
    if isinstance(message, JSONRPCRequest):
        ClientRequest.model_validate(told)
    elif isinstance(message, JSONRPCNotification):
        ClientNotification.model_validate(told)
