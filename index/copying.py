"""An index from one place to another, letter for letter and bit for bit: nothing is split or encoded anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from index.candidates import Candidates
from index.content import Content
from index.embedding import Progress
from index.engine import Engine, EngineStore
from index.errors import EngineError
from index.passages import Passage
from index.postgres.copying import Copying
from index.postgres.parts import content_of
from index.postgres.reading import LoadedDocument
from index.postgres.rows import IndexedDocument, checksum
from index.postgres.store import PostgresStore
from index.store import Store

_AT_ONCE = 50
"""Documents."""

_SEGMENT = 20_000
"""Passages that are written to a folder together."""

_NONE = np.zeros((0, 0), dtype=np.float32)


@dataclass(frozen=True)
class Copied:
    """How much was copied, and found to be the same at both ends."""

    documents: int
    passages: int


def copy(source: EngineStore, target: EngineStore, progress: Progress | None = None) -> Copied:
    """Make the target hold what the source does; then read both and compare all texts and vectors.

    Whoever reads the target sees what it had before until all is there. A copy into a database that stopped goes on
    from there when it is made again. Raises `EngineError` where the two are not the same, and as opening the source
    and writing the target do.
    """
    found = source.open_as_built()
    total = len(found.entries)
    match target:
        case PostgresStore():
            copying = Copying(target.database, found.encoder_identity, found.chunking, source.holds_seeds)
            copying.replace_all(_batches(found), total, progress)
            target.prepare(total)
        case Store():
            target.replace_all(_contents(found), found.encoder_identity, found.chunking, source.holds_seeds)
    return compare(found, target.open_as_built())


def compare(one: Engine, other: Engine) -> Copied:
    """Raises `EngineError` for the first document that is not the same in both, text, passages or vectors."""
    passages = 0
    if list(one.entries) != list(other.entries) or one.id != other.id:
        raise EngineError("The copy does not hold the same documents as what it was made of. Copy it again.")
    for batch, same in zip(_batches(one), _batches(other), strict=True):
        for document, copied in zip(batch, same, strict=True):
            if _checksum(document) != _checksum(copied):
                raise EngineError(f"The copy of {document.indexed.document.name} is not the same. Copy it again.")
            passages += len(document.indexed.passages)
    return Copied(len(one.entries), passages)


def _checksum(loaded: LoadedDocument) -> bytes:
    return checksum(loaded.indexed, np.concatenate([loaded.of_passages.ravel(), loaded.of_sentences.ravel()]))


def _batches(engine: Engine) -> Iterator[list[LoadedDocument]]:
    names = iter(engine.entries)
    while some := list(islice(names, _AT_ONCE)):
        yield _loaded(engine, some)


def _loaded(engine: Engine, names: Sequence[str]) -> list[LoadedDocument]:
    with_text = [name for name in names if engine.passages_of(name)]
    rows: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    passages = defaultdict[str, list[Passage]](list)
    if not with_text:
        return [LoadedDocument(IndexedDocument(engine.documents[name], ()), _NONE, _NONE) for name in names]
    part = engine.part(Candidates(tuple(with_text)))
    for row, (passage, first) in enumerate(zip(part.passages, part.first_sentence_rows.tolist(), strict=True)):
        of_passages, of_sentences = rows[passage.document]
        of_passages.append(row)
        of_sentences.extend(range(first, first + len(passage.sentences)))
        passages[passage.document].append(passage)
    return [
        LoadedDocument(
            IndexedDocument(engine.documents[name], tuple(passages[name])),
            part.by_passage.vectors_of(rows[name][0]) if name in rows else _NONE,
            part.by_sentence.vectors_of(rows[name][1]) if name in rows else _NONE,
        )
        for name in names
    ]


def _contents(engine: Engine) -> Iterator[Content]:
    """All documents, so many together as a folder's segment has."""
    gathered: list[LoadedDocument] = []
    for batch in _batches(engine):
        gathered += batch
        if sum(len(each.of_passages) for each in gathered) >= _SEGMENT:
            yield content_of(gathered)
            gathered = []
    if gathered:
        yield content_of(gathered)
