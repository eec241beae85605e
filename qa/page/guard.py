"""What stands between the network and Gradio: headers, a policy, and limits for each client.

Plain ASGI; Gradio's own app is what it wraps.
"""

from __future__ import annotations

import json
import math
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from qa.page.messages import Messages

LARGEST_REQUEST = 4 * 2**20
"""Bytes. A long conversation travels with each question."""

UPLOAD_PATH = "/uploads"
"""Where readers' own documents are taken."""

CLIENTS = 10_000
"""Clients remembered for their rate; of more, the ones longest silent are forgotten."""

LOOKING = 10
"""How many times as often as asking a client may look: open a document, preview a place."""

BUSY = 10
"""Seconds after which a question that found the queue full may be asked again."""

_ASKING = ("queue/join", "call/", "run/", "api/")
_LOOKING = ("component_server",)
_CLOSED: tuple[str, ...] = (
    *("file=", "file/", "proxy=", "upload", "stream/", "process_recording", "deep_link", "dev/"),
    *("vibe-", "undo-vibe", "custom_component", "run-history", "runs", "profiling"),
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
# Gradio compiles the page's own handlers from text, hence 'unsafe-eval', and sets styles on elements.
_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval'{nonce}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class RateLimit:
    """At most `per_minute` a client in any burst, refilled evenly; 0 means no limit."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute, self._clock = per_minute, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def allows(self, client: str) -> bool:
        """Whether the client may go on; if so, this counts."""
        if not self._per_minute:
            return True
        with self._lock:
            now = self._clock()
            left, at = self._left.pop(client, (float(self._per_minute), now))
            left = min(self._per_minute, left + (now - at) * self._per_minute / 60)
            self._left[client] = (left - 1 if left >= 1 else left, now)
            if len(self._left) > CLIENTS:
                self._left.popitem(last=False)
            return left >= 1


class Guard:
    """Wraps an app: closes what the page does not need, limits requests, and sets headers on every reply.

    A reader's own document may have `largest_document` bytes; 0 is none at all.
    """

    def __init__(self, app: App, messages: Messages, per_minute: int, largest_document: int = 0) -> None:
        self._app, self._messages, self._largest_document = app, messages, largest_document
        self._asking, self._looking = RateLimit(per_minute), RateLimit(per_minute * LOOKING)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        reply = _Reply(send, self._messages, _inner(scope).startswith(_ASKING))
        refusal = self._refusal(scope)
        if refusal is not None:
            await reply.refuse(*refusal)
            return
        await self._app(scope, _Counted(receive, self._largest(scope)), reply)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        """The status and the sentence with which a request is turned away."""
        path = _inner(scope)
        if path.startswith(_CLOSED) or scope["path"].startswith("/monitoring"):
            return 404, "Not found."
        if scope["path"] == UPLOAD_PATH and not self._largest_document:
            return 404, "Not found."
        if _length(scope) > self._largest(scope):
            return 413, self._messages.too_large
        client = scope["client"][0] if scope.get("client") else ""
        if scope["method"] == "POST":
            limit = self._limit(scope["path"], path)
            if limit is not None and not limit.allows(client):
                return 429, self._messages.too_fast
        return None

    def _largest(self, scope: Scope) -> int:
        return self._largest_document if scope["path"] == UPLOAD_PATH else LARGEST_REQUEST

    def _limit(self, whole: str, path: str) -> RateLimit | None:
        if path.startswith(_ASKING) or whole.startswith("/mcp") or whole == UPLOAD_PATH:
            return self._asking
        return self._looking if path.startswith(_LOOKING) else None


class _Counted:
    """A request's body, cut off where it grows larger than its header promised or than is taken."""

    def __init__(self, receive: Receive, largest: int) -> None:
        self._receive, self._largest, self._taken = receive, largest, 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._taken += len(message.get("body", b""))
        if self._taken > self._largest:
            return {"type": "http.disconnect"}
        return message


class _Reply:
    """A reply with the headers; in a page, scripts get a nonce and the language is named.

    Where Gradio has no more room for a question, its own page would show its own English sentence for a 503.
    """

    def __init__(self, send: Send, messages: Messages, is_asking: bool) -> None:
        self._send, self._messages, self._is_asking = send, messages, is_asking
        self._is_busy = False
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if message["status"] == 503 and self._is_asking:
                self._is_busy = True
                await self.refuse(429, self._messages.busy, BUSY)
            elif _is_page(message):
                self._start = message
            else:
                await self._send(_with_headers(message, ""))
        elif self._is_busy:
            return
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._send_page(self._start)

    async def refuse(self, status: int, sentence: str, again: int = 60) -> None:
        """Answer in the place of the app, in the form that Gradio's own page shows to its reader."""
        body = json.dumps({"detail": sentence}).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        if status == 429:
            headers.append((b"retry-after", str(again).encode()))
        start = {"type": "http.response.start", "status": status, "headers": headers}
        await self._send(_with_headers(start, ""))
        await self._send({"type": "http.response.body", "body": body})

    async def _send_page(self, start: Message) -> None:
        nonce = secrets.token_urlsafe(16)
        # Gradio's page comes from its template; what is data in it has its "<" escaped.
        body = self._body.replace(b"<script", f'<script nonce="{nonce}"'.encode())
        named = f'lang="{self._messages.code}" dir="{self._messages.direction}"'
        body = body.replace(b'lang="en"', named.encode(), 1)
        kept = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
        start["headers"] = [*kept, (b"content-length", str(len(body)).encode())]
        await self._send(_with_headers(start, f" 'nonce-{nonce}'"))
        await self._send({"type": "http.response.body", "body": body})


def _inner(scope: Scope) -> str:
    """The path behind Gradio's own prefix."""
    path: str = scope["path"].partition("/gradio_api/")[2]
    return path


def _is_page(start: Message) -> bool:
    kinds = [value for name, value in start["headers"] if name.lower() == b"content-type"]
    return any(value.startswith(b"text/html") for value in kinds)


def _with_headers(start: Message, nonce: str) -> Message:
    headers = {**HEADERS, "content-security-policy": _POLICY.format(nonce=nonce)}
    ours = {name.encode() for name in headers}
    kept = [(name, value) for name, value in start["headers"] if name.lower() not in ours]
    return {**start, "headers": [*kept, *((name.encode(), value.encode()) for name, value in headers.items())]}


def _length(scope: Scope) -> float:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else math.inf
    return 0
