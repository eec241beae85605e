"""The commands `qa index`, `list`, `show`, `remove`, `verify` and `compact`: the documents in an index."""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from index import bundled_encoder
from index.errors import AddressError, DocumentError
from qa.commandline.document_description import description, omissions, out_of_date, pages, scanned
from qa.commandline.terminal import (
    GOOD,
    Commands,
    ProgressBar,
    add_common_options,
    counted,
    on_one_line,
    path,
    plain,
    settings_of,
)
from qa.commandline.watching import among, changes_in, check_watchable, keep_up

if TYPE_CHECKING:
    from index.change import Change
    from index.documents import Document, Skipped
    from index.embedding import Encoder
    from index.engine import EngineStore
    from index.sources import Source
    from index.stored_contents import Contents
    from qa.settings import Settings

_MULTILINGUAL = "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2"
_NAMED = 3


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
    watched = check_watchable(options.paths) if options.watch else []
    _index_once(options)
    if watched:
        options.rebuild, options.remove = False, []
        with suppress(KeyboardInterrupt):
            keep_up(changes_in(watched), lambda changed: _keep_up_with(options, changed))
        print("Watching has stopped; the index is whole.", file=sys.stderr)
    return GOOD


def _keep_up_with(options: argparse.Namespace, changed: set[Path]) -> str:
    """Take up what changed, and tell it; "" where nothing that is read did.

    What is gone stays, and is told, without `--prune`.
    """
    from index.pruning import unreadable, vanished
    from index.sources import find_sources

    settings = settings_of(options)
    store, encoder = _store_of(settings), _encoder_of(settings)
    contents = store.contents() if store.exists else None
    known = contents.entries if contents else {}
    there = [path for path in _files(options) if path.exists()]
    documents, skipped = _read_files(among(find_sources(there), changed), contents.by_source if contents else {})
    gone = vanished(known.values(), there)
    stale = {name: date.today().isoformat() for name in unreadable(known.values(), skipped) if name not in gone}
    remove = gone if options.prune else []
    before = {each.name: contents.documents[each.name] for each in documents if contents and each.name in known}
    fresh = [document for document in documents if before.get(document.name) != document]
    if not fresh and not remove and not stale and not skipped:
        return ""
    change = _update(store, encoder, settings, fresh, remove, out_of_date=stale)
    _report_each(change, skipped, store.contents())
    kept = f"; {_some(gone)} no longer there, kept (--prune takes it out)" if gone and not options.prune else ""
    number = len(change.added) + len(change.updated) + len(change.removed) + len(change.out_of_date)
    return (
        f"{number} changed: {len(change.added)} added, {len(change.updated)} updated, {len(change.removed)} removed, "
        f"{len(change.out_of_date)} out of date, {len(skipped)} skipped{kept}"
    )


def _index_once(options: argparse.Namespace) -> None:
    from index.generations import FORMAT_VERSION
    from index.pruning import unreadable, vanished
    from qa.startup import read_seeds

    settings = settings_of(options)
    store, encoder = _store_of(settings), _encoder_of(settings)
    seeds = not options.paths and not options.remove
    if seeds and not options.rebuild and store.exists and not store.holds_seeds:
        raise DocumentError(
            f"The index in {store} holds documents of your own. Name what to add: qa index PATH; "
            "or start anew from the bundled article: qa index --rebuild"
        )
    before = store.contents() if store.exists and not options.rebuild else None
    known = before.entries if before else {}
    # What an older version read is read again: it may have understood less.
    unchanged = before.by_source if before and before.format_version == FORMAT_VERSION else {}
    documents, skipped = (read_seeds(), []) if seeds else _read(options, unchanged)
    lost = unreadable(known.values(), skipped)
    gone = vanished(known.values(), _files(options)) if options.prune else []
    if options.prune:
        # An archive that cannot be opened just then has lost nothing.
        gone += [name for name in lost if known[name].source in {left_out.location for left_out in skipped}]
    if not documents and not options.remove and not gone and not lost:
        raise DocumentError(f"Nothing could be indexed. {_listing(skipped)}")
    today = dict.fromkeys((name for name in lost if name not in gone), date.today().isoformat())
    change = _update(store, encoder, settings, documents, [*options.remove, *gone], options.rebuild, seeds, today)
    contents = store.contents()
    _report(change, skipped, store, contents)
    if settings.encoder == bundled_encoder.NAME:
        _warn_of_languages(contents.documents[name] for name in (*change.added, *change.updated))


def _add_list(commands: Commands) -> None:
    parser = commands.add_parser("list", help="show which documents are in the index")
    add_common_options(parser)
    parser.set_defaults(run=run_list)


def run_list(options: argparse.Namespace) -> int:
    """One line a document."""
    store = _store_of(settings_of(options))
    contents = store.contents()
    passages = Counter(passage.document for passage in contents.passages)
    for document in contents.documents.values():
        facts = [document.title, document.author, document.date, pages(document)]
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
    store = _store_of(settings_of(options))
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
    store, encoder = _store_of(settings), _encoder_of(settings)
    change = _update(store, encoder, settings, [], options.names)
    _report(change, [], store, store.contents())
    return GOOD


def _add_verify(commands: Commands) -> None:
    parser = commands.add_parser("verify", help="check every checksum and every offset of the index")
    add_common_options(parser)
    parser.set_defaults(run=run_verify)


def run_verify(options: argparse.Namespace) -> int:
    """Check everything; `IndexDamagedError` tells the first thing that is wrong."""
    store = _store_of(settings_of(options))
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
    store = _store_of(settings_of(options))
    print(f"{store.compact() / 2**20:.1f} MB freed in {store}.")
    return GOOD


