"""One published generation in PostgreSQL, as it is read; see `index.engine.Engine`."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Container, Iterator, Mapping, Sequence, ValuesView
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import accumulate, islice, zip_longest
from threading import Lock
from typing import overload

from index.candidates import DEPTH, DOCUMENTS, Candidates
from index.chunking import Chunking
from index.collection import Collection, content_id, nothing_current
from index.documents import Document, DocumentEntry
from index.embedding import Vectors
from index.errors import DocumentError, EngineError
from index.lexical import terms
from index.mapped_collection import IN_MEMORY
from index.passages import Passage
from index.postgres.database import Connection, Database
from index.postgres.document_terms import TermTotals
from index.postgres.nearest import EXACT, is_indexed
from index.postgres.parts import part_of_collection, whole_collection
from index.postgres.reading import (
    GenerationInForce,
    KnownDocument,
    LoadedDocument,
    indexed_documents,
    known_documents,
    load_documents,
    not_whole,
    terms_of,
)
from index.postgres.rows import IndexedDocument
from index.postgres.searching import search
from index.postgres.view import Totals, View, totals
from index.postgres.words import passages_with, stems, texts_with

SMALL = IN_MEMORY
"""Passages, at most, of a collection that is read whole, once, and then ranked in memory, as in a folder."""

_KEPT = 20_000
"""Passages, at most, of the documents that are kept in memory for further questions."""

_READ_AT_ONCE = 50
"""Documents, where all are gone through."""


class PostgresEngine:
    """The documents of one generation in a database, or some of them. Safe to share between threads.

    Reading raises `EngineError` where the database cannot be used, and where the generation was
    dropped since (`qa compact`). A collection of at most `small` passages is read whole; in one of more
    than `exact` passages the nearest vectors are found by HNSW.
    """

    def __init__(
        self,
        database: Database,
        made: GenerationInForce,
        view: View,
        *,
        depth: int = DEPTH,
        documents: int = DOCUMENTS,
        small: int = SMALL,
        exact: int = EXACT,
        out_of_date: tuple[Document, ...] = (),
    ) -> None:
        self._database, self._made, self._view = database, made, view
        self._depth, self._documents, self._small, self._exact = depth, documents, small, exact
        self._has_nearest = False
        self.out_of_date = out_of_date
        self._kept: OrderedDict[int, LoadedDocument] = OrderedDict()
        self._lock = Lock()
        self.passages_with = lru_cache(maxsize=10_000)(self._passages_with)
        self._texts_with = lru_cache(maxsize=10_000)(self._read_texts_with)

    @property
    def encoder_identity(self) -> str:
        return self._made.encoder

    @property
    def generation(self) -> int:
        """The number of the generation."""
        return self._made.number

    @cached_property
    def chunking(self) -> Chunking:
        return Chunking(**json.loads(self._made.chunking))

    @cached_property
    def id(self) -> str:
        if self._view.is_whole:
            return self._made.id
        return content_id(self.entries.values(), self.encoder_identity, self.chunking)

    @cached_property
    def totals(self) -> Totals:
        """How much there is."""
        with self._reading() as connection:
            return totals(connection, self._view)

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        return _Documents(self)

    @cached_property
    def passages(self) -> Sequence[Passage]:
        return _Passages(self)

    @cached_property
    def known(self) -> Mapping[str, KnownDocument]:
        """The documents without their texts, by name, in the order of their names."""
        with self._reading() as connection:
            return known_documents(connection, self._view)

    @cached_property
    def _names(self) -> Mapping[int, str]:
        return {each.number: name for name, each in self.known.items()}

    @cached_property
    def entries(self) -> Mapping[str, DocumentEntry]:
        return {name: DocumentEntry.of(each.document) for name, each in self.known.items()}

    def candidates(
        self, question: str, vector: Vectors, depth: int | None = None, documents: int | None = None
    ) -> Candidates:
        """See `index.engine.Engine`; without `depth` and `documents`, those of the settings."""
        most = documents or self._documents
        if self.totals.passages <= self._small:
            return self._all_candidates
        apart = self._apart
        with self._reading() as connection:
            found = search(
                connection,
                self._view,
                self.totals,
                apart,
                terms(question),
                vector,
                depth or self._depth,
                most,
                exact=self._is_exact(connection, len(vector)),
            )
        return Candidates(tuple(sorted(self._names[number] for number in found.documents)), found.statistics)

    def part(self, candidates: Candidates) -> Collection:
        """See `index.engine.Engine`."""
        return self._whole if candidates is self._all_candidates else self._part(candidates)

    def _part(self, candidates: Candidates) -> Collection:
        identity, chunking, statistics = self.encoder_identity, self.chunking, candidates.statistics
        loaded = self._loaded(candidates.names)
        if statistics:
            part = part_of_collection(loaded, statistics, identity, chunking)
        else:
            part = whole_collection(loaded, identity, chunking)
        return replace(part, out_of_date=self.out_of_date)

    def passages_of(self, name: str) -> Sequence[Passage]:
        """See `index.engine.Engine`."""
        return self._indexed([name])[0].passages if name in self.known else ()

    def opening_passages(self, most: int) -> Sequence[Passage]:
        """See `index.engine.Engine`. Reads `most` documents at most."""
        first = islice((name for name, each in self.known.items() if each.passages), most)
        rows = zip_longest(*(each.passages for each in self._indexed(list(first))))
        return list(islice((passage for row in rows for passage in row if passage), most))

    @cached_property
    def stems(self) -> Sequence[str]:
        """See `index.engine.Engine`."""
        with self._reading() as connection:
            return stems(connection, self._view)

    def texts_with(self, stems: Sequence[str], most: int) -> Sequence[str]:
        """See `index.engine.Engine`."""
        return self._texts_with(tuple(stems), most)

    def only(self, names: Container[str]) -> PostgresEngine:
        """See `index.engine.Engine`."""
        chosen = {name: each for name, each in self.known.items() if name in names}
        if not any(each.passages for each in chosen.values()):
            raise DocumentError("There is nothing to ask: no such document has text of its own.")
        return self._with(replace(self._view, only=tuple(each.number for each in chosen.values())))

    def current(self) -> PostgresEngine:
        """See `index.engine.Engine`."""
        left_out = [each for each in self.known.values() if each.document.out_of_date_since]
        if not left_out:
            return self
        if len(left_out) == len(self.known):
            raise nothing_current(each.document for each in left_out)
        without = (*self._view.without, *(each.number for each in left_out))
        current = self._with(replace(self._view, without=without), tuple(each.document for each in left_out))
        if not current.totals.passages:
            raise DocumentError("There is nothing to ask: no such document has text of its own.")
        return current

    def _with(self, view: View, out_of_date: tuple[Document, ...] | None = None) -> PostgresEngine:
        return PostgresEngine(
            self._database,
            self._made,
            view,
            depth=self._depth,
            documents=self._documents,
            small=self._small,
            exact=self._exact,
            out_of_date=self.out_of_date if out_of_date is None else out_of_date,
        )

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """A look at the database. Raises `EngineError` where the generation is no longer there as a whole."""
        with self._database.reading() as connection:
            if not connection.execute(
                "SELECT 1 FROM article_qa.generation WHERE number = %s", [self._made.number]
            ).fetchone():
                raise EngineError(
                    f"The index in the database {self._database.name} was changed and tidied since it was opened "
                    "here. Open it again: start the command anew."
                )
            yield connection

    def _is_exact(self, connection: Connection, dimensions: int) -> bool:
        """Whether every vector is compared: up to a size, and until the server has built its index."""
        if self.totals.passages > self._exact and not self._has_nearest:
            self._has_nearest = is_indexed(connection, dimensions)
        return not self._has_nearest

    @cached_property
    def _apart(self) -> TermTotals | None:
        """What a part of a generation holds: chosen documents; or, below 0, those that are left out of the whole."""
        if self._view.is_whole:
            return None
        sign, numbers = -1, list(self._view.without)
        if self._view.only is not None:
            sign, numbers = 1, [each.number for each in self.known.values()]
        with self._reading() as connection:
            return TermTotals.join([TermTotals.of(some, sign) for some in terms_of(connection, numbers)])

    @cached_property
    def _all_candidates(self) -> Candidates:
        return Candidates(tuple(self.known))

    @cached_property
    def _whole(self) -> Collection:
        return self._part(self._all_candidates)

    def _loaded(self, names: Sequence[str]) -> list[LoadedDocument]:
        """These documents in this order, from memory where they are there; the ones asked last stay there."""
        numbers = [self.known[name].number for name in names]
        with self._lock:
            found = {number: self._kept[number] for number in numbers if number in self._kept}
        missing = [number for number in numbers if number not in found]
        if missing:
            with self._reading() as connection:
                found |= load_documents(connection, missing)
        with self._lock:
            for number in numbers:
                self._kept[number] = found[number]
                self._kept.move_to_end(number)
            self._forget()
        return [found[number] for number in numbers]

    def _forget(self) -> None:
        passages = sum(len(each.of_passages) for each in self._kept.values())
        while passages > _KEPT and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            passages -= len(dropped.of_passages)

    def _indexed(self, names: Sequence[str]) -> list[IndexedDocument]:
        """These documents with their passages, without their vectors."""
        numbers = [self.known[name].number for name in names]
        with self._lock:
            found = {number: self._kept[number].indexed for number in numbers if number in self._kept}
        missing = [number for number in numbers if number not in found]
        if missing:
            with self._reading() as connection:
                found |= indexed_documents(connection, missing)
        if not found.keys() >= set(numbers):
            raise not_whole()
        return [found[number] for number in numbers]

    def _each_indexed(self) -> Iterator[IndexedDocument]:
        names = iter(self.known)
        while some := list(islice(names, _READ_AT_ONCE)):
            yield from self._indexed(some)

    def _passages_with(self, stem: str) -> int:
        """See `index.engine.Engine`."""
        with self._reading() as connection:
            return passages_with(connection, self._view, stem)

    def _read_texts_with(self, stems: tuple[str, ...], most: int) -> Sequence[str]:
        with self._reading() as connection:
            return texts_with(connection, self._view, stems, most)


class _Documents(Mapping[str, Document]):
    """The documents of an engine, each read when it is asked for."""

    def __init__(self, engine: PostgresEngine) -> None:
        self._engine = engine

    def __getitem__(self, name: str) -> Document:
        if name not in self._engine.known:
            raise KeyError(name)
        return self._engine._indexed([name])[0].document

    def __iter__(self) -> Iterator[str]:
        return iter(self._engine.known)

    def __len__(self) -> int:
        return len(self._engine.known)

    def values(self) -> _DocumentValues:
        return _DocumentValues(self)


class _DocumentValues(ValuesView[Document]):
    """All documents of an engine, many read together."""

    _mapping: _Documents

    def __iter__(self) -> Iterator[Document]:
        return (each.document for each in self._mapping._engine._each_indexed())


class _Passages(Sequence[Passage]):
    """The passages of an engine, in the order of their documents, read when they are asked for."""

    def __init__(self, engine: PostgresEngine) -> None:
        self._engine = engine

    @overload
    def __getitem__(self, at: int) -> Passage: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Passage]: ...
    def __getitem__(self, at: int | slice) -> Passage | Sequence[Passage]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        row = range(len(self))[at]
        before = bisect_right(self._ends, row)
        name = self._names[before]
        first = self._ends[before - 1] if before else 0
        return self._engine.passages_of(name)[row - first]

    def __iter__(self) -> Iterator[Passage]:
        return (passage for each in self._engine._each_indexed() for passage in each.passages)

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @cached_property
    def _names(self) -> list[str]:
        return list(self._engine.known)

    @cached_property
    def _ends(self) -> list[int]:
        """For each document how many passages there are up to its end."""
        return list(accumulate(each.passages for each in self._engine.known.values()))
