"""Which rows and columns of a table a question names.

A row is named where the question has all the words of one of its cells ("How much is the pear tree?"), a column where
it has words of its head or asks for it in other words ("How tall" asks for "Height"). Nothing is guessed: of two rows
or columns that are named alike both are told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import regex

from index.documents import Document
from index.engine import Engine
from index.lexical import content_stems, stem, words
from index.spans import Span, has_words
from index.tables import Row, Table, find_tables
from qa.language.inflection import base_form
from qa.language.table_words import asked_stems, attributes
from qa.retrieval import Hit

_Named = TypeVar("_Named")

_SHORT_NAME = regex.compile(r"\s*(?:[(\[,;:]|\s(?:for|with|from|in|at|of|by)\s)")
MOST_CELLS = 100_000
"""Cells whose words are remembered from one question to the next."""

_FIGURE = regex.compile(r"\d[\d.,:]*\d|\d")
_NAME = regex.compile(r"(?<=\S\s)\p{Lu}[\p{L}\p{N}'\u2019-]+")
_COUNTED = regex.compile(r"how many (?P<what>[\p{L}-]+)", regex.I)
_KIND_ASKED = regex.compile(
    r"(?:(?:in|at|on|to|from|for|by|under)\s+)?(?:which|what|(?:name|list)(?:\s+all)?(?:\s+the)?)\s+(?P<kind>[\p{L}-]+(?:\s[\p{L}-]+)?)",
    regex.I,
)


@dataclass(frozen=True)
class NamedRow:
    """A row that a question names, by which columns, and the stems of the question that these have."""

    row: Row
    by: frozenset[int]
    stems: frozenset[str]


class TableQuestion:
    """A question as it is asked of one table of a document."""

    def __init__(self, question: str, table: Table, document: Document, headings: Sequence[str] = ()) -> None:
        self.question, self.table, self._document = question, table, document
        self.stems = asked_stems(question)
        self._attributes = attributes(question) | base_stems(question)
        self._around = " ".join([document.title, *headings, table.lead])
        self.heads = [content_stems(table.column_name(column)) for column in range(table.columns)]
        others = [head for head in self.heads[1:] if head]
        shared = set.intersection(*others) if len(others) > 1 else set[str]()
        self.telling = [head - shared for head in self.heads]
        self._also_told = [base_stems(table.column_name(column)) for column in range(table.columns)]

    def text(self, span: Span) -> str:
        """The words at a place of the table's document."""
        return self._document.text[slice(*span)]

    def said(self) -> set[str]:
        """The stems of the heads and of the text around, with the names that the question has for columns."""
        asked = {stem for stem in self.stems if any(attributes(stem) & head for head in self.heads)}
        return set.union(content_stems(self._around), asked, *self.heads)

    def said_in_rows(self) -> set[str]:
        """The stems of all the words in its rows."""
        return set().union(*(names[0] for row in self.table.rows for cell in row.words if (names := cell_names(cell))))

    def has_word(self, word: str) -> bool:
        """Whether a row's name or a column's head has this word, as "Maximum load" has "maximum"."""
        names = " ".join(self.table.row_name(row) for row in self.table.rows)
        return stem(word) in set.union(content_stems(names), *self.heads)

    def kind_stems(self) -> set[str]:
        """The stems of what is asked for by name: of "plant" in "Which plant costs 35 euros?"."""
        kind = _KIND_ASKED.match(self.question.strip())
        return content_stems(kind["kind"]) if kind else set()

    def named_rows(self) -> list[NamedRow]:
        """The rows that the question names best: those with most of its words."""
        found = [named for row in self.table.rows if (named := self._named(row))]
        most = max((len(named.stems) for named in found), default=0)
        return [named for named in found if len(named.stems) == most]

    def columns(self, besides: frozenset[int] = frozenset(), used: frozenset[str] = frozenset()) -> list[int]:
        """The columns that the question names best, but for those; words `used` for the row tell no column.

        What is asked for by name ("Which plant ...", "At what temperature ...") goes before what only occurs.
        """
        free = (self.stems | self._attributes) - used
        asked = self.kind_stems()
        told = [telling | also for telling, also in zip(self.telling, self._also_told, strict=True)]
        scores = {
            column: (
                len(telling & asked),
                len(telling & self.stems - used),
                len(telling & free),
                len(telling & free) / len(telling),
            )
            for column, telling in enumerate(told)
            if column not in besides and telling & free
        }
        best = max(scores.values(), default=None)
        return [column for column, score in scores.items() if score == best]

    def rows_named_apart(self) -> list[NamedRow]:
        """All the rows that the question names, but for those named by a part of another's words, in its order."""
        found = [named for row in self.table.rows if (named := self._named(row))]
        whole = [named for named in found if not any(named.stems < other.stems for other in found)]
        return self._in_order(whole, lambda named: named.stems)

    def columns_named_apart(self, besides: frozenset[int]) -> list[int]:
        """The columns all of whose telling words the question has, in its order."""
        found = [at for at, told in enumerate(self.telling) if at not in besides and told and told <= self.stems]
        return self._in_order(found, lambda column: self.telling[column])

    def _in_order(self, named: Sequence[_Named], stems_of: Callable[[_Named], Set[str]]) -> list[_Named]:
        """As the question mentions them: by the last of its words that each has and not all have."""
        order = [stem(word) for word in words(self.question)]
        common = set.intersection(*(set(stems_of(each)) for each in named)) if len(named) > 1 else set[str]()
        return sorted(named, key=lambda each: [at for at, said in enumerate(order) if said in stems_of(each) - common])

    def holds_all(self, row: Row) -> bool:
        """Whether every figure and every name of the question stands in the row, its heads or the text around.

        A name may stand anywhere in the document.
        """
        return self._has_all(" ".join([*row.words, row.section]))

    def figures_are_around(self) -> bool:
        """As `holds_all`, of the rows together that the question names."""
        return self._has_all(" ".join(word for named in self.rows_named_apart() for word in named.row.words))

    def _has_all(self, said: str) -> bool:
        heads = " ".join(self.table.column_name(column) for column in range(self.table.columns))
        context = " ".join([said, heads, self._around])
        figures = {figure.rstrip(".,:") for figure in _FIGURE.findall(self.question)}
        if not figures <= {figure.rstrip(".,:") for figure in _FIGURE.findall(context)}:
            return False
        known = content_stems(context)
        names = {stem for name in _NAME.findall(self.question) for stem in content_stems(name)}
        return names <= known or names - known <= content_stems(self._document.text)

    @property
    def counts_what_is_nowhere(self) -> bool:
        """Whether it is asked how many there are of something that neither the document's text nor its title names."""
        counted = _COUNTED.match(self.question.strip())
        if counted is None or attributes(f"{counted['what']}"):
            return False
        stems = content_stems(counted["what"])
        return bool(stems) and not stems & content_stems(f"{self._document.title} {self._document.text}")

    def covered(self, row: Row, column: int) -> float:
        """The share, 0..1, of the question's words that the row, the column's head or the text around has."""
        context = content_stems(" ".join([*row.words, row.section, self.table.column_name(column), self._around]))
        return len(self.stems & context) / max(len(self.stems), 1)

    def _named(self, row: Row) -> NamedRow | None:
        by, stems = set[int](), set[str]()
        for column, cell in enumerate(row.words):
            known = self.stems if column else self.stems | self._attributes
            named = next((said for said in cell_names(cell) if said & self.stems and said <= known), None)
            if named and not named <= self.heads[column]:
                by.add(column)
                stems |= named
        if not by:
            return None
        section = content_stems(row.section) & self.stems
        return NamedRow(row, frozenset(by), frozenset(stems | section))


def base_stems(text: str) -> set[str]:
    """Stems of the bases of its verbs that are in the past: of "lose" in "Lost"."""
    return {stem(base) for word in words(text) if (base := base_form(word)) and stem(base) != stem(word)}


@lru_cache(maxsize=MOST_CELLS)
def cell_names(cell: str) -> tuple[frozenset[str], ...]:
    """The stems of what a cell is called by: all its words, or those before what explains them. Remembered."""
    if not has_words(cell):
        return ()
    short = _SHORT_NAME.split(cell, maxsplit=1)[0]
    whole = frozenset(content_stems(cell))
    return (whole, frozenset(content_stems(short))) if short != cell and not short.isdigit() else (whole,)


def tables_found(question: str, hits: Sequence[Hit], collection: Engine) -> Iterator[tuple[Hit, TableQuestion]]:
    """Each table that a hit reaches into, once, in the order of the hits."""
    seen: set[tuple[str, Span]] = set()
    for hit in hits:
        for table in find_tables(collection.documents[hit.passage.document]):
            if table.span.overlaps(hit.passage.span) and (key := (table.document, table.span)) not in seen:
                seen.add(key)
                document = collection.documents[table.document]
                yield hit, TableQuestion(question, table, document, hit.passage.headings)
