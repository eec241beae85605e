"""Who asks: how much may still be read for a client, and whether it still listens.

Reading a question is what costs; an answer that is kept costs nothing. So the rate counts readings, wherever
they come from, and each of them is allowed by the client it is for.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from index.errors import QuestionError
from qa.page.asgi import Message, Receive

MOST_CUT = 10_000
"""Sessions whose stream was cut that are remembered; of more, the ones cut first are forgotten."""

Allow = Callable[[], None]
"""Called before each question is read. Raises `QuestionError` ("too-fast", "left") where it is not to be read."""


def anybody() -> None:
    """Allows everything: for callers in this process."""


class EventStreams:
    """The streams on which readers wait for the answers of queued questions, by Gradio's session."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._open: Counter[str] = Counter()
        self._cut: OrderedDict[str, float] = OrderedDict()

    def open(self, session: str) -> None:
        """Somebody begins to listen."""
        self._open[session] += 1

    def close(self, session: str, cut: bool) -> None:
        """Somebody listens no longer; `cut`: before all was told."""
        self._open[session] -= 1
        if self._open[session] <= 0:
            del self._open[session]
        if cut:
            self._cut[session] = self._clock()
            self._cut.move_to_end(session)
            while len(self._cut) > MOST_CUT:
                self._cut.popitem(last=False)

    def is_cut(self, session: str, since: float) -> bool:
        """Whether the session's stream was cut after that moment, and nobody listens any more."""
        return session not in self._open and self._cut.get(session, since) > since


class Client:
    """The sender of one request.

    `draw` takes one reading from what the client may have read in a minute, and says whether there was one.
    `too_fast` is the sentence for when there was none.
    """

    def __init__(
        self,
        draw: Callable[[], bool],
        too_fast: str,
        streams: EventStreams,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._draw, self._too_fast, self._streams = draw, too_fast, streams
        self._arrived = clock()
        self._has_left = False

    def leave(self) -> None:
        """The request's connection was closed before it was answered."""
        self._has_left = True

    def allow(self, session: str | None = None) -> None:
        """See `Allow`; `session` is that of the stream on which the answer is awaited, if not on this connection."""
        if self._has_left or (session and self._streams.is_cut(session, self._arrived)):
            raise QuestionError("Whoever asked this has gone.", "left")
        if not self._draw():
            raise QuestionError(self._too_fast, "too-fast")


def allowance(request: Any) -> Allow:
    """What allows the readings for a request of Gradio's or Starlette's; with None, everything is allowed."""
    client = getattr(getattr(request, "state", None), "client", None)
    if not isinstance(client, Client):
        return anybody
    return partial(client.allow, getattr(request, "session_hash", None))


class OpenRequests:
    """The requests that are being answered, to be broken off when the server stops; threads can share it."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Task[None]] = set()

    def add(self, listener: asyncio.Task[None]) -> None:
        """Until it is done, this task listens to a request's sender."""
        self._listeners.add(listener)
        listener.add_done_callback(self._listeners.discard)

    def break_off(self) -> None:
        """To whoever answers a request, its sender seems to have gone."""
        for listener in list(self._listeners):
            listener.get_loop().call_soon_threadsafe(listener.cancel)


@asynccontextmanager
async def watched(receive: Receive, leave: Callable[[], None], requests: OpenRequests) -> AsyncIterator[Receive]:
    """The same messages of a request; `leave` is called as soon as its sender is gone, or the request is broken off.

    An app that works in a thread does not listen, so somebody must.
    """
    # One at a time, so that a sender is held back as before.
    messages: asyncio.Queue[Message] = asyncio.Queue(1)

    async def listen() -> None:
        try:
            while (message := await receive())["type"] != "http.disconnect":
                await messages.put(message)
            leave()
            await messages.put(message)
        except asyncio.CancelledError:
            leave()
            while not messages.empty():
                messages.get_nowait()
            messages.put_nowait({"type": "http.disconnect"})

    async def next_message() -> Message:
        message = await messages.get()
        if message["type"] == "http.disconnect":
            # For whoever listens again.
            messages.put_nowait(message)
        return message

    listener = asyncio.create_task(listen())
    requests.add(listener)
    try:
        yield next_message
    finally:
        listener.cancel()
