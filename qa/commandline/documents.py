"""The commands `qa index`, `list`, `show`, `remove`, `verify` and `compact`: the documents in an index."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import DocumentError
from qa.commandline.document_description import description, out_of_date, pages
from qa.commandline.indexing import Wanted, encoder_of, index_once, report, store_of, take_up, update
from qa.commandline.terminal import (
    GOOD,
    Commands,
    add_common_options,
    counted,
    on_one_line,
    path,
    plain,
    settings_of,
)
from qa.commandline.watching import changes_in, check_watchable, keep_up

if TYPE_CHECKING:
    from index.documents import Document
    from index.engine import EngineStore


def add_commands(commands: Commands) -> None:
    """Put these commands into the parser."""
    _add_index(commands)
    _add_list(commands)
    _add_show(commands)
    _add_remove(commands)
    _add_verify(commands)
    _add_compact(commands)


def _add_index(commands: Commands) -> None:
    parser = commands.add_parser("index", help="put documents into the index")
    parser.add_argument(
        "paths",
        nargs="*",
        type=_path_or_address,
        metavar="PATH",
        help="files, folders, .zip archives or web addresses (default: the seeds)",
    )
    parser.add_argument("--prune", action="store_true", help="take out documents whose files are gone from the folders")
    parser.add_argument(
        "--allow-private", action="store_true", help="fetch from addresses of this machine and its network too"
    )
    parser.add_argument("--rebuild", action="store_true", help="start anew: the index will hold these documents only")
    parser.add_argument("--watch", action="store_true", help="then keep up with what changes in the folders and files")
    parser.add_argument("--remove", action="append", default=[], metavar="NAME", help="take a document out")
    add_common_options(parser)
    parser.set_defaults(run=run_index)


def _path_or_address(text: str) -> Path | str:
    return text if text.lower().startswith(("http://", "https://")) else path(text)


def run_index(options: argparse.Namespace) -> int:
    """Add the documents under the paths, or the seeds; say what became of each file. Then keep up, if asked to."""
    wanted = Wanted(
        settings_of(options),
        tuple(options.paths),
        options.prune,
        options.allow_private,
        options.rebuild,
        tuple(options.remove),
    )
    changes = changes_in(check_watchable(options.paths)) if options.watch else None
    index_once(wanted)
    if changes is not None:
        print("Watching for changes (Ctrl+C stops it).", file=sys.stderr, flush=True)
        with suppress(KeyboardInterrupt):
            keep_up(changes, lambda changed: str(take_up(wanted, changed)))
        print("Watching has stopped; the index is whole.", file=sys.stderr)
    return GOOD


def _add_list(commands: Commands) -> None:
    parser = commands.add_parser("list", help="show which documents are in the index")
    add_common_options(parser)
    parser.set_defaults(run=run_list)


def run_list(options: argparse.Namespace) -> int:
    """One line a document."""
    store = store_of(settings_of(options))
    contents = store.contents()
    passages = Counter(passage.document for passage in contents.passages)
    for document in contents.documents.values():
        made = f"file made {document.made}" if document.made else None
        facts = [document.title, document.author, document.published, made, pages(document)]
        facts.append(f"near-duplicate of {document.duplicate_of}" if document.duplicate_of else None)
        facts.append(out_of_date(document))
        facts.append(counted(passages[document.name], "passage"))
        print(on_one_line(f"{document.name}: {'; '.join(fact for fact in facts if fact)}"))
    return GOOD


def _add_show(commands: Commands) -> None:
    parser = commands.add_parser("show", help="show what was understood of a document")
    parser.add_argument("document", metavar="DOCUMENT", help="its name in the index, or a file that is not in it")
    parser.add_argument("--at", type=int, metavar="OFFSET", help="mark the sentence at this character of its text")
    add_common_options(parser)
    parser.set_defaults(run=run_show)


def run_show(options: argparse.Namespace) -> int:
    """Print what was understood of a document: of the index, or of a file."""
    store = store_of(settings_of(options))
    document = _find(options.document, store)
    if options.at is not None and not 0 <= options.at < len(document.text):
        raise DocumentError(
            f"{document.name} has no character {options.at}: its text has {len(document.text):,}, counted from 0."
        )
    print(plain("\n".join(description(document, options.at))))
    return GOOD


def _add_remove(commands: Commands) -> None:
    parser = commands.add_parser("remove", help="take documents out of the index")
    parser.add_argument("names", nargs="+", metavar="NAME")
    add_common_options(parser)
    parser.set_defaults(run=run_remove)


def run_remove(options: argparse.Namespace) -> int:
    """Take documents out."""
    settings = settings_of(options)
    store, encoder = store_of(settings), encoder_of(settings)
    change = update(store, encoder, settings, [], options.names)
    report(change, [], store, store.contents())
    return GOOD


def _add_verify(commands: Commands) -> None:
    parser = commands.add_parser("verify", help="check every checksum and every offset of the index")
    add_common_options(parser)
    parser.set_defaults(run=run_verify)


def run_verify(options: argparse.Namespace) -> int:
    """Check everything; `IndexDamagedError` tells the first thing that is wrong."""
    store = store_of(settings_of(options))
    found = store.verify()
    documents, passages = counted(found.documents, "document"), counted(found.passages, "passage")
    sentences = counted(found.sentences, "sentence")
    print(f"{store} is whole: {documents}, {passages} and {sentences}, each at its place.")
    return GOOD


def _add_compact(commands: Commands) -> None:
    parser = commands.add_parser("compact", help="drop what the index keeps of earlier states")
    add_common_options(parser)
    parser.set_defaults(run=run_compact)


def run_compact(options: argparse.Namespace) -> int:
    """Drop earlier generations."""
    store = store_of(settings_of(options))
    print(f"{store.compact() / 2**20:.1f} MB freed in {store}.")
    return GOOD


def _find(name: str, store: EngineStore) -> Document:
    documents = store.contents().documents if store.exists else {}
    if name in documents:
        return documents[name]
    if Path(name).is_file():
        from index.reading import read_document

        return read_document(Path(name))
    raise DocumentError(f"There is no document or file {name!r}. See what is in the index: qa list")
