"""The other end of `index.reading.ReadingProcess`: reads one file a line of JSON, within bounds of memory and time."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import sys
from dataclasses import asdict, replace
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import Any

from index.errors import DocumentError
from index.formats.archive import member_names, read_from_archive
from index.formats.blocks import Parsed
from index.formats.canonical import LONGEST_TEXT
from index.formats.encoding import decode
from index.formats.kinds import check_kind
from index.formats.notes import mark_notes
from index.formats.page_progress import listen
from index.reading import read_text
from index.sources import PICTURES, TEXT_FORMATS

_MODULES = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".pdf": "pdf", ".docx": "docx", ".epub": "epub",
    ".xlsx": "xlsx", ".pptx": "pptx", ".odt": "odt", ".rtf": "rtf",
    **dict.fromkeys(PICTURES, "picture"),
    ".csv": "delimited", ".tsv": "delimited", ".eml": "message", ".srt": "subtitles", ".vtt": "subtitles",
}  # fmt: skip


def serve(megabytes: int, seconds: float) -> None:
    """Answer requests on standard input until it ends. Whatever a library prints goes nowhere.

    Each page that takes long is told when it is read, and the next one has as many `seconds` again.
    """
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    _limit_memory(megabytes)

    def tell(page: int, pages: int) -> None:
        _limit_time(seconds)
        answers.write(json.dumps({"page": page, "pages": pages}) + "\n")
        answers.flush()

    listen(tell)
    for line in sys.stdin:
        _limit_time(seconds)
        answers.write(json.dumps(answer(json.loads(line))) + "\n")
        answers.flush()


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """What a request asks for, or one sentence that says why not: {"error": sentence}."""
    name, path = request["name"], Path(request["path"])
    try:
        if request["what"] == "list":
            return {"members": member_names(path.read_bytes(), name)}
        data, ending = _bytes(path, request["member"], name)
        if request["what"] == "picture":
            return _picture(data, name, ending, request["page"], request["width"])
        return _read(data, name, ending)
    except DocumentError as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": f"{name} needs more memory to read than is allowed. Split it into smaller files."}
    except OSError as error:
        return {"error": f"{name} could not be opened: {error.strerror or 'it is no ordinary file'}."}
    except Exception as error:  # noqa: BLE001 - whatever a library makes of a strange file, the other files go on
        return {"error": f"{name} could not be read: it is damaged or malformed ({type(error).__name__})."}


def _bytes(path: Path, member: str | None, name: str) -> tuple[bytes, str]:
    """What stands in a file, or in a member of an archive, and the ending of its name."""
    data = path.read_bytes()
    if member is not None:
        data = read_from_archive(data, member, name)
    return data, PurePosixPath(member or path.name).suffix.lower()


def _picture(data: bytes, name: str, ending: str, page: int, width: int) -> dict[str, Any]:
    from index.formats.rendering import jpeg, render

    image, pages = render(data, name, ending, page, width)
    shown = {"jpeg": base64.b64encode(jpeg(image)).decode("ascii"), "width": image.width, "height": image.height}
    return {**shown, "pages": pages, "content_hash": hashlib.sha256(data).hexdigest()}


def _read(data: bytes, name: str, ending: str) -> dict[str, Any]:
    parsed = parse(data, name, ending)
    if len(parsed.text) > LONGEST_TEXT:
        raise DocumentError(f"{name} has more than {LONGEST_TEXT:,} characters of text. Split it into smaller files.")
    return {**asdict(parsed), "content_hash": hashlib.sha256(data).hexdigest()}


def parse(data: bytes, name: str, ending: str) -> Parsed:
    """What stands in a file of a format. Raises `DocumentError`, and what libraries raise for strange files."""
    if ending in TEXT_FORMATS:
        return read_text(decode(data, name)[0], ending)
    check_kind(data, name, ending)
    parsed: Parsed = import_module(f"index.formats.{_MODULES[ending]}").read(data, name)
    return replace(parsed, blocks=mark_notes(parsed.text, parsed.blocks))


def _limit_memory(megabytes: int) -> None:
    """Of the address space, where the system knows such a limit."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError):
        pass


def _limit_time(seconds: float) -> None:
    """Of the processor, from now on: a process whose owner was killed does not run on for ever."""
    try:
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + 2 * seconds) + 1, hard))
    except (ImportError, OSError, ValueError):
        pass
