"""The commands `qa engine check` and `qa engine copy`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import SettingsError
from qa.commandline.terminal import (
    GOOD,
    Commands,
    Parser,
    ProgressBar,
    add_common_options,
    counted,
    on_one_line,
    settings_of,
)

if TYPE_CHECKING:
    from index.engine import EngineStore
    from qa.settings import Settings


def add_commands(commands: Commands) -> None:
    """Put these commands into the parser."""
    parser = commands.add_parser("engine", help="look at an index in PostgreSQL, or copy an index from place to place")
    parts = parser.add_subparsers(dest="part", required=True, metavar="COMMAND", parser_class=Parser)
    check = parts.add_parser("check", help="say what the database has, what is missing, and how to get it")
    add_common_options(check)
    check.set_defaults(run=run_check)
    copy = parts.add_parser("copy", help="copy an index, from a folder into a database or back, and compare")
    copy.add_argument(
        "--from", dest="source", metavar="PLACE", help="a folder or a database's URL (default: the index)"
    )
    copy.add_argument("--to", dest="target", metavar="PLACE", help="the same (default: the index)")
    add_common_options(copy)
    copy.set_defaults(run=run_copy)


def run_check(options: argparse.Namespace) -> int:
    """Print what the database is fit for."""
    from index.postgres.inspection import inspect
    from index.postgres.store import PostgresStore

    store = _index(settings_of(options))
    if not isinstance(store, PostgresStore):
        raise SettingsError("Which database? Give its --engine URL, or set [engine] url in qa.toml or QA_ENGINE__URL.")
    for name, value in inspect(store.database):
        print(on_one_line(f"{name:>10}: {value}"))
    return GOOD


def run_copy(options: argparse.Namespace) -> int:
    """Copy an index and say what was found to be the same at both ends."""
    from index.copying import copy

    if not options.source and not options.target:
        raise SettingsError("Copy from where to where? Give --from PLACE, --to PLACE, or both.")
    settings = settings_of(options)
    source, target = (_place(place, settings) for place in (options.source, options.target))
    if str(source) == str(target):
        raise SettingsError("Both places are the same.")
    copied = copy(source, target, ProgressBar("Copying", unit="document"))
    documents, passages = counted(copied.documents, "document"), counted(copied.passages, "passage")
    print(f"{target} holds what {source} does: {documents} in {passages}, texts and vectors compared one by one.")
    return GOOD


def _place(place: str | None, settings: Settings) -> EngineStore:
    from index.stores import store_at

    if not place:
        return _index(settings)
    is_url = "://" in place or "=" in place
    engine = settings.engine
    return store_at(Path(place), place if is_url else "", engine.depth, engine.documents)


def _index(settings: Settings) -> EngineStore:
    from qa.startup import store_of

    return store_of(settings)
