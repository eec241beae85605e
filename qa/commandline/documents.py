"""The commands `qa index`, `list`, `show`, `remove`, `verify` and `compact`: the documents in an index."""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from index import bundled_encoder
from index.errors import AddressError, DocumentError
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

if TYPE_CHECKING:
    from index.change import Change
    from index.documents import Document, Skipped
    from index.embedding import Encoder
    from index.passages import Passage
    from index.store import Contents, Store
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
    parser.add_argument("--remove", action="append", default=[], metavar="NAME", help="take a document out")
    add_common_options(parser)
    parser.set_defaults(run=run_index)


def _path_or_address(text: str) -> Path | str:
    return text if text.lower().startswith(("http://", "https://")) else path(text)


def run_index(options: argparse.Namespace) -> int:
    """Add the documents under the paths, or the seeds; say what became of each file."""
    from index.generations import FORMAT_VERSION
    from index.pruning import unreadable, vanished
    from qa.startup import read_seeds

    settings = settings_of(options)
    store, encoder = _store_of(settings), _encoder_of(settings)
    seeds = not options.paths and not options.remove
    if seeds and not options.rebuild and store.exists and not store.holds_seeds:
        raise DocumentError(
            f"The index in {store.folder} holds documents of your own. Name what to add: qa index PATH; "
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
    _report(change, skipped, store.folder, contents)
    if settings.encoder == bundled_encoder.NAME:
        _warn_of_languages(contents.documents[name] for name in (*change.added, *change.updated))
    return GOOD


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
        facts = [document.title, document.author, document.date, _pages(document)]
        facts.append(f"near-duplicate of {document.duplicate_of}" if document.duplicate_of else None)
        facts.append(_out_of_date(document))
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
    print(plain("\n".join(_description(document, options.at))))
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
    _report(change, [], store.folder, store.contents())
    return GOOD


def _add_verify(commands: Commands) -> None:
    parser = commands.add_parser("verify", help="check every checksum and every offset of the index")
    add_common_options(parser)
    parser.set_defaults(run=run_verify)


def run_verify(options: argparse.Namespace) -> int:
    """Check everything; `IndexDamagedError` tells the first thing that is wrong."""
    from index.verification import verify

    store = _store_of(settings_of(options))
    found = verify(store)
    documents, passages = counted(found.documents, "document"), counted(found.passages, "passage")
    sentences = counted(found.sentences, "sentence")
    print(f"{store.folder} is whole: {documents}, {passages} and {sentences}, each at its place.")
    return GOOD


def _add_compact(commands: Commands) -> None:
    parser = commands.add_parser("compact", help="drop what the index keeps of earlier states")
    add_common_options(parser)
    parser.set_defaults(run=run_compact)


def run_compact(options: argparse.Namespace) -> int:
    """Drop earlier generations."""
    store = _store_of(settings_of(options))
    print(f"{store.compact() / 2**20:.1f} MB freed in {store.folder}.")
    return GOOD


def _store_of(settings: Settings) -> Store:
    from index.store import Store

    return Store(settings.index)


def _encoder_of(settings: Settings) -> Encoder:
    from index.embedding import encoder_named

    return encoder_named(settings.encoder)


def _read(options: argparse.Namespace, known: Mapping[str, Document]) -> tuple[list[Document], list[Skipped]]:
    from index.documents import Document, Skipped
    from index.reading import read_all
    from index.sources import find_sources
    from index.web import fetched

    sources = find_sources(_files(options))
    found = list(read_all(sources, known))
    for address in dict.fromkeys(given for given in options.paths if isinstance(given, str)):
        try:
            with fetched(address, options.allow_private) as source:
                found += read_all([source])
        except AddressError as error:
            found.append(Skipped(address, str(error)))
    return (
        [document for document in found if isinstance(document, Document)],
        [skipped for skipped in found if isinstance(skipped, Skipped)],
    )


def _files(options: argparse.Namespace) -> list[Path]:
    return [given for given in options.paths if isinstance(given, Path)]


def _update(
    store: Store,
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
            waiting=lambda: print(f"Waiting for another process that writes {store.folder} ...", file=sys.stderr),
        )
    except KeyboardInterrupt:
        print("\nWhat was encoded is kept: the same command goes on from there.", file=sys.stderr)
        raise


def _report(change: Change, skipped: list[Skipped], folder: Path, contents: Contents) -> None:
    for what, names in (("added", change.added), ("updated", change.updated), ("removed", change.removed)):
        for name in names:
            print(on_one_line(f"{what:>9}  {name}"))
    for name, original in change.duplicates:
        print(on_one_line(f"{'repeats':>9}  {name} is a near-duplicate of {original}; what both say is cited once"))
    for name in change.out_of_date:
        print(on_one_line(f"{'outdated':>9}  {name} stays as it was, marked, and is not asked; --prune takes it out"))
    for name in (*change.added, *change.updated):
        for omission in _omissions(contents.documents[name]):
            print(on_one_line(f"{'not read':>9}  {name}: {omission}"))
    for left_out in skipped:
        print(on_one_line(f"{'skipped':>9}  {left_out}"))
    print(
        f"{len(change.added)} added, {len(change.updated)} updated, {len(change.unchanged)} unchanged, "
        f"{len(change.removed)} removed, {len(skipped)} skipped. {folder} holds "
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


def _find(name: str, store: Store) -> Document:
    documents = store.contents().documents if store.exists else {}
    if name in documents:
        return documents[name]
    if Path(name).is_file():
        from index.reading import read_document

        return read_document(Path(name))
    raise DocumentError(f"There is no document or file {name!r}. See what is in the index: qa list")


def _description(document: Document, at: int | None) -> list[str]:
    from index.languages import language_name, language_of
    from index.passages import split

    facts = {
        "Title": document.title,
        "Author": document.author,
        "Date": document.date,
        "Language": language_name(language) if (language := language_of(document)) else None,
        "Pages": _pages(document),
        "Source": document.source,
        "Repeats": document.duplicate_of,
        "State": _out_of_date(document),
    }
    lines = [f"{name:>8}: {fact}" for name, fact in facts.items() if fact]
    lines += [f"Not read: {omission}" for omission in _omissions(document)]
    passages = split(document)
    numbers = {sentence.start: sentence.paragraph for passage in passages for sentence in passage.sentences}
    for block in document.blocks:
        words = " ".join(_marked(document, passages, block.start, block.end, at).split())
        if block.kind == "heading":
            lines += ["", f"{'#' * max(block.level, 1)} {words}"]
        elif block.start in numbers:
            lines += ["", f"[{numbers[block.start]}] {words}"]
    return lines


def _marked(document: Document, passages: Sequence[Passage], start: int, end: int, at: int | None) -> str:
    """The words of a block, the sentence that holds the character between >>> and <<<."""
    text = document.text
    for passage in passages if at is not None and start <= at < end else ():
        for sentence in passage.sentences:
            if at is not None and sentence.start <= at < sentence.end:
                inside = text[sentence.start : sentence.end]
                return f"{text[start : sentence.start]}>>>{inside}<<<{text[sentence.end : end]}"
    return text[start:end]


def _out_of_date(document: Document) -> str | None:
    return f"out of date since {document.out_of_date_since}" if document.out_of_date_since else None


def _pages(document: Document) -> str | None:
    return counted(max(start.page for start in document.pages), "page") if document.pages else None


def _omissions(document: Document) -> list[str]:
    """What a document holds and its text does not, each thing once, with its pages."""
    pages: dict[str, list[int]] = defaultdict(list)
    for what, page in document.omissions:
        pages[what] += [page] if page else []
    return [f"{what}{_on_pages(on)}" for what, on in pages.items()]


def _on_pages(numbers: Sequence[int]) -> str:
    """As in " (pages 1, 3 to 7)"; nothing where there are no pages."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return f" ({'page' if len(set(numbers)) == 1 else 'pages'} {said})" if said else ""


def _listing(skipped: list[Skipped]) -> str:
    return " ".join(map(str, skipped)) or "There are no files there."
