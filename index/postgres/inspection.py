"""What a database is fit for, in lines for a person: `qa engine check`."""

from __future__ import annotations

from collections.abc import Iterator

from index.errors import IndexMissingError
from index.postgres import schema
from index.postgres.database import Connection, Database
from index.postgres.reading import generation_in_force
from index.postgres.view import View, totals


def inspect(database: Database) -> Iterator[tuple[str, str]]:
    """Facts and their values. Raises `EngineError` where the database cannot be used."""
    with database.reading() as connection:
        yield "Database", database.name
        yield "Server", f"PostgreSQL {_value(connection, 'SHOW server_version')}"
        yield "Role", _role(connection)
        yield "pgvector", schema.extension(connection, "vector") or schema.missing_vectors(connection)
        yield "Citus", schema.extension(connection, "citus") or "not installed (needed for shards only)"
        version = schema.version_of(connection)
        if not version:
            yield "Index", "none. Build one: qa index PATH --engine URL"
            return
        yield "Tables", _tables(version)
        yield "Rights", _rights(connection)
        try:
            made = generation_in_force(connection, database.name)
        except IndexMissingError as error:
            yield "Index", str(error)
            return
        count = totals(connection, View(made.number))
        size = int(_value(connection, _SIZE))
        yield "Index", f"{count.documents:,} documents, {count.passages:,} passages, {count.sentences:,} sentences"
        yield "Generation", f"{made.number}, encoder {made.encoder}"
        yield "Size", f"{size / 2**20:,.1f} MB, {size / max(count.passages, 1) / 1000:,.1f} kB a passage"
        yield "Waiting", f"{_value(connection, 'SELECT count(*) FROM article_qa.job')} documents to be written"


_SIZE = (
    "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = 'article_qa' AND c.relkind = 'r'"
)


def _value(connection: Connection, statement: str) -> str:
    row = connection.execute(statement.encode()).fetchone()
    return str(row[0]) if row else ""


def _role(connection: Connection) -> str:
    is_replica = _value(connection, "SELECT pg_is_in_recovery()") == "True"
    return "a replica, which only reads" if is_replica else "a primary, which reads and writes"


def _tables(version: int) -> str:
    if version == schema.VERSION:
        return f"version {version}"
    return f"version {version}; this program reads {schema.VERSION}"


def _rights(connection: Connection) -> str:
    reads, writes = (
        _value(connection, f"SELECT has_table_privilege('article_qa.document', '{what}')") == "True"
        for what in ("SELECT", "INSERT")
    )
    return "may read and write" if reads and writes else "may read" if reads else "may not even read"
