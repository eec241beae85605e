"""Stage one in SQL: the best rows by each of four signals, and what stage two must know of the whole.

The formulas are those of `index.lexical`: BM25 as bm25s has it, over stems and n-grams.
What a term is worth is counted in the generation that is asked, so an addition leaves
nothing stale.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, LiteralString

import numpy as np

from index.candidates import Extremes, FieldStatistics, Statistics
from index.embedding import Vectors
from index.lexical import K1, B, idf
from index.postgres.database import Connection
from index.postgres.rows import vector_literal

Field = Literal["passages", "sentences"]

SEEN: LiteralString = (
    "d.added <= %(generation)s AND (d.removed IS NULL OR d.removed > %(generation)s) "
    "AND (%(only)s::bigint[] IS NULL OR d.id = ANY(%(only)s)) AND NOT d.id = ANY(%(without)s)"
)
"""Whether a document `d` is part of what is asked."""


@dataclass(frozen=True)
class View:
    """Documents of one generation by their numbers: all, or only some, or all without some."""

    generation: int
    only: tuple[int, ...] | None = None
    without: tuple[int, ...] = ()

    @property
    def is_whole(self) -> bool:
        return self.only is None and not self.without

    @property
    def parameters(self) -> dict[str, Any]:
        only = None if self.only is None else list(self.only)
        return {"generation": self.generation, "only": only, "without": list(self.without)}


@dataclass(frozen=True)
class Totals:
    """Of the documents of a view; lengths are in terms."""

    documents: int
    documents_with_passages: int
    passages: int
    sentences: int
    passage_terms: int
    sentence_terms: int


@dataclass(frozen=True)
class Signal:
    """One signal over all passages: its extremes, and its best passages as (document, place) with their scores."""

    extremes: Extremes
    best: Mapping[tuple[int, int], float]

    def scaled(self) -> Iterable[tuple[tuple[int, int], float]]:
        """The best passages with their scores from 0, the lowest of all passages, to 1."""
        spread = self.extremes.highest - self.extremes.lowest
        for row, score in self.best.items():
            yield row, (score - self.extremes.lowest) / spread if spread > 0 else 1.0


@dataclass(frozen=True)
class Found:
    """What stage one found: the documents by number, the most promising first, and the statistics."""

    documents: tuple[int, ...]
    statistics: Statistics


def totals(connection: Connection, view: View) -> Totals:
    """Counted when the generation was published; for a part of it, now."""
    names = ", ".join(Totals.__dataclass_fields__)
    statement = f"SELECT {names} FROM article_qa.generation WHERE number = %(generation)s"
    if not view.is_whole:
        statement = (
            "SELECT count(*), count(*) FILTER (WHERE passage_count > 0), coalesce(sum(passage_count), 0), "
            "coalesce(sum(sentence_count), 0), coalesce(sum(passage_terms), 0), coalesce(sum(sentence_terms), 0) "
            f"FROM article_qa.document d WHERE {SEEN}"
        )
    row = connection.execute(statement.encode(), view.parameters).fetchone()
    return Totals(*map(int, row or [0] * 6))


def search(
    connection: Connection, view: View, size: Totals, asked: Sequence[str], vector: Vectors, depth: int, most: int
) -> Found:
    """Stage one for a question of these terms and this unit vector; see `index.engine.Engine.candidates`."""
    passages, sentences, documents = _field_statistics(connection, view, size, set(asked))
    literal = vector_literal(vector)
    signals = (
        _dense(connection, view, "passages", literal, depth),
        _lexical(connection, view, "passages", asked, passages, size.passages, depth),
        _dense(connection, view, "sentences", literal, depth),
        _lexical(connection, view, "sentences", asked, sentences, size.passages, depth),
    )
    coverage = _coverage(connection, view, asked, documents)
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


def _dense(connection: Connection, view: View, field: Field, vector: str, depth: int) -> Signal:
    rows = connection.execute(_dense_statement(field), {**view.parameters, "vector": vector, "depth": depth})
    return _signal(rows.fetchall())


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
    return _signal(connection.execute(_lexical_statement(field), parameters).fetchall())


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


def _signal(rows: Sequence[tuple[Any, ...]]) -> Signal:
    """Of (document, place, score, lowest score of all), the best first; all passages score 0 where there are none."""
    if not rows:
        return Signal(Extremes(0.0, 0.0), {})
    extremes = Extremes(float(rows[0][3]), float(rows[0][2]))
    return Signal(extremes, {(document, place): float(score) for document, place, score, _ in rows})


def _coverage(
    connection: Connection, view: View, asked: Sequence[str], statistics: FieldStatistics
) -> dict[int, float]:
    """The share, 0 to 1, of the question's terms that each document holds; see `LexicalIndex.coverage`."""
    weights = {term: float(idf(statistics.frequencies.get(term, 0), statistics.size)) for term in set(asked)}
    total = sum(weights.values())
    rows = connection.execute(
        "SELECT p.document, sum(q.weight) FROM unnest(%(terms)s::text[], %(weights)s::float8[]) q (term, weight) "
        "JOIN article_qa.posting p ON p.term = q.term JOIN article_qa.document d ON d.id = p.document "
        f"WHERE p.in_passages <> '{{}}' AND {SEEN} GROUP BY 1",
        {**view.parameters, "terms": list(weights), "weights": list(weights.values())},
    )
    return {document: float(covered) / total for document, covered in rows}
