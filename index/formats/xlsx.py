"""Spreadsheets (.xlsx): each sheet under its name, each row a line."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

import openpyxl
import regex
from lxml import etree
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils import column_index_from_string
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from index.errors import DocumentError
from index.formats.archive import open_archive, read_member
from index.formats.blocks import Parsed
from index.formats.canonical import LONGEST_TEXT, Canonical, tidy
from index.formats.cell_values import shown
from index.formats.office import refuse_entities, somebody
from index.formats.omissions import counted
from index.formats.tables import Cell, table_lines

_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 500
_MOST_MERGED = 50_000
_CORE = "docProps/core.xml"
_FORMULA_WITHOUT_VALUE = regex.compile(
    rb"<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_MERGED = regex.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_ROW = regex.compile(rb'<(?:\w+:)?row\s[^<>]*?\bhidden="(?:1|true)"[^<>]*>')
_ROW_NUMBER = regex.compile(rb'\br="(\d{1,7})"')
_COLUMNS = regex.compile(rb'<(?:\w+:)?col\s[^<>]*?\bhidden="(?:1|true)"[^<>]*>')
_FIRST, _LAST = regex.compile(rb'\bmin="(\d{1,5})"'), regex.compile(rb'\bmax="(\d{1,5})"')
_DAMAGED = (
    KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, EOFError, OverflowError, ParseError,
    BadZipFile, InvalidFileException, etree.LxmlError, NotImplementedError,
)  # fmt: skip

_Row = dict[int, tuple[str, int]]
"""By column: the words of the cell, and the first of the columns that it is merged over."""


def read(data: bytes, name: str) -> Parsed:
    """The values as they are shown, the results of formulas as they were stored; merged cells stand in each place.

    Hidden sheets, rows and columns are left out and told. Raises `DocumentError` where the file is locked or damaged.
    """
    with open_archive(data, name) as archive:
        refuse_entities(archive, name)
        try:
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            reader = _Reader(archive, name)
            for sheet in book.worksheets:
                reader.read(sheet)
        except _DAMAGED as error:
            raise DocumentError(f"{name} is damaged, or no spreadsheet.") from error
        core = read_member(archive, _CORE, name) if _CORE in archive.namelist() else b""
    said, canonical = book.properties, reader.canonical
    created = said.created.date().isoformat() if b"created" in core and said.created else None
    author = somebody(said.creator) if core else None
    omissions = counted(reader.unread | _pictures(archive))
    return Parsed(
        canonical.text, tidy(said.title or "") or None, canonical.blocks, author, created, omissions=omissions
    )


def _pictures(archive: ZipFile) -> dict[str, int]:
    members = archive.namelist()
    return {
        "picture": sum(member.startswith("xl/media/") for member in members),
        "chart": sum(regex.fullmatch(r"xl/charts/chart\d*\.xml", member) is not None for member in members),
    }


@dataclass(frozen=True)
class _Layout:
    """What a sheet hides, and which cells are merged: by their first row, the columns and the last row."""

    rows: frozenset[int]
    columns: frozenset[int]
    merged: dict[int, list[tuple[int, int, int]]]
    without_value: int


def _layout(xml: bytes) -> _Layout:
    rows = (_ROW_NUMBER.search(row[0]) for row in _ROW.finditer(xml))
    columns: set[int] = set()
    for column in _COLUMNS.finditer(xml):
        first, last = _FIRST.search(column[0]), _LAST.search(column[0])
        if first and last:
            columns.update(range(int(first[1]), min(int(last[1]), _MOST_COLUMNS) + 1))
    merged: dict[int, list[tuple[int, int, int]]] = {}
    for left, top, right, bottom in (found.groups() for found in islice(_MERGED.finditer(xml), _MOST_MERGED)):
        span = (column_index_from_string(left.decode()), column_index_from_string(right.decode()), int(bottom))
        merged.setdefault(int(top), []).append(span)
    without_value = sum(1 for _ in _FORMULA_WITHOUT_VALUE.finditer(xml))
    return _Layout(frozenset(int(row[1]) for row in rows if row), frozenset(columns), merged, without_value)


@dataclass
class _Reader:
    """Puts the sheets into `canonical`, and counts in `unread` what it does not hold."""

    archive: ZipFile
    name: str
    canonical: Canonical = field(default_factory=Canonical)
    unread: dict[str, int] = field(default_factory=dict)
    _read: int = 0
    _looks: dict[int, tuple[str, bool]] = field(default_factory=dict)

    def read(self, sheet: ReadOnlyWorksheet) -> None:
        if sheet.sheet_state != "visible":
            self._count("hidden sheet", 1)
            return
        layout = _layout(read_member(self.archive, sheet._worksheet_path, self.name))
        self._count("hidden row", len(layout.rows))
        self._count("hidden column", len(layout.columns))
        self._count("uncalculated formula", layout.without_value)
        self._count("far-off column", max((sheet.max_column or 0) - _MOST_COLUMNS, 0))
        sheet.reset_dimensions()
        self.canonical.add(tidy(sheet.title).replace("\n", " "), "heading", 1)
        for filled, rows in groupby(self._rows(sheet, layout), key=bool):
            if filled:
                _add_region(self.canonical, list(rows))

    def _rows(self, sheet: ReadOnlyWorksheet, layout: _Layout) -> Iterator[_Row]:
        """Each row that is shown; one without words is empty. It ends where the text is too long to be taken."""
        reaching: list[tuple[int, int, int, str]] = []
        rows = sheet.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS)
        before: object = None
        for number, cells in enumerate(rows, 1):
            # Rows that the file does not hold are all one and the same tuple.
            cells, before = () if cells is before else cells, cells
            row = {at: (self._shown(cell), at) for at, cell in enumerate(cells, 1) if cell.value is not None}
            reaching = [span for span in reaching if span[2] >= number]
            for first, last, bottom in layout.merged.get(number, ()):
                if words := row.get(first, ("", 0))[0]:
                    reaching.append((first, min(last, _MOST_COLUMNS), bottom, words))
            for first, last, _, words in reaching:
                row |= dict.fromkeys(range(first, last + 1), (words, first))
            if number not in layout.rows:
                row = {at: cell for at, cell in row.items() if at not in layout.columns}
                self._read += sum(len(words) for words, _ in row.values())
                yield row if any(words for words, _ in row.values()) else {}
            if self._read > LONGEST_TEXT:
                return

    def _shown(self, cell: ReadOnlyCell) -> str:
        """What a cell shows; nothing where it is struck out."""
        if cell._style_id not in self._looks:
            self._looks[cell._style_id] = cell.number_format, bool(cell.font.strike)
        pattern, struck_out = self._looks[cell._style_id]
        return "" if struck_out else shown(cell.value, pattern)

    def _count(self, what: str, number: int) -> None:
        self.unread[what] = self.unread.get(what, 0) + number


def _add_region(canonical: Canonical, rows: Sequence[_Row]) -> None:
    """Rows that no empty one parts: a table, with the lines above and below it that fill one cell only."""
    alone = [len({origin for words, origin in row.values() if words}) < 2 for row in rows]
    first = next((at for at, single in enumerate(alone) if not single), None)
    if first is None:
        lines = [next(words for words, _ in row.values() if words) for row in rows]
        canonical.add_table(lines) if len(lines) > 1 else canonical.add(lines[0])
        return
    last = len(rows) - next(at for at, single in enumerate(reversed(alone)) if not single)
    for row in rows[:first]:
        canonical.add(next(words for words, _ in row.values() if words))
    canonical.add_table(table_lines(_cells(rows[first:last])))
    for row in rows[last:]:
        canonical.add(next(words for words, _ in row.values() if words))


def _cells(rows: Sequence[_Row]) -> list[list[Cell]]:
    """The cells of a table, without columns that no row fills."""
    used = sorted({at for row in rows for at, (words, _) in row.items() if words})
    table = []
    for row in rows:
        line = []
        for _, places in groupby(used, key=lambda at: row.get(at, ("", at))[1]):
            columns = list(places)
            line.append(Cell(row.get(columns[0], ("", 0))[0], len(columns)))
        table.append(line)
    return table
