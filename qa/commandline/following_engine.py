"""`qa chat --engine`: the page that is served answers from the generation in force, whoever published it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Thread
from typing import TYPE_CHECKING

from index.errors import ArticleQAError, EngineError
from qa.commandline.following import opened_anew
from qa.commandline.terminal import on_one_line

if TYPE_CHECKING:
    from index.documents import DocumentEntry
    from index.engine import Engine
    from index.postgres.store import PostgresStore
    from index.selection import Selection
    from qa.page.served_articles import ServedArticles
    from qa.settings import Settings

PAUSE = 2.0
"""Seconds between two looks whether another generation is in force: one row is read."""


@dataclass(frozen=True)
class EngineFollower:
    """Looks again and again whether another generation is in force, and has the page answer from it."""

    settings: Settings
    selection: Selection
    store: PostgresStore
    pause: float = PAUSE

    @contextmanager
    def following(self, served: ServedArticles) -> Iterator[None]:
        """As long as the context, `served` is renewed with each generation that is published."""
        stop = Event()
        thread = Thread(target=self._follow, args=(served, stop), name="following", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
        # Not where serving was interrupted: reading can be left at any instant.
        thread.join()

    def _follow(self, served: ServedArticles, stop: Event) -> None:
        seen = _generation_of(served.collection)
        while not stop.wait(self.pause):
            in_force = self._in_force()
            if in_force in (None, seen):
                continue
            try:
                self._renew(served)
                seen = in_force
            except EngineError:
                continue
            except ArticleQAError as error:
                seen = in_force
                print(on_one_line(f"The page stays as it is: {error}"), file=sys.stderr, flush=True)

    def _in_force(self) -> int | None:
        """None while the database cannot be used: a question says that too, and it may be back by the next look."""
        try:
            return self.store.generation
        except ArticleQAError:
            return None

    def _renew(self, served: ServedArticles) -> None:
        from qa.page.served_articles import LatestChange

        before = served.collection.entries
        assistant = opened_anew(self.settings, self.selection, served.assistant)
        now = assistant.collection.entries
        changed = {name for name in before.keys() | now.keys() if _content(before, name) != _content(now, name)}
        served.renew(assistant, LatestChange(datetime.now().astimezone(), len(changed)))


def _generation_of(collection: Engine) -> int | None:
    from index.postgres.engine import PostgresEngine

    return collection.generation if isinstance(collection, PostgresEngine) else None


def _content(entries: Mapping[str, DocumentEntry], name: str) -> str | None:
    entry = entries.get(name)
    return entry.content_hash if entry else None
