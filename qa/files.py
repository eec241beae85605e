"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from index.errors import SettingsError


def write_whole(path: Path, content: str) -> None:
    """Write a text file in one step. Raises `SettingsError` where that cannot be done; an older file then stays."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.unfinished")
    try:
        unfinished.write_text(content, encoding="utf-8")
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise SettingsError(f"{path} could not be written: {error.strerror}.") from None
