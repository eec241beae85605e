"""`qa index --watch` and `qa chat --watch`: what changes in folders and files is taken up as it does."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from threading import Event

from index.documents import Skipped
from index.errors import ArticleQAError, SettingsError
from index.sources import Source, printable
from qa.commandline.terminal import on_one_line

CURE = "pip install 'article-qa[watch]'"
SETTLE_MS = 1600
"""Milliseconds within which changes are taken together: a program that saves writes several times."""

POLL_MS = 300
"""Milliseconds after which Ctrl+C is heard, and a wish to stop."""

Changes = Iterable[set[Path]]
"""Paths that changed, each time that some did, and none every `POLL_MS` where nothing does."""

Index = Callable[[set[Path]], str]
"""Brings the index up to date with these paths, and tells what became of them."""


def check_watchable(paths: Sequence[Path | str]) -> list[Path]:
    """The paths, if they can be watched. Raises `SettingsError` where nothing is named, an address is, or the
    library is not installed."""
    addresses = [given for given in paths if isinstance(given, str)]
    if addresses:
        raise SettingsError(f"{addresses[0]} cannot be watched, as it is a web address. Name folders and files alone.")
    if not paths:
        raise SettingsError("There is nothing to watch. Name a folder: qa index --watch FOLDER")
    try:
        import watchfiles  # noqa: F401 - whether it is there
    except ImportError:
        raise SettingsError(f"Watching needs an extra: {CURE}") from None
    return [Path(given) for given in paths]


def changes_in(paths: Sequence[Path]) -> Iterator[set[Path]]:
    """What changes from this call on; going on raises `KeyboardInterrupt` in the main thread.

    Raises `SettingsError` where they cannot be watched.
    """
    from watchfiles import watch

    found = watch(
        *paths, debounce=SETTLE_MS, step=POLL_MS, rust_timeout=POLL_MS, yield_on_timeout=True, raise_interrupt=True
    )
    try:
        first = next(found)
    except OSError as error:
        names = ", ".join(map(str, paths))
        raise SettingsError(
            f"{names} cannot be watched ({error.strerror or error}). Name folders that are there."
        ) from None
    return ({Path(path) for _, path in changed} for changed in chain([first], found))


def keep_up(changes: Changes, index: Index, stop: Event | None = None) -> None:
    """Bring the index up to date again and again until `stop` is set, and tell each time.

    What goes wrong once, as with a disk that is full, is told, and the next change is taken up with what is left over.
    """
    waiting: set[Path] = set()
    for changed in changes:
        if stop and stop.is_set():
            return
        if not changed:
            continue
        waiting |= changed
        try:
            told = index(waiting)
        except ArticleQAError as error:
            print(on_one_line(f"{_now()}: {error} What changed is tried again with the next change."), file=sys.stderr)
            continue
        waiting = set()
        if told:
            print(on_one_line(f"As of {_now()}, {told}"), flush=True)


def among(sources: Iterable[Source | Skipped], changed: set[Path]) -> list[Source | Skipped]:
    """The sources whose files changed, or stand below a folder that did."""
    from index.pruning import is_below

    real = real_paths(changed)
    return [source for source in sources if isinstance(source, Source) and is_below(source.location, real)]


def real_paths(paths: Iterable[Path]) -> list[str]:
    """The paths as locations of sources are written; see `index.sources.Source`."""
    return [printable(str(path.resolve())) for path in paths]


def _now() -> str:
    return datetime.now().strftime("%H:%M")
