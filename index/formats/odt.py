"""Text documents of OpenDocument (.odt), which LibreOffice and others write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from index.errors import DocumentError
from index.formats.archive import open_archive, read_member
from index.formats.blocks import BlockKind, Parsed, Part
from index.formats.canonical import LONGEST_TEXT, Canonical, tidy
from index.formats.dates import day
from index.formats.odt_numbering import Numbering
from index.formats.odt_words import DRAW, OFFICE, PARAGRAPHS, STYLE, TEXT, Styles
from index.formats.office import counts_pages, read_xml, refuse_entities, somebody
from index.formats.omissions import counted
from index.formats.raised import write_raised
from index.formats.tables import MOST_COLUMNS, Cell, table_lines

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_META, _DC = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}", "{http://purl.org/dc/elements/1.1/}"
_MANIFEST = "META-INF/manifest.xml"
_UNSEEN = frozenset({
    f"{TEXT}tracked-changes", f"{OFFICE}annotation", f"{TEXT}note", f"{TEXT}table-of-content",
    f"{TEXT}alphabetical-index", f"{OFFICE}forms",
})  # fmt: skip
_LONGEST_CELL = 600
"""Characters. A table with longer cells is there for the layout, and read as if it were none."""

_MOST_REPEATED = 1000


def read(data: bytes, name: str) -> Parsed:
    """Paragraphs, headings, lists, tables and notes, tracked changes as accepted; headers and footers last.

    Raises `DocumentError` where the file is locked, damaged, or no text document.
    """
    with open_archive(data, name) as archive:
        members = archive.namelist()
        if _MANIFEST in members and b"encryption-data" in read_member(archive, _MANIFEST, name):
            raise DocumentError(f"{name} is locked with a password. Save it without one.")
        refuse_entities(archive, name)
        content = read_xml(archive, "content.xml", name)
        others = {member: read_xml(archive, member, name) for member in ("styles.xml", "meta.xml") if member in members}
    body = content.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise DocumentError(f"{name} is damaged, or no text document.")
    styles, meta = others.get("styles.xml"), others.get("meta.xml")
    reader = _Reader(content, *([] if styles is None else [styles]))
    reader.read(body, styles)
    canonical = reader.canonical.rewritten(write_raised(reader.canonical.words, reader.canonical.listed))
    title, author, date = _said(meta)
    title = title or reader.title or canonical.title
    return Parsed(canonical.text, title, canonical.blocks, author, date, omissions=counted(_unread(body)))


class _Reader:
    """Goes through the body; `title` is the first paragraph of the style Title."""

    def __init__(self, *roots: etree._Element) -> None:
        self._styles, self._numbering = Styles(*roots), Numbering(*roots)
        self.canonical = Canonical()
        self.title: str | None = None

    def read(self, body: etree._Element, styles: etree._Element | None) -> None:
        self._add(body)
        for note in body.iter(f"{TEXT}note-body"):
            self._add(note)
        said = set(self.canonical.words)
        for place, paragraph in _around(styles):
            words = tidy(self._styles.words(paragraph)).replace("\n", " ")
            if words not in said and not counts_pages(words):
                said.add(words)
                self.canonical.add(words, part=place)

    def _add(self, element: etree._Element, style: str = "", level: int = 0, label: str | None = None) -> None:
        """An element and all within it; `style` and `level` are of the list that it stands in, 0 for none."""
        if element.tag in _UNSEEN or self.canonical.length > LONGEST_TEXT or element.get(f"{TEXT}display") == "none":
            return
        if element.tag in PARAGRAPHS:
            self._add_paragraph(element, level, label)
            for drawn in _drawings(element):
                self._add(drawn)
        elif element.tag == f"{_TABLE}table" and (lines := self._table(element)) is not None:
            self.canonical.add_table(lines)
        elif element.tag == f"{TEXT}list":
            self._add_list(element, style, level + 1)
        else:
            for child in element:
                self._add(child, style, level, label)
                label = None

    def _add_list(self, listed: etree._Element, around: str, level: int) -> None:
        style = listed.get(f"{TEXT}style-name") or around
        if level == 1 and listed.get(f"{TEXT}continue-numbering") != "true" and not listed.get(f"{TEXT}continue-list"):
            self._numbering.begin(style)
        for item in listed:
            label = None
            if item.tag == f"{TEXT}list-item" and len(item) and item[0].tag in PARAGRAPHS:
                label = self._numbering.label(style, level, item.get(f"{TEXT}start-value"))
            self._add(item, style, level, label)

    def _add_paragraph(self, paragraph: etree._Element, level: int, label: str | None) -> None:
        words = tidy(self._styles.words(paragraph))
        kind: BlockKind = "item" if level else "paragraph"
        depth = 0
        if paragraph.tag == f"{TEXT}h":
            said = paragraph.get(f"{TEXT}outline-level", "1")
            kind, depth = "heading", min(max(int(said) if said.isdecimal() and len(said) < 4 else 1, 1), 6)
            if not level and paragraph.get(f"{TEXT}is-list-header") != "true" and words:
                label = self._numbering.label("", depth)
        elif self._is_title(paragraph):
            kind, depth = "heading", 1
            self.title = self.title or words.replace("\n", " ") or None
        words = f"{label} {words}" if label and words else words
        self.canonical.add(words.replace("\n", " ") if depth else words, kind, depth)

    def _is_title(self, paragraph: etree._Element) -> bool:
        chain = self._styles.chain("paragraph", paragraph.get(f"{TEXT}style-name"))
        return any(style.get(f"{STYLE}name") == "Title" for style in chain)

    def _table(self, table: etree._Element) -> list[str] | None:
        """The lines of a table; None where it is one for the layout only."""
        if table.find(f".//{_TABLE}table") is not None:
            return None
        rows = [self._row(row) for row in table.iter(f"{_TABLE}table-row")]
        if max(map(len, rows), default=0) < 2 or any(len(cell.words) > _LONGEST_CELL for row in rows for cell in row):
            return None
        repeated = [_number(row, "rows-repeated", _MOST_REPEATED) for row in table.iter(f"{_TABLE}table-row")]
        return table_lines([row for row, times in zip(rows, repeated, strict=True) for _ in range(times)])

    def _row(self, row: etree._Element) -> list[Cell]:
        parent = row.getparent()
        names = parent is not None and parent.tag == f"{_TABLE}table-header-rows"
        line: list[Cell] = []
        for cell in row.iterchildren(f"{_TABLE}table-cell"):
            said = (tidy(self._styles.words(paragraph)) for paragraph in cell.iter(*PARAGRAPHS))
            words = " ".join(filter(None, said)).replace("\n", " ")
            columns = _number(cell, "columns-spanned", MOST_COLUMNS)
            times = _number(cell, "columns-repeated", MOST_COLUMNS)
            line += [Cell(words, columns, _number(cell, "rows-spanned", _MOST_REPEATED), names)] * times
        return line[:MOST_COLUMNS]


def _number(element: etree._Element, what: str, most: int) -> int:
    said = element.get(f"{_TABLE}number-{what}", "1")
    return max(1, min(int(said), most)) if said.isdecimal() and len(said) < 10 else 1


def _drawings(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The outermost text boxes and shapes that hang on a paragraph."""
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if isinstance(element.tag, str) and element.tag.startswith(DRAW):
            yield element
        elif element.tag not in _UNSEEN:
            waiting.extend(reversed(element))


