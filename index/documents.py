"""A file becomes a `Document`: its canonical text, its title and its blocks.

The law: every block, passage, sentence and citation is (start, end) in `Document.text`,
in characters, and `text[start:end]` is exactly what is shown.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import regex

from index.errors import DocumentError
from index.formats import markdown, plain_text
from index.formats.blocks import Block, Parsed
from index.formats.encoding import decode
from index.formats.notes import mark_notes

READERS: dict[str, Callable[[str], Parsed]] = {
    ".txt": plain_text.read,
    ".text": plain_text.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
}
"""File-name ending to reader: decoded text in, canonical text with its title and blocks out."""

LARGEST_FILE = 50 * 2**20
"""Bytes."""

_GENERIC_NAME = regex.compile(
    r"(article|document|doc|text|file|page|story|untitled|readme|index|content|new|copy|draft|input)?[\W_\d]*", regex.I
)
_TITLE_LENGTH = 60


@dataclass(frozen=True)
class Document:
    """A text that can be asked.

    `text` is canonical: offsets anywhere in the project count its characters. `blocks`
    are in order and do not overlap; what stands outside of them is never cited.
    `content_hash` is the SHA-256 of the bytes it was read from, in hexadecimal.
    """

    name: str
    title: str
    text: str
    blocks: tuple[Block, ...]
    content_hash: str
    encoding: str = "utf-8"


@dataclass(frozen=True)
class Skipped:
    """A file that was not read, and why, in one sentence for a person."""

    name: str
    reason: str

    def __str__(self) -> str:
        return self.reason if self.reason.startswith(self.name) else f"{self.name}: {self.reason}"


@dataclass(frozen=True)
class Source:
    """A file on disk and the name its document goes by."""

    path: Path
    name: str


def read_document(path: Path, name: str | None = None) -> Document:
    """Read one file.

    Raises `DocumentError` when the file is missing, too large, of an unknown format,
    no text, or has no words in it.
    """
    name = name or path.name
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        formats = ", ".join(sorted(READERS))
        raise DocumentError(f"{name} is not in a format that can be read ({formats}).")
    text, encoding = decode(data := _bytes(path, name), name)
    parsed = reader(text)
    marked = replace(parsed, blocks=mark_notes(parsed.text, parsed.blocks))
    return from_parsed(marked, name, hashlib.sha256(data).hexdigest(), encoding)


def from_parsed(parsed: Parsed, name: str, content_hash: str, encoding: str = "utf-8") -> Document:
    """A document of what a reader found. Raises `DocumentError` where nothing in it can be asked."""
    if not any(block.kind != "heading" for block in parsed.blocks):
        raise DocumentError(f"{name} has no text that could be asked: it is empty, or has headings only.")
    title = parsed.title or _title_of(name, parsed)
    return Document(name, title, parsed.text, tuple(parsed.blocks), content_hash, encoding)


def find_sources(paths: list[Path]) -> Iterator[Source | Skipped]:
    """Every file under the paths, folders walked in order of name; hidden files are left out.

    A document's name is its path inside the folder given, or the file's own name; where
    two would share a name, the names of their folders are put in front.
    Raises `DocumentError` for a path that does not exist.
    """
    unique: dict[Path, tuple[Path, str]] = {}
    for path in paths:
        if not path.exists():
            raise DocumentError(f"There is no file or folder {path}. Check the spelling of the path.")
        if path.is_dir():
            for found in _walk(path):
                if isinstance(found, Skipped):
                    yield found
                else:
                    unique[found.resolve()] = (found, found.relative_to(path).as_posix())
        elif path.is_file():
            unique[path.resolve()] = (path, path.name)
        else:
            yield Skipped(_printable(path.name), "is no ordinary file")
    taken = Counter(name for _, name in unique.values())
    for place, (file, relative) in sorted(unique.items()):
        name = _printable(relative if taken[relative] == 1 else place.as_posix().lstrip("/"))
        if file.suffix.lower() in READERS:
            yield Source(file, name)
        else:
            yield Skipped(name, f"{file.suffix or 'a file without an ending'} is not a format that can be read")


def _walk(folder: Path) -> Iterator[Path | Skipped]:
    """Every ordinary file below, folders in order of name; hidden ones and indexes of this project are left out."""
    unreadable: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=unreadable.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if "generations" in folders and "writer.lock" in files:
            folders.clear()
            continue
        for name in sorted(name for name in files if not name.startswith(".")):
            file = Path(place, name)
            if file.is_file():
                yield file
            else:
                yield Skipped(_printable(file.relative_to(folder).as_posix()), "is no ordinary file")
    for error in unreadable:
        yield Skipped(_printable(str(error.filename)), f"could not be opened: {error.strerror}")


def _printable(name: str) -> str:
    """The name, with a mark for each byte of it that is no text; Linux allows any byte."""
    return name.encode(errors="surrogateescape").decode(errors="replace")


def _bytes(path: Path, name: str) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise DocumentError(f"{name} is larger than {LARGEST_FILE // 2**20} MB. Split it into smaller files.")
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{name} could not be opened: {error.strerror}.") from error


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
