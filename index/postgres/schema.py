"""The tables of an index, made and migrated; every table is distributed by document where there is Citus.

format                 the version of these tables
generation             one row a generation that was published, with the totals that BM25 needs
pointer                one row: the generation in force
document               a document as it stood from the generation `added` until `removed`; not yet published
                       while `added` is null
passage sentence       their vectors, by document and place in it
posting                for each document and stem where it stands, and how often (`index.postgres.rows.SENTENCE_BITS`)
frequency              by how much a generation changed the number of passages, sentences and documents
                       that hold a term, by its hash (`index.segment_field.term_hashes`); of stems the word as well
job                    documents that wait to be indexed, and who is at it
"""

from __future__ import annotations

from typing import LiteralString

from index.errors import EngineError, IndexMissingError, IndexOutdatedError
from index.postgres.database import Connection
from index.postgres.tidying import drop_unseen
from index.postgres.writing import count_anew

NAME = "article_qa"
VERSION = 2

_MIGRATIONS: tuple[LiteralString, ...] = (
    """
    CREATE TABLE article_qa.format (version integer NOT NULL);
    INSERT INTO article_qa.format VALUES (0);
    CREATE TABLE article_qa.generation (
        number integer PRIMARY KEY,
        published timestamptz NOT NULL DEFAULT now(),
        id text NOT NULL,
        encoder text NOT NULL,
        chunking text NOT NULL,
        seeds boolean NOT NULL,
        documents bigint NOT NULL,
        documents_with_passages bigint NOT NULL,
        passages bigint NOT NULL,
        sentences bigint NOT NULL,
        passage_terms bigint NOT NULL,
        sentence_terms bigint NOT NULL
    );
    CREATE TABLE article_qa.pointer (generation integer NOT NULL);
    INSERT INTO article_qa.pointer VALUES (0);
    CREATE SEQUENCE article_qa.document_id;
    CREATE TABLE article_qa.document (
        id bigint PRIMARY KEY,
        added integer,
        removed integer,
        written timestamptz NOT NULL DEFAULT now(),
        name bytea NOT NULL,
        fingerprint bytea NOT NULL,
        facts text NOT NULL,
        record text NOT NULL,
        passages text NOT NULL,
        passage_count integer NOT NULL,
        sentence_count integer NOT NULL,
        passage_terms bigint NOT NULL,
        sentence_terms bigint NOT NULL,
        checksum bytea NOT NULL
    );
    CREATE INDEX ON article_qa.document (name);
    CREATE INDEX ON article_qa.document (fingerprint);
    CREATE INDEX ON article_qa.document (removed) WHERE removed IS NOT NULL;
    CREATE INDEX ON article_qa.document (id) WHERE added IS NULL;
    CREATE TABLE article_qa.passage (
        document bigint NOT NULL,
        place integer NOT NULL,
        vector vector NOT NULL,
        PRIMARY KEY (document, place)
    );
    CREATE TABLE article_qa.sentence (
        document bigint NOT NULL,
        place integer NOT NULL,
        passage integer NOT NULL,
        vector vector NOT NULL,
        PRIMARY KEY (document, place)
    );
    CREATE TABLE article_qa.sentence_key (
        document bigint NOT NULL,
        key bigint NOT NULL,
        PRIMARY KEY (key, document)
    );
    CREATE INDEX ON article_qa.sentence_key (document);
    CREATE TABLE article_qa.posting (
        document bigint NOT NULL,
        term text COLLATE "C" NOT NULL,
        in_passages bigint[] NOT NULL,
        in_sentences bigint[] NOT NULL,
        PRIMARY KEY (term, document)
    );
    CREATE INDEX ON article_qa.posting (document);
    CREATE TABLE article_qa.frequency (
        term text COLLATE "C" NOT NULL,
        generation integer NOT NULL,
        passages bigint NOT NULL,
        sentences bigint NOT NULL,
        documents bigint NOT NULL,
        PRIMARY KEY (term, generation)
    );
    CREATE TABLE article_qa.job (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        fingerprint bytea NOT NULL UNIQUE,
        encoder text NOT NULL,
        record text NOT NULL,
        passages text NOT NULL,
        queued timestamptz NOT NULL DEFAULT now()
    );
    """,
    """
    ALTER TABLE article_qa.document ADD COLUMN terms bytea NOT NULL DEFAULT '';
    ALTER TABLE article_qa.document ALTER COLUMN terms SET STORAGE EXTERNAL;
    TRUNCATE article_qa.posting, article_qa.frequency;
    ALTER TABLE article_qa.frequency ALTER COLUMN term TYPE bigint USING 0;
    ALTER TABLE article_qa.frequency ADD COLUMN stem text COLLATE "C";
    """,
)
"""What leads from each version to the next."""

