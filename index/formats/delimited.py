"""Tables of plain text whose cells are parted by commas, semicolons, bars or tabs: .csv and .tsv."""

from __future__ import annotations

import csv
from collections import Counter

from index.errors import DocumentError
from index.formats.blocks import Parsed
from index.formats.canonical import Canonical, tidy
from index.formats.encoding import decode
from index.formats.tables import Cell, table_lines

_SIGNS = ",;\t|"
_LOOKED_AT = 100
"""Rows from which it is told what parts the cells."""


def read(data: bytes, name: str) -> Parsed:
    """Each row is a line; the first names the columns. Raises `DocumentError` where the cells cannot be told apart."""
    text = decode(data, name)[0]
    try:
        rows = list(csv.reader(text.splitlines(keepends=True), delimiter=_sign(text), skipinitialspace=True))
    except csv.Error as error:
        raise DocumentError(f"{name} is no table of text that can be read: {error}.") from error
    canonical = Canonical()
    cells = [[Cell(tidy(" ".join(cell.split("\n")))) for cell in row] for row in rows]
    canonical.add_table(table_lines(cells))
    return Parsed(canonical.text, None, canonical.blocks)


def _sign(text: str) -> str:
    """What parts the cells: of the signs that most rows have, and equally often, the one that parts most."""
    best, most = ",", (0.0, 0)
    for sign in _SIGNS:
        rows = list(csv.reader(text.splitlines()[:_LOOKED_AT], delimiter=sign))
        widths = Counter(len(row) for row in rows if row)
        width, alike = widths.most_common(1)[0] if widths else (1, 0)
        found = (alike / max(len(rows), 1), width)
        if width > 1 and found > most:
            best, most = sign, found
    return best
