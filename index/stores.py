"""The store that an index is in: a folder, or a database."""

from __future__ import annotations

from pathlib import Path

from index.candidates import DEPTH, DOCUMENTS
from index.engine import EngineStore
from index.store import Store


def store_at(folder: Path, url: str = "", depth: int = DEPTH, documents: int = DOCUMENTS) -> EngineStore:
    """The one that a database's URL leads to, where there is one; else the folder's.

    For `depth` and `documents` see `index.engine.Engine.candidates`. Raises `EngineError` for what is no URL.
    """
    if not url:
        return Store(folder)
    from index.postgres.store import PostgresStore

    return PostgresStore(url, depth, documents)
