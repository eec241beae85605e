"""Documents as they are in another index, with the vectors they have, into PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from index.chunking import Chunking
from index.collection import content_id
from index.documents import DocumentEntry
from index.embedding import Progress
from index.errors import EngineError
from index.postgres import schema
from index.postgres.database import Connection, Database
from index.postgres.reading import LoadedDocument, generation_number, known_documents
from index.postgres.view import View
from index.postgres.writing import Generation, publish, write_document, written


class Copying:
    """Fills a database with exactly these documents; what a copy that stopped has written is not written again."""

    def __init__(self, database: Database, encoder: str, chunking: Chunking, seeds: bool) -> None:
        self._database, self._encoder, self._chunking, self._seeds = database, encoder, chunking, seeds

    def replace_all(self, batches: Iterable[list[LoadedDocument]], total: int, progress: Progress | None) -> None:
        """Publish the documents of all batches, `total` together, in the place of what is there.

        Raises `EngineError` where another program publishes meanwhile.
        """
        with self._database.writing() as connection:
            schema.migrate(connection)
        with self._database.reading() as connection:
            base = generation_number(connection)
            gone = [each.number for each in known_documents(connection, View(base)).values()]
        fingerprints: set[bytes] = set()
        entries: list[DocumentEntry] = []
        for batch in batches:
            with self._database.writing() as connection:
                fingerprints |= self._write(connection, batch)
            entries += [DocumentEntry.of(each.indexed.document) for each in batch]
            if progress:
                progress(len(entries), total)
        identity = content_id(entries, self._encoder, self._chunking)
        made = Generation(identity, self._encoder, json.dumps(asdict(self._chunking)), self._seeds)
        with self._database.writing() as connection:
            if publish(connection, base, made, fingerprints, gone) is None:
                raise EngineError(
                    f"The index in the database {self._database.name} was changed while it was copied to, and stays as "
                    "it is now. Run the same command again; what was copied is kept."
                )

    def _write(self, connection: Connection, batch: list[LoadedDocument]) -> set[bytes]:
        wanted = {each.indexed.fingerprint(self._encoder, self._chunking): each for each in batch}
        there = written(connection, wanted.keys())
        for fingerprint, each in wanted.items():
            if fingerprint not in there:
                write_document(connection, each.indexed, fingerprint, each.of_passages, each.of_sentences)
        return set(wanted)
