"""Stage one in SQL: the best rows by each of four signals, and what stage two must know of the whole.

The formulas are those of `index.lexical`: BM25 as bm25s has it. What a term is worth is counted in the
generation that is asked, so an addition leaves nothing stale. Words are looked for by their stems alone; what the
n-grams add, stage two counts in the documents found.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import LiteralString

import numpy as np

from index.candidates import Extremes, FieldStatistics, Statistics
from index.embedding import Vectors
from index.lexical import K1, B, idf
from index.postgres.database import Connection, Statement, run_together
from index.postgres.document_terms import TermTotals
from index.postgres.nearest import nearest_signals, nearest_statements
from index.postgres.rows import vector_literal
from index.postgres.view import FIELDS, SEEN, Field, Signal, Totals, View, signal_of
from index.segment_field import term_hashes

_NOTHING_KNOWN = Extremes(float("inf"), float("-inf"))


@dataclass(frozen=True)
class Found:
    """What stage one found: the documents by number, the most promising first, and the statistics."""

    documents: tuple[int, ...]
    statistics: Statistics


def search(
    connection: Connection,
    view: View,
    size: Totals,
    apart: TermTotals | None,
    asked: Sequence[str],
    vector: Vectors,
    depth: int,
    most: int,
    exact: bool = True,
) -> Found:
    """Stage one for a question of these terms and this unit vector; see `index.engine.Engine.candidates`.

    `apart` is what a view that is not the whole generation holds (`_field_statistics`). Unless it is `exact`, vectors
    are found by HNSW.
    """
    passages, sentences, documents = _field_statistics(connection, view, size, apart, asked)
    stems = [term for term in asked if term.startswith("=")]
    near = _dense_statements(view, vector, depth) if exact else nearest_statements(view, vector, depth)
    by_words = [
        _lexical(view, field, stems, known, depth) for field, known in zip(FIELDS, (passages, sentences), strict=True)
    ]
    *near_rows, of_passages, of_sentences = run_together(connection, [*near, *by_words])
    passage_dense, sentence_dense = (
        (signal_of(near_rows[0]), signal_of(near_rows[1])) if exact else nearest_signals(near_rows)
    )
    signals = (passage_dense, signal_of(of_passages), sentence_dense, signal_of(of_sentences))
    found = sorted({document for signal in signals for document, _ in signal.best})
    chosen = _promising(signals, _coverage(connection, stems, documents, found), depth)[:most]
    # Among thousands of passages some share no term with the question: the lowest BM25 is 0.
    statistics = Statistics(
        passages=passages,
        sentences=sentences,
        documents=documents,
        passage_dense=passage_dense.extremes,
        passage_lexical=Extremes(0.0, 0.0),
        sentence_dense=sentence_dense.extremes,
        sentence_lexical=Extremes(0.0, 0.0),
        best_coverage=0.0,
    )
    if len(chosen) == size.documents_with_passages:
        # All are ranked, so stage two finds the lowest and the highest itself.
        statistics = replace(statistics, passage_lexical=_NOTHING_KNOWN, sentence_lexical=_NOTHING_KNOWN)
    return Found(tuple(chosen), statistics)


def _promising(signals: Sequence[Signal], coverage: Mapping[int, float], depth: int) -> list[int]:
    """The documents of the best rows: each as good as its best passage, times how well it covers the question."""
    scaled = [signal.scaled(depth) for signal in signals]
    documents: dict[int, float] = defaultdict(float)
    for row in {row for best, _ in scaled for row in best}:
        score = sum(best.get(row, other) for best, other in scaled)
        documents[row[0]] = max(documents[row[0]], score)
    fit = {document: score * np.sqrt(coverage.get(document, 0.0)) for document, score in documents.items()}
    # Where no document covers anything, meaning alone decides.
    return sorted(documents, key=lambda document: (-fit[document], -documents[document], document))


def _field_statistics(
    connection: Connection, view: View, size: Totals, apart: TermTotals | None, asked: Sequence[str]
) -> tuple[FieldStatistics, FieldStatistics, FieldStatistics]:
    """Of passages, sentences and documents.

    `apart` is what is to be added to the generation's counts, or, of a view of chosen documents alone, what these hold.
    """
    terms = sorted(set(asked))
    hashes = term_hashes(terms)
    counts = np.zeros((len(terms), 3), dtype=np.int64) if apart is None else apart.of_terms(hashes)
    if view.only is None:
        rows = connection.execute(
            "SELECT term, sum(passages), sum(sentences), sum(documents) FROM article_qa.frequency "
            "WHERE term = ANY(%(terms)s::bigint[]) AND generation <= %(generation)s GROUP BY term",
            {"terms": hashes.view(np.int64).tolist(), "generation": view.generation},
        )
        places = {term: at for at, term in enumerate(hashes.view(np.int64).tolist())}
        for term, *found in rows:
            counts[places[term]] += [int(each) for each in found]
    passages, sentences, documents = (
        {term: number for term, number in zip(terms, column, strict=True) if number} for column in counts.T.tolist()
    )
    return (
        FieldStatistics(size.passages, size.passage_terms / max(size.passages, 1), passages),
        FieldStatistics(size.sentences, size.sentence_terms / max(size.sentences, 1), sentences),
        FieldStatistics(size.documents_with_passages, 0, documents),
    )


def _dense_statements(view: View, vector: Vectors, depth: int) -> list[Statement]:
    bound = {**view.parameters, "vector": vector_literal(vector), "dimensions": len(vector), "depth": depth}
    return [(_dense_statement(field), bound) for field in FIELDS]


@cache
def _dense_statement(field: Field) -> LiteralString:
    """Inner products of unit vectors, which are their cosines: of the passage, or the best of its sentences."""
    place: LiteralString = "place" if field == "passages" else "passage"
    table: LiteralString = "passage" if field == "passages" else "sentence"
    # OFFSET 0: vectors are compared first, and not carried through what follows.
    return f"""
        WITH scored AS (
            SELECT v.document, v.place, max(v.score) AS score
            FROM (SELECT document, {place} AS place, -(vector <#> %(vector)s::vector) AS score
                  FROM article_qa.{table} WHERE vector_dims(vector) = %(dimensions)s OFFSET 0) v
            JOIN article_qa.document d ON d.id = v.document
            WHERE {SEEN} GROUP BY 1, 2
        )
        SELECT document, place, score, min(score) OVER () FROM scored
        ORDER BY score DESC, document, place LIMIT %(depth)s
    """


def _lexical(view: View, field: Field, stems: Sequence[str], statistics: FieldStatistics, depth: int) -> Statement:
    """BM25 of the passage, or the best of its sentences."""
    times = Counter(term for term in stems if statistics.frequencies.get(term))
    weights = {term: count * float(idf(statistics.frequencies[term], statistics.size)) for term, count in times.items()}
    return _lexical_statement(field), {
        **view.parameters,
        "terms": list(weights),
        "weights": list(weights.values()),
        "least": K1 * (1 - B),
        "by_length": K1 * B / max(statistics.average_length, 1e-9),
        "depth": depth,
    }


@cache
def _lexical_statement(field: Field) -> LiteralString:
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
        )
        SELECT document, (place >> 15)::integer AS place, max(score) AS score, 0.0
        FROM by_text GROUP BY 1, 2 ORDER BY score DESC, document, place LIMIT %(depth)s
    """


def _coverage(
    connection: Connection, stems: Sequence[str], statistics: FieldStatistics, documents: Sequence[int]
) -> dict[int, float]:
    """What each of these documents holds of the question's stems, weighted by idf."""
    weights = {term: float(idf(statistics.frequencies.get(term, 0), statistics.size)) for term in set(stems)}
    rows = connection.execute(
        "SELECT document, term FROM article_qa.posting "
        "WHERE term = ANY(%(terms)s) AND document = ANY(%(documents)s) AND in_passages <> '{}'",
        {"terms": list(weights), "documents": list(documents)},
    )
    covered: dict[int, float] = defaultdict(float)
    for document, term in rows:
        covered[document] += weights[term]
    return covered
