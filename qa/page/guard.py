"""What stands between the network and Gradio: headers, a policy, and limits for each client.

Plain ASGI; Gradio's own app is what it wraps.
"""

from __future__ import annotations

import gzip
import logging
import math
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from types import MappingProxyType
from urllib.parse import parse_qs

from qa.page.asgi import HEADERS, App, Message, Receive, Scope, Send, client_address, header_values, refuse
from qa.page.clients import Client, EventStreams, OpenRequests, watched
from qa.page.first_paint import with_first_paint
from qa.page.messages import Messages
from qa.page.rate_limit import RateLimit
from qa.page.reply_headers import EMBED_PATH, reply_headers

LARGEST_REQUEST = 4 * 2**20
"""Bytes. A long conversation travels with each question."""

UPLOAD_PATH = "/uploads"
"""Where readers' own documents are taken."""

OWNER_UPLOADS, LARGEST_OF_OWNER = "/owner/documents", 200 * 2**20
"""Where the page's owner adds documents, and bytes that one may have; `qa index` takes larger ones."""

EMBED_ASKING = f"{EMBED_PATH}/ask"
"""Where the widget asks, at a rate of its own."""

LOOKING = 10
"""How many times as often as having a question read a client may send anything: open a document, ask again."""

BUSY = 10
"""Seconds after which a question that found the queue full may be asked again."""

# Each of these has a question read; by the others that may, a conversation is found again that costs nothing.
_READING = ("call/", "run/", "api/")
_LOOKING = ("queue/join", "component_server", *_READING)
_STREAMS = ("queue/data", "call/")
_CLOSED: tuple[str, ...] = (
    *("file=", "file/", "proxy=", "upload", "stream/", "process_recording", "deep_link", "dev/"),
    *("vibe-", "undo-vibe", "custom_component", "run-history", "runs", "profiling"),
)
_KEPT = {"cache-control": "public, max-age=31536000, immutable"}
"""Of what has a hash in its name, and so never changes."""

_log = logging.getLogger(__name__)


class Guard:
    """Wraps an app: closes what the page does not need, limits requests, and sets headers on every reply.

    The rate counts questions that are read: each request's `Client`, in its state, allows them. What Gradio cannot
    make sense of is answered with 400. A reader's own document may have `largest_document` bytes; 0 is none at all.
    Sites of the origins in `framed_by` may show the widget, by which a client may ask `embed_per_minute` questions.
    """

    def __init__(
        self,
        app: App,
        messages: Messages,
        per_minute: int,
        largest_document: int = 0,
        requests: OpenRequests | None = None,
        framed_by: Sequence[str] = (),
        embed_per_minute: int = 0,
    ) -> None:
        self._app, self._messages, self._largest_document = app, messages, largest_document
        self._asking, self._looking = RateLimit(per_minute), RateLimit(per_minute * LOOKING)
        self._embed_asking, self._framed_by = RateLimit(embed_per_minute), framed_by
        self._streams, self._requests = EventStreams(), requests or OpenRequests()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent = _Sent(send)
        reply = _Reply(sent, self._messages, scope, self._framed_by)
        refusal = self._refusal(scope)
        if refusal is not None:
            await reply.refuse(*refusal)
            return
        rate = self._embed_asking if scope["path"] == EMBED_ASKING else self._asking
        client = Client(partial(rate.allows, client_address(scope)), self._messages.too_fast, self._streams)
        scope.setdefault("state", {})["client"] = client
        async with self._listening(scope, _Counted(receive, self._largest(scope)), client, sent) as listened:
            try:
                await self._app(scope, listened, reply)
            except Exception as error:  # noqa: BLE001 - what is not Gradio's is raised again
                await self._answer_failure(scope, error, reply, sent)

    @asynccontextmanager
    async def _listening(self, scope: Scope, receive: Receive, client: Client, sent: _Sent) -> AsyncIterator[Receive]:
        """Notice at once when a client goes for whom questions are read, on this connection or for its stream."""
        session = _session(scope)

        def leave() -> None:
            if not sent.is_finished:
                client.leave()

        if session:
            self._streams.open(session)
        try:
            async with watched(receive, leave, self._requests) as listened:
                yield listened
        finally:
            if session:
                self._streams.close(session, cut=not sent.is_finished)

    async def _answer_failure(self, scope: Scope, error: Exception, reply: _Reply, sent: _Sent) -> None:
        """Our own code lets nothing out through Gradio's routes: what comes out is what Gradio could not take."""
        if not _inner(scope):
            raise error
        _log.warning("%s %s was ill-formed (%s)", scope["method"], one_line(scope["path"]), type(error).__name__)
        _log.debug("What was raised", exc_info=error)
        if not sent.has_begun:
            await reply.refuse(400, self._messages.foreign)
        elif not sent.is_finished:
            await sent({"type": "http.response.body", "body": b""})

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        """The status and the sentence with which a request is turned away."""
        path = _inner(scope)
        if path.startswith(_CLOSED) or scope["path"].startswith("/monitoring"):
            return 404, "Not found."
        if scope["path"] == UPLOAD_PATH and not self._largest_document:
            return 404, "Not found."
        if _length(scope) > self._largest(scope):
            return 413, self._messages.too_large
        if scope["method"] == "POST" and self._is_too_fast(scope["path"], path, client_address(scope)):
            return 429, self._messages.too_fast
        return None

    def _is_too_fast(self, whole: str, path: str, address: str) -> bool:
        if whole == UPLOAD_PATH:
            return not self._asking.allows(address)
        if whole == EMBED_ASKING:
            return self._embed_asking.seconds_to_wait(address) > 0
        is_program = path.startswith(_READING) or whole.startswith(("/mcp", "/v1/"))
        if is_program and self._asking.seconds_to_wait(address):
            return True
        return (is_program or path.startswith(_LOOKING)) and not self._looking.allows(address)

    def _largest(self, scope: Scope) -> int:
        return {UPLOAD_PATH: self._largest_document, OWNER_UPLOADS: LARGEST_OF_OWNER}.get(
            scope["path"], LARGEST_REQUEST
        )


