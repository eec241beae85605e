"""Files mapped into memory whose blocks are checked when they are first read.

A folder of such files is never changed once it is written. `blocks.crc` holds the CRC-32 of
every block of every file, and the folder's table, a JSON file, each file's size and the
SHA-256 of `blocks.crc`. So that a million passages can be opened at once, nothing is read
but the table; and so that what is read is what was written, no byte of a file is given out
before its block was checked.
"""

from __future__ import annotations

import json
import mmap
import zlib
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from index.durable_files import checked_bytes, damaged, flush, flush_folder, sha256, write_flushed
from index.word_counts import ranges

BLOCK = 2**14
"""Bytes that are checked together."""

TABLE = "segment.json"
_BLOCKS = "blocks.crc"
_DATA = "data"
_ALIGNMENT = 64
"""Bytes; numbers are read quickest from such places."""


class FolderWriter:
    """Writes a folder, which is made: parts one behind the other in one file, and files of their own beside it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self._file = (folder / _DATA).open("wb")
        self._parts: dict[str, tuple[int, int]] = {}

    def add(self, name: str, content: bytes | NDArray[Any]) -> None:
        """Write bytes, or numbers as they lie in memory, as a part of that name."""
        flat = content if isinstance(content, bytes) else np.ascontiguousarray(content).reshape(-1).view(np.uint8).data
        self._file.write(bytes(-self._file.tell() % _ALIGNMENT))
        self._parts[name] = (self._file.tell(), len(flat))
        self._file.write(flat)

    def finish(self, facts: dict[str, Any]) -> str:
        """Flush all and write the table, with these facts besides; returns the table's SHA-256."""
        self._file.close()
        sizes, blocks = {}, []
        for path in sorted(self.folder.iterdir()):
            blocks.append(_block_sums(path))
            sizes[path.name] = path.stat().st_size
            flush(path)
        content = np.concatenate(blocks).astype("<u4").tobytes()
        write_flushed(self.folder / _BLOCKS, content)
        known = {**facts, "parts": self._parts, "files": sizes, "blocks": sha256(content)}
        table = json.dumps(known, indent=1).encode("ascii")
        write_flushed(self.folder / TABLE, table)
        flush_folder(self.folder)
        return sha256(table)

    def close(self) -> None:
        """Let go of the file, however far it is."""
        self._file.close()


def _block_sums(path: Path) -> NDArray[np.uint32]:
    with path.open("rb") as file:
        return np.array([zlib.crc32(block) for block in iter(lambda: file.read(BLOCK), b"")], dtype="<u4")


