"""The paragraphs and tables that the words of a rich text make."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.formats.blocks import BlockKind
from index.formats.canonical import Canonical, tidy
from index.formats.tables import MOST_COLUMNS, Cell, table_lines
from index.spans import has_words

_BULLET = "\u2022 "


@dataclass
class _Place:
    """A cell of a row: where it ends on the page, and whether it goes on with the one above it or before it."""

    end: int
    from_above: bool = False
    from_before: bool = False


@dataclass
class Paragraphs:
    """Gathers words; `end_paragraph`, `end_cell` and `end_row` say what they were."""

    canonical: Canonical = field(default_factory=Canonical)
    label: str = ""
    _words: list[str] = field(default_factory=list)
    _cell: list[str] = field(default_factory=list)
    _row: list[str] = field(default_factory=list)
    _rows: list[tuple[list[_Place], list[str]]] = field(default_factory=list)
    _places: list[_Place] = field(default_factory=list)
    _next: _Place = field(default_factory=lambda: _Place(0))

    def add(self, words: str) -> None:
        self._words.append(words)

    @property
    def last_words(self) -> str:
        return "".join(self._words[-2:])

    def end_paragraph(self, level: int, in_table: bool) -> None:
        """A heading for a `level` from 1; in a table a part of the cell."""
        words, self._words = tidy("".join(self._words)), []
        label, self.label = tidy(self.label), ""
        if has_words(words):
            bullet = words.startswith(_BULLET)
            words = words.removeprefix(_BULLET)
            kind: BlockKind = "heading" if level else "item" if label or bullet else "paragraph"
            words = f"{label} {words}" if has_words(label) else words
            if in_table:
                self._cell.append(words.replace("\n", " "))
                return
            self.end_table()
            self.canonical.add(words.replace("\n", " ") if level else words, kind, level)

    def end_cell(self) -> None:
        self.end_paragraph(0, in_table=True)
        self._row.append(" ".join(self._cell))
        self._cell = []

    def end_row(self) -> None:
        if self._row:
            self._rows.append((list(self._places), self._row))
        self._row = []

    def begin_row(self) -> None:
        """The places of a row's cells are said anew."""
        self._places, self._next = [], _Place(0)

    def place(self, word: str, number: int | None) -> None:
        """A control word about the next cell."""
        if word == "clvmrg":
            self._next.from_above = True
        elif word == "clmrg":
            self._next.from_before = True
        elif word == "cellx" and len(self._places) < MOST_COLUMNS:
            self._next.end = number or 0
            self._places.append(self._next)
            self._next = _Place(0)

    def end_table(self) -> None:
        """Put the rows that were gathered into the text."""
        if self._cell or self._row:
            self.end_cell()
            self.end_row()
        rows, self._rows = self._rows, []
        if rows:
            self.canonical.add_table(table_lines(_cells(rows)))


def _cells(rows: Sequence[tuple[list[_Place], list[str]]]) -> list[list[Cell]]:
    """The cells, by where their edges lie over how many columns each reaches."""
    edges = sorted({place.end for places, _ in rows for place in places})[:MOST_COLUMNS]
    above: dict[int, str] = {}
    table = []
    for places, said in rows:
        line: list[Cell] = []
        begin = 0
        for at, words in enumerate(said):
            place = places[at] if at < len(places) else _Place(0)
            upto = bisect_left(edges, place.end) + 1 if at < len(places) else begin + 1
            columns = max(1, upto - begin)
            if place.from_before and line:
                line[-1] = Cell(line[-1].words, line[-1].columns + columns)
            else:
                words = above.get(begin, words) if place.from_above else words
                above[begin] = words
                line.append(Cell(words, columns))
            begin += columns
        table.append(line)
    return table
