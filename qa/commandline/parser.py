"""The console command `qa`.

Exit codes: 0 good; 1 a threshold was missed; 2 wrong use or bad input, with one plain
line on stderr; 130 stopped by Ctrl+C, 143 by SIGTERM. Heavy modules are imported by the commands that need them.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn, TypeAlias

from index.errors import ArticleQAError
from qa.commandline.termination import EXIT_CODE, TerminatedError, stoppable

GOOD, FAILED, WRONG_USE = 0, 1, 2
_INTERRUPTED = 130


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USE, f"{self.prog}: {message}. See {self.prog} --help\n")


_Commands: TypeAlias = "argparse._SubParsersAction[_Parser]"


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
        return _complain("Stopped.", EXIT_CODE)
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


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="qa", description="Ask articles questions; answers quote the article and show the place.")
    parser.add_argument("--version", action=_ShowVersion, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)
    _add_index(commands)
    _add_library(commands)
    _add_ask(commands)
    _add_chat(commands)
    _add_eval(commands)
    _add_calibrate(commands)
    return parser


class _ShowVersion(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version

        print(f"qa {version('article-qa')}", flush=True)
        parser.exit(GOOD)


def _path(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError("the path is empty")
    return Path(text)


def _path_or_address(text: str) -> Path | str:
    return text if text.lower().startswith(("http://", "https://")) else _path(text)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day: write it as YYYY-MM-DD") from None


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65_535:
        raise argparse.ArgumentTypeError(f"{text} is no port: give a number from 1 to 65535")
    return int(text)


def _rate(text: str) -> int:
    if not text.isdecimal() or int(text) > 1_000_000:
        raise argparse.ArgumentTypeError(f"{text} is no rate: give a number from 0 to 1000000")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) > 50:
        raise argparse.ArgumentTypeError(f"{text} does not fit: give a number from 0 to 50")
    return int(text)


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--index", type=Path, metavar="DIR", help="folder of the index (default: .qa/index)")
    parser.add_argument(
        "--settings", type=Path, metavar="FILE", help="settings file (default: qa.toml if there is one)"
    )
    parser.add_argument("--debug", action="store_true", help="show a traceback when something unexpected happens")


def _asking(parser: argparse.ArgumentParser) -> None:
    _common(parser)
    parser.add_argument("--threshold", type=float, metavar="P", help="least confidence of an answer, 0 to 1")
    parser.add_argument("--passages", type=int, metavar="N", help="how many passages are retrieved for a question")


def _choosing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--document", action="append", default=[], metavar="NAME", help="ask this document alone; may be given again"
    )
    parser.add_argument("--author", metavar="NAME", help="ask documents of this author alone")
    parser.add_argument("--since", type=_day, metavar="DAY", help="ask documents of this day or later (YYYY-MM-DD)")
    parser.add_argument("--until", type=_day, metavar="DAY", help="ask documents of this day or earlier")


def _add_index(commands: _Commands) -> None:
    parser = commands.add_parser("index", help="put documents into the index")
    parser.add_argument(
        "paths", nargs="*", type=_path_or_address, metavar="PATH",
        help="files, folders, .zip archives or web addresses (default: the seeds)",
    )  # fmt: skip
    parser.add_argument("--prune", action="store_true", help="take out documents whose files are gone from the folders")
    parser.add_argument(
        "--allow-private", action="store_true", help="fetch from addresses of this machine and its network too"
    )
    parser.add_argument("--rebuild", action="store_true", help="start anew: the index will hold these documents only")
    parser.add_argument("--remove", action="append", default=[], metavar="NAME", help="take a document out")
    _common(parser)
    parser.set_defaults(run=_library("run_index"))


def _add_library(commands: _Commands) -> None:
    parser = commands.add_parser("list", help="show which documents are in the index")
    _common(parser)
    parser.set_defaults(run=_library("run_list"))
    parser = commands.add_parser("show", help="show what was understood of a document")
    parser.add_argument("document", metavar="DOCUMENT", help="its name in the index, or a file that is not in it")
    parser.add_argument("--at", type=int, metavar="OFFSET", help="mark the sentence at this character of its text")
    _common(parser)
    parser.set_defaults(run=_library("run_show"))
    parser = commands.add_parser("remove", help="take documents out of the index")
    parser.add_argument("names", nargs="+", metavar="NAME")
    _common(parser)
    parser.set_defaults(run=_library("run_remove"))
    parser = commands.add_parser("verify", help="check every checksum and every offset of the index")
    _common(parser)
    parser.set_defaults(run=_library("run_verify"))
    parser = commands.add_parser("compact", help="drop what the index keeps of earlier states")
    _common(parser)
    parser.set_defaults(run=_library("run_compact"))


def _library(name: str) -> Callable[[argparse.Namespace], int]:
    def run(options: argparse.Namespace) -> int:
        from qa.commandline import documents

        code: int = getattr(documents, name)(options)
        return code

    return run


def _add_ask(commands: _Commands) -> None:
    parser = commands.add_parser("ask", help="ask one question")
    parser.add_argument("question", metavar="QUESTION")
    parser.add_argument(
        "--history", action="append", default=[], metavar="TEXT", help="an earlier question, oldest first"
    )
    parser.add_argument("--json", action="store_true", help="print everything known about the answer as JSON")
    _choosing(parser)
    _asking(parser)
    parser.set_defaults(run=_ask)


def _add_chat(commands: _Commands) -> None:
    parser = commands.add_parser("chat", help="open the chat page")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=_port, help="port to listen on (default: the first free one from 7860)")
    parser.add_argument("--auth", metavar="USER:PASSWORD", help="ask for this name and password")
    parser.add_argument("--open", action="store_true", help="open the page in a browser")
    parser.add_argument(
        "--language", default="en", metavar="CODE", help="of the page's own words: en or ar (default: en)"
    )
    parser.add_argument(
        "--feedback", type=_path, metavar="FILE", help="store readers' thumbs in this .jsonl question set"
    )
    parser.add_argument(
        "--rate",
        type=_rate,
        default=60,
        metavar="N",
        help="questions a client may ask in a minute (default: 60; 0: any)",
    )
    parser.add_argument(
        "--uploads",
        type=_count,
        default=10,
        metavar="N",
        help="documents of their own that a reader may add (default: 10; 0: none)",
    )
    parser.add_argument(
        "--upload-size", type=_count, default=20, metavar="MB", help="how large each may be (default: 20)"
    )
    parser.add_argument("--mcp", action="store_true", help="serve the answers as an MCP tool as well")
    _choosing(parser)
    _asking(parser)
    parser.set_defaults(run=_chat)


def _add_eval(commands: _Commands) -> None:
    parser = commands.add_parser("eval", help="ask a file of questions and measure the answers")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write metrics and every answer to this file")
    parser.add_argument(
        "--html", type=Path, metavar="FILE", help="write a report to look at, one page that needs nothing"
    )
    parser.add_argument(
        "--baseline", type=Path, metavar="FILE", help="compare with an earlier --json FILE; 1 on a significant loss"
    )
    parser.add_argument(
        "--fail-under", action="append", default=[], metavar="METRIC=VALUE", help="exit with 1 if a metric is lower"
    )
    parser.add_argument("--template", action="store_true", help="print a question set to start from")
    parser.add_argument("--check", action="store_true", help="only say which lines lack a gold answer")
    _questions(parser, nargs="?")
    parser.set_defaults(run=_eval)


def _add_calibrate(commands: _Commands) -> None:
    parser = commands.add_parser("calibrate", help="choose the threshold for a share of right answers")
    parser.add_argument(
        "--right",
        type=float,
        default=0.9,
        metavar="SHARE",
        help="wished share right among answers given (default: 0.9)",
    )
    _questions(parser)
    parser.set_defaults(run=_calibrate)


def _questions(parser: argparse.ArgumentParser, nargs: str | None = None) -> None:
    parser.add_argument("questions", type=Path, nargs=nargs, metavar="QUESTIONS", help="JSON Lines, CSV, or SQuAD JSON")
    parser.add_argument("--kind", metavar="KIND", help="ask only the questions of this kind")
    parser.add_argument("--sample", type=int, metavar="N", help="ask only N questions, drawn at random")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="another S draws another sample (default: 0)")
    parser.add_argument("--limit", type=int, metavar="N", help="ask only the first N questions")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--gold-passages", action="store_true", help="SQuAD: each question reads its own paragraph alone")
    mode.add_argument("--one-collection", action="store_true", help="SQuAD: all articles go into one index")
    _asking(parser)


def _ask(options: argparse.Namespace) -> int:
    from qa.commandline.ask_and_chat import run_ask

    return run_ask(options)


def _chat(options: argparse.Namespace) -> int:
    from qa.commandline.ask_and_chat import run_chat

    return run_chat(options)


def _eval(options: argparse.Namespace) -> int:
    from qa.commandline.evaluate import run_eval

    return run_eval(options)


def _calibrate(options: argparse.Namespace) -> int:
    from qa.commandline.evaluate import run_calibrate

    return run_calibrate(options)
