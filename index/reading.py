"""Files become documents; formats that are not plain text are read in a process of their own."""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from threading import Timer
from types import TracebackType
from typing import IO, Any
from weakref import WeakSet

from index.documents import Document, Skipped, from_parsed
from index.errors import DocumentError
from index.formats import markdown, plain_text
from index.formats.blocks import Block, Omission, PageStart, Parsed, TimeStart
from index.formats.cures import cure
from index.formats.encoding import decode
from index.formats.notes import mark_notes
from index.sources import ARCHIVE, FORMATS, TEXT_FORMATS, Source, unknown_format

LARGEST_FILE = 50 * 2**20
"""Bytes."""

SECONDS = 120.0
"""The longest that reading one file may take in its own process; of a page that is a picture, that page."""

MEGABYTES = 2048
"""The most memory that the process may use, where the system can hold it to that."""

PageProgress = Callable[[str, int, int], None]
"""Is told the document's name, which of its pages was read from a picture, from 1, and how many it has.

One that raises `DocumentError` refuses the document.
"""

_SERVER = "import sys; sys.path[:] = {path!r}; from index.reading_process import serve; serve({megabytes}, {seconds})"


_running: WeakSet[subprocess.Popen[str]] = WeakSet()


@atexit.register
def _kill_all() -> None:
    """No process outlives this one, even where a thread was still waiting for it."""
    for process in list(_running):
        process.kill()


class ReadingProcess:
    """Reads files in another process, which is started at the first file and replaced when it ends.

    A file that takes too long, needs too much memory or crashes the process is a
    `DocumentError` like any other. Close it, or use it as a context.
    """

    def __init__(
        self, seconds: float = SECONDS, megabytes: int = MEGABYTES, on_page: PageProgress | None = None
    ) -> None:
        self._seconds, self._megabytes, self._on_page = seconds, megabytes, on_page
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> ReadingProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def read(self, source: Source) -> Document:
        """The document of a source. Raises `DocumentError`."""
        reply = self._ask(source, "read")
        parsed = Parsed(
            text=reply["text"],
            title=reply["title"],
            blocks=[Block(**block) for block in reply["blocks"]],
            author=reply["author"],
            date=reply["date"],
            pages=[PageStart(*start) for start in reply["pages"]],
            omissions=[Omission(*omission) for omission in reply["omissions"]],
            recognised=reply["recognised"],
            boxes=reply["boxes"],
            times=[TimeStart(*start) for start in reply["times"]],
        )
        return from_parsed(parsed, source.name, reply["content_hash"], source=source.location)

    def members(self, source: Source) -> list[Source]:
        """The files in an archive. Raises `DocumentError`."""
        names: list[str] = self._ask(source, "list")["members"]
        return [replace(source, name=f"{source.name}/{_inside(member)}", member=member) for member in names]

    def picture(self, source: Source, page: int, width: int) -> dict[str, Any]:
        """A page of a PDF or picture: "jpeg" in base64, "width", "height", "pages", "content_hash".

        Raises `DocumentError`.
        """
        if _size(source) > LARGEST_FILE:
            raise DocumentError(f"{source.name} is larger than {LARGEST_FILE // 2**20} MB.")
        return self._ask(source, "picture", page=page, width=width)

    def _ask(self, source: Source, what: str, **wanted: int) -> dict[str, Any]:
        request = {"what": what, "path": str(source.path), "member": source.member, "name": source.name, **wanted}
        process = self._started()
        assert process.stdin
        assert process.stdout
        late: list[bool] = []
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
        except OSError:
            pass  # It has ended, which its silence tells.
        while True:
            line = self._line(process.stdout, process, late)
            if not line.endswith("\n"):
                self.close()
                raise DocumentError(_failure(source, self._seconds if late else None))
            reply: dict[str, Any] = json.loads(line)
            if "error" in reply:
                raise DocumentError(reply["error"])
            if reply.keys() != {"page", "pages"}:
                return reply
            self._tell_page(source.name, reply["page"], reply["pages"])

    def _tell_page(self, name: str, page: int, pages: int) -> None:
        """What the listener raises ends the reading."""
        if self._on_page is None:
            return
        try:
            self._on_page(name, page, pages)
        except BaseException:
            self.close()
            raise

    def _line(self, answers: IO[str], process: subprocess.Popen[str], late: list[bool]) -> str:
        """The next line, "" where the process ends first; one that takes too long is killed, and `late` says so."""
        timer = Timer(self._seconds, _kill, (process, late))
        timer.start()
        try:
            return answers.readline()
        except OSError:
            return ""
        finally:
            timer.cancel()

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            code = _SERVER.format(path=sys.path, megabytes=self._megabytes, seconds=self._seconds)
            self._process = subprocess.Popen(  # noqa: S603 - this Python, with our own code
                [sys.executable, "-c", code],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="ascii",
                env={**os.environ, "OMP_NUM_THREADS": "1"},
            )
            _running.add(self._process)
        return self._process


