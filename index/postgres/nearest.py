"""The nearest vectors by HNSW, for collections that are too large to compare every one.

The index is of vectors at half precision, which halves its memory; what it finds is scored by
the whole vectors. It is partial, one for each number of dimensions, so that an index that is
rebuilt with another encoder is written beside the old one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, LiteralString

from index.candidates import Extremes
from index.embedding import Vectors
from index.postgres.database import Connection, Database, Statement
from index.postgres.rows import vector_literal
from index.postgres.view import FIELDS, SEEN, Field, Signal, View, signal_of

EXACT = 20_000
"""Passages up to which every vector is compared."""

_MEMORY = "512MB"
"""What the server may use to build an index."""

_FAR = 20
"""Passages farthest from the question among which the lowest score is looked for."""


def index_name(table: str, dimensions: int) -> str:
    return f"{table}_nearest_{dimensions}"


def is_indexed(connection: Connection, dimensions: int) -> bool:
    """Whether both fields have their index, finished."""
    names = [index_name(table, dimensions) for table in ("passage", "sentence")]
    row = connection.execute(
        "SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = 'article_qa' AND c.relname = ANY(%s) AND i.indisvalid",
        [names],
    ).fetchone()
    return row == (2,)


def build_indexes(database: Database, dimensions: int) -> None:
    """Build what is missing, while the index is read and written; one program at a time, and the others go on."""
    with database.session() as connection:
        if connection.execute("SELECT pg_try_advisory_lock(4711, 21)").fetchone() != (True,):
            return
        if is_indexed(connection, dimensions):
            return
        connection.execute("SELECT set_config('maintenance_work_mem', %s, false)", [_MEMORY])
        for table in ("passage", "sentence"):
            name = index_name(table, dimensions)
            # One that was interrupted is there, and of no use.
            connection.execute(f"DROP INDEX IF EXISTS article_qa.{name}".encode())
            connection.execute(
                f"CREATE INDEX CONCURRENTLY {name} ON article_qa.{table} "
                f"USING hnsw ((vector::halfvec({dimensions})) halfvec_ip_ops) "
                f"WHERE vector_dims(vector) = {dimensions}".encode()
            )


def nearest_statements(view: View, vector: Vectors, depth: int) -> list[Statement]:
    """What `nearest_signals` reads: of passages and of sentences the nearest rows, and the lowest score of each."""
    dimensions = len(vector)
    literals = {"vector": vector_literal(vector), "opposite": vector_literal(-vector)}
    bound = {**view.parameters, **literals, "depth": depth, "far": _FAR}
    ef_search = str(min(1000, max(40, depth)))
    before = "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL hnsw.iterative_scan = strict_order"
    return [
        ("SELECT set_config('hnsw.ef_search', %(ef_search)s, true)", {"ef_search": ef_search}),
        *((setting.encode(), {}) for setting in before.split("; ")),
        *((_nearest_statement(field, dimensions), bound) for field in FIELDS),
        *((_lowest_statement(field, dimensions), bound) for field in FIELDS),
        ("SET LOCAL enable_seqscan = on", {}),
        ("SET LOCAL enable_sort = on", {}),
    ]


def nearest_signals(rows: Sequence[Sequence[tuple[Any, ...]]]) -> tuple[Signal, Signal]:
    """As comparing every vector, but for a few that the index misses; the lowest score is one of those far away."""
    of_passages, of_sentences, lowest_passage, lowest_sentence = rows[4:8]
    return _signal(of_passages, lowest_passage), _signal(of_sentences, lowest_sentence)


def _signal(rows: Sequence[tuple[Any, ...]], lowest: Sequence[tuple[Any, ...]]) -> Signal:
    found = signal_of([(document, place, score, 0.0) for document, place, score in rows])
    low = float(lowest[0][0]) if lowest and lowest[0][0] is not None else 0.0
    return Signal(Extremes(min(low, found.extremes.highest), found.extremes.highest), found.best)


def _nearest_statement(field: Field, dimensions: int) -> bytes:
    place: LiteralString = "place" if field == "passages" else "passage"
    table: LiteralString = "passage" if field == "passages" else "sentence"
    return f"""
        WITH found AS MATERIALIZED (
            SELECT v.document, v.{place} AS place, -(v.vector <#> %(vector)s::vector) AS score
            FROM article_qa.{table} v JOIN article_qa.document d ON d.id = v.document
            WHERE vector_dims(v.vector) = {dimensions} AND {SEEN}
            ORDER BY v.vector::halfvec({dimensions}) <#> %(vector)s::halfvec({dimensions}) LIMIT %(depth)s
        )
        SELECT document, place, max(score) AS score FROM found GROUP BY 1, 2 ORDER BY score DESC, document, place
    """.encode()


def _lowest_statement(field: Field, dimensions: int) -> bytes:
    """Far from the question is near to its opposite; a passage's sentences count by the best of them."""
    far = f"""
        SELECT v.document, v.place, -(v.vector <#> %(vector)s::vector) AS score
        FROM article_qa.passage v JOIN article_qa.document d ON d.id = v.document
        WHERE vector_dims(v.vector) = {dimensions} AND {SEEN}
        ORDER BY v.vector::halfvec({dimensions}) <#> %(opposite)s::halfvec({dimensions}) LIMIT %(far)s
    """
    if field == "passages":
        return f"WITH far AS MATERIALIZED ({far}) SELECT min(score) FROM far".encode()
    return f"""
        WITH far AS MATERIALIZED ({far})
        SELECT min(best) FROM (
            SELECT max(-(s.vector <#> %(vector)s::vector)) AS best
            FROM far JOIN article_qa.sentence s ON s.document = far.document AND s.passage = far.place
            GROUP BY far.document, far.place) passages
    """.encode()
