"""The picture of a page of a document, from the file that it was read from, if that is still the same."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from weakref import finalize

from index.documents import Document
from index.errors import DocumentError
from index.reading import ReadingProcess
from index.sources import PICTURES, Source

WIDTHS = (800, 1200, 1800)
"""Pixels: how wide a picture can be wanted."""

LAST_PAGE = 5000
"""No document has more."""

SECONDS = 20.0


@dataclass(frozen=True)
class PagePicture:
    """A page as JPEG, with its size in pixels, and how many pages its document has."""

    jpeg: bytes
    width: int
    height: int
    pages: int


class PagePictures:
    """Renders pages in a process of its own, one at a time; safe to share between threads."""

    def __init__(self) -> None:
        self._process = ReadingProcess(SECONDS)
        self._lock = Lock()
        finalize(self, self._process.close)

    def picture(self, document: Document, page: int, width: int = WIDTHS[0]) -> PagePicture:
        """A page, from 1.

        Raises `DocumentError` where the document has no such page, or its file is not there any more, has changed, or
        cannot be shown.
        """
        source = source_of(document)
        if source is None:
            raise DocumentError(f"{document.name} has no pages that can be shown.")
        with self._lock:
            reply = self._process.picture(source, page, min(WIDTHS, key=lambda each: abs(each - width)))
        if reply["content_hash"] != document.content_hash:
            raise DocumentError(f"The file of {document.name} has changed since it was read.")
        return PagePicture(base64.b64decode(reply["jpeg"]), reply["width"], reply["height"], reply["pages"])

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._process.close()


def source_of(document: Document) -> Source | None:
    """The file that a document with pages was read from, as far as its format has pictures; None of any other."""
    if not document.source or document.source.startswith(("http://", "https://")):
        return None
    place, _, member = document.source.partition("!")
    whole = Path(document.source)
    source = Source(whole, document.name) if whole.is_file() else Source(Path(place), document.name, member or None)
    has_pictures = source.format == ".pdf" or source.format in PICTURES
    return source if has_pictures and source.path.is_absolute() and source.path.is_file() else None