def read_document(path: Path, name: str | None = None) -> Document:
    """Read one file.

    Raises `DocumentError` when the file is missing, too large, locked, damaged, of an
    unknown format, no text, or has no words in it.
    """
    with ReadingProcess() as process:
        return read_source(Source(path, name or path.name), process)


def read_source(source: Source, process: ReadingProcess) -> Document:
    """As `read_document`, with a process that is used for many files."""
    if source.format not in FORMATS or source.format == ARCHIVE:
        raise DocumentError(f"{source.name} is not in a format that can be read. {cure(source.format)}.")
    size = _size(source)
    if size > LARGEST_FILE:
        raise DocumentError(f"{source.name} is larger than {LARGEST_FILE // 2**20} MB. Split it into smaller files.")
    if source.format not in TEXT_FORMATS or source.member:
        return process.read(source)
    data = _bytes(source)
    text, encoding = decode(data, source.name)
    parsed = read_text(text, source.format)
    return from_parsed(parsed, source.name, hashlib.sha256(data).hexdigest(), encoding, source.location)


def read_text(text: str, ending: str) -> Parsed:
    """What stands in a text of one of the `TEXT_FORMATS`."""
    parsed = markdown.read(text) if ending in {".md", ".markdown"} else plain_text.read(text)
    return replace(parsed, blocks=mark_notes(parsed.text, parsed.blocks))


def read_all(
    sources: Iterable[Source | Skipped],
    known: Mapping[str, Document] | None = None,
    on_page: PageProgress | None = None,
) -> Iterator[Document | Skipped]:
    """The documents of all the sources, archives unpacked; what cannot be read is `Skipped` with its reason.

    `known` maps locations to documents: a file whose bytes are still those of its
    document is not read again.
    """
    with ReadingProcess(on_page=on_page) as process:
        for source in sources:
            if isinstance(source, Skipped):
                yield source
            elif source.format == ARCHIVE:
                yield from _read_archive(source, process)
            else:
                yield _read_or_skip(source, process, known or {})


def members_of(archive: Source, process: ReadingProcess) -> list[Source]:
    """The files in an archive. Raises `DocumentError` where it is too large or cannot be opened."""
    if _size(archive) > LARGEST_FILE:
        raise DocumentError(f"{archive.name} is larger than {LARGEST_FILE // 2**20} MB. Unpack it into a folder.")
    return process.members(archive)


def _read_archive(source: Source, process: ReadingProcess) -> Iterator[Document | Skipped]:
    try:
        members = members_of(source, process)
    except DocumentError as error:
        yield Skipped(source.name, str(error), source.location)
        return
    if not members:
        yield Skipped(source.name, "holds no files", source.location)
    for member in members:
        if member.format == ARCHIVE:
            yield Skipped(member.name, "an archive inside an archive is not unpacked")
        elif member.format not in FORMATS:
            yield Skipped(member.name, unknown_format(member.format))
        else:
            yield _read_or_skip(member, process, {})


def _read_or_skip(source: Source, process: ReadingProcess, known: Mapping[str, Document]) -> Document | Skipped:
    try:
        document = known.get(source.location)
        if document is not None and _is_unchanged(source, document):
            return replace(document, out_of_date_since=None) if document.out_of_date_since else document
        return read_source(source, process)
    except DocumentError as error:
        return Skipped(source.name, str(error), source.location)


def _is_unchanged(source: Source, document: Document) -> bool:
    return _size(source) <= LARGEST_FILE and hashlib.sha256(_bytes(source)).hexdigest() == document.content_hash


def _kill(process: subprocess.Popen[str], late: list[bool]) -> None:
    late.append(True)
    process.kill()


def _inside(member: str) -> str:
    """The name of a file in an archive, without what would lead out of it."""
    parts = [part for part in PurePosixPath(member.replace("\\", "/")).parts if part not in {"/", "..", "."}]
    return "/".join(parts)


def _size(source: Source) -> int:
    try:
        return source.path.stat().st_size
    except OSError as error:
        raise DocumentError(f"{source.name} could not be opened: {error.strerror}.") from error


def _bytes(source: Source) -> bytes:
    try:
        return source.path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{source.name} could not be opened: {error.strerror}.") from error


def _failure(source: Source, seconds: float | None) -> str:
    if seconds is not None:
        return f"{source.name} took longer than {seconds:g} seconds to read and was given up."
    return f"{source.name} could not be read: it made the reader of {source.format} files fail. It may be damaged."
