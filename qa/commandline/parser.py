"""The console command `qa`: its parser, and how a command is run.

Exit codes: 0 good; 1 a threshold was missed; 2 wrong use or bad input, with one plain
line on stderr; 130 stopped by Ctrl+C, 143 by SIGTERM. What a command needs is imported when it is run.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from index.errors import ArticleQAError
from qa.commandline import (
    access,
    ask_and_chat,
    compare,
    documents,
    engine,
    evaluate,
    label,
    make_questions,
    plan,
    sweep,
)
from qa.commandline.terminal import GOOD, WRONG_USE, Parser
from qa.commandline.termination import EXIT_CODE, STOPPED, TerminatedError, stoppable

_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    _mend_streams()
    debug = False
    try:
        options = _parser().parse_args(arguments)
        debug = options.debug
        with stoppable():
            code: int = options.run(options)
        sys.stdout.flush()
    except ArticleQAError as error:
        return _complain(str(error), WRONG_USE)
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD
    except OSError as error:
        return _complain(f"{error.filename or 'The output'} could not be used: {error.strerror or error}.", WRONG_USE)
    except TerminatedError:
        return _complain(STOPPED, EXIT_CODE)
    except KeyboardInterrupt:
        return _complain("Interrupted.", _INTERRUPTED)
    except Exception as error:  # The last line of defence: no traceback reaches a person.
        if debug:
            raise
        return _complain(f"Unexpected {type(error).__name__}: {error}. With --debug it tells more.", WRONG_USE)
    return code


def _mend_streams() -> None:
    """A stream that was closed swallows what is written; a character that a terminal cannot show becomes a mark."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - it stays open
        elif hasattr(getattr(sys, name), "reconfigure"):
            getattr(sys, name).reconfigure(errors="replace")


def _complain(message: str, code: int) -> int:
    print(f"qa: {' '.join(message.split())}", file=sys.stderr)
    return code


def _parser() -> Parser:
    parser = Parser(prog="qa", description="Ask articles questions; answers quote the article and show the place.")
    parser.add_argument("--version", action=_ShowVersion, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)
    groups = (documents, ask_and_chat, evaluate, compare, make_questions, label, plan, sweep, engine, access)
    for group in groups:
        group.add_commands(commands)
    return parser


class _ShowVersion(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version

        print(f"qa {version('article-qa')}", flush=True)
        parser.exit(GOOD)
