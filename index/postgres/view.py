"""The tables as a question sees them: the documents of one generation, how many there are, and their signals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, LiteralString

from index.candidate_search import BEHIND
from index.candidates import Extremes
from index.postgres.database import Connection

Field = Literal["passages", "sentences"]
FIELDS: tuple[Field, Field] = ("passages", "sentences")

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

    def scaled(self, depth: int) -> tuple[Mapping[tuple[int, int], float], float]:
        """The best passages with their scores from 0, the lowest of all passages, to 1; and what others may have.

        `depth` is how many were looked for: where there are fewer, the others score the lowest.
        """
        spread = self.extremes.highest - self.extremes.lowest
        scaled = {
            row: (score - self.extremes.lowest) / spread if spread > 0 else 1.0 for row, score in self.best.items()
        }
        return scaled, BEHIND * min(scaled.values(), default=0.0) if len(scaled) >= depth else 0.0


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


def signal_of(rows: Sequence[tuple[Any, ...]]) -> Signal:
    """Of (document, place, score, lowest score of all), the best first; all passages score 0 where there are none."""
    if not rows:
        return Signal(Extremes(0.0, 0.0), {})
    extremes = Extremes(float(rows[0][3]), float(rows[0][2]))
    return Signal(extremes, {(document, place): float(score) for document, place, score, _ in rows})