def _store_of(settings: Settings) -> EngineStore:
    from qa.startup import store_of

    return store_of(settings)


def _encoder_of(settings: Settings) -> Encoder:
    from index.embedding import encoder_named

    return encoder_named(settings.encoder)


def _read(options: argparse.Namespace, known: Mapping[str, Document]) -> tuple[list[Document], list[Skipped]]:
    from index.documents import Skipped
    from index.reading import read_all
    from index.sources import find_sources
    from index.web import fetched

    documents, skipped = _read_files(find_sources(_files(options)), known)
    found: list[Document | Skipped] = [*documents, *skipped]
    for address in dict.fromkeys(given for given in options.paths if isinstance(given, str)):
        try:
            with fetched(address, options.allow_private) as source:
                found += read_all([source], on_page=_tell_page)
        except AddressError as error:
            found.append(Skipped(address, str(error)))
    return _parted(found)


def _read_files(
    sources: Iterable[Source | Skipped], known: Mapping[str, Document]
) -> tuple[list[Document], list[Skipped]]:
    """`known` maps locations to documents that need not be read again where their files are the same."""
    from index.reading import read_all

    return _parted(read_all(sources, known, _tell_page))


def _parted(found: Iterable[Document | Skipped]) -> tuple[list[Document], list[Skipped]]:
    from index.documents import Document, Skipped

    found = list(found)
    return (
        [document for document in found if isinstance(document, Document)],
        [skipped for skipped in found if isinstance(skipped, Skipped)],
    )


def _tell_page(name: str, page: int, pages: int) -> None:
    """On standard error, that another page was read from a picture."""
    if pages > 1:
        print(on_one_line(f"{name}: page {page} of {pages} read from its picture"), file=sys.stderr, flush=True)


def _files(options: argparse.Namespace) -> list[Path]:
    return [given for given in options.paths if isinstance(given, Path)]


def _update(
    store: EngineStore,
    encoder: Encoder,
    settings: Settings,
    documents: list[Document],
    remove: list[str],
    rebuild: bool = False,
    seeds: bool = False,
    out_of_date: Mapping[str, str] | None = None,
) -> Change:
    try:
        return store.update(
            encoder,
            settings.chunking,
            add=documents,
            remove=remove,
            progress=ProgressBar("Encoding"),
            rebuild=rebuild,
            seeds=seeds,
            out_of_date=out_of_date,
            waiting=lambda: print(f"Waiting for another process that writes {store} ...", file=sys.stderr),
        )
    except KeyboardInterrupt:
        print("\nWhat was encoded is kept: the same command goes on from there.", file=sys.stderr)
        raise


def _report_each(change: Change, skipped: list[Skipped], contents: Contents) -> None:
    """A line for each document that changed or was not read."""
    for what, names in (("added", change.added), ("updated", change.updated), ("removed", change.removed)):
        for name in names:
            print(on_one_line(f"{what:>9}  {name}"))
    for name, original in change.duplicates:
        print(on_one_line(f"{'repeats':>9}  {name} is a near-duplicate of {original}; what both say is cited once"))
    for name in change.out_of_date:
        print(on_one_line(f"{'outdated':>9}  {name} stays as it was, marked, and is not asked; --prune takes it out"))
    for name in (*change.added, *change.updated):
        for omission in omissions(contents.documents[name]):
            print(on_one_line(f"{'not read':>9}  {name}: {omission}"))
        if contents.documents[name].recognised:
            print(on_one_line(f"{'scanned':>9}  {name}: {scanned(contents.documents[name])}"))
    for left_out in skipped:
        print(on_one_line(f"{'skipped':>9}  {left_out}"))


def _report(change: Change, skipped: list[Skipped], store: EngineStore, contents: Contents) -> None:
    _report_each(change, skipped, contents)
    print(
        f"{len(change.added)} added, {len(change.updated)} updated, {len(change.unchanged)} unchanged, "
        f"{len(change.removed)} removed, {len(skipped)} skipped. {store} holds "
        f"{counted(len(contents.documents), 'document')} in {counted(len(contents.passages), 'passage')}."
    )


def _warn_of_languages(documents: Iterable[Document]) -> None:
    """Say once which documents are in a language that the bundled models do not know."""
    from index.languages import ENGLISH, language_name, language_of

    strange: dict[str, list[str]] = defaultdict(list)
    for document in documents:
        language = language_of(document)
        if language not in {None, ENGLISH}:
            strange[language_name(str(language))].append(document.name)
    if strange:
        found = "; ".join(f"{_some(names)} in {language}" for language, names in sorted(strange.items()))
        print(
            on_one_line(
                f"Not in English: {found}. The models in use know English only, so answers will be poor. Name others "
                f'in qa.toml, for example encoder = "{_MULTILINGUAL}" and reader = "sentences", and rebuild: '
                "qa index --rebuild PATH"
            ),
            file=sys.stderr,
        )


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    return f"{shown} and {len(names) - _NAMED} more" if len(names) > _NAMED else shown


def _find(name: str, store: EngineStore) -> Document:
    documents = store.contents().documents if store.exists else {}
    if name in documents:
        return documents[name]
    if Path(name).is_file():
        from index.reading import read_document

        return read_document(Path(name))
    raise DocumentError(f"There is no document or file {name!r}. See what is in the index: qa list")


def _listing(skipped: list[Skipped]) -> str:
    return " ".join(map(str, skipped)) or "There are no files there."
