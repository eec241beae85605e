"""The words of a view: which there are, and where they stand."""

from __future__ import annotations

from collections.abc import Sequence

from index.postgres.database import Connection
from index.postgres.view import SEEN, View
from index.records import passage_of


def stems(connection: Connection, view: View) -> list[str]:
    """The stem of every word that stands in a passage."""
    if view.is_whole:
        rows = connection.execute(
            "SELECT substr(stem, 2) FROM article_qa.frequency WHERE stem IS NOT NULL AND generation <= %(generation)s "
            "GROUP BY stem HAVING sum(passages) > 0",
            view.parameters,
        )
    else:
        rows = connection.execute(
            "SELECT DISTINCT substr(p.term, 2) FROM article_qa.posting p JOIN article_qa.document d "
            f"ON d.id = p.document WHERE p.in_passages <> '{{}}' AND {SEEN}",
            view.parameters,
        )
    return [stem for (stem,) in rows]


def passages_with(connection: Connection, view: View, stem: str) -> int:
    """How many passages hold a word of that stem."""
    row = connection.execute(
        "SELECT coalesce(sum(cardinality(p.in_passages)), 0) FROM article_qa.posting p JOIN article_qa.document d "
        f"ON d.id = p.document WHERE p.term = %(term)s AND {SEEN}",
        {**view.parameters, "term": _term(stem)},
    ).fetchone()
    return int(row[0]) if row else 0


def texts_with(connection: Connection, view: View, stems: Sequence[str], most: int) -> list[str]:
    """The texts of the first passages, at most so many, that hold words of all these stems."""
    wanted = sorted({_term(stem) for stem in stems})
    rows = connection.execute(
        f"""
        SELECT found.document, (found.e >> 43)::integer AS place
        FROM (SELECT p.document, d.name, p.term, unnest(p.in_passages) AS e
              FROM article_qa.posting p JOIN article_qa.document d ON d.id = p.document
              WHERE p.term = ANY(%(terms)s) AND {SEEN}) found
        GROUP BY found.document, found.name, place HAVING count(*) = %(all)s
        ORDER BY found.name, place LIMIT %(most)s
        """,
        {**view.parameters, "terms": wanted, "all": len(wanted), "most": most},
    ).fetchall()
    records = connection.execute(
        "SELECT id, passages FROM article_qa.document WHERE id = ANY(%s)",
        [sorted({document for document, _ in rows})],
    )
    lines = {document: record.splitlines() for document, record in records}
    return [passage_of(lines[document][place]).text for document, place in rows]


def _term(stem: str) -> str:
    """As the tables have it. No word holds what a database's text cannot hold, so such a stem finds nothing."""
    return f"={stem}".replace("\0", "\ufffd").encode(errors="replace").decode()
