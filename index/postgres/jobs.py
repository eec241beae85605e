"""Documents that wait to be encoded and written, shared by all programs that index into a database."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from index.embedding import Encoder, Progress, Vectors, encode_in_batches
from index.postgres.database import Connection, Database
from index.postgres.reading import load_documents, numbers_of
from index.postgres.rows import IndexedDocument
from index.postgres.view import View
from index.postgres.writing import write_document, written

AT_ONCE = 8
"""Documents that are taken together: enough for full batches of the encoder, and little to lose."""

_POLL = 0.2
"""Seconds between two looks whether others have finished what they are at."""


class Jobs:
    """Takes and does the jobs that need the same encoder."""

    def __init__(self, database: Database, encoder: Encoder) -> None:
        self._database, self._encoder = database, encoder

    def finish(
        self,
        base: int,
        wanted: Mapping[bytes, IndexedDocument],
        progress: Progress | None = None,
        waiting: Callable[[], None] | None = None,
    ) -> bool:
        """See to it that these documents, by fingerprint, are written; false where `base` is no longer in force."""
        with self._database.writing() as connection:
            row = connection.execute("SELECT generation FROM article_qa.pointer FOR SHARE").fetchone()
            if row is None or row[0] != base:
                return False
            missing = wanted.keys() - written(connection, wanted).keys()
            # In one order for all: two that queue the same jobs in different orders would wait for each other for ever.
            self._queue(connection, {key: wanted[key] for key in sorted(missing)})
        told = False
        while True:
            if self._do_some(base):
                if progress:
                    progress(max(0, len(missing) - self._waiting()), len(missing))
            elif not self._left(missing):
                break
            else:
                # Others are at the last ones; if one of them dies, its jobs are there to be taken.
                if waiting and not told:
                    waiting()
                    told = True
                time.sleep(_POLL)
        if progress and missing:
            progress(len(missing), len(missing))
        return True

    def _queue(self, connection: Connection, documents: Mapping[bytes, IndexedDocument]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO article_qa.job (fingerprint, encoder, record, passages) VALUES (%s, %s, %s, %s) "
                "ON CONFLICT (fingerprint) DO NOTHING",
                [(key, self._encoder.identity, each.record, each.passages_record) for key, each in documents.items()],
            )

    def _left(self, fingerprints: Sequence[bytes] | set[bytes]) -> int:
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT count(*) FROM article_qa.job WHERE fingerprint = ANY(%s)", [list(fingerprints)]
            ).fetchone()
        return int(row[0]) if row else 0

    def _waiting(self) -> int:
        """How many jobs there are, whoever queued them."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT count(*) FROM article_qa.job").fetchone()
        return int(row[0]) if row else 0

    def _do_some(self, base: int) -> int:
        """Take jobs that nobody is at, do them, and return how many; they are given back if this process dies."""
        with self._database.writing() as connection:
            # Encoding may take longer than a server lets a transaction wait.
            connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            taken = connection.execute(
                "SELECT id, fingerprint, record, passages FROM article_qa.job WHERE encoder = %s "
                "ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED",
                [self._encoder.identity, AT_ONCE],
            ).fetchall()
            # One that was queued again just when another process finished it.
            done = written(connection, [fingerprint for _, fingerprint, _, _ in taken])
            todo = {
                bytes(key): IndexedDocument.read(record, passages)
                for _, key, record, passages in taken
                if bytes(key) not in done
            }
            self._write(connection, base, todo)
            connection.execute("DELETE FROM article_qa.job WHERE id = ANY(%s)", [[number for number, *_ in taken]])
        return len(taken)

    def _write(self, connection: Connection, base: int, documents: Mapping[bytes, IndexedDocument]) -> None:
        texts = [text for each in documents.values() for text in (*each.passage_texts, *each.sentence_texts)]
        vectors = self._known_vectors(connection, base, [each.document.name for each in documents.values()])
        unseen = [text for text in dict.fromkeys(texts) if text not in vectors]
        vectors.update(zip(unseen, encode_in_batches(self._encoder, unseen), strict=True))
        for fingerprint, each in documents.items():
            of_passages, of_sentences = (_stacked(vectors, of) for of in (each.passage_texts, each.sentence_texts))
            write_document(connection, each, fingerprint, of_passages, of_sentences)

    def _known_vectors(self, connection: Connection, base: int, names: Sequence[str]) -> dict[str, Vectors]:
        """By text, of what the documents of these names say now, where that was encoded by the same encoder."""
        row = connection.execute("SELECT encoder FROM article_qa.generation WHERE number = %s", [base]).fetchone()
        if row is None or row[0] != self._encoder.identity:
            return {}
        known: dict[str, Vectors] = {}
        numbers = [*numbers_of(connection, View(base), names).values()]
        for loaded in load_documents(connection, numbers).values():
            known.update(zip(loaded.indexed.passage_texts, loaded.of_passages, strict=True))
            known.update(zip(loaded.indexed.sentence_texts, loaded.of_sentences, strict=True))
        return known


def _stacked(vectors: Mapping[str, Vectors], texts: Sequence[str]) -> Vectors:
    return np.stack([vectors[text] for text in texts]) if texts else np.zeros((0, 0), dtype=np.float32)
