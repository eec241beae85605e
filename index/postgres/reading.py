"""What stands in the tables: the generation in force, and its documents."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, LiteralString

import numpy as np

from index.chunking import Chunking
from index.documents import Document
from index.embedding import Vectors
from index.errors import EngineError, IndexMissingError, IndexOutdatedError
from index.postgres.database import Connection
from index.postgres.document_terms import DocumentTerms
from index.postgres.rows import IndexedDocument, name_key, name_of, read_vectors
from index.postgres.view import SEEN, View
from index.records import document_of

_AT_ONCE = 200
"""Documents whose terms are read together."""


@dataclass(frozen=True)
class GenerationInForce:
    """The generation that is asked now; `chunking` as JSON."""

    number: int
    id: str
    encoder: str
    chunking: str
    seeds: bool


@dataclass(frozen=True)
class KnownDocument:
    """A document without its text and blocks, its number, and how many passages it has."""

    number: int
    document: Document
    passages: int


@dataclass(frozen=True)
class LoadedDocument:
    """A document whole, with the vectors of its passages and of its sentences, one a row.

    `packed` are its terms as they are kept (`index.postgres.document_terms`).
    """

    indexed: IndexedDocument
    of_passages: Vectors
    of_sentences: Vectors
    packed: bytes = b""

    @cached_property
    def terms(self) -> DocumentTerms:
        """Those that are kept, or counted now where none are."""
        return DocumentTerms.unpack(self.packed) if self.packed else self.indexed.counted.terms


def generation_number(connection: Connection) -> int:
    """Of the generation in force; 0 where none was ever published."""
    row = connection.execute("SELECT generation FROM article_qa.pointer").fetchone()
    return int(row[0]) if row else 0


def generation_in_force(connection: Connection, name: str) -> GenerationInForce:
    """Raises `IndexMissingError` where none was ever published in the database of that name."""
    row = connection.execute(
        "SELECT g.number, g.id, g.encoder, g.chunking, g.seeds "
        "FROM article_qa.pointer p JOIN article_qa.generation g ON g.number = p.generation"
    ).fetchone()
    if row is None:
        raise IndexMissingError(f"There is no index in the database {name}. Build one: qa index PATH --engine URL")
    return GenerationInForce(*row)


def check_made_with(found: GenerationInForce, encoder: str, chunking: Chunking, name: str) -> None:
    """Raises `IndexOutdatedError` where the generation was made with another encoder or chunking."""
    for what, has, wanted in (
        ("encoder", found.encoder, encoder),
        ("chunking", json.loads(found.chunking), asdict(chunking)),
    ):
        if has != wanted:
            raise IndexOutdatedError(
                f"The index in the database {name} was built with {what} {has}, and {wanted} is asked for. "
                "Rebuild it: qa index --rebuild PATH --engine URL"
            )


def known_documents(connection: Connection, view: View) -> dict[str, KnownDocument]:
    """The documents of a view by name, in the order of their names."""
    rows = connection.execute(
        f"SELECT d.name, d.id, d.facts, d.passage_count FROM article_qa.document d WHERE {SEEN} ORDER BY d.name",
        view.parameters,
    )
    return {
        name_of(name): KnownDocument(number, document_of(facts), passages) for name, number, facts, passages in rows
    }


def numbers_of(connection: Connection, view: View, names: Sequence[str]) -> dict[str, int]:
    """The numbers of the documents of a view that have these names."""
    rows = connection.execute(
        f"SELECT d.name, d.id FROM article_qa.document d WHERE d.name = ANY(%(names)s) AND {SEEN}",
        {**view.parameters, "names": [name_key(name) for name in names]},
    )
    return {name_of(name): number for name, number in rows}


def indexed_documents(connection: Connection, numbers: Sequence[int]) -> dict[int, IndexedDocument]:
    """Documents with their passages, without vectors."""
    rows = connection.execute(
        "SELECT id, record, passages FROM article_qa.document WHERE id = ANY(%s)", [list(numbers)]
    )
    return {number: IndexedDocument.read(record, passages) for number, record, passages in rows}


def load_documents(connection: Connection, numbers: Sequence[int]) -> dict[int, LoadedDocument]:
    """Documents whole. Raises `EngineError` where one of them is not there as a whole."""
    rows = _in_binary(
        connection, "SELECT id, record, passages, terms FROM article_qa.document WHERE id = ANY(%s)", numbers
    )
    of_passages, of_sentences = (_vectors_by_document(connection, table, numbers) for table in ("passage", "sentence"))
    none = np.zeros((0, 0), dtype=np.float32)
    loaded = {
        number: LoadedDocument(
            IndexedDocument.read(record, passages),
            of_passages.get(number, none),
            of_sentences.get(number, none),
            packed,
        )
        for number, record, passages, packed in rows
    }
    for number in numbers:
        found = loaded.get(number)
        if (
            found is None
            or len(found.of_passages) != len(found.indexed.passages)
            or len(found.of_sentences) != len(found.indexed.sentence_passages)
        ):
            raise not_whole()
    return loaded


def not_whole() -> EngineError:
    """The error where something is missing that was written."""
    return EngineError("A part of the index is not there. Check the database: qa verify --engine URL")


def terms_of(connection: Connection, numbers: Sequence[int]) -> Iterator[list[DocumentTerms]]:
    """The terms of documents, some at a time."""
    for first in range(0, len(numbers), _AT_ONCE):
        rows = _in_binary(
            connection,
            "SELECT terms FROM article_qa.document WHERE id = ANY(%s)",
            numbers[first : first + _AT_ONCE],
        )
        yield [DocumentTerms.unpack(packed) for (packed,) in rows]


def _in_binary(connection: Connection, statement: LiteralString, numbers: Sequence[int]) -> list[tuple[Any, ...]]:
    """The rows of a statement about documents; the cursor that binds on this side cannot ask for them in binary."""
    import psycopg

    cursor: psycopg.Cursor[tuple[Any, ...]] = psycopg.Cursor(connection)
    cursor.execute(statement, [list(numbers)], binary=True)
    return cursor.fetchall()


def _vectors_by_document(connection: Connection, table: LiteralString, numbers: Sequence[int]) -> dict[int, Vectors]:
    rows = _in_binary(
        connection,
        f"SELECT document, vector FROM article_qa.{table} WHERE document = ANY(%s) ORDER BY document, place",
        numbers,
    )
    documents = np.array([number for number, _ in rows], dtype=np.int64)
    vectors = read_vectors(value for _, value in rows)
    starts = np.flatnonzero(np.diff(documents, prepend=-1))
    parts = zip(starts, np.append(starts[1:], len(rows)), strict=True) if len(rows) else ()
    return {int(documents[start]): vectors[start:end] for start, end in parts}
