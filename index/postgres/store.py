"""An index in PostgreSQL: opened, changed and tidied; see `index.engine.EngineStore`.

Many programs may index into one database at the same time. What is to be encoded waits as
jobs, and each program takes jobs until its own documents are written, whoever wrote them;
a program that dies gives back what it was at. Then each publishes a generation of its own,
one after the other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace

from index import change
from index.candidates import DEPTH, DOCUMENTS
from index.change import Change
from index.chunking import Chunking
from index.collection import content_id
from index.documents import Document, DocumentEntry
from index.embedding import Encoder, Progress
from index.errors import DocumentError, IndexNotWrittenError
from index.generations import FORMAT_VERSION
from index.postgres import planning, schema
from index.postgres.database import Database
from index.postgres.engine import SMALL, PostgresEngine
from index.postgres.jobs import Jobs
from index.postgres.nearest import EXACT, build_indexes, is_indexed
from index.postgres.planning import Plan
from index.postgres.reading import (
    GenerationInForce,
    KnownDocument,
    check_made_with,
    generation_in_force,
    generation_number,
    known_documents,
)
from index.postgres.tidying import analyze, drop_unseen, vacuum
from index.postgres.verification import verify
from index.postgres.view import SEEN, View, totals
from index.postgres.writing import Generation, publish
from index.stored_contents import Contents
from index.verification import Checked

_MUCH = 0.1
"""The share of new documents from which on the server counts anew what it plans by; later it does so by itself."""


@dataclass(frozen=True)
class _Planned:
    """What there is to do from the generation `base` on; `made` describes the generation that comes of it."""

    base: int
    plan: Plan
    made: Generation


class PostgresStore:
    """The index in a database, given by its URL or libpq connection string."""

    def __init__(
        self, url: str, depth: int = DEPTH, documents: int = DOCUMENTS, small: int = SMALL, exact: int = EXACT
    ) -> None:
        self.url, self.database = url, Database(url)
        self._depth, self._documents, self._small, self._exact = depth, documents, small, exact

    def __str__(self) -> str:
        return f"the database {self.database.name}"

    @property
    def exists(self) -> bool:
        """Whether a generation was ever published here. Raises `EngineError` where the database cannot be used."""
        with self.database.reading() as connection:
            return schema.version_of(connection) > 0 and generation_number(connection) > 0

    @property
    def generation(self) -> int:
        """The number of the generation in force; 0 where none was ever published. Raises `EngineError`."""
        with self.database.reading() as connection:
            return generation_number(connection)

    @property
    def holds_seeds(self) -> bool:
        """Whether the generation in force was made of the default collection alone. Raises as `open` does."""
        with self.database.reading() as connection:
            schema.check(connection, self.database.name)
            return generation_in_force(connection, self.database.name).seeds

    def open(self, encoder: Encoder, chunking: Chunking | None = None) -> PostgresEngine:
        """The generation in force.

        Raises `IndexMissingError`, `IndexOutdatedError` when it was made with another encoder or chunking or by
        another version of the tables, `EngineError` where the database cannot be used.
        """
        with self.database.reading() as connection:
            schema.check(connection, self.database.name)
            found = generation_in_force(connection, self.database.name)
            check_made_with(found, encoder.identity, chunking or Chunking(), self.database.name)
            return self._engine(found)

    def open_as_built(self) -> PostgresEngine:
        """As `open`, for the encoder and chunking that it was made with, whatever they are."""
        with self.database.reading() as connection:
            schema.check(connection, self.database.name)
            return self._engine(generation_in_force(connection, self.database.name))

    def verify(self) -> Checked:
        """Check every checksum and every law. Raises as `open_as_built`, and `IndexDamagedError`."""
        return verify(self.database)

    def contents(self) -> Contents:
        """What stands in the index, by whatever encoder it was made. Raises as `open_as_built`."""
        engine = self.open_as_built()
        return Contents(engine.entries, engine.documents, engine.passages, engine.encoder_identity, FORMAT_VERSION)

    def update(
        self,
        encoder: Encoder,
        chunking: Chunking | None = None,
        add: Iterable[Document] = (),
        remove: Iterable[str] = (),
        progress: Progress | None = None,
        rebuild: bool = False,
        seeds: bool = False,
        waiting: Callable[[], None] | None = None,
        out_of_date: Mapping[str, str] | None = None,
    ) -> Change:
        """See `index.store.Store.update`. Nobody waits for another writer but for what both want written.

        Raises `EngineError` where the database cannot be used.
        """
        chunking, added, removed = chunking or Chunking(), list(add), list(dict.fromkeys(remove))
        with self.database.writing() as connection:
            schema.migrate(connection)
        jobs = Jobs(self.database, encoder)
        while True:
            planned = self._planned(encoder, chunking, added, removed, rebuild, seeds, out_of_date or {})
            if isinstance(planned, Change):
                return planned
            wanted = {each.fingerprint(encoder.identity, chunking): each for each in planned.plan.write}
            if not jobs.finish(planned.base, wanted, progress, waiting):
                continue
            with self.database.writing() as connection:
                published = publish(connection, planned.base, planned.made, wanted, planned.plan.gone) is not None
            if published:
                self.prepare(len(wanted))
                return planned.plan.change

    def prepare(self, changed: int) -> None:
        """Have the server plan for what is there now, if so many new documents change much, and index the vectors.

        A large index is asked before that too, only not as quickly. Raises `IndexNotWrittenError` where the disk is
        too full for that; the documents are published then.
        """
        try:
            with self.database.reading() as connection:
                documents = totals(connection, View(generation_number(connection))).documents
            if changed >= _MUCH * documents:
                with self.database.session() as connection:
                    analyze(connection)
            self.build_indexes()
        except IndexNotWrittenError as error:
            raise IndexNotWrittenError(
                f"The documents are in the index in {self}, but its disk is too full for what makes questions quick. "
                "Make room and run: qa compact --engine URL"
            ) from error

    def build_indexes(self) -> None:
        """See to it that a large index finds its nearest vectors quickly; until then every vector is compared."""
        with self.database.reading() as connection:
            view = View(generation_number(connection))
            large = totals(connection, view).passages > self._exact
            found = connection.execute(
                "SELECT vector_dims(p.vector) FROM article_qa.passage p JOIN article_qa.document d "
                f"ON d.id = p.document WHERE {SEEN} LIMIT 1",
                view.parameters,
            ).fetchone()
            missing = large and found is not None and not is_indexed(connection, found[0])
        if missing and found:
            build_indexes(self.database, found[0])

    def compact(self) -> int:
        """Drop documents that no longer stand in the index, and what interrupted runs left; see to what `prepare` does.

        Returns how many bytes the rows had; the server uses their room again. Who reads an earlier generation just
        then is told to open the index anew.
        """
        with self.database.writing() as connection:
            schema.check(connection, self.database.name)
            generation_in_force(connection, self.database.name)
            freed = drop_unseen(connection)
        with self.database.session() as connection:
            vacuum(connection)
        self.build_indexes()
        return freed

    def close(self) -> None:
        """Close the connections."""
        self.database.close()

    def _engine(self, found: GenerationInForce) -> PostgresEngine:
        return PostgresEngine(
            self.database,
            found,
            View(found.number),
            depth=self._depth,
            documents=self._documents,
            small=self._small,
            exact=self._exact,
        )

    def _planned(
        self,
        encoder: Encoder,
        chunking: Chunking,
        added: list[Document],
        removed: list[str],
        rebuild: bool,
        seeds: bool,
        out_of_date: Mapping[str, str],
    ) -> _Planned | Change:
        """What is to be done; the change, where that is nothing."""
        with self.database.reading() as connection:
            base = generation_number(connection)
            view = View(base)
            there = known_documents(connection, view)
            if base and not rebuild:
                check_made_with(
                    generation_in_force(connection, self.database.name), encoder.identity, chunking, self.database.name
                )
            known = {} if rebuild else there
            entries = {name: DocumentEntry.of(each.document) for name, each in known.items()}
            wanted = change.plan(entries, added, removed, out_of_date)
            if not entries.keys() - set(removed) | wanted.given.keys():
                raise DocumentError(f"Nothing would be left in the index of {self}.")
            if base and not rebuild and wanted.change.is_empty:
                return wanted.change
            made = planning.plan(connection, view, known, wanted, chunking)
        if rebuild:
            made = replace(made, gone=tuple(each.number for each in there.values()))
        _check_text(made, known)
        identity = content_id(_entries_after(made, known), encoder.identity, chunking)
        return _Planned(base, made, Generation(identity, encoder.identity, json.dumps(asdict(chunking)), seeds))


def _check_text(made: Plan, known: Mapping[str, KnownDocument]) -> None:
    gone = set(made.gone)
    if not any(each.passages for each in made.write) and not any(
        each.passages for each in known.values() if each.number not in gone
    ):
        raise DocumentError("There is nothing to index: the documents have no text that could be asked.")


def _entries_after(made: Plan, known: Mapping[str, KnownDocument]) -> Iterable[DocumentEntry]:
    gone = set(made.gone)
    yield from (DocumentEntry.of(each.document) for each in known.values() if each.number not in gone)
    yield from (DocumentEntry.of(each.document) for each in made.write)
