"""Word documents."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import docx
import regex
from docx.document import Document as Word
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml import etree

from index.errors import DocumentError
from index.formats.archive import open_archive
from index.formats.blocks import BlockKind, Parsed
from index.formats.canonical import Canonical, tidy
from index.formats.docx_numbering import Numbering
from index.formats.docx_parts import headers_and_footers, notes, unread
from index.formats.docx_words import PARAGRAPH, UNSEEN, W, Words
from index.formats.office import counts_pages, refuse_entities, somebody
from index.formats.omissions import counted
from index.formats.raised import write_raised
from index.formats.tables import MOST_COLUMNS, Cell, table_lines

_TEXT_BOX = f"{W}txbxContent"
_ROW, _CELL, _TABLE, _MERGED = f"{W}tr", f"{W}tc", f"{W}tbl", f"{W}tcPr/{W}vMerge"
_HEADING = regex.compile(r"heading ([1-9])", regex.I)
_TELLING = regex.compile(r"heading [1-9]|title$|list|toc [1-9]", regex.I)
_CONTENTS = regex.compile(r"toc [1-9]")
_LONGEST_CELL = 600
"""Characters. A table with longer cells is there for the layout, and read as if it were none."""

_DEEPEST_STYLE = 10


def read(data: bytes, name: str) -> Parsed:
    """Paragraphs, headings, lists, tables and notes, tracked changes as accepted; headers and footers last.

    Numbers that Word gives stand in front; what is hidden or struck out is left out.
    Raises `DocumentError` where the file is locked, damaged, or no Word document.
    """
    with open_archive(data, name) as archive:
        refuse_entities(archive, name)
    try:
        word = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError, AttributeError, etree.LxmlError) as error:
        raise DocumentError(f"{name} is damaged, or no Word document.") from error
    reader = _Reader(word)
    reader.read()
    canonical = reader.canonical.rewritten(write_raised(reader.canonical.words, reader.canonical.listed))
    said = word.core_properties
    created = said.created.date().isoformat() if said.created else None
    title = tidy(said.title or "") or reader.title or canonical.title
    return Parsed(
        canonical.text, title, canonical.blocks, somebody(said.author), created, omissions=counted(unread(word))
    )


class _Reader:
    """Goes through the parts of a document; `title` is the first paragraph of the style Title."""

    def __init__(self, word: Word) -> None:
        self._word, self._words, self._numbering = word, Words(word), Numbering(word)
        self._styles = {style.style_id: style for style in word.styles}
        self.canonical = Canonical()
        self.title: str | None = None

    def read(self) -> None:
        self._add(self._word.element.body)
        for part in notes(self._word):
            self._add(part)
        said = set(self.canonical.words)
        for name, part in headers_and_footers(self._word):
            for paragraph in part.iter(PARAGRAPH):
                words = tidy(self._words.of(paragraph)).replace("\n", " ")
                if words not in said and words != self.title and not counts_pages(words):
                    said.add(words)
                    self.canonical.add(words, part=name)

    def _add(self, body: BaseOxmlElement) -> None:
        waiting = [body]
        while waiting:
            element = waiting.pop()
            if element.tag in UNSEEN or not isinstance(element.tag, str):
                continue
            if element.tag == _TABLE and (lines := self._table(element)) is not None:
                self.canonical.add_table(lines)
                continue
            if element.tag == PARAGRAPH:
                self._add_paragraph(element)
            waiting.extend(reversed(element))

    def _add_paragraph(self, paragraph: BaseOxmlElement) -> None:
        words = tidy(self._words.of(paragraph))
        name, style = self._style(paragraph)
        label = self._numbering.label(paragraph.find(f"{W}pPr/{W}numPr"), style) if words else None
        if _CONTENTS.match(name):
            return
        kind, level = _kind(name, label is not None)
        words = f"{label} {words}" if label else words
        if name == "title":
            self.title = self.title or words
        self.canonical.add(words.replace("\n", " ") if level else words, kind, level)

    def _style(self, paragraph: BaseOxmlElement) -> tuple[str, str | None]:
        """The name of its style, or of the nearest that this is based on and that says what it is; the style's id."""
        used = paragraph.find(f"{W}pPr/{W}pStyle")
        name = used.get(f"{W}val") if used is not None else None
        style = self._styles.get(name)
        for _ in range(_DEEPEST_STYLE):
            if style is None or _TELLING.match(style.name or ""):
                break
            style = style.base_style
        return ((style.name or "").lower() if style is not None else ""), name

    def _table(self, table: BaseOxmlElement) -> list[str] | None:
        """The lines of a table; None where it is one for the layout only."""
        if table.find(f".//{_TABLE}") is not None or table.find(f".//{_TEXT_BOX}") is not None:
            return None
        rows = [row for row in _inside(table, _ROW) if row.find(f"{W}trPr/{W}del") is None]
        elements = [[*_inside(row, _CELL)] for row in rows]
        if max(map(len, elements), default=0) < 2:
            return None
        said = [[self._cell(cell) for cell in cells] for cells in elements]
        if any(len(words) > _LONGEST_CELL for line in said for words in line):
            return None
        return table_lines(_cells(rows, elements, said))

    def _cell(self, cell: BaseOxmlElement) -> str:
        """The words of all its paragraphs, with the numbers that Word gives them."""
        said = []
        for paragraph in cell.iter(PARAGRAPH):
            words = tidy(self._words.of(paragraph)).replace("\n", " ")
            style = self._style(paragraph)[1]
            label = self._numbering.label(paragraph.find(f"{W}pPr/{W}numPr"), style) if words else None
            said.append(f"{label} {words}" if label else words)
        return " ".join(filter(None, said))


def _kind(style: str, listed: bool) -> tuple[BlockKind, int]:
    heading = _HEADING.match(style)
    if style == "title":
        return "heading", 1
    if heading:
        return "heading", min(int(heading.group(1)), 6)
    return ("item" if listed or style.startswith("list") else "paragraph"), 0


def _inside(element: BaseOxmlElement, tag: str) -> Iterator[BaseOxmlElement]:
    """The rows of a table or the cells of a row, also those in content controls; none that is deleted."""
    waiting = list(reversed(element))
    while waiting:
        child = waiting.pop()
        if child.tag == tag:
            yield child
        elif isinstance(child.tag, str) and child.tag not in UNSEEN:
            waiting.extend(reversed(child))


def _cells(
    rows: Sequence[BaseOxmlElement], elements: Sequence[Sequence[BaseOxmlElement]], said: Sequence[Sequence[str]]
) -> list[list[Cell]]:
    """The cells with the words of those that they are merged into, from above."""
    above: dict[int, str] = {}
    table = []
    for row, cells, words in zip(rows, elements, said, strict=True):
        line, at = [], _number(row, f"{W}trPr/{W}gridBefore", 0)
        line += [Cell("")] * at
        names = row.find(f"{W}trPr/{W}tblHeader") is not None
        for cell, own in zip(cells, words, strict=True):
            merged = cell.find(_MERGED)
            if merged is not None and merged.get(f"{W}val", "continue") == "continue":
                own = above.get(at, own)
            above[at] = own
            columns = _number(cell, f"{W}tcPr/{W}gridSpan", 1)
            line.append(Cell(own, columns, names=names))
            at += columns
        table.append(line)
    return table


def _number(element: BaseOxmlElement, path: str, otherwise: int) -> int:
    found = element.find(path)
    value = found.get(f"{W}val", "") if found is not None else ""
    return min(int(value), MOST_COLUMNS) if value.isdecimal() and len(value) < 7 else otherwise