class CheckedFolder:
    """Files of one folder, as its table knows them.

    Raises `IndexDamagedError` where the table is not the one with this SHA-256, where a file
    is missing or of another size, and from whatever reads a block that is not as it was written.
    """

    def __init__(self, folder: Path, table_hash: str) -> None:
        self.folder = folder
        self.table: dict[str, Any] = json.loads(checked_bytes(folder / TABLE, table_hash))
        sums = np.frombuffer(checked_bytes(folder / _BLOCKS, self.table["blocks"]), dtype="<u4")
        self._files: dict[str, _MappedFile] = {}
        first = 0
        for name, size in self.table["files"].items():
            count = -(-size // BLOCK)
            self._files[name] = _MappedFile(folder / name, size, sums[first : first + count])
            first += count

    def __contains__(self, name: str) -> bool:
        return name in self._files

    def file(self, part: str) -> CheckedFile:
        """A part of the one file that has most."""
        offset, size = self.table["parts"][part]
        return CheckedFile(self._files[_DATA], offset, size)

    def array(self, part: str, dtype: DTypeLike, *row: int) -> CheckedArray:
        """The numbers in a part, in rows of that shape."""
        return CheckedArray(self.file(part), np.dtype(dtype), row)

    def check(self, name: str) -> Path:
        """Check a file of its own, and return its path."""
        self._files[name].check()
        return self.folder / name

    def check_all(self) -> None:
        """Check every block of every file."""
        for file in self._files.values():
            file.check()


class _MappedFile:
    """A file mapped into memory; `sums` are the CRC-32 of its blocks."""

    def __init__(self, path: Path, size: int, sums: NDArray[np.uint32]) -> None:
        self._path, self._size, self._sums = path, size, sums
        self._unchecked = bytearray(b"\1" * len(sums))
        self._marks = np.frombuffer(self._unchecked, np.uint8)
        try:
            whole = path.is_file() and path.stat().st_size == size
        except OSError as error:
            raise damaged(path) from error
        if not whole:
            raise damaged(path)

    def read(self, start: int, end: int) -> memoryview:
        """The bytes between two places, checked."""
        last = -(-end // BLOCK)
        block = self._unchecked.find(1, start // BLOCK, last)
        while block >= 0:
            self._check_block(block)
            block = self._unchecked.find(1, block + 1, last)
        return self._map[start:end]

    def check_stretches(self, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> None:
        """Check the blocks of many stretches; each has the bytes between a start and its end, at least one."""
        firsts = starts // BLOCK
        blocks = ranges(firsts, -(-ends // BLOCK) - firsts)
        for block in blocks[self._marks[blocks] == 1].tolist():
            if self._unchecked[block]:
                self._check_block(block)

    def _check_block(self, block: int) -> None:
        if zlib.crc32(self._map[block * BLOCK : (block + 1) * BLOCK]) != self._sums[block]:
            raise damaged(self._path)
        self._unchecked[block] = 0

    def unchecked(self, start: int, end: int) -> memoryview:
        """The bytes between two places, for whoever checks what they read of them."""
        return self._map[start:end]

    def check(self) -> None:
        """Check every block, without keeping the file in memory."""
        try:
            found = _block_sums(self._path)
        except OSError as error:
            raise damaged(self._path) from error
        if not np.array_equal(found, self._sums):
            raise damaged(self._path)

    @cached_property
    def _map(self) -> memoryview:
        try:
            with self._path.open("rb") as file:
                return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except (OSError, ValueError) as error:
            raise damaged(self._path) from error


class CheckedFile:
    """A stretch of a file, which is checked as it is read."""

    def __init__(self, file: _MappedFile, offset: int, size: int) -> None:
        self._file, self._offset, self.size = file, offset, size

    def read(self, start: int = 0, end: int | None = None) -> memoryview:
        """The bytes between two places."""
        end = self.size if end is None else end
        return self._file.read(self._offset + start, self._offset + end) if end > start else memoryview(b"")

    def check_stretches(self, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> None:
        """See `_MappedFile.check_stretches`."""
        self._file.check_stretches(self._offset + starts, self._offset + ends)

    @property
    def unchecked(self) -> memoryview:
        """All bytes, as they lie there."""
        return self._file.unchecked(self._offset, self._offset + self.size)


class CheckedArray:
    """Numbers in a file, row by row; what is given out is read-only and lies in the file."""

    def __init__(self, file: CheckedFile, dtype: np.dtype[Any], row: tuple[int, ...] = ()) -> None:
        self._file, self._dtype, self._row = file, dtype, row
        self._width = dtype.itemsize * int(np.prod(row, dtype=np.int64))

    def __len__(self) -> int:
        return self._file.size // self._width if self._width else 0

    def between(self, start: int, end: int) -> NDArray[Any]:
        """The rows from `start` to before `end`."""
        content = self._file.read(start * self._width, end * self._width)
        return np.frombuffer(content, self._dtype).reshape(end - start, *self._row)

    def take(self, starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[Any]:
        """A copy of the rows `start, start + 1, ...`, so many as `sizes` says, of each start one behind the other."""
        there = sizes > 0
        first, end = starts[there] * self._width, (starts + sizes)[there] * self._width
        if not len(first):
            return self.between(0, 0)
        self._file.check_stretches(first, end)
        return np.asarray(self._unchecked[ranges(starts, sizes)])

    @cached_property
    def _unchecked(self) -> NDArray[Any]:
        return np.frombuffer(self._file.unchecked, self._dtype).reshape(len(self), *self._row)

    @cached_property
    def all(self) -> NDArray[Any]:
        """Every row."""
        return self.between(0, len(self))
