"""Generations on disk: immutable folders, one pointer to the one in force, every file with its checksum.

See `index.store` for how a folder looks.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.content import Content
from index.durable_files import checked_bytes, damaged, flush_folder, sha256, write_flushed
from index.errors import IndexDamagedError, IndexMissingError
from index.live_segment import LiveSegment
from index.segment import Segment, write_segment

FORMAT_VERSION = 5
READABLE_VERSIONS = (1, 2, 3, 4, 5)
"""Up to version 4 a generation was whole, and nothing was shared with the one before; see `index.older_formats`.

Version 1 has no authors, dates, pages and sources, and neither 1 nor 2 the passages' headings. All are read, and
what is written on them is the newest.
"""

UNFINISHED_VECTORS = "vectors.unfinished"

_POINTER = "CURRENT"
_GENERATIONS = "generations"
_SEGMENTS = "segments"
_MANIFEST = "manifest.json"
_UNFINISHED = "unfinished-"


@dataclass(frozen=True)
class Pointer:
    """The name of a generation, and its manifest's SHA-256."""

    generation: str
    manifest_hash: str


@dataclass(frozen=True)
class SegmentEntry:
    """A segment of a generation: its name, its table's SHA-256, and the numbers of the documents that are left out."""

    name: str
    table_hash: str
    removed: frozenset[int] = frozenset()


class Generations:
    """The generations in an index's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def exist(self) -> bool:
        """Whether one was ever finished here."""
        return (self.folder / _POINTER).is_file()

    def place(self, pointer: Pointer) -> Path:
        """The folder of a generation."""
        return self.folder / _GENERATIONS / pointer.generation

    def current(self) -> Pointer:
        """The one in force. Raises `IndexMissingError` or `IndexDamagedError`."""
        try:
            content = (self.folder / _POINTER).read_bytes().decode("ascii")
        except FileNotFoundError:
            raise IndexMissingError(f"There is no index in {self.folder}. Build one: qa index PATH") from None
        except (OSError, UnicodeDecodeError) as error:
            raise damaged(self.folder / _POINTER) from error
        generation, _, manifest_hash = content.rstrip("\n").partition(" ")
        if content != f"{generation} {manifest_hash}\n" or not generation.isalnum() or len(manifest_hash) != 64:
            raise damaged(self.folder / _POINTER)
        return Pointer(generation, manifest_hash)

    def manifest(self, pointer: Pointer) -> dict[str, Any]:
        """What a generation says of itself. Raises `IndexDamagedError`."""
        manifest: dict[str, Any] = json.loads(checked_bytes(self.place(pointer) / _MANIFEST, pointer.manifest_hash))
        return manifest

    def segments(self, manifest: Mapping[str, Any]) -> dict[SegmentEntry, LiveSegment]:
        """The segments that a manifest names. Raises `IndexDamagedError`."""
        entries = [
            SegmentEntry(each["name"], each["table"], frozenset(each["removed"])) for each in manifest["segments"]
        ]
        folder = self.folder / _SEGMENTS
        return {each: LiveSegment(Segment(folder / each.name, each.table_hash), each.removed) for each in entries}

    def write_segment(self, content: Content) -> SegmentEntry:
        """Write documents that no generation names yet."""
        name = secrets.token_hex(8)
        unfinished = self.folder / _SEGMENTS / f"{_UNFINISHED}{name}"
        unfinished.parent.mkdir(exist_ok=True)
        try:
            table_hash = write_segment(unfinished, content)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        unfinished.rename(unfinished.with_name(name))
        flush_folder(unfinished.parent)
        return SegmentEntry(name, table_hash)

    def publish(self, facts: Mapping[str, Any], segments: list[SegmentEntry]) -> None:
        """Make a generation of these segments, with these facts in its manifest, the one in force."""
        generations = self.folder / _GENERATIONS
        generations.mkdir(exist_ok=True)
        previous = self._current_generation()
        named = [{"name": one.name, "table": one.table_hash, "removed": sorted(one.removed)} for one in segments]
        content = json.dumps({"format_version": FORMAT_VERSION, **facts, "segments": named}, indent=1).encode("ascii")
        name = secrets.token_hex(8)
        unfinished = generations / f"{_UNFINISHED}{name}"
        unfinished.mkdir()
        try:
            write_flushed(unfinished / _MANIFEST, content)
            flush_folder(unfinished)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        unfinished.rename(generations / name)
        flush_folder(generations)
        pointer = self.folder / f"{_POINTER}.{name}"
        write_flushed(pointer, f"{name} {sha256(content)}\n".encode("ascii"))
        pointer.replace(self.folder / _POINTER)
        flush_folder(self.folder)
        self._clear(keep={name, previous})

    def clear_unfinished(self) -> None:
        """Only ever called with the lock held: whatever is unfinished was left by a dead process."""
        self._clear(keep={self._current_generation()})

    def size(self) -> int:
        """Bytes of all files."""
        return sum(_sizes(self.folder))

    def drop_earlier(self) -> None:
        """Drop all but the generation in force. Raises as `current` does."""
        self._clear(keep={self.current().generation})
        (self.folder / UNFINISHED_VECTORS).unlink(missing_ok=True)

    def _current_generation(self) -> str | None:
        try:
            return self.current().generation
        except (IndexMissingError, IndexDamagedError):
            return None

    def _clear(self, keep: set[str | None]) -> None:
        """Drop generations, segments and pointers that nothing names.

        The generation before stays for readers that are opening it.
        """
        generations, segments = self.folder / _GENERATIONS, self.folder / _SEGMENTS
        for path in generations.iterdir() if generations.is_dir() else ():
            if path.name not in keep:
                shutil.rmtree(path, ignore_errors=True)
        kept = [self._segments_of(name) for name in keep if name]
        if all(names is not None for names in kept):
            named = {name for names in kept for name in names or ()}
            for path in segments.iterdir() if segments.is_dir() else ():
                if path.name not in named:
                    shutil.rmtree(path, ignore_errors=True)
        for path in self.folder.glob(f"{_POINTER}.*"):
            path.unlink(missing_ok=True)

    def _segments_of(self, generation: str) -> list[str] | None:
        """The names that its manifest has: none in an older version, and None where it cannot be read."""
        try:
            manifest = json.loads((self.folder / _GENERATIONS / generation / _MANIFEST).read_bytes())
            return [each["name"] for each in manifest.get("segments", ())]
        except (OSError, ValueError):
            return None


def _sizes(folder: Path) -> Iterator[int]:
    return (path.stat().st_size for path in folder.rglob("*") if path.is_file())
