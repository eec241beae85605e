"""An index on disk that nothing can leave half-written.

    folder/
      CURRENT                      the generation in force: its name and its manifest's SHA-256
      writer.lock                  held by the one process that writes
      vectors.unfinished           vectors of a run that has not finished, checked by their CRC
      generations/NAME/            never changed once it is there
        manifest.json              format version, encoder, chunking, and the segments with their checksums
      segments/NAME/               never changed once it is there; see `index.segment`

A writer puts what is new into a segment, names it in a new generation's manifest beside the segments that stay
and the documents in them that are left out, flushes both to disk, and then
swaps CURRENT in one rename: a process killed at any instant leaves the old index or the
new one. Small segments are written anew together with what is added, so that there are few. Readers check what they
read and never write. What was encoded until then lies in vectors.unfinished, and the next writer goes on from there.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock, Timeout

from index.change import Change
from index.chunking import Chunking
from index.collection import Collection
from index.content import Content
from index.documents import Document
from index.embedding import Encoder, Progress
from index.errors import IndexDamagedError, IndexNotWrittenError, IndexOutdatedError
from index.generations import FORMAT_VERSION, READABLE_VERSIONS, UNFINISHED_VECTORS, Generations, Pointer
from index.mapped_collection import IN_MEMORY, MappedCollection
from index.older_formats import read_older
from index.stored_contents import Contents
from index.unfinished import CachingEncoder
from index.verification import Checked, verify
from index.writing import Writing, compact

_T = TypeVar("_T")
_FULL = (errno.ENOSPC, errno.EDQUOT)
_CUT_SHORT = " written"
"""How NumPy says that a disk took only a part: "764 requested and 496 written", without a number of the error."""


class Store:
    """The index in a folder: open it, or put documents in and take them out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._generations = Generations(folder)

    def __str__(self) -> str:
        return str(self.folder)

    @property
    def exists(self) -> bool:
        """Whether an index was ever finished here."""
        return self._generations.exist

    def open(self, encoder: Encoder, chunking: Chunking | None = None) -> Collection | MappedCollection:
        """The current generation: a small one in memory, every file checked; of a large one what is read is checked.

        Raises `IndexMissingError`, `IndexDamagedError`, or `IndexOutdatedError` when it
        was made with another format version, encoder or chunking.
        """
        return self._retried(lambda pointer: self._open(pointer, encoder, chunking or Chunking()))

    def contents(self) -> Contents:
        """Documents and passages alone. Raises as `open` does, but for encoder and chunking."""
        return self._retried(self._contents)

    def open_as_built(self) -> Collection | MappedCollection:
        """As `open`, for the encoder and chunking that it was made with, whatever they are; every file is checked."""
        return self._retried(lambda pointer: self._load(pointer, self._manifest(pointer), whole=True))

    def verify(self) -> Checked:
        """Check every checksum and every law. Raises as `open_as_built` does."""
        return verify(self.open_as_built())

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
        unfinished = self.folder / UNFINISHED_VECTORS
        with self._locked(waiting), self._telling_when_full():
            self._generations.clear_unfinished()
            writing = Writing(self._generations, CachingEncoder(encoder, unfinished), chunking, progress)
            wanted = (list(add), list(remove), out_of_date or {})
            known = self.open(encoder, chunking) if self.exists and not rebuild else None
            if known is not None and self._version == FORMAT_VERSION:
                segments = self._generations.segments(self._generations.manifest(self._generations.current()))
                done = writing.update(segments, *wanted)
            else:
                done = writing.rebuild(known.content if isinstance(known, Collection) else None, *wanted)
            if done.segments is not None:
                facts = {"encoder": encoder.identity, "chunking": asdict(chunking), "seeds": seeds}
                self._generations.publish(facts, done.segments)
                unfinished.unlink(missing_ok=True)
            return done.change

    def replace_all(self, contents: Iterable[Content], encoder_identity: str, chunking: Chunking, seeds: bool) -> None:
        """Put documents that are split and encoded already in the place of all that is there.

        Raises `IndexNotWrittenError` when the disk is full.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._locked(None), self._telling_when_full():
            self._generations.clear_unfinished()
            segments = [self._generations.write_segment(content) for content in contents]
            facts = {"encoder": encoder_identity, "chunking": asdict(chunking), "seeds": seeds}
            self._generations.publish(facts, segments)

    def compact(self) -> int:
        """Drop what the index does not need: the generation before, what was removed, what interrupted runs left.

        Returns how many bytes were freed. A process that is opening the index just then opens it anew.
        """
        with self._locked(None), self._telling_when_full():
            before = self._generations.size()
            self._generations.drop_earlier()
            manifest = self._generations.manifest(self._generations.current())
            if manifest["format_version"] == FORMAT_VERSION:
                segments = compact(self._generations, self._generations.segments(manifest))
                if segments is not None:
                    facts = {name: manifest[name] for name in ("encoder", "chunking", "seeds")}
                    self._generations.publish(facts, segments)
                    self._generations.drop_earlier()
            return max(0, before - self._generations.size())

    @property
    def _version(self) -> object:
        return self._generations.manifest(self._generations.current())["format_version"]

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

    def _open(self, pointer: Pointer, encoder: Encoder, chunking: Chunking) -> Collection | MappedCollection:
        manifest = self._manifest(pointer)
        for key, value in {"encoder": encoder.identity, "chunking": asdict(chunking)}.items():
            if manifest[key] != value:
                raise _outdated(key, manifest[key], value, self.folder)
        return self._load(pointer, manifest)

    def _load(
        self, pointer: Pointer, manifest: Mapping[str, Any], whole: bool = False
    ) -> Collection | MappedCollection:
        chunking = Chunking(**manifest["chunking"])
        if "segments" not in manifest:
            content = read_older(self._generations.place(pointer), manifest)
            return Collection.of(content, manifest["encoder"], chunking)
        segments = list(self._generations.segments(manifest).values())
        mapped = MappedCollection(segments, manifest["encoder"], chunking)
        small = sum(live.passages for live in segments) <= IN_MEMORY
        for live in segments if small or whole else ():
            live.segment.check_all()
        return mapped.in_memory() if small else mapped

    def _contents(self, pointer: Pointer) -> Contents:
        manifest = self._manifest(pointer)
        loaded = self._load(pointer, manifest)
        return Contents(
            loaded.entries, loaded.documents, loaded.passages, manifest["encoder"], manifest["format_version"]
        )


def _outdated(what: str, found: object, wanted: object, folder: Path) -> IndexOutdatedError:
    return IndexOutdatedError(
        f"The index in {folder} was built with {what} {found}, and {wanted} is asked for. "
        f"Rebuild it: qa index --rebuild PATH --index {folder}"
    )