def _around(styles: etree._Element | None) -> Iterator[tuple[Part, etree._Element]]:
    """The paragraphs of each header, then of each footer."""
    pages: Sequence[etree._Element] = [] if styles is None else list(styles.iter(f"{STYLE}master-page"))
    places: tuple[Part, ...] = ("header", "footer")
    for place in places:
        for page in pages:
            for part in page:
                if part.tag.startswith(f"{STYLE}{place}") and part.get(f"{STYLE}display") != "false":
                    yield from ((place, paragraph) for paragraph in part.iter(*PARAGRAPHS))


def _said(meta: etree._Element | None) -> tuple[str | None, str | None, str | None]:
    """The title, author and day of making."""
    if meta is None:
        return None, None, None
    author = meta.findtext(f".//{_META}initial-creator") or meta.findtext(f".//{_DC}creator")
    made = meta.findtext(f".//{_META}creation-date") or meta.findtext(f".//{_DC}date")
    return tidy(meta.findtext(f".//{_DC}title") or "") or None, somebody(author), day(made)


def _unread(body: etree._Element) -> dict[str, int]:
    """How many of what the text does not hold there are, by its name in the singular."""
    found = {"comment": sum(1 for _ in body.iter(f"{OFFICE}annotation")), "picture": 0, "embedded object": 0}
    for frame in body.iter(f"{DRAW}frame"):
        held = {child.tag for child in frame if isinstance(child.tag, str)}
        if held & {f"{DRAW}object", f"{DRAW}object-ole"}:
            found["embedded object"] += 1
        elif f"{DRAW}image" in held and f"{DRAW}text-box" not in held:
            found["picture"] += 1
    return found
