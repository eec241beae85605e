"""Where an uploaded file lies while it is read: a folder of this process, gone with it."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from filelock import FileLock, Timeout

_PREFIX = "article-qa-uploads-"
_LOCK = ".lock"


class UploadFiles:
    """A folder that nobody else may read, beside the system's other temporary files; made for the first file.

    What earlier processes left there when they were killed is deleted at once: each holds the lock
    of its own folder as long as it lives.
    """

    def __init__(self, parent: Path | None = None) -> None:
        self._parent = parent or Path(tempfile.gettempdir())
        self._clear_leftovers()

    @contextmanager
    def file(self, ending: str) -> Iterator[Path]:
        """A new file with that ending, there for as long as the context. Its name is ours, not the reader's."""
        handle, name = tempfile.mkstemp(suffix=ending, dir=self._folder)
        os.close(handle)
        try:
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)

    @cached_property
    def _folder(self) -> Path:
        folder = self._parent / f"{_PREFIX}{secrets.token_hex(8)}"
        lock = FileLock(f"{folder}{_LOCK}")
        lock.acquire()
        folder.mkdir(mode=0o700)

        def clear() -> None:
            shutil.rmtree(folder, ignore_errors=True)
            lock.release()
            Path(lock.lock_file).unlink(missing_ok=True)

        atexit.register(clear)
        return folder

    def _clear_leftovers(self) -> None:
        for path in self._parent.glob(f"{_PREFIX}*{_LOCK}"):
            try:
                if path.is_symlink() or not _is_ours(path):
                    continue
                with FileLock(path, timeout=0):
                    shutil.rmtree(path.with_suffix(""), ignore_errors=True)
                    path.unlink(missing_ok=True)
            except (Timeout, OSError):
                continue


def _is_ours(path: Path) -> bool:
    return not hasattr(os, "getuid") or path.stat().st_uid == os.getuid()
