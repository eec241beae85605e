"""Requests that do not come to an end: dropped, so that nobody else waits for them. Those that are refused before they
come to one are read to their end where it is near."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import anyio
import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from qa.page.asgi import App, Message, Receive, Scope, Send, header_values, refuse

CLOSE = (b"connection", b"close")

HEADERS_WITHIN = 10.0
"""Seconds that a connection may take to send a request's headers whole."""

REST, REST_WITHIN = 64 * 1024, 1.0
"""Bytes of a body, and seconds, that are waited for where the request is refused without it.

Proxies written in Go, such as Caddy, stop sending a body once a reply begins, and then close the connection: their
client may get the reply's headers alone.
"""


@dataclass(frozen=True)
class Pace:
    """How fast the body of a request must come.

    It may be silent for `idle` seconds at a time, and be behind `slowest` bytes a second by `grace` seconds.
    """

    slowest: int = 16 * 1024
    grace: float = 10.0
    idle: float = 5.0


class SlowBodies:
    """Wraps an app: a request whose body comes slower than `pace` is answered with 408 and its connection closed.

    Only the time in which the app waits for the sender counts.
    """

    def __init__(self, app: App, sentence: str, pace: Pace | None = None) -> None:
        self._app, self._sentence, self._pace = app, sentence, pace or Pace()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_on_demand = "100-continue" in header_values(scope, b"expect")
        body = _Body(receive, send, self._sentence, self._pace, is_on_demand)
        await self._app(scope, body.receive, body.send)


class _Body:
    """The body of one request, and the reply to it. One that is `on_demand` is sent only if it is waited for."""

    def __init__(self, receive: Receive, send: Send, sentence: str, pace: Pace, on_demand: bool) -> None:
        self._receive, self._send, self._sentence, self._pace = receive, send, sentence, pace
        self._is_on_demand = on_demand
        self._seconds_left = pace.grace
        self._is_whole = self._is_dropped = self._is_answered = False

    async def receive(self) -> Message:
        """The next part; a disconnect where it was waited for in vain."""
        if self._is_whole:
            return await self._receive()
        began = anyio.current_time()
        message: Message | None = None
        if not self._is_dropped:
            with anyio.move_on_after(min(self._seconds_left, self._pace.idle)):
                message = await self._receive()
        if message is None:
            await self._drop()
            return {"type": "http.disconnect"}
        came = len(message.get("body", b"")) / self._pace.slowest
        self._seconds_left = min(self._pace.grace, self._seconds_left - (anyio.current_time() - began) + came)
        self._is_whole = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        """Pass the app's reply on, unless the request was dropped."""
        if self._is_dropped:
            return
        is_first, self._is_answered = not self._is_answered, True
        if is_first and message.get("status", 200) >= 400 and not self._is_on_demand:
            with anyio.move_on_after(REST_WITHIN):
                await self._discard()
        await self._send(message)

    async def _discard(self) -> None:
        left = REST
        while left > 0 and not self._is_whole:
            message = await self._receive()
            left -= len(message.get("body", b""))
            self._is_whole = not message.get("more_body", False)

    async def _drop(self) -> None:
        if not (self._is_dropped or self._is_answered):
            self._is_dropped = True
            await refuse(self._send, 408, self._sentence, [CLOSE])


class TimedConnection(H11Protocol):
    """Uvicorn's connection, closed where a request's headers are not whole within `headers_within` seconds.

    Uvicorn itself waits for them without end. Use it as the `http_protocol_class` of a server's configuration.
    """

    headers_within = HEADERS_WITHIN
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody has connected."""
        super().connection_made(transport)
        self._wait_for_headers()

    def on_response_complete(self) -> None:
        """Another request may follow."""
        super().on_response_complete()
        self._wait_for_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        super().connection_lost(exc)
        if self._timer:
            self._timer.cancel()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """The connection is no longer this one's."""
        if self._timer:
            self._timer.cancel()
        super().handle_websocket_upgrade(event)

    def _wait_for_headers(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = self.loop.call_later(self.headers_within, self._close_if_unasked)

    def _close_if_unasked(self) -> None:
        cycle: Any = self.cycle
        if cycle is None or cycle.response_complete:
            self.transport.close()
