"""The documents of the index, as its owner adds and removes them: one change at a time, each step told."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.chunking import Chunking
from index.documents import Document, Skipped
from index.embedding import Encoder
from index.engine import EngineStore
from index.errors import ArticleQAError
from index.reading import read_all
from index.sources import Source

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ChangeState:
    """How far a change has come. `told` are sentences; `is_over` once nothing more happens."""

    step: str = ""
    done: int = 0
    total: int = 0
    told: tuple[str, ...] = ()
    is_over: bool = True


class OwnerDocuments:
    """Writes to the index in a thread. What is being served stays as it is until the page opens the index anew."""

    def __init__(self, store: EngineStore, chunking: Chunking) -> None:
        self._store, self._chunking = store, chunking
        self._lock = threading.Lock()
        self.state = ChangeState()
        self._served: dict[str, str] | None = None

    def documents(self) -> Sequence[Document]:
        """Those that the index holds now."""
        return tuple(self._store.contents().documents.values())

    def mark_served(self) -> None:
        """The page is opened with the index as it is now."""
        self._served = self._hashes()

    @property
    def is_as_served(self) -> bool:
        """Whether the index holds what it held when the page was opened."""
        return self._served is None or self._served == self._hashes()

    def _hashes(self) -> dict[str, str]:
        return {document.name: document.content_hash for document in self.documents()}

    def add(self, file: Path, name: str, encoder: Encoder, finish: Callable[[], None] = lambda: None) -> bool:
        """Begin to add a file under that name, then call `finish`; False where another change is under way."""

        def work() -> None:
            self._tell("Reading")
            found = list(read_all([Source(file, name)]))
            documents = [replace(each, source=None) for each in found if isinstance(each, Document)]
            refused = tuple(str(each) for each in found if isinstance(each, Skipped))
            if documents:
                refused = (*self._update(encoder, documents, []), *refused)
            self.state = ChangeState("Done", told=refused)

        return self._begin(work, finish)

    def remove(self, name: str, encoder: Encoder) -> bool:
        """Begin to take a document out; False where another change is under way."""
        return self._begin(lambda: self._finish(self._update(encoder, [], [name])), lambda: None)

    def _begin(self, work: Callable[[], None], finish: Callable[[], None]) -> bool:
        if not self._lock.acquire(blocking=False):
            return False
        self._tell("Waiting")

        def run() -> None:
            try:
                work()
            except ArticleQAError as error:
                self.state = ChangeState("Refused", told=(str(error),))
            except Exception:  # noqa: BLE001 - a person is never shown a traceback
                _log.exception("The index could not be changed")
                self.state = ChangeState("Refused", told=("Something went wrong; the index is as it was.",))
            finally:
                self._lock.release()
                finish()

        threading.Thread(target=run, name="owner", daemon=True).start()
        return True

    def _update(self, encoder: Encoder, add: Sequence[Document], remove: Sequence[str]) -> tuple[str, ...]:
        def progress(done: int, total: int) -> None:
            self.state = ChangeState("Indexing", done, total, is_over=False)

        self._tell("Indexing")
        change = self._store.update(encoder, self._chunking, add=add, remove=remove, progress=progress)
        told = {"added": change.added, "updated": change.updated, "unchanged": change.unchanged}
        told["removed"] = change.removed
        return tuple(
            f"{name} was {what}." for what, names in told.items() for name in names if _is_of(name, add, remove)
        )

    def _finish(self, told: tuple[str, ...]) -> None:
        self.state = ChangeState("Done", told=told)

    def _tell(self, step: str) -> None:
        self.state = ChangeState(step, is_over=False)


def _is_of(name: str, add: Sequence[Document], remove: Sequence[str]) -> bool:
    """Whether the document is one that the change is about, and not one that was there all along."""
    return name in remove or any(name.startswith(document.name.rpartition(".")[0]) for document in add)
