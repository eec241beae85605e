"""Stage one in SQL: the best rows by each of four signals, and what stage two must know of the whole.

The formulas are those of `index.lexical`: BM25 as bm25s has it, over stems and n-grams.
What a term is worth is counted in the generation that is asked, so an addition leaves
nothing stale.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import LiteralString

import numpy as np

from index.candidates import FieldStatistics, Statistics
from index.embedding import Vectors
from index.lexical import K1, B, idf
from index.postgres.database import Connection
from index.postgres.nearest import nearest
from index.postgres.rows import vector_literal
from index.postgres.view import SEEN, Field, Signal, Totals, View, signal_of


@dataclass(frozen=True)
class Found:
    """What stage one found: the documents by number, the most promising first, and the statistics."""

    documents: tuple[int, ...]
    statistics: Statistics


def search(
    connection: Connection,
    view: View,
    size: Totals,
    asked: Sequence[str],
    vector: Vectors,
    depth: int,
    most: int,
    exact: bool = True,
) -> Found:
    """Stage one for a question of these terms and this unit vector; see `index.engine.Engine.candidates`.

    Unless it is `exact`, vectors are found by HNSW, and words by their stems alone; what the n-grams add,
    stage two counts in the documents found.
    """
    passages, sentences, documents = _field_statistics(connection, view, size, set(asked))
    dense: Callable[[Field], Signal]
    if exact:
        dense, told = partial(_dense, connection, view, vector_literal(vector), depth), asked
    else:
        dense = partial(nearest, connection, view, vector, depth)
        told = [term for term in asked if term.startswith("=")]
    signals = (
        dense("passages"),
        _lexical(connection, view, "passages", told, passages, size.passages, depth),
        dense("sentences"),
        _lexical(connection, view, "sentences", told, sentences, size.passages, depth),
    )
    found = None if exact else sorted({document for signal in signals for document, _ in signal.best})
    coverage = _coverage(connection, view, asked, documents, found)
    best_coverage = max(coverage.values(), default=0.0)
    passage_dense, passage_lexical, sentence_dense, sentence_lexical = (signal.extremes for signal in signals)
    statistics = Statistics(
        passages,
        sentences,
        documents,
        passage_dense,
        passage_lexical,
        sentence_dense,
        sentence_lexical,
        best_coverage,
    )
    return Found(tuple(_promising(signals, coverage)[:most]), statistics)


def _promising(signals: Sequence[Signal], coverage: Mapping[int, float]) -> list[int]:
    """The documents of the best rows: each as good as its best passage, times how well it covers the question."""
    scores: dict[tuple[int, int], float] = defaultdict(float)
    for signal in signals:
        for row, score in signal.scaled():
            scores[row] += score
    documents: dict[int, float] = defaultdict(float)
    for (document, _), score in scores.items():
        documents[document] = max(documents[document], score)
    fit = {document: score * np.sqrt(coverage.get(document, 0.0)) for document, score in documents.items()}
    # Where no document covers anything, meaning alone decides.
    return sorted(documents, key=lambda document: (-fit[document], -documents[document], document))


def _field_statistics(
    connection: Connection, view: View, size: Totals, asked: set[str]
) -> tuple[FieldStatistics, FieldStatistics, FieldStatistics]:
    """Of passages, sentences and documents."""
    statement: LiteralString = (
        "SELECT term, sum(passages), sum(sentences), sum(documents) FROM article_qa.frequency "
        "WHERE term = ANY(%(terms)s) AND generation <= %(generation)s GROUP BY term"
    )
    if not view.is_whole:
        statement = (
            "SELECT p.term, sum(cardinality(p.in_passages)), sum(cardinality(p.in_sentences)), "
            "sum((p.in_passages <> '{}')::integer) FROM article_qa.posting p JOIN article_qa.document d "
            f"ON d.id = p.document WHERE p.term = ANY(%(terms)s) AND {SEEN} GROUP BY p.term"
        )
    rows = connection.execute(statement, {**view.parameters, "terms": sorted(asked)}).fetchall()
    passages, sentences, documents = ({row[0]: int(row[at]) for row in rows if row[at]} for at in (1, 2, 3))
    return (
        FieldStatistics(size.passages, size.passage_terms / max(size.passages, 1), passages),
        FieldStatistics(size.sentences, size.sentence_terms / max(size.sentences, 1), sentences),
        FieldStatistics(size.documents_with_passages, 0, documents),
    )


def _dense(connection: Connection, view: View, vector: str, depth: int, field: Field) -> Signal:
    rows = connection.execute(_dense_statement(field), {**view.parameters, "vector": vector, "depth": depth})
    return signal_of(rows.fetchall())


@cache
def _dense_statement(field: Field) -> LiteralString:
    """Inner products of unit vectors, which are their cosines: of the passage, or the best of its sentences."""
    place: LiteralString = "v.place" if field == "passages" else "v.passage"
    table: LiteralString = "passage" if field == "passages" else "sentence"
    return f"""
        WITH scored AS (
            SELECT v.document, {place} AS place, max(-(v.vector <#> %(vector)s::vector)) AS score
            FROM article_qa.{table} v JOIN article_qa.document d ON d.id = v.document
            WHERE {SEEN} GROUP BY 1, 2
        )
        SELECT document, place, score, min(score) OVER () FROM scored
        ORDER BY score DESC, document, place LIMIT %(depth)s
    """


def _lexical(
    connection: Connection,
    view: View,
    field: Field,
    asked: Sequence[str],
    statistics: FieldStatistics,
    passages: int,
    depth: int,
) -> Signal:
    """BM25 of the passage, or the best of its sentences."""
    times = Counter(term for term in asked if statistics.frequencies.get(term))
    weights = {term: count * float(idf(statistics.frequencies[term], statistics.size)) for term, count in times.items()}
    parameters = {
        **view.parameters,
        "terms": list(weights),
        "weights": list(weights.values()),
        "least": K1 * (1 - B),
        "by_length": K1 * B / max(statistics.average_length, 1e-9),
        "depth": depth,
        "passages": passages,
    }
    return signal_of(connection.execute(_lexical_statement(field), parameters).fetchall())


@cache
def _lexical_statement(field: Field) -> LiteralString:
    """A passage that holds no term scores 0, so the lowest score is 0 unless all of them hold one."""
    postings: LiteralString = "in_passages" if field == "passages" else "in_sentences"
    return f"""
        WITH by_text AS (
            SELECT p.document, e >> 28 AS place,
                   sum(q.weight * (e & 4095) / (%(least)s + %(by_length)s * ((e >> 12) & 65535) + (e & 4095))) AS score
            FROM unnest(%(terms)s::text[], %(weights)s::float8[]) q (term, weight)
            JOIN article_qa.posting p ON p.term = q.term
            JOIN article_qa.document d ON d.id = p.document
            CROSS JOIN LATERAL unnest(p.{postings}) e
            WHERE {SEEN} GROUP BY 1, 2
        ), scored AS (
            SELECT document, place >> 15 AS place, max(score) AS score FROM by_text GROUP BY 1, 2
        )
        SELECT document, place::integer, score,
               CASE WHEN count(*) OVER () < %(passages)s THEN 0 ELSE min(score) OVER () END
        FROM scored ORDER BY score DESC, document, place LIMIT %(depth)s
    """


def _coverage(
    connection: Connection,
    view: View,
    asked: Sequence[str],
    statistics: FieldStatistics,
    documents: Sequence[int] | None = None,
) -> dict[int, float]:
    """The share, 0 to 1, of the question's terms that each document holds, of all or of these.

    See `index.lexical.LexicalIndex.coverage`.
    """
    weights = {term: float(idf(statistics.frequencies.get(term, 0), statistics.size)) for term in set(asked)}
    total = sum(weights.values())
    rows = connection.execute(
        "SELECT p.document, sum(q.weight) FROM unnest(%(terms)s::text[], %(weights)s::float8[]) q (term, weight) "
        "JOIN article_qa.posting p ON p.term = q.term JOIN article_qa.document d ON d.id = p.document "
        f"WHERE p.in_passages <> '{{}}' AND {SEEN} "
        "AND (%(documents)s::bigint[] IS NULL OR p.document = ANY(%(documents)s)) GROUP BY 1",
        {
            **view.parameters,
            "terms": list(weights),
            "weights": list(weights.values()),
            "documents": None if documents is None else list(documents),
        },
    )
    return {document: float(covered) / total for document, covered in rows}
