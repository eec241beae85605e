"""Documents into the tables, and generations published.

A document is written as a whole, in one transaction, and is seen by nobody until a
generation is published that has it. Publishing is one transaction too, which moves the
pointer last: whoever reads sees the generation before or the new one.
"""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.embedding import Vectors
from index.postgres.database import Connection
from index.postgres.document_terms import TermTotals, signed_hashes
from index.postgres.reading import indexed_documents, terms_of
from index.postgres.rows import IndexedDocument, checksum, name_key, postings, vector_rows

_POSTINGS = "COPY article_qa.posting (document, term, in_passages, in_sentences) FROM STDIN"
_FREQUENCIES = "COPY article_qa.frequency (term, generation, stem, passages, sentences, documents) FROM STDIN"
_NULL = r"\N"

_AT_ONCE = 50
"""Documents that are read together."""


@dataclass(frozen=True)
class Generation:
    """What a generation is made with, and its identity; see `index.collection.Collection.id`."""

    id: str
    encoder: str
    chunking: str
    seeds: bool


def write_document(
    connection: Connection, indexed: IndexedDocument, fingerprint: bytes, of_passages: Vectors, of_sentences: Vectors
) -> None:
    """Write one document, not yet published, in the transaction that is open.

    The vectors are of shape (passages, dimensions) and (sentences, dimensions).
    """
    row = connection.execute("SELECT nextval('article_qa.document_id')").fetchone()
    assert row is not None
    number: int = row[0]
    terms = indexed.counted.terms
    everything = np.concatenate([of_passages.ravel(), of_sentences.ravel()])
    connection.execute(
        "INSERT INTO article_qa.document (id, name, fingerprint, facts, record, passages, passage_count, "
        "sentence_count, passage_terms, sentence_terms, checksum, terms) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            number,
            name_key(indexed.document.name),
            fingerprint,
            indexed.facts,
            indexed.record,
            indexed.passages_record,
            len(of_passages),
            len(of_sentences),
            int(terms.of_passages.lengths.sum()),
            int(terms.of_sentences.lengths.sum()),
            checksum(indexed, everything),
            terms.pack(),
        ],
    )
    if indexed.passages:
        _copy(
            connection,
            "COPY article_qa.passage (document, place, vector) FROM STDIN (FORMAT BINARY)",
            vector_rows(number, of_passages),
        )
        _copy(
            connection,
            "COPY article_qa.sentence (document, place, passage, vector) FROM STDIN (FORMAT BINARY)",
            vector_rows(number, of_sentences, indexed.sentence_passages),
        )
        keys = "".join(f"{number}\t{key}\n" for key in indexed.sentence_keys)
        _copy(connection, "COPY article_qa.sentence_key (document, key) FROM STDIN", keys.encode())
        _copy(connection, _POSTINGS, postings(number, indexed))


def written(connection: Connection, fingerprints: Several[bytes]) -> dict[bytes, int]:
    """The documents with these fingerprints that are written and not yet published, by their number."""
    rows = connection.execute(
        "SELECT fingerprint, min(id) FROM article_qa.document WHERE added IS NULL AND fingerprint = ANY(%s) GROUP BY 1",
        [list(fingerprints)],
    )
    return {bytes(fingerprint): number for fingerprint, number in rows}


def publish(
    connection: Connection, base: int, made: Generation, fingerprints: Several[bytes], gone: Several[int]
) -> Mapping[bytes, int] | None:
    """Publish the generation after `base`, with the documents of these fingerprints and without those that are gone.

    In the transaction that is open. None, with nothing changed, where another generation than `base` is in force, or
    where not all documents are written: then all must be looked at anew.
    """
    # What is written stays as it is, so it is counted before others have to wait.
    found = written(connection, fingerprints)
    new, old, number = list(found.values()), list(gone), base + 1
    frequencies = _frequencies(connection, number, new, old)
    row = connection.execute("SELECT generation FROM article_qa.pointer FOR UPDATE").fetchone()
    if (
        row is None
        or row[0] != base
        or written(connection, fingerprints) != found
        or len(found) < len(set(fingerprints))
    ):
        return None
    connection.execute("UPDATE article_qa.document SET added = %s WHERE id = ANY(%s)", [number, new])
    connection.execute("UPDATE article_qa.document SET removed = %s WHERE id = ANY(%s)", [number, old])
    _copy(connection, _FREQUENCIES, frequencies)
    _add_generation(connection, number, made, new, old)
    connection.execute("UPDATE article_qa.pointer SET generation = %s", [number])
    return found


