"""The tables of a document, found again in its text: where each cell stands, and what its row and column are called.

The law: a cell is a `Span` of the document's text. A table is a run of items, line by line, that are rows of cells
(see `index.formats.tables`); rows that do not have as many cells as the table has columns are kept apart, as nobody
can tell what stands above what.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from index.documents import Document
from index.formats.blocks import Block
from index.formats.tables import is_head, split_row
from index.spans import LINE_BREAK, Span, has_words

_BLANK_LINE = regex.compile(rf"(?:{LINE_BREAK})[ \t]*(?:{LINE_BREAK})")
_LEAST_ROWS = 2
_LONGEST_LEAD = 400
"""Characters of the text above a table that can tell what it is about."""


@dataclass(frozen=True)
class Row:
    """A row's place, those of its cells, and their words. `section` is what stands above it, across the table."""

    span: Span
    cells: tuple[Span, ...]
    words: tuple[str, ...]
    section: str = ""

    @property
    def is_alone(self) -> bool:
        """Whether it has one cell with words: it names a section, or the table."""
        return sum(map(has_words, self.words)) == 1


@dataclass(frozen=True)
class Table:
    """`heads` are the rows that name the columns, none where the first row is like the others.

    `lead` is what tells what the table is about: its caption, and the text right above it. `irregular` is how many
    rows have more or fewer cells than there are columns; these are not in `rows`.
    """

    document: str
    span: Span
    heads: tuple[Row, ...]
    rows: tuple[Row, ...]
    columns: int
    lead: str = ""
    irregular: int = 0

    def column_name(self, column: int) -> str:
        """What stands above a column, from the top, each thing once; "" where nothing does."""
        return " ".join(dict.fromkeys(filter(has_words, (head.words[column] for head in self.heads))))

    def row_name(self, row: Row) -> str:
        """The row's first cell with words, with its section in front."""
        own = next(filter(has_words, row.words), "")
        return f"{row.section.rstrip(':')}: {own}" if row.section and own else own


@dataclass(frozen=True)
class CellPlace:
    """What a cell stands under: the names of its row and of its column, as the table has them; "" where it has none."""

    row: str
    column: str

    @property
    def name(self) -> str:
        """Both, as far as there are any: "Pear tree \u00b7 Price"."""
        return " \u00b7 ".join(filter(None, (self.row, self.column)))


@lru_cache(maxsize=64)
def find_tables(document: Document) -> tuple[Table, ...]:
    """The tables of a document that have columns, in order."""
    found = []
    for lead, run in _runs(document):
        rows = [_row(document.text, block) for block in run]
        if table := _table(document.name, rows, lead):
            found.append(table)
    return tuple(found)


def cell_place(table: Table, span: Span) -> CellPlace | None:
    """The heads of the one cell of the table's body that a span lies in; None where it is in none, or in several."""
    for row in table.rows:
        for column, cell in enumerate(row.cells):
            if cell.start <= span.start < span.end <= cell.end:
                name = table.row_name(row)
                return CellPlace("" if row.words[column] == name else name, table.column_name(column))
    return None


def _runs(document: Document) -> Iterator[tuple[str, list[Block]]]:
    """The items that stand line by line, with what stands above them."""
    text = document.text
    run: list[Block] = []
    lead, above = "", ""
    for block in document.blocks:
        goes_on = run and block.kind == "item" and not _BLANK_LINE.search(text, run[-1].end, block.start)
        if not goes_on and run:
            yield lead, run
            run = []
        if block.kind == "item":
            lead = lead if run else above
            run.append(block)
        else:
            above = text[max(block.start, block.end - _LONGEST_LEAD) : block.end]
    if run:
        yield lead, run


def _row(text: str, block: Block) -> Row:
    inside = text[block.start : block.end]
    cells = tuple(Span(block.start + cell.start, block.start + cell.end) for cell in split_row(inside))
    words = tuple(" ".join(text[slice(*cell)].split()) for cell in cells)
    return Row(Span(block.start, block.end), cells, words)


def _table(document: str, rows: Sequence[Row], lead: str) -> Table | None:
    """None where too few rows have the same number of cells, two or more."""
    widths = Counter(len(row.cells) for row in rows if len(row.cells) > 1)
    if not widths:
        return None
    columns, alike = widths.most_common(1)[0]
    if alike < _LEAST_ROWS or 2 * alike < len(rows):
        return None
    captions, heads, body = _parted(rows, columns)
    regular = tuple(row for row in body if len(row.cells) == columns)
    lead = " ".join(filter(None, [lead, *(next(filter(has_words, row.words)) for row in captions)]))
    span = Span(rows[0].span.start, rows[-1].span.end)
    return (
        Table(
            document,
            span,
            heads,
            _sectioned(regular),
            columns,
            lead,
            sum(len(r.cells) > 1 for r in body) - len(regular),
        )
        if regular
        else None
    )


def _parted(rows: Sequence[Row], columns: int) -> tuple[list[Row], tuple[Row, ...], list[Row]]:
    """The captions, the rows that name the columns, and the others."""
    at = 0
    while at < len(rows) and rows[at].is_alone:
        at += 1
    captions, heads = list(rows[:at]), []
    if at < len(rows) and len(rows[at].cells) == columns and is_head(" | ".join(rows[at].words)):
        heads.append(rows[at])
        at += 1
        # A further row of names has none for the rows themselves.
        while at < len(rows) and len(rows[at].cells) == columns and not rows[at].words[0] and not rows[at].is_alone:
            heads.append(rows[at])
            at += 1
    return captions, tuple(heads), list(rows[at:])


def _sectioned(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows with figures, each with the name of its section."""
    section, found = "", []
    for row in rows:
        if row.is_alone:
            section = next(filter(has_words, row.words))
        else:
            found.append(Row(row.span, row.cells, row.words, section))
    return tuple(found)
