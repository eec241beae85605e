"""Documents into the index: once, and again where files change; and what is told of it."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from index import bundled_encoder
from index.errors import AddressError, DocumentError
from qa.commandline.document_description import omissions, scanned
from qa.commandline.terminal import ProgressBar, counted, on_one_line
from qa.commandline.watching import among, real_paths

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


@dataclass(frozen=True)
class Wanted:
    """What shall be in the index: `paths` are files, folders, archives and web addresses; none: the seeds.

    With `prune` documents whose files are gone are taken out; `remove` are names of others to be taken out.
    """

    settings: Settings
    paths: tuple[Path | str, ...]
    prune: bool = False
    allow_private: bool = False
    rebuild: bool = False
    remove: tuple[str, ...] = ()

    @property
    def files(self) -> list[Path]:
        """The paths that are no addresses."""
        return [given for given in self.paths if isinstance(given, Path)]


@dataclass(frozen=True)
class TakenUp:
    """What became of files that changed; `kept` are documents whose files are gone."""

    change: Change
    skipped: Sequence[Skipped]
    kept: Sequence[str]

    @property
    def number(self) -> int:
        """How many documents changed."""
        change = self.change
        return len(change.added) + len(change.updated) + len(change.removed) + len(change.out_of_date)

    def __str__(self) -> str:
        if not self.number and not self.skipped and not self.kept:
            return ""
        change = self.change
        kept = f"; {_some(self.kept)} no longer there, kept (--prune takes it out)" if self.kept else ""
        return (
            f"{self.number} changed: {len(change.added)} added, {len(change.updated)} updated, "
            f"{len(change.removed)} removed, {len(change.out_of_date)} out of date, {len(self.skipped)} skipped{kept}"
        )


def index_once(wanted: Wanted) -> None:
    """Bring the index up to date with all that is wanted, and tell it. Raises `DocumentError` where that is nothing."""
    from index.generations import FORMAT_VERSION
    from index.pruning import unreadable, vanished
    from qa.startup import read_seeds

    settings = wanted.settings
    store, encoder = store_of(settings), encoder_of(settings)
    seeds = not wanted.paths and not wanted.remove
    if seeds and not wanted.rebuild and store.exists and not store.holds_seeds:
        raise DocumentError(
            f"The index in {store} holds documents of your own. Name what to add: qa index PATH; "
            "or start anew from the bundled article: qa index --rebuild"
        )
    before = store.contents() if store.exists and not wanted.rebuild else None
    known = before.entries if before else {}
    # What an older version read is read again: it may have understood less.
    unchanged = before.by_source if before and before.format_version == FORMAT_VERSION else {}
    documents, skipped = (read_seeds(), []) if seeds else _read(wanted, unchanged)
    lost = unreadable(known.values(), skipped)
    gone = vanished(known.values(), wanted.files) if wanted.prune else []
    if wanted.prune:
        # An archive that cannot be opened just then has lost nothing.
        gone += [name for name in lost if known[name].source in {left_out.location for left_out in skipped}]
    if not documents and not wanted.remove and not gone and not lost:
        raise DocumentError(f"Nothing could be indexed. {_listing(skipped)}")
    today = dict.fromkeys((name for name in lost if name not in gone), date.today().isoformat())
    change = update(store, encoder, settings, documents, [*wanted.remove, *gone], wanted.rebuild, seeds, today)
    contents = store.contents()
    report(change, skipped, store, contents)
    if settings.encoder == bundled_encoder.NAME:
        _warn_of_languages(contents.documents[name] for name in (*change.added, *change.updated))


def take_up(wanted: Wanted, changed: set[Path], encoder: Encoder | None = None) -> TakenUp:
    """Bring the index up to date with what changed, and tell each document.

    What is gone stays, and is told, without `prune`.
    """
    from index.change import Change
    from index.pruning import is_below, unreadable, vanished
    from index.sources import find_sources

    store = store_of(wanted.settings)
    contents = store.contents() if store.exists else None
    known = contents.entries if contents else {}
    there = [path for path in wanted.files if path.exists()]
    documents, skipped = _read_files(among(find_sources(there), changed), contents.by_source if contents else {})
    gone = vanished(known.values(), there)
    stale = {name: date.today().isoformat() for name in unreadable(known.values(), skipped) if name not in gone}
    before = {each.name: contents.documents[each.name] for each in documents if contents and each.name in known}
    fresh = [document for document in documents if before.get(document.name) != document]
    remove = gone if wanted.prune else []
    change = Change()
    if fresh or remove or stale:
        change = update(
            store, encoder or encoder_of(wanted.settings), wanted.settings, fresh, remove, out_of_date=stale
        )
    if not change.is_empty or skipped:
        _report_each(change, skipped, store.contents())
    kept = [] if wanted.prune else [name for name in gone if is_below(known[name].source or "", real_paths(changed))]
    return TakenUp(change, skipped, kept)


def store_of(settings: Settings) -> EngineStore:
    """As `qa.startup.store_of`, imported where it is needed."""
    from qa.startup import store_of as found

    return found(settings)


def encoder_of(settings: Settings) -> Encoder:
    """The encoder that the settings name."""
    from index.embedding import encoder_named

    return encoder_named(settings.encoder)


def _read(wanted: Wanted, known: Mapping[str, Document]) -> tuple[list[Document], list[Skipped]]:
    from index.documents import Skipped
    from index.reading import read_all
    from index.sources import find_sources
    from index.web import fetched

    documents, skipped = _read_files(find_sources(wanted.files), known)
    found: list[Document | Skipped] = [*documents, *skipped]
    for address in dict.fromkeys(given for given in wanted.paths if isinstance(given, str)):
        try:
            with fetched(address, wanted.allow_private) as source:
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


def update(
    store: EngineStore,
    encoder: Encoder,
    settings: Settings,
    documents: list[Document],
    remove: list[str],
    rebuild: bool = False,
    seeds: bool = False,
    out_of_date: Mapping[str, str] | None = None,
) -> Change:
    """See `index.store.Store.update`; progress is shown."""
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


def report(change: Change, skipped: list[Skipped], store: EngineStore, contents: Contents) -> None:
    """What an update did, and what the index holds now."""
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


def _listing(skipped: list[Skipped]) -> str:
    return " ".join(map(str, skipped)) or "There are no files there."