def count_anew(connection: Connection) -> None:
    """Count the terms of all documents, which must all be of the generation in force, where none were counted."""
    every = [number for (number,) in connection.execute("SELECT id FROM article_qa.document")]
    for first in range(0, len(every), _AT_ONCE):
        for number, indexed in indexed_documents(connection, every[first : first + _AT_ONCE]).items():
            terms = indexed.counted.terms.pack()
            connection.execute("UPDATE article_qa.document SET terms = %s WHERE id = %s", [terms, number])
            _copy(connection, _POSTINGS, postings(number, indexed))
    _copy(connection, _FREQUENCIES, _frequencies(connection, 0, every, []))


def _frequencies(connection: Connection, number: int, new: Sequence[int], old: Sequence[int]) -> bytes:
    """Lines for COPY: how the generation changes the number of texts that hold each term."""
    totals = [
        TermTotals.join([TermTotals.of(some, sign) for some in terms_of(connection, numbers)])
        for numbers, sign in ((new, 1), (old, -1))
    ]
    changed = TermTotals.join(totals)
    rows = connection.execute(
        "SELECT DISTINCT term FROM article_qa.posting WHERE document = ANY(%s)", [[*new, *old]]
    ).fetchall()
    words = [word for (word,) in rows]
    stems = dict(zip(signed_hashes(words), words, strict=True))
    lines = (
        f"{term}\t{number}\t{stems.get(term, _NULL)}\t{passages}\t{sentences}\t{documents}\n"
        for term, (passages, sentences, documents) in zip(
            changed.hashes.view(np.int64).tolist(), changed.counts.tolist(), strict=True
        )
    )
    return "".join(lines).encode()


def _add_generation(connection: Connection, number: int, made: Generation, new: list[int], old: list[int]) -> None:
    connection.execute(
        """
        WITH change AS (
            SELECT c.sign, d.*
            FROM article_qa.document d
            JOIN (SELECT unnest(%(new)s::bigint[]) AS id, 1 AS sign
                  UNION ALL SELECT unnest(%(old)s::bigint[]), -1) c USING (id)
        ), before AS (
            SELECT documents, documents_with_passages, passages, sentences, passage_terms, sentence_terms
            FROM article_qa.generation WHERE number = %(number)s - 1
            UNION ALL SELECT 0, 0, 0, 0, 0, 0
        )
        INSERT INTO article_qa.generation (number, id, encoder, chunking, seeds, documents, documents_with_passages,
                                           passages, sentences, passage_terms, sentence_terms)
        SELECT %(number)s, %(id)s, %(encoder)s, %(chunking)s, %(seeds)s,
               (SELECT sum(documents) FROM before) + coalesce(sum(sign), 0),
               (SELECT sum(documents_with_passages) FROM before)
                   + coalesce(sum(sign) FILTER (WHERE passage_count > 0), 0),
               (SELECT sum(passages) FROM before) + coalesce(sum(sign * passage_count), 0),
               (SELECT sum(sentences) FROM before) + coalesce(sum(sign * sentence_count), 0),
               (SELECT sum(passage_terms) FROM before) + coalesce(sum(sign * passage_terms), 0),
               (SELECT sum(sentence_terms) FROM before) + coalesce(sum(sign * sentence_terms), 0)
        FROM change
        """,
        {"number": number, "new": new, "old": old, **vars(made)},
    )


def _copy(connection: Connection, statement: str, content: bytes) -> None:
    with connection.cursor().copy(statement.encode()) as copy:
        copy.write(content)
