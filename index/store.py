"""An index on disk that nothing can leave half-written.

    folder/
      CURRENT                      the generation in force: its name and its manifest's SHA-256
      writer.lock                  held by the one process that writes
      vectors.unfinished           vectors of a run that has not finished, checked by their CRC
      generations/NAME/            never changed once it is there
        manifest.json              format version, encoder, chunking, documents, every file's SHA-256
        documents.jsonl passages.jsonl by_passage/ by_sentence/

A writer makes a whole new generation beside the others, flushes it to disk, and then
swaps CURRENT in one rename: a process killed at any instant leaves the old index or the
new one. Readers check every byte against the manifest and never write. What was encoded
until then lies in vectors.unfinished, and the next writer goes on from there.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from filelock import FileLock, Timeout

from index.change import Change
from index.chunking import Chunking
from index.collection import Collection
from index.documents import Document
from index.embedding import Encoder, Progress
from index.errors import (
    DocumentError,
    IndexDamagedError,
    IndexMissingError,
    IndexNotWrittenError,
    IndexOutdatedError,
)
from index.generations import (
    FORMAT_VERSION,
    READABLE_VERSIONS,
    UNFINISHED_VECTORS,
    Generations,
    Pointer,
    checked_bytes,
)
from index.hybrid_index import HybridIndex
from index.passages import Passage
from index.records import read_documents, read_passages
from index.unfinished import CachingEncoder

_T = TypeVar("_T")
_FULL = (errno.ENOSPC, errno.EDQUOT)
_CUT_SHORT = " written"
"""How NumPy says that a disk took only a part: "764 requested and 496 written", without a number of the error."""


@dataclass(frozen=True)
class Contents:
    """What stands in an index, by whatever encoder it was made."""

    documents: Mapping[str, Document]
    passages: tuple[Passage, ...]
    encoder_identity: str
    format_version: int


class Store:
    """The index in a folder: open it, or put documents in and take them out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._generations = Generations(folder)

    @property
    def exists(self) -> bool:
        """Whether an index was ever finished here."""
        return self._generations.exist

    def open(self, encoder: Encoder, chunking: Chunking | None = None) -> Collection:
        """Load the current generation into memory, every file checked.

        Raises `IndexMissingError`, `IndexDamagedError`, or `IndexOutdatedError` when it
        was made with another format version, encoder or chunking.
        """
        return self._retried(lambda pointer: self._load(pointer, encoder, chunking or Chunking()))

    def contents(self) -> Contents:
        """Documents and passages alone, their files checked. Raises as `open` does, but for encoder and chunking."""
        return self._retried(self._load_contents)

    def load_as_built(self) -> Collection:
        """As `open`, for the encoder and chunking that it was made with, whatever they are."""
        return self._retried(lambda pointer: self._load_fitting(pointer, self._manifest(pointer)))

    @property
    def _format_version(self) -> object:
        return self._generations.manifest(self._generations.current())["format_version"]

    @property
    def holds_seeds(self) -> bool:
        """Whether the current generation was made of the default collection alone. Raises as `open` does."""
        return bool(self._generations.manifest(self._generations.current()).get("seeds"))

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
        out_of_date: Mapping[str, str] | None = None,
    ) -> Change:
        """Add or replace documents by name, and remove documents by name, in one step.

        `out_of_date` are documents whose files cannot be read any more, each with the day that was found out; they are
        kept, marked with the first such day, until they are read again or removed.

        Waits while another process writes, having called `waiting`, and builds on what that
        one left. An index of an older format version is written anew, its documents split anew,
        even where nothing changes. With `rebuild` the old index is not read, and `add` is all
        that the new one holds. `seeds` marks an index that holds the default collection alone,
        which may be rebuilt unasked when it is outdated.
        A document of another source than the one that has its name gets a longer name.
        Raises `IndexMissingError` when a name to be removed is not there, `DocumentError`
        when no document would be left, `IndexNotWrittenError` when the disk is full, and as
        `open` does.
        """
        chunking = chunking or Chunking()
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._locked(waiting), self._telling_when_full():
            known = self.open(encoder, chunking) if self.exists and not rebuild else None
            is_older = known is not None and self._format_version != FORMAT_VERSION
            documents, change = _merge(known, list(add), list(dict.fromkeys(remove)), out_of_date or {})
            if not documents:
                raise DocumentError(f"Nothing would be left in the index. To be rid of it, delete {self.folder}.")
            if known is None or is_older or not change.is_empty:
                unfinished = self.folder / UNFINISHED_VECTORS
                caching = CachingEncoder(encoder, unfinished)
                collection = Collection.build(documents, caching, chunking, known, progress, split_anew=is_older)
                self._generations.write(collection, seeds)
                unfinished.unlink(missing_ok=True)
                change = replace(change, duplicates=_duplicates(collection, change))
            return change

    def compact(self) -> int:
        """Drop what the index does not need: the generation before, and what interrupted runs left.

        Returns how many bytes were freed. A process that is opening the index just then opens it anew.
        """
        with self._locked(None):
            return self._generations.compact()

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

    @contextmanager
    def _telling_when_full(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno not in _FULL and not str(error).endswith(_CUT_SHORT):
                raise
            raise IndexNotWrittenError(
                f"The disk is full: the index in {self.folder} could not be written and stays as it was. "
                "Make room and run the same command again; it goes on where it stopped."
            ) from error

    def _retried(self, load: Callable[[Pointer], _T]) -> _T:
        pointer = self._generations.current()
        while True:
            try:
                return load(pointer)
            except (IndexDamagedError, OSError, RuntimeError):
                # Writers may have replaced this generation, and the next, while it was read.
                tried, pointer = pointer, self._generations.current()
                if pointer == tried:
                    raise

    def _manifest(self, pointer: Pointer) -> dict[str, Any]:
        """Raises `IndexOutdatedError` where its version is not one that is known."""
        manifest = self._generations.manifest(pointer)
        if manifest["format_version"] not in READABLE_VERSIONS:
            raise _outdated("format version", manifest["format_version"], FORMAT_VERSION, self.folder)
        return manifest

    def _load(self, pointer: Pointer, encoder: Encoder, chunking: Chunking) -> Collection:
        manifest = self._manifest(pointer)
        for key, value in {"encoder": encoder.identity, "chunking": asdict(chunking)}.items():
            if manifest[key] != value:
                raise _outdated(key, manifest[key], value, self.folder)
        return self._load_fitting(pointer, manifest)

    def _load_fitting(self, pointer: Pointer, manifest: dict[str, Any]) -> Collection:
        generation = self._generations.place(pointer)
        for name, expected in manifest["files"].items():
            checked_bytes(generation / name, expected)
        documents = read_documents(generation / "documents.jsonl")
        return Collection(
            documents={document.name: document for document in documents},
            passages=tuple(read_passages(generation / "passages.jsonl")),
            by_passage=HybridIndex.load(generation / "by_passage"),
            by_sentence=HybridIndex.load(generation / "by_sentence"),
            encoder_identity=manifest["encoder"],
            chunking=Chunking(**manifest["chunking"]),
        )

    def _load_contents(self, pointer: Pointer) -> Contents:
        manifest = self._manifest(pointer)
        generation = self._generations.place(pointer)
        for name in ("documents.jsonl", "passages.jsonl"):
            checked_bytes(generation / name, manifest["files"][name])
        documents = read_documents(generation / "documents.jsonl")
        return Contents(
            {document.name: document for document in documents},
            tuple(read_passages(generation / "passages.jsonl")),
            manifest["encoder"],
            manifest["format_version"],
        )


def _merge(
    known: Collection | None, add: list[Document], remove: list[str], out_of_date: Mapping[str, str]
) -> tuple[list[Document], Change]:
    before = dict(known.documents) if known else {}
    missing = [name for name in remove if name not in before]
    if missing:
        has = ", ".join(sorted(before)) or "none"
        raise IndexMissingError(f"The index has no document {missing[0]!r}. Its documents: {has}.")
    add = _named(before, add)
    after = {name: document for name, document in before.items() if name not in remove}
    after.update((document.name, document) for document in add)
    new = {document.name: document.content_hash for document in add}
    known_of = {name: before[name] for name in new if name in before}
    same = {n for n, old in known_of.items() if old.content_hash == new[n] and not old.out_of_date_since}
    marked = [name for name in out_of_date if name in after and name not in new and not after[name].out_of_date_since]
    after.update((name, replace(after[name], out_of_date_since=out_of_date[name])) for name in marked)
    change = Change(
        added=tuple(name for name in new if name not in before),
        updated=tuple(name for name in known_of if name not in same),
        unchanged=tuple(name for name in known_of if name in same),
        removed=tuple(remove),
        out_of_date=tuple(marked),
    )
    return [after[name] for name in sorted(after)], change


def _named(known: Mapping[str, Document], add: Iterable[Document]) -> list[Document]:
    """The documents, each by a name that no other source has: the one it has already, else its own or a longer one."""
    names = {document.source: document.name for document in known.values() if document.source}
    taken = dict(known)
    named = []
    for document in add:
        name = names.get(document.source or "") or next(
            name for name in _longer_names(document) if not _is_another(taken.get(name), document)
        )
        named.append(replace(document, name=name))
        taken[name] = named[-1]
    return named


def _is_another(holder: Document | None, document: Document) -> bool:
    """Whether a name belongs to another source with another content."""
    if holder is None or holder.source is None or document.source is None:
        return False
    return holder.source != document.source and holder.content_hash != document.content_hash


def _longer_names(document: Document) -> Iterator[str]:
    """Its name, then with more and more of the folders that it lies in."""
    yield document.name
    parts = PurePosixPath((document.source or "").replace("\\", "/").replace("!", "/")).parts
    for length in range(len(PurePosixPath(document.name).parts) + 1, len(parts) + 1):
        yield "/".join(part.strip("/") for part in parts[-length:]).lstrip("/")


def _duplicates(collection: Collection, change: Change) -> tuple[tuple[str, str], ...]:
    new = {*change.added, *change.updated}
    return tuple(
        (document.name, document.duplicate_of)
        for document in collection.documents.values()
        if document.name in new and document.duplicate_of
    )


def _outdated(what: str, found: object, wanted: object, folder: Path) -> IndexOutdatedError:
    return IndexOutdatedError(
        f"The index in {folder} was built with {what} {found}, and {wanted} is asked for. "
        f"Rebuild it: qa index --rebuild PATH --index {folder}"
    )
