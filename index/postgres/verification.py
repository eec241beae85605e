"""Every checksum and every law of an index in PostgreSQL, checked."""

from __future__ import annotations

from itertools import islice

import numpy as np

from index.postgres import schema
from index.postgres.database import Connection, Database
from index.postgres.document_terms import TermTotals
from index.postgres.reading import LoadedDocument, generation_in_force, known_documents, load_documents
from index.postgres.rows import checksum
from index.postgres.view import SEEN, View, totals
from index.verification import Checked, check_document, check_passage, require

_AT_ONCE = 20
"""Documents."""

_WRONG_COUNTS = "the counts of terms are not those of the documents"


def verify(database: Database) -> Checked:
    """Check the generation in force, by whatever encoder it was made.

    Raises `IndexMissingError`, `IndexOutdatedError`, `EngineError`, and `IndexDamagedError` for the first thing that
    is wrong.
    """
    with database.reading() as connection:
        schema.check(connection, database.name)
        view = View(generation_in_force(connection, database.name).number)
        known = known_documents(connection, view)
        count = totals(connection, view)
        require(count.documents == len(known), f"{count.documents} documents are wanted, and there are {len(known)}")
        _check_counts(connection, view)
        numbers, counted = iter(known.values()), TermTotals.of([])
        while some := [each.number for each in islice(numbers, _AT_ONCE)]:
            sums = _checksums(connection, some)
            there = load_documents(connection, some)
            for number, loaded in there.items():
                _check(loaded, sums[number])
                check_document(loaded.indexed.document, known)
            counted = TermTotals.join([counted, TermTotals.of(loaded.terms for loaded in there.values())])
        _check_terms(connection, view, counted)
    return Checked(count.documents, count.passages, count.sentences)


def _checksums(connection: Connection, numbers: list[int]) -> dict[int, bytes]:
    rows = connection.execute("SELECT id, checksum FROM article_qa.document WHERE id = ANY(%s)", [numbers])
    return {number: bytes(value) for number, value in rows}


def _check(loaded: LoadedDocument, expected: bytes) -> None:
    document = loaded.indexed.document
    vectors = np.concatenate([loaded.of_passages.ravel(), loaded.of_sentences.ravel()])
    require(checksum(loaded.indexed, vectors) == expected, f"{document.name} is not what was written")
    require(loaded.terms.pack() == loaded.indexed.counted.terms.pack(), f"the terms of {document.name} are not its own")
    for passage in loaded.indexed.passages:
        check_passage(passage, document)
    for each in (loaded.of_passages, loaded.of_sentences):
        lengths = np.linalg.norm(each, axis=1)
        require(bool(np.allclose(lengths, 1, atol=1e-3)), "a vector is not of unit length")


def _check_counts(connection: Connection, view: View) -> None:
    """What was counted when generations were published is what stands in the documents; no name is there twice."""
    twice = connection.execute(
        f"SELECT count(*) - count(DISTINCT d.name) FROM article_qa.document d WHERE {SEEN}", view.parameters
    ).fetchone()
    require(twice == (0,), "a document is there twice")
    wrong = connection.execute(
        f"""
        SELECT count(*) FROM (
            SELECT stem, sum(passages) AS passages, sum(sentences) AS sentences, sum(documents) AS documents
            FROM article_qa.frequency WHERE stem IS NOT NULL AND generation <= %(generation)s GROUP BY stem
            HAVING sum(passages) <> 0 OR sum(sentences) <> 0 OR sum(documents) <> 0
        ) kept FULL JOIN (
            SELECT p.term AS stem, sum(cardinality(p.in_passages)) AS passages,
                   sum(cardinality(p.in_sentences)) AS sentences,
                   sum((p.in_passages <> '{{}}')::integer) AS documents
            FROM article_qa.posting p JOIN article_qa.document d ON d.id = p.document WHERE {SEEN} GROUP BY p.term
        ) counted USING (stem)
        WHERE (kept.passages, kept.sentences, kept.documents)
              IS DISTINCT FROM (counted.passages, counted.sentences, counted.documents)
        """,
        view.parameters,
    ).fetchone()
    require(wrong == (0,), _WRONG_COUNTS)


def _check_terms(connection: Connection, view: View, counted: TermTotals) -> None:
    """What was counted when generations were published is what the documents' terms are."""
    rows = connection.execute(
        "SELECT term, sum(passages)::bigint, sum(sentences)::bigint, sum(documents)::bigint "
        "FROM article_qa.frequency WHERE generation <= %(generation)s GROUP BY term",
        view.parameters,
    ).fetchall()
    kept = np.array(rows, dtype=np.int64).reshape(-1, 4)
    found = TermTotals.join([counted, TermTotals(kept[:, 0].view(np.uint64), -kept[:, 1:])])
    require(not len(found.hashes), _WRONG_COUNTS)
