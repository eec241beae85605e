"""A reader's own file on its way in: received within limits, read in a process of its own, indexed; each step is told.

Plain ASGI, beside Gradio's own app.
"""

from __future__ import annotations

import json
import logging
import math
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

import anyio
import anyio.from_thread
import anyio.to_thread
import regex

from index.errors import DocumentError
from index.formats.cures import cure
from index.reading import ReadingProcess
from index.sources import ARCHIVE, FORMATS, Source
from qa.page.asgi import Receive, Scope, Send, client_address
from qa.page.options import Options
from qa.page.upload_files import UploadFiles
from qa.page.uploads import RemovedError, UploadSession, UploadSessions

AT_ONCE, OF_ONE = 32, 4
"""Files that may be on their way at the same time, of all readers and of one client."""

RECEIVING, READING = 300.0, 60.0
"""Seconds that a file may take to arrive, and to be read."""

MOST_PICTURES = 50
"""Pages of a document that has pages to be read from pictures: each takes seconds."""

LONGEST_NAME = 120
"""Characters of a file's name that are kept."""

MOST_REFUSED = 20
"""Files of one archive that are refused one by one; then the archive is given up."""

_NO_NAME = regex.compile(r"[\p{C}\p{Zl}\p{Zp}]+")
"""Control characters, and those that turn the direction of writing."""

Step = dict[str, Any]
Tell = Callable[[Step], None]

_log = logging.getLogger(__name__)


class StoppedError(Exception):
    """The reader has gone, or took the file back."""


