"""From settings to an assistant that is ready to be asked."""

from __future__ import annotations

from pathlib import Path

from index.bundled_encoder import sha256_of
from index.documents import Document
from index.embedding import Encoder, Progress, encoder_named
from index.engine import Engine, EngineStore
from index.errors import IndexMissingError, IndexOutdatedError
from index.reading import read_document
from index.selection import Selection
from index.sources import Source, find_sources
from index.store import Store
from index.stores import store_at
from qa.assistant import Assistant
from qa.reading.prior import ANSWERABLE_SHARE
from qa.reading.reader import Reader
from qa.reading.sentence_reader import SentenceReader
from qa.reading.span_model import TransformersModel
from qa.reading.span_reader import SpanReader
from qa.settings import BUNDLED_READER, SENTENCE_READER, Settings


def open_assistant(
    settings: Settings, progress: Progress | None = None, selection: Selection | None = None
) -> Assistant:
    """Open the index named in the settings and put an assistant on it, or on the documents selected of it.

    Documents that are out of date are not asked.

    Where the default index is missing, or holds only an outdated index of the seeds, it
    is built from the seeds first. Raises `IndexMissingError`, `IndexOutdatedError` or
    `IndexDamagedError` for any other index that cannot be used as it is, and as `Selection.apply` does.
    """
    encoder = encoder_named(settings.encoder)
    collection = (selection or Selection()).apply(open_collection(settings, encoder, progress)).current()
    return make_assistant(collection, encoder, settings)


def make_assistant(collection: Engine, encoder: Encoder, settings: Settings, reader: Reader | None = None) -> Assistant:
    """An assistant on a collection in memory; without a `reader`, with the one that the settings name."""
    return Assistant(
        collection,
        encoder,
        reader=reader or make_reader(settings.reader, settings.answerable_share),
        weights=settings.weights,
        threshold=settings.threshold,
        passages=settings.passages,
    )


def make_reader(name: str, answerable_share: float = ANSWERABLE_SHARE) -> Reader:
    """The reader that the settings name; see `qa.settings.Settings`."""
    if name == SENTENCE_READER:
        return SentenceReader()
    if name == BUNDLED_READER:
        return SpanReader(answerable_share=answerable_share)
    return SpanReader(TransformersModel(name), likely_margin=None, answerable_share=answerable_share)


def open_collection(settings: Settings, encoder: Encoder, progress: Progress | None = None) -> Engine:
    """The collection of the index named in the settings; see `open_assistant`. A database is left as it is."""
    store, chunking = store_of(settings), settings.chunking
    if not isinstance(store, Store):
        return store.open(encoder, chunking)
    try:
        collection = store.open(encoder, chunking)
        if not store.holds_seeds or _hashes(collection) == seed_hashes():
            return collection
    except IndexMissingError:
        if settings.index != Settings().index:
            raise
    except IndexOutdatedError:
        if not store.holds_seeds:
            raise
    store.update(encoder, chunking, add=read_seeds(), progress=progress, rebuild=True, seeds=True)
    return store.open(encoder, chunking)


def store_of(settings: Settings) -> EngineStore:
    """Where the settings say that the index is."""
    engine = settings.engine
    return store_at(settings.index, engine.url.get_secret_value(), engine.depth, engine.documents)


def seeds_folder() -> Path:
    """Where the default collection's documents lie: beside the package when installed, else in the checkout."""
    installed = Path(__file__).parent / "seeds"
    return installed if installed.is_dir() else Path(__file__).parents[1] / "seeds"


def read_seeds() -> list[Document]:
    """The documents of the default collection."""
    return [read_document(source.path, source.name) for source in _seed_sources()]


def seed_hashes() -> dict[str, str]:
    """The content hash of each of them, by name, without reading it as a document."""
    return {source.name: sha256_of(source.path) for source in _seed_sources()}


def _seed_sources() -> list[Source]:
    return [found for found in find_sources([seeds_folder()]) if isinstance(found, Source)]


def _hashes(collection: Engine) -> dict[str, str]:
    return {name: entry.content_hash for name, entry in collection.entries.items()}