_DISTRIBUTED = ("document", "passage", "sentence", "sentence_key", "posting")


def migrate(connection: Connection) -> None:
    """Make the tables, or bring them to `VERSION`, in the transaction that is open.

    Raises `EngineError` where pgvector is not installed, `IndexOutdatedError` for tables of a newer program.
    """
    # One at a time: two that begin at once would both find nothing.
    connection.execute("SELECT pg_advisory_xact_lock(4711, 20)")
    version = version_of(connection)
    if version == VERSION:
        return
    _check_version(version)
    _require_vectors(connection)
    if connection.execute("SELECT to_regnamespace(%s)", [NAME]).fetchone() == (None,):
        connection.execute("CREATE SCHEMA article_qa")
    for migration in _MIGRATIONS[version:]:
        connection.execute(migration)
    if version == 1:
        drop_unseen(connection)
        count_anew(connection)
    connection.execute("UPDATE article_qa.format SET version = %s", [VERSION])
    if version == 0 and extension(connection, "citus"):
        for table in _DISTRIBUTED:
            column = "id" if table == "document" else "document"
            connection.execute("SELECT create_distributed_table(%s, %s)", [f"{NAME}.{table}", column])


def version_of(connection: Connection) -> int:
    """The version of the tables that are there; 0 where there are none."""
    found = connection.execute("SELECT to_regclass('article_qa.format')").fetchone()
    if found is None or found[0] is None:
        return 0
    row = connection.execute("SELECT version FROM article_qa.format").fetchone()
    return int(row[0]) if row else 0


def check(connection: Connection, name: str) -> None:
    """Raises `IndexMissingError` where there are no tables, `IndexOutdatedError` where they are of another version."""
    version = version_of(connection)
    if not version:
        raise IndexMissingError(f"There is no index in the database {name}. Build one: qa index PATH --engine URL")
    if version != VERSION:
        _check_version(version)
        raise IndexOutdatedError(
            f"The index in the database {name} is of version {version}, and this program reads {VERSION}. "
            "Index anything once with it, as the writer: that brings the tables up to date."
        )


def _check_version(version: int) -> None:
    if version > VERSION:
        raise IndexOutdatedError(
            f"The index in the database is of version {version}, and this program knows {VERSION}. Update article-qa."
        )


def _require_vectors(connection: Connection) -> None:
    if not extension(connection, "vector"):
        raise EngineError(f"The index needs pgvector, which is {missing_vectors(connection)}")


def missing_vectors(connection: Connection) -> str:
    """Where pgvector is missing, and how to get it."""
    if not connection.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'").fetchone():
        return (
            "not installed on the database server. Install it there (package postgresql-18-pgvector, or the image "
            "pgvector/pgvector:pg18), then, as a superuser of this database: CREATE EXTENSION vector"
        )
    return "installed on the database server but not in this database. As a superuser of it: CREATE EXTENSION vector"


def extension(connection: Connection, name: str) -> str | None:
    """The version of an extension of the database; None where it is not there."""
    row = connection.execute("SELECT extversion FROM pg_extension WHERE extname = %s", [name]).fetchone()
    return str(row[0]) if row else None
