"""`qa chat --watch`: the page that is served answers from the folders as they are."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from index.errors import DocumentError
from qa.commandline.indexing import Wanted, index_once, take_up
from qa.commandline.terminal import on_one_line
from qa.commandline.watching import Changes, changes_in, check_watchable, keep_up

if TYPE_CHECKING:
    from index.selection import Selection
    from qa.assistant import Assistant
    from qa.page.served_articles import ServedArticles
    from qa.settings import Settings


@dataclass(frozen=True)
class FolderFollower:
    """Takes up what changes in the folders, and has the page answer from it."""

    wanted: Wanted
    selection: Selection
    changes: Changes

    @classmethod
    def begin(cls, wanted: Wanted, selection: Selection) -> FolderFollower:
        """Index the folders, and watch them from before that on. Raises as `check_watchable` and `index_once` do."""
        changes = changes_in(check_watchable(wanted.paths))
        index_once(wanted)
        print("Watching for changes.", file=sys.stderr, flush=True)
        return cls(replace(wanted, rebuild=False), selection, changes)

    @contextmanager
    def following(self, served: ServedArticles) -> Iterator[None]:
        """As long as the context, `served` is renewed with each change. What is being taken up is ended first."""
        stop = Event()
        thread = Thread(target=keep_up, args=(self.changes, self._renew(served), stop), name="following", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
        # Not where serving was interrupted: an index can be left at any instant.
        thread.join()

    def _renew(self, served: ServedArticles) -> Callable[[set[Path]], str]:
        from qa.page.served_articles import LatestChange

        assistant = served.assistant

        def renew(changed: set[Path]) -> str:
            taken_up = take_up(self.wanted, changed, assistant.encoder)
            if taken_up.number:
                now = opened_anew(self.wanted.settings, self.selection, assistant)
                served.renew(now, LatestChange(datetime.now().astimezone(), taken_up.number))
            return str(taken_up)

        return renew


def opened_anew(settings: Settings, selection: Selection, assistant: Assistant) -> Assistant:
    """The assistant for what the index holds now; where nothing of it can be asked, one that says so."""
    from qa.assistant import ClosedAssistant
    from qa.startup import open_collection

    try:
        collection = selection.apply(open_collection(settings, assistant.encoder)).current()
    except DocumentError as error:
        print(on_one_line(str(error)), file=sys.stderr)
        return ClosedAssistant(assistant, error)
    return assistant.with_collection(collection)
