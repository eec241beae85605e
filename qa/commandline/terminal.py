"""What every command needs: parts of the parser, settings from flags, text and progress on a terminal.

Nothing heavy is imported here, so that `qa --help` answers at once.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

import regex

from index.errors import SettingsError

if TYPE_CHECKING:
    from qa.settings import Settings

GOOD, FAILED, WRONG_USE = 0, 1, 2
"""Exit codes: all went well; a threshold was missed; wrong use or bad input."""

_CONTROL = regex.compile(r"[\p{Cc}\p{Cf}--[\n\t\u200c\u200d]]", regex.V1)


class Parser(argparse.ArgumentParser):
    """Says in one line what is wrong."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USE, f"{self.prog}: {message}. See {self.prog} --help\n")


Commands: TypeAlias = "argparse._SubParsersAction[Parser]"
"""What a command is added to, by `add_parser`."""


def path(text: str) -> Path:
    """A path that is not empty."""
    if not text:
        raise argparse.ArgumentTypeError("the path is empty")
    return Path(text)


def day(text: str) -> str:
    """A day, as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day: write it as YYYY-MM-DD") from None


def whole_number(lowest: int, highest: int) -> Callable[[str], int]:
    """Whole numbers from `lowest`, at least 0, to `highest`."""

    def parse(text: str) -> int:
        if not text.isdecimal() or not lowest <= int(text) <= highest:
            raise argparse.ArgumentTypeError(f"{text} does not fit: give a number from {lowest} to {highest}")
        return int(text)

    return parse


def add_common_options(parser: argparse.ArgumentParser) -> None:
    """Those of every command."""
    parser.add_argument("--index", type=Path, metavar="DIR", help="folder of the index (default: .qa/index)")
    parser.add_argument(
        "--engine",
        metavar="URL",
        help="keep the index in PostgreSQL rather than in a folder: postgresql://USER@HOST/DATABASE (docs/engine.md)",
    )
    parser.add_argument(
        "--settings", type=Path, metavar="FILE", help="settings file (default: qa.toml if there is one)"
    )
    parser.add_argument("--debug", action="store_true", help="show a traceback when something unexpected happens")


def add_answering_options(parser: argparse.ArgumentParser) -> None:
    """Those of every command that answers questions, the common ones among them."""
    add_common_options(parser)
    parser.add_argument("--threshold", type=float, metavar="P", help="least confidence of an answer, 0 to 1")
    parser.add_argument("--passages", type=int, metavar="N", help="how many passages are retrieved for a question")


def settings_of(options: argparse.Namespace) -> Settings:
    """The settings, flags on top. Raises `SettingsError`."""
    from qa.settings import load_settings

    flags = {name: getattr(options, name, None) for name in ("index", "threshold", "passages")}
    engine = getattr(options, "engine", None)
    if engine and options.index:
        raise SettingsError("The index is in a folder or in a database: give --index or --engine, not both.")
    # A folder that is named on the command line is meant, whatever the settings file says.
    flags["engine.url"] = "" if options.index else engine
    return load_settings(options.settings, flags=flags)


def plain(text: str) -> str:
    """Text for a terminal: control characters, which could command it, become visible."""
    return str(_CONTROL.sub("\ufffd", text))


def on_one_line(text: str) -> str:
    """As `plain`, and line breaks become visible too."""
    return plain(text).replace("\n", "\ufffd")


def counted(number: int, noun: str) -> str:
    """ "1 document", "2 documents"."""
    return f"{number} {noun}{'s' * (number != 1)}"


def listed(names: Sequence[str], most: int = 20) -> str:
    """The first of these names, for a terminal, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return plain(", ".join(names[:most]) + more)


class ProgressBar:
    """A bar on stderr, shown once there is progress and only on a terminal."""

    def __init__(self, what: str, unit: str = "text") -> None:
        self._what, self._unit = what, unit
        self._bar: Any = None

    def __call__(self, done: int, total: int) -> None:
        """Show that so many of `total` are done."""
        from tqdm import tqdm

        if self._bar is None:
            self._bar = tqdm(desc=self._what, total=total, unit=self._unit, file=sys.stderr, disable=None, leave=False)
        self._bar.update(done - self._bar.n)
        if done >= total:
            self._bar.close()
