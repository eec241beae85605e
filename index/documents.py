"""A `Document`: its canonical text, its title and its blocks.

The law: every block, passage, sentence and citation is (start, end) in `Document.text`,
in characters, and `text[start:end]` is exactly what is shown.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import regex

from index.errors import DocumentError
from index.formats.blocks import Block, Omission, PageStart, Parsed, TimeStart

_GENERIC_NAME = regex.compile(
    r"(article|document|doc|text|file|page|story|untitled|readme|index|content|new|copy|draft|input)?[\W_\d]*", regex.I
)
_TITLE_LENGTH = 60

_DATED_WHEN_MADE = frozenset({".docx", ".odt", ".pdf", ".pptx", ".rtf", ".xlsx"})
"""Endings of files whose one date is when a program wrote them first."""


@dataclass(frozen=True)
class Document:
    """A text that can be asked.

    `text` is canonical: offsets anywhere in the project count its characters. `blocks`
    are in order and do not overlap; what stands outside of them is never cited.
    `content_hash` is the SHA-256 of the bytes it was read from, in hexadecimal. `author` and
    `date` (YYYY-MM-DD) are what the file says, `pages` which page goes on from which offset,
    `source` the full path or address it came from. `duplicate_of` names the document that
    says nearly all that this one does. `has_own_title` is false where `title` was made of the
    file's name or of the text's first words. `omissions` are what the file holds and the text does not.
    `recognised` are the pages whose words were read from a picture, in order.
    `boxes` say where each word stands on its page; see `index.word_boxes`. `times` say when words are said.
    `out_of_date_since` is the day (YYYY-MM-DD) on which its file was found emptied, damaged or unreadable.
    """

    name: str
    title: str
    text: str
    blocks: tuple[Block, ...]
    content_hash: str
    encoding: str = "utf-8"
    author: str | None = None
    date: str | None = None
    pages: tuple[PageStart, ...] = ()
    source: str | None = None
    duplicate_of: str | None = None
    has_own_title: bool = True
    omissions: tuple[Omission, ...] = ()
    out_of_date_since: str | None = None
    recognised: tuple[int, ...] = ()
    boxes: str = field(default="", repr=False)
    times: tuple[TimeStart, ...] = ()

    @property
    def made(self) -> str | None:
        """The day on which its file was made, where that is all the date that the file has: no day of publication."""
        return self.date if PurePosixPath(self.name).suffix.lower() in _DATED_WHEN_MADE else None

    @property
    def published(self) -> str | None:
        """The date that its author gave to it."""
        return None if self.made else self.date

    @property
    def own_title(self) -> str | None:
        """The title that the document has of its own."""
        return self.title if self.has_own_title else None

    def page_at(self, offset: int) -> int | None:
        """The page, from 1, that the character at an offset stands on; None where there are no pages."""
        at = bisect_right(self.pages, offset, key=lambda start: start.offset)
        return self.pages[max(at - 1, 0)].page if self.pages else None

    def second_at(self, offset: int) -> int | None:
        """From which whole second on the character at an offset is said; None where the document has no times."""
        at = bisect_right(self.times, offset, key=lambda start: start.offset)
        return int(self.times[max(at - 1, 0)].seconds) if self.times else None

    def is_recognised_at(self, offset: int) -> bool:
        """Whether the character at an offset was read from a picture."""
        return bool(self.recognised) and self.page_at(offset) in self.recognised


@dataclass(frozen=True)
class DocumentEntry:
    """What a collection's table of contents says of a document, which need not be read for it; see `Document`."""

    name: str
    title: str
    content_hash: str
    source: str | None
    duplicate_of: str | None
    out_of_date_since: str | None

    @classmethod
    def of(cls, document: Document) -> DocumentEntry:
        return cls(
            document.name,
            document.title,
            document.content_hash,
            document.source,
            document.duplicate_of,
            document.out_of_date_since,
        )


@dataclass(frozen=True)
class Skipped:
    """A file that was not read, and why, in one sentence for a person; `location` is the source's, where it has one."""

    name: str
    reason: str
    location: str | None = None

    def __str__(self) -> str:
        return self.reason if self.reason.startswith(self.name) else f"{self.name}: {self.reason}"


def from_parsed(
    parsed: Parsed, name: str, content_hash: str, encoding: str = "utf-8", source: str | None = None
) -> Document:
    """A document of what a reader found. Raises `DocumentError` where nothing in it can be asked."""
    if not any(block.kind != "heading" for block in parsed.blocks):
        raise DocumentError(f"{name} has no text that could be asked: it is empty, or has headings only.")
    title = parsed.title or _title_of(name, parsed)
    pages = tuple(parsed.pages)
    blocks = tuple(parsed.blocks)
    return Document(
        name,
        title,
        parsed.text,
        blocks,
        content_hash,
        encoding,
        parsed.author,
        parsed.date,
        pages,
        source,
        has_own_title=bool(parsed.title),
        omissions=tuple(parsed.omissions),
        recognised=tuple(parsed.recognised),
        boxes=parsed.boxes,
        times=tuple(parsed.times),
    )


def _title_of(name: str, parsed: Parsed) -> str:
    """The file's name when it says something, else the first words of the text."""
    stem = PurePosixPath(name).stem
    if not _GENERIC_NAME.fullmatch(stem):
        words: str = regex.sub(r"[\s_-]+", " ", stem).strip()
        return words[:1].upper() + words[1:]
    first = next(block for block in parsed.blocks if block.kind != "heading")
    words = " ".join(parsed.text[first.start : first.start + 4 * _TITLE_LENGTH].split())
    if len(words) <= _TITLE_LENGTH:
        return words
    return words[:_TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:.[(-\u2014") + "\u2026"
