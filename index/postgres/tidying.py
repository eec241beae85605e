"""What no longer stands in the index is deleted."""

from __future__ import annotations

from index.postgres.database import Connection

_TABLES = ("document", "passage", "sentence", "sentence_key", "posting", "frequency", "job")
_OF_DOCUMENTS = {
    "posting": "document",
    "sentence_key": "document",
    "sentence": "document",
    "passage": "document",
    "document": "id",
}
"""Tables with rows of documents, and the column that has the document's number."""


def drop_unseen(connection: Connection) -> int:
    """Delete documents that were taken out, and those never published, in the transaction that is open.

    Returns how many bytes the rows had. Publishers wait so long.
    """
    row = connection.execute("SELECT generation FROM article_qa.pointer FOR UPDATE").fetchone()
    number = int(row[0]) if row else 0
    unseen = [
        found
        for (found,) in connection.execute(
            "SELECT id FROM article_qa.document WHERE added IS NULL OR removed <= %s", [number]
        )
    ]
    freed = 0
    for table, column in _OF_DOCUMENTS.items():
        found = connection.execute(
            f"WITH gone AS (DELETE FROM article_qa.{table} t WHERE t.{column} = ANY(%s) RETURNING pg_column_size(t.*)) "
            "SELECT coalesce(sum(pg_column_size), 0) FROM gone".encode(),
            [unseen],
        ).fetchone()
        freed += int(found[0]) if found else 0
    connection.execute("DELETE FROM article_qa.job")
    connection.execute("DELETE FROM article_qa.generation WHERE number <> %s", [number])
    _fold_frequencies(connection)
    return freed


def vacuum(connection: Connection) -> None:
    """Let the server use the room again, and count what it plans queries by, outside of a transaction."""
    for table in _TABLES:
        connection.execute(f"VACUUM (ANALYZE) article_qa.{table}".encode())


def analyze(connection: Connection) -> None:
    """Let the server count what it plans queries by: without, a question takes it many times as long."""
    for table in _TABLES:
        connection.execute(f"ANALYZE article_qa.{table}".encode())


def _fold_frequencies(connection: Connection) -> None:
    """One row a term for the generation in force, in the place of one for each that changed it."""
    connection.execute(
        """
        WITH gone AS (DELETE FROM article_qa.frequency RETURNING term, stem, passages, sentences, documents)
        INSERT INTO article_qa.frequency (term, generation, stem, passages, sentences, documents)
        SELECT term, 0, min(stem), sum(passages), sum(sentences), sum(documents) FROM gone GROUP BY term
        HAVING sum(passages) <> 0 OR sum(sentences) <> 0 OR sum(documents) <> 0
        """
    )
