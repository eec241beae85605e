"""Generations on disk: immutable folders, one pointer to the one in force, every file with its checksum.

See `index.store` for how a folder looks.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.collection import Collection
from index.errors import IndexDamagedError, IndexMissingError
from index.records import write_documents, write_passages

FORMAT_VERSION = 4
READABLE_VERSIONS = (1, 2, 3, 4)
"""Version 1 has no authors, dates, pages and sources, and neither 1 nor 2 the passages' headings.

Both are read, and what is written on them is version 3.
"""

UNFINISHED_VECTORS = "vectors.unfinished"

_POINTER = "CURRENT"
_GENERATIONS = "generations"
_MANIFEST = "manifest.json"
_UNFINISHED = "unfinished-"


@dataclass(frozen=True)
class Pointer:
    """The name of a generation, and its manifest's SHA-256."""

    generation: str
    manifest_hash: str


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

    def write(self, collection: Collection, seeds: bool) -> None:
        """Only ever called with the lock held: whatever is unfinished was left by a dead process."""
        generations = self.folder / _GENERATIONS
        generations.mkdir(exist_ok=True)
        previous = self._current_generation()
        self._clear(keep={previous})
        name = secrets.token_hex(8)
        unfinished = generations / f"{_UNFINISHED}{name}"
        unfinished.mkdir()
        try:
            manifest_hash = _write_generation(collection, unfinished, seeds)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        unfinished.rename(generations / name)
        _flush_folder(generations)
        pointer = self.folder / f"{_POINTER}.{name}"
        _write_flushed(pointer, f"{name} {manifest_hash}\n".encode("ascii"))
        pointer.replace(self.folder / _POINTER)
        _flush_folder(self.folder)
        self._clear(keep={name, previous})

    def compact(self) -> int:
        """Drop all but the generation in force; returns how many bytes that freed. Raises as `current` does."""
        kept = self.current().generation
        before = sum(_sizes(self.folder))
        self._clear(keep={kept})
        (self.folder / UNFINISHED_VECTORS).unlink(missing_ok=True)
        return before - sum(_sizes(self.folder))

    def _current_generation(self) -> str | None:
        try:
            return self.current().generation
        except (IndexMissingError, IndexDamagedError):
            return None

    def _clear(self, keep: set[str | None]) -> None:
        """Drop generations and pointers that nothing names; the one before stays for readers that are opening it."""
        for path in (self.folder / _GENERATIONS).iterdir():
            if path.name not in keep:
                shutil.rmtree(path, ignore_errors=True)
        for path in self.folder.glob(f"{_POINTER}.*"):
            path.unlink(missing_ok=True)


def _sizes(folder: Path) -> Iterator[int]:
    return (path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _write_generation(collection: Collection, folder: Path, seeds: bool) -> str:
    """Write all files and the manifest; returns the manifest's SHA-256."""
    write_documents(folder / "documents.jsonl", collection.documents.values())
    write_passages(folder / "passages.jsonl", collection.passages)
    collection.by_passage.save(folder / "by_passage")
    collection.by_sentence.save(folder / "by_sentence")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in files:
        _flush(path)
    manifest = {
        "format_version": FORMAT_VERSION,
        "encoder": collection.encoder_identity,
        "chunking": asdict(collection.chunking),
        "seeds": seeds,
        "documents": {name: document.content_hash for name, document in collection.documents.items()},
        "files": {path.relative_to(folder).as_posix(): sha256(path.read_bytes()) for path in files},
    }
    content = json.dumps(manifest, indent=1).encode("ascii")
    _write_flushed(folder / _MANIFEST, content)
    for path in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
        _flush_folder(path)
    return sha256(content)


def checked_bytes(path: Path, expected: str) -> bytes:
    """The content of a file. Raises `IndexDamagedError` where its SHA-256 is another."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise damaged(path) from error
    if sha256(content) != expected:
        raise damaged(path)
    return content


def damaged(path: Path) -> IndexDamagedError:
    """The error for a file of the index."""
    return IndexDamagedError(f"The index file {path} is damaged or missing. Rebuild the index: qa index --rebuild PATH")


def sha256(content: bytes) -> str:
    """In hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _write_flushed(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    _flush(path)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Make renames and new names in a folder last; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
