"""The store that an index is in: a folder, or a database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from index import verification
from index.candidates import DEPTH, DOCUMENTS
from index.store import Store
from index.verification import Checked

if TYPE_CHECKING:
    from index.postgres.store import PostgresStore

AnyStore: TypeAlias = "Store | PostgresStore"


def store_at(folder: Path, url: str = "", depth: int = DEPTH, documents: int = DOCUMENTS) -> AnyStore:
    """The one that a database's URL leads to, where there is one; else the folder's.

    For `depth` and `documents` see `index.engine.Engine.candidates`. Raises `EngineError` for what is no URL.
    """
    if not url:
        return Store(folder)
    from index.postgres.store import PostgresStore

    return PostgresStore(url, depth, documents)


def verify(store: AnyStore) -> Checked:
    """Check every checksum and every law; see `index.verification.verify`."""
    if isinstance(store, Store):
        return verification.verify(store)
    from index.postgres import verification as postgres_verification

    return postgres_verification.verify(store.database)
