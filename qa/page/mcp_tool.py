"""The same answers for programs that speak MCP, at /mcp of the page's address."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Annotated, Any

import anyio.to_thread
from pydantic import Field

from index.errors import ArticleQAError
from qa.assistant import Assistant
from qa.page.clients import allowance
from qa.page.handlers import answer_for_program

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

PATH = "/mcp"

_Question = Annotated[str, Field(description="The question, in plain words.")]
_History = Annotated[Sequence[str], Field(description="The conversation's earlier questions, oldest first.")]


class Tool:
    """One tool, "ask"; `at_once` questions are answered side by side, and `waiting` may stand in line."""

    def __init__(self, assistant: Assistant, at_once: int, waiting: int) -> None:
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
        limiter = anyio.CapacityLimiter(at_once)

        async def ask(question: _Question, history: _History = ()) -> dict[str, Any]:
            """Answer a question from the articles, word for word, with citations; or say that they do not tell."""
            if limiter.statistics().tasks_waiting >= waiting:
                raise ToolError("Many questions are waiting. Try again in a minute.")
            allow = allowance(self._server.get_context().request_context.request)
            try:
                return await anyio.to_thread.run_sync(
                    answer_for_program, assistant, question, history, allow, limiter=limiter
                )
            except ArticleQAError as error:
                raise ToolError(str(error)) from error

        self._server.add_tool(ask)

    @property
    def routes(self) -> list[BaseRoute]:
        """For the app that serves the page."""
        return list(self._server.streamable_http_app().routes)

    def lifespan(self, _: object) -> AbstractAsyncContextManager[None]:
        """Runs as long as the app does."""

        @asynccontextmanager
        async def run() -> AsyncIterator[None]:
            async with self._server.session_manager.run():
                yield

        return run()