class UploadEndpoint:
    """Takes a POST request with one file as its body, its reader's key in `x-session`, and its name in `x-name`.

    The name is percent-encoded. The reply is a line of JSON for each step: {"step": "waiting"} or "reading",
    {"step": "indexing", "done", "total"}, {"step": "askable", "document"} with its "share" in percent as soon as a part
    of it can be asked, {"step": "ready", "document"} or {"step": "refused", "name", "reason"};
    of an archive, for each file in it. What is refused before it is read is {"detail": sentence}. A DELETE request
    says that the page of that key closes. `count` is told of each document that it is "ready" or "refused".
    """

    def __init__(
        self, upload_sessions: UploadSessions, options: Options, count: Callable[[str], None] = lambda _: None
    ) -> None:
        self._sessions, self._options, self._count = upload_sessions, options, count
        self._upload_files = UploadFiles()
        self._arriving: Counter[str] = Counter()
        # One at a time: questions go on being answered meanwhile.
        self._turn = anyio.CapacityLimiter(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        key = headers.get(b"x-upload-session", b"").decode("latin-1")
        if scope["method"] == "DELETE":
            self._sessions.leave(key)
            await _reply(send, 200, "")
            return
        name = clean_name(unquote(headers.get(b"x-name", b"").decode("latin-1")))
        session = self._sessions.find(key)
        client = client_address(scope)
        refusal = self._refusal(session, name, self._is_full(key, client))
        if session is None or refusal:
            self._count("refused")
            await _reply(send, *(refusal or (404, "")))
            return
        self._arriving[client] += 1
        try:
            with self._upload_files.file(_ending(name)) as file:
                if await self._store(receive, file):
                    await self._take(session, Source(file, name), receive, send)
                else:
                    messages = self._options.messages
                    self._count("refused")
                    reason = messages.uploads_too_large.format(name=name, number=self._options.upload_megabytes)
                    await _reply(send, 413, reason)
        finally:
            self._arriving -= Counter((client,))

    def _refusal(self, session: UploadSession | None, name: str, is_full: bool) -> tuple[int, str] | None:
        """The status and the sentence for a file of which not a byte is taken."""
        messages = self._options.messages
        if session is None:
            return 404, messages.uploads_lost
        if _ending(name) not in FORMATS:
            return 415, f"{name} is not in a format that can be read. {cure(_ending(name))}."
        try:
            session.check_room()
        except DocumentError as error:
            return 409, str(error)
        return (429, messages.uploads_failed.format(name=name)) if is_full else None

    def _is_full(self, key: str, client: str) -> bool:
        """Whether no more files are taken at once, or none from this client."""
        if self._arriving.total() >= AT_ONCE or self._arriving[client] >= OF_ONE:
            return True
        return not self._sessions.may_fill(key, client)

    async def _store(self, receive: Receive, file: Path) -> bool:
        """Whether the whole of it came in time, and is no larger than it may be."""
        largest, size = self._options.upload_megabytes * 2**20, 0
        with anyio.move_on_after(RECEIVING), file.open("wb") as out:
            while True:
                message = await receive()
                size += len(message.get("body", b""))
                if message["type"] == "http.disconnect" or size > largest:
                    return False
                out.write(message.get("body", b""))
                if not message.get("more_body"):
                    return True
        return False

    async def _take(self, session: UploadSession, source: Source, receive: Receive, send: Send) -> None:
        """Have a thread read and index the file, and pass on what it tells until it is done or the reader has gone."""
        inlet, outlet = anyio.create_memory_object_stream[Step](math.inf)
        is_askable = False

        def tell(step: Step) -> None:
            nonlocal is_askable
            if step["step"] in ("ready", "refused"):
                self._count(step["step"])
            is_askable = is_askable or step["step"] == "askable"
            try:
                anyio.from_thread.run_sync(inlet.send_nowait, step)
            except anyio.BrokenResourceError:
                # What can be asked is read to its end: the page may only have been loaded again.
                if not is_askable:
                    raise StoppedError from None

        async def work() -> None:
            with inlet:
                await anyio.to_thread.run_sync(_add, session, source, tell, self._options, limiter=self._turn)

        async def listen() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            group.cancel_scope.cancel()

        await _begin(send, 200, b"application/x-ndjson")
        async with anyio.create_task_group() as group:
            group.start_soon(listen)
            group.start_soon(work)
            # Once this end is closed the thread stops at its next step.
            with outlet:
                await _send_line(send, {"step": "waiting"})
                async for step in outlet:
                    await _send_line(send, step)
            group.cancel_scope.cancel()
        await send({"type": "http.response.body", "body": b""})


def clean_name(name: str) -> str:
    """A file's name as it may be shown: without folders and control characters, and not too long."""
    last = _NO_NAME.sub("", name.replace("\\", "/")).rpartition("/")[2].strip()
    ending = PurePosixPath(last).suffix
    stem = last.removesuffix(ending)[: LONGEST_NAME - len(ending)].strip()
    return f"{stem or 'document'}{ending[:LONGEST_NAME]}"


def _add(session: UploadSession, source: Source, tell: Tell, options: Options) -> None:
    """Put a file, or each file of an archive, into the session, until the reader has gone."""
    with suppress(StoppedError):
        try:
            _add_all(session, source, tell)
        except StoppedError:
            raise
        except Exception:  # noqa: BLE001 - a person is never shown a traceback
            _log.exception("A document could not be added")
            tell(_refused(source.name, options.messages.uploads_failed.format(name=source.name)))


def _add_all(session: UploadSession, source: Source, tell: Tell) -> None:
    """One that is refused costs the others nothing."""
    refused = 0
    with ReadingProcess(READING, on_page=_check_pages) as process:
        tell({"step": "reading"})
        for part in _parts(source, process, tell):
            refused += not _add_one(session, part, process, tell)
            if refused > MOST_REFUSED:
                return


def _check_pages(name: str, page: int, pages: int) -> None:  # noqa: ARG001 - as `PageProgress` calls it
    """Raises `DocumentError` where more pages would have to be read from pictures than one reader may have read."""
    if pages > MOST_PICTURES:
        raise DocumentError(
            f"{name} has {pages:,} pages that are pictures or beside some; at most {MOST_PICTURES} are read. Split it."
        )


def _parts(source: Source, process: ReadingProcess, tell: Tell) -> Iterator[Source]:
    if source.format != ARCHIVE:
        yield source
        return
    try:
        members = process.members(source)
    except DocumentError as error:
        tell(_refused(source.name, str(error)))
        return
    readable = [member for member in members if member.format in FORMATS and member.format != ARCHIVE]
    if not readable:
        tell(_refused(source.name, f"{source.name} holds no files that can be read."))
    yield from (replace(member, name=clean_name(member.name)) for member in readable)


def _add_one(session: UploadSession, source: Source, process: ReadingProcess, tell: Tell) -> bool:
    """False where it was refused. All formats are read in the other process, plain text too: a stranger sent it."""
    try:
        session.check_room()
        document = process.read(source)
        uploaded = session.add(
            document,
            lambda done, total: tell({"step": "indexing", "done": done, "total": total}),
            lambda part: tell({"step": "askable", "document": part.to_dict()}),
        )
    except RemovedError:
        return True
    except DocumentError as error:
        tell(_refused(source.name, str(error)))
        return False
    tell({"step": "ready", "document": uploaded.to_dict()})
    return True


def _refused(name: str, reason: str) -> Step:
    return {"step": "refused", "name": name, "reason": reason}


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


async def _begin(send: Send, status: int, kind: bytes) -> None:
    # A proxy that collects the reply before it passes it on would hide the progress.
    headers = [(b"content-type", kind), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]
    await send({"type": "http.response.start", "status": status, "headers": headers})


async def _send_line(send: Send, step: Step) -> None:
    body = json.dumps(step).encode() + b"\n"
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _reply(send: Send, status: int, sentence: str) -> None:
    await _begin(send, status, b"application/json")
    await send({"type": "http.response.body", "body": json.dumps({"detail": sentence}).encode()})
