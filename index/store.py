"""An index on disk that nothing can leave half-written.

    folder/
      CURRENT                      the generation in force: its name and its manifest's SHA-256
      writer.lock                  held by the one process that writes
      generations/NAME/            never changed once it is there
        manifest.json              format version, encoder, chunking, documents, every file's SHA-256
        documents.jsonl passages.jsonl by_passage/ by_sentence/

A writer makes a whole new generation beside the others, flushes it to disk, and then
swaps CURRENT in one rename: a process killed at any instant leaves the old index or the
new one. Readers check every byte against the manifest and never write.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from index.collection import Collection
from index.documents import Document
from index.embedding import Encoder, Progress
from index.errors import DocumentError, IndexDamagedError, IndexMissingError, IndexOutdatedError
from index.passages import Chunking
from index.records import read_documents, read_passages, write_documents, write_passages
from index.search_field import SearchField

FORMAT_VERSION = 1

_POINTER = "CURRENT"
_GENERATIONS = "generations"
_MANIFEST = "manifest.json"
_UNFINISHED = "unfinished-"


@dataclass(frozen=True)
class Change:
    """What an update did, by document name."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.updated or self.removed)


class Store:
    """The index in a folder: open it, or put documents in and take them out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def exists(self) -> bool:
        """Whether an index was ever finished here."""
        return (self.folder / _POINTER).is_file()

    def open(self, encoder: Encoder, chunking: Chunking | None = None) -> Collection:
        """Load the current generation into memory, every file checked.

        Raises `IndexMissingError`, `IndexDamagedError`, or `IndexOutdatedError` when it
        was made with another format version, encoder or chunking.
        """
        pointer = self._read_pointer()
        while True:
            try:
                return self._load(pointer, encoder, chunking or Chunking())
            except (IndexDamagedError, OSError, RuntimeError):
                # Writers may have replaced this generation, and the next, while it was read.
                tried, pointer = pointer, self._read_pointer()
                if pointer == tried:
                    raise

    @property
    def holds_seeds(self) -> bool:
        """Whether the current generation was made of the default collection alone. Raises as `open` does."""
        return bool(self._manifest(self._read_pointer()).get("seeds"))

    def update(
        self,
        encoder: Encoder,
        chunking: Chunking | None = None,
        add: Iterable[Document] = (),
        remove: Iterable[str] = (),
        progress: Progress | None = None,
        rebuild: bool = False,
        seeds: bool = False,
        waiting: Callable[[], None] | None = None,
    ) -> Change:
        """Add or replace documents by name, and remove documents by name, in one step.

        Waits while another process writes, having called `waiting`, and builds on what that
        one left. With `rebuild` the old index is not read, and `add` is all that the new one
        holds. `seeds` marks an index that holds the default collection alone, which may be
        rebuilt unasked when it is outdated.
        Raises `IndexMissingError` when a name to be removed is not there, `DocumentError`
        when no document would be left, and as `open` does.
        """
        chunking = chunking or Chunking()
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._locked(waiting):
            known = self.open(encoder, chunking) if self.exists and not rebuild else None
            documents, change = _merge(known, list(add), list(dict.fromkeys(remove)))
            if not documents:
                raise DocumentError(f"Nothing would be left in the index. To be rid of it, delete {self.folder}.")
            if known is None or not change.is_empty:
                self._write(Collection.build(documents, encoder, chunking, known, progress), seeds)
            return change

    @contextmanager
    def _locked(self, waiting: Callable[[], None] | None) -> Iterator[None]:
        lock = FileLock(self.folder / "writer.lock")
        try:
            lock.acquire(blocking=False)
        except Timeout:
            if waiting:
                waiting()
            lock.acquire()
        try:
            yield
        finally:
            lock.release()

    def _load(self, pointer: _Pointer, encoder: Encoder, chunking: Chunking) -> Collection:
        manifest = self._manifest(pointer)
        _check_fits(manifest, encoder, chunking, self.folder)
        generation = self.folder / _GENERATIONS / pointer.generation
        for name, expected in manifest["files"].items():
            _checked_bytes(generation / name, expected)
        documents = read_documents(generation / "documents.jsonl")
        return Collection(
            documents={document.name: document for document in documents},
            passages=tuple(read_passages(generation / "passages.jsonl")),
            by_passage=SearchField.load(generation / "by_passage"),
            by_sentence=SearchField.load(generation / "by_sentence"),
            encoder_identity=manifest["encoder"],
            chunking=chunking,
        )

    def _read_pointer(self) -> _Pointer:
        try:
            content = (self.folder / _POINTER).read_bytes().decode("ascii")
        except FileNotFoundError:
            raise IndexMissingError(f"There is no index in {self.folder}. Build one: qa index PATH") from None
        except (OSError, UnicodeDecodeError) as error:
            raise _damaged(self.folder / _POINTER) from error
        generation, _, manifest_hash = content.rstrip("\n").partition(" ")
        if content != f"{generation} {manifest_hash}\n" or not generation.isalnum() or len(manifest_hash) != 64:
            raise _damaged(self.folder / _POINTER)
        return _Pointer(generation, manifest_hash)

    def _manifest(self, pointer: _Pointer) -> dict[str, Any]:
        path = self.folder / _GENERATIONS / pointer.generation / _MANIFEST
        manifest: dict[str, Any] = json.loads(_checked_bytes(path, pointer.manifest_hash))
        return manifest

    def _write(self, collection: Collection, seeds: bool) -> None:
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

    def _current_generation(self) -> str | None:
        try:
            return self._read_pointer().generation
        except (IndexMissingError, IndexDamagedError):
            return None

    def _clear(self, keep: set[str | None]) -> None:
        """Drop generations and pointers that nothing names; the one before stays for readers that are opening it."""
        for path in (self.folder / _GENERATIONS).iterdir():
            if path.name not in keep:
                shutil.rmtree(path, ignore_errors=True)
        for path in self.folder.glob(f"{_POINTER}.*"):
            path.unlink(missing_ok=True)


@dataclass(frozen=True)
class _Pointer:
    generation: str
    manifest_hash: str


def _merge(known: Collection | None, add: list[Document], remove: list[str]) -> tuple[list[Document], Change]:
    before = dict(known.documents) if known else {}
    missing = [name for name in remove if name not in before]
    if missing:
        has = ", ".join(sorted(before)) or "none"
        raise IndexMissingError(f"The index has no document {missing[0]!r}. Its documents: {has}.")
    after = {name: document for name, document in before.items() if name not in remove}
    after.update((document.name, document) for document in add)
    new = {document.name: document.content_hash for document in add}
    change = Change(
        added=tuple(name for name in new if name not in before),
        updated=tuple(name for name in new if name in before and before[name].content_hash != new[name]),
        unchanged=tuple(name for name in new if name in before and before[name].content_hash == new[name]),
        removed=tuple(remove),
    )
    return [after[name] for name in sorted(after)], change


def _check_fits(manifest: dict[str, Any], encoder: Encoder, chunking: Chunking, folder: Path) -> None:
    wanted = {"format_version": FORMAT_VERSION, "encoder": encoder.identity, "chunking": asdict(chunking)}
    for key, value in wanted.items():
        if manifest[key] != value:
            what = key.replace("_", " ")
            raise IndexOutdatedError(
                f"The index in {folder} was built with {what} {manifest[key]}, and {value} is asked for. "
                f"Rebuild it: qa index --rebuild PATH --index {folder}"
            )


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
        "files": {path.relative_to(folder).as_posix(): _sha256(path.read_bytes()) for path in files},
    }
    content = json.dumps(manifest, indent=1).encode("ascii")
    _write_flushed(folder / _MANIFEST, content)
    for path in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
        _flush_folder(path)
    return _sha256(content)


def _checked_bytes(path: Path, expected: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _damaged(path) from error
    if _sha256(content) != expected:
        raise _damaged(path)
    return content


def _damaged(path: Path) -> IndexDamagedError:
    return IndexDamagedError(f"The index file {path} is damaged or missing. Rebuild the index: qa index --rebuild PATH")


def _sha256(content: bytes) -> str:
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
