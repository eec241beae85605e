"""The command `qa make-questions`."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import DocumentError, SettingsError
from qa.commandline.reading_documents import read_documents
from qa.commandline.terminal import GOOD, Commands, path, whole_number
from qa.files import write_whole

if TYPE_CHECKING:
    from qa.evaluation.making.question_maker import MadeSet

_MOST = 100_000


def add_commands(commands: Commands) -> None:
    """Put the command into the parser."""
    parser = commands.add_parser("make-questions", help="make a question set from documents, without a language model")
    parser.add_argument("documents", type=path, nargs="+", metavar="DOCUMENT", help="files or folders")
    parser.add_argument(
        "-o", "--output", type=path, default=Path("made.jsonl"), metavar="FILE", help="the set (default: made.jsonl)"
    )
    parser.add_argument(
        "--count", type=whole_number(1, _MOST), default=100, metavar="N", help="at most so many (default: 100)"
    )
    parser.add_argument(
        "--unanswerable", action="store_true", help="about a third without an answer; sentences are taken out for .json"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="another S swaps other names (default: 0)")
    parser.add_argument("--debug", action="store_true", help="show a traceback when something unexpected happens")
    parser.set_defaults(run=run_make_questions)


def run_make_questions(options: argparse.Namespace) -> int:
    """Read the documents, make the questions, write the set, and say how many there are of each kind."""
    from qa.evaluation.making.question_maker import make_questions
    from qa.evaluation.making.written_set import to_json_lines, to_squad

    squad = {".jsonl": False, ".json": True}.get(options.output.suffix.lower())
    if squad is None:
        raise SettingsError(f"-o {options.output} does not fit: name a .jsonl, or a .json that brings its documents.")
    documents = read_documents(options.documents, "make-questions")
    made = make_questions(
        documents, options.count, unanswerable=options.unanswerable, take_out=squad, seed=options.seed
    )
    total = len(made.answerable) + len(made.swapped) + len(made.taken_out)
    if not total:
        raise DocumentError("No question could be made: the documents have no sentence of the kinds that rules know.")
    write_whole(options.output, (to_squad if squad else to_json_lines)(made, documents))
    _print(made, total, options.output)
    return GOOD


def _print(made: MadeSet, total: int, output: Path) -> None:
    kinds = Counter(one.kind for one in (*made.answerable, *made.swapped))
    kinds.update({"taken-out": len(made.taken_out)} if made.taken_out else {})
    by_kind = ", ".join(f"{kind} {number}" for kind, number in kinds.most_common())
    print(f"{total} questions are written to {output}: {by_kind}.")
    print("They are easier than people's questions; read them before you trust a number that comes of them.")
