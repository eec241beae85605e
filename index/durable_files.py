"""Files that last once they are written, and are what they were when they are read."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from index.errors import IndexDamagedError


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


def write_flushed(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    flush(path)


def flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Make renames and new names in a folder last; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