class _Sent:
    """Passes a reply on, and knows how far it has come."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.has_begun = self.is_finished = False

    async def __call__(self, message: Message) -> None:
        self.has_begun = True
        self.is_finished = message["type"] == "http.response.body" and not message.get("more_body")
        await self._send(message)


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

    def __init__(self, send: Send, messages: Messages, scope: Scope, framed_by: Sequence[str]) -> None:
        self._send, self._messages, self._scope, self._framed_by = send, messages, scope, framed_by
        self._is_asking = _inner(scope).startswith(("queue/join", *_READING))
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
                await self._send(self._with_headers(message, more=self._kept_for(message["status"])))
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

        async def send(message: Message) -> None:
            is_start = message["type"] == "http.response.start"
            await self._send(self._with_headers(message) if is_start else message)

        await refuse(send, status, sentence, [(b"retry-after", str(again).encode())] if status == 429 else ())

    async def _send_page(self, start: Message) -> None:
        nonce = secrets.token_urlsafe(16)
        # Gradio's page comes from its template; what is data in it has its "<" escaped.
        body = with_first_paint(self._body, self._messages).replace(b"<script", f'<script nonce="{nonce}"'.encode())
        named = f'lang="{self._messages.code}" dir="{self._messages.direction}"'
        body = body.replace(b'lang="en"', named.encode(), 1)
        kept = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
        if any("gzip" in value for value in header_values(self._scope, b"accept-encoding")):
            body = gzip.compress(body, mtime=0)
            kept.append((b"content-encoding", b"gzip"))
        start["headers"] = [*kept, (b"vary", b"accept-encoding"), (b"content-length", str(len(body)).encode())]
        await self._send(self._with_headers(start, nonce))
        await self._send({"type": "http.response.body", "body": body})

    def _with_headers(self, start: Message, nonce: str = "", more: Mapping[str, str] = MappingProxyType({})) -> Message:
        headers = {**reply_headers(self._scope["path"], nonce, self._framed_by), **more}
        # Gradio's own would be weaker.
        ours = {name.encode() for name in (*HEADERS, *headers)}
        kept = [(name, value) for name, value in start["headers"] if name.lower() not in ours]
        return {**start, "headers": [*kept, *((name.encode(), value.encode()) for name, value in headers.items())]}

    def _kept_for(self, status: int) -> Mapping[str, str]:
        return _KEPT if status == 200 and "/assets/" in self._scope["path"] else {}


def _inner(scope: Scope) -> str:
    """The path behind Gradio's own prefix."""
    path: str = scope["path"].partition("/gradio_api/")[2]
    return path


def _session(scope: Scope) -> str:
    """Gradio's session, on whose stream this request waits for answers; "" where it is no such request."""
    path = _inner(scope)
    if scope["method"] != "GET" or not path.startswith(_STREAMS):
        return ""
    if path.startswith("call/"):
        return path.rstrip("/").rpartition("/")[2]
    query: bytes = scope.get("query_string", b"")
    return parse_qs(query.decode("latin-1")).get("session_hash", [""])[-1]


def one_line(text: str) -> str:
    """A text for the log, cut short and without line breaks: a client sent it."""
    shown = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(shown.split())[:200]


def _is_page(start: Message) -> bool:
    kinds = [value for name, value in start["headers"] if name.lower() == b"content-type"]
    return any(value.startswith(b"text/html") for value in kinds)


def _length(scope: Scope) -> float:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else math.inf
    return 0
