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

BLOCK = 2**14
"""Bytes that are checked together."""

TABLE = "segment.json"
_BLOCKS = "blocks.crc"


def write_table(folder: Path, facts: dict[str, Any]) -> str:
    """Flush the files in a folder and write their table, with these facts besides; returns the table's SHA-256."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sizes, blocks = {}, []
    for path in files:
        sums = _block_sums(path)
        sizes[path.relative_to(folder).as_posix()] = path.stat().st_size
        blocks.append(sums)
        flush(path)
    content = np.concatenate([np.zeros(0, "<u4"), *blocks]).astype("<u4").tobytes()
    write_flushed(folder / _BLOCKS, content)
    table = json.dumps({**facts, "files": sizes, "blocks": sha256(content)}, indent=1).encode("ascii")
    write_flushed(folder / TABLE, table)
    for path in [*(path for path in folder.rglob("*") if path.is_dir()), folder]:
        flush_folder(path)
    return sha256(table)


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
        self._sums: dict[str, NDArray[np.uint32]] = {}
        first = 0
        for name, size in self.table["files"].items():
            count = -(-size // BLOCK)
            self._sums[name] = sums[first : first + count]
            first += count
            try:
                whole = (folder / name).is_file() and (folder / name).stat().st_size == size
            except OSError as error:
                raise damaged(folder / name) from error
            if not whole:
                raise damaged(folder / name)

    def __contains__(self, name: str) -> bool:
        return name in self._sums

    def file(self, name: str) -> CheckedFile:
        return CheckedFile(self.folder / name, int(self.table["files"][name]), self._sums[name])

    def array(self, name: str, dtype: DTypeLike, *row: int) -> CheckedArray:
        """The numbers in a file, in rows of that shape."""
        return CheckedArray(self.file(name), np.dtype(dtype), row)

    def check_all(self) -> None:
        """Check every block of every file."""
        for name in self._sums:
            self.file(name).read()


class CheckedFile:
    """A file mapped into memory; `sums` are the CRC-32 of its blocks."""

    def __init__(self, path: Path, size: int, sums: NDArray[np.uint32]) -> None:
        self.path, self.size = path, size
        self._sums = sums
        self._unchecked = np.ones(len(sums), dtype=bool)

    def read(self, start: int = 0, end: int | None = None) -> memoryview:
        """The bytes between two places, checked."""
        end = self.size if end is None else end
        for block in self._blocks_unchecked(start, end):
            content = self._map[block * BLOCK : (block + 1) * BLOCK]
            if zlib.crc32(content) != self._sums[block]:
                raise damaged(self.path)
            self._unchecked[block] = False
        return self._map[start:end]

    def _blocks_unchecked(self, start: int, end: int) -> list[int]:
        first = start // BLOCK
        found: list[int] = (np.flatnonzero(self._unchecked[first : -(-end // BLOCK)]) + first).tolist()
        return found

    @cached_property
    def _map(self) -> memoryview:
        if not self.size:
            return memoryview(b"")
        try:
            with self.path.open("rb") as file:
                mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise damaged(self.path) from error
        if len(mapped) != self.size:
            raise damaged(self.path)
        return memoryview(mapped)


class CheckedArray:
    """Numbers in a file, row by row; what is given out is read-only and lies in the file."""

    def __init__(self, file: CheckedFile, dtype: np.dtype[Any], row: tuple[int, ...] = ()) -> None:
        self._file, self._dtype, self._row = file, dtype, row
        self._width = dtype.itemsize * int(np.prod(row, dtype=np.int64))

    def __len__(self) -> int:
        return self._file.size // self._width

    def between(self, start: int, end: int) -> NDArray[Any]:
        """The rows from `start` to before `end`."""
        content = self._file.read(start * self._width, end * self._width)
        return np.frombuffer(content, self._dtype).reshape(end - start, *self._row)

    @cached_property
    def all(self) -> NDArray[Any]:
        """Every row."""
        return self.between(0, len(self))
