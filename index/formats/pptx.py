"""Slides (.pptx): each slide a page, its title a heading, with the speaker's notes below it."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pptx
from lxml import etree
from pptx.exc import PythonPptxError
from pptx.presentation import Presentation
from pptx.slide import Slide

from index.errors import DocumentError
from index.formats.archive import open_archive
from index.formats.blocks import BlockKind, Omission, PageStart, Parsed
from index.formats.canonical import Canonical, tidy
from index.formats.office import refuse_entities, somebody
from index.formats.omissions import counted
from index.formats.pptx_words import A, labels, words_of
from index.formats.raised import write_raised
from index.formats.tables import Cell, table_lines

_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TITLES = ("title", "ctrTitle")
_ABOUT_PAGES = ("sldNum", "dt", "ftr", "hdr", "sldImg")
_KINDS = {"chart": "chart", "diagram": "diagram", "ole": "embedded object"}
_MOST_SPANNED = 200
_LONGEST_ITEM = 200
"""Characters. What is longer is no line of a list, but a paragraph."""

_DAMAGED = (PythonPptxError, KeyError, ValueError, TypeError, AttributeError, IndexError, etree.LxmlError)


def read(data: bytes, name: str) -> Parsed:
    """The slides in their order; footers, once and last. Slides that are hidden are left out and told.

    Raises `DocumentError` where the file is locked, damaged, or holds no slides.
    """
    with open_archive(data, name) as archive:
        refuse_entities(archive, name)
    try:
        shown = pptx.Presentation(io.BytesIO(data))
        reader = _Reader()
        reader.read(shown)
        said = shown.core_properties
        created = said.created.date().isoformat() if said.created else None
        title, author = tidy(said.title or ""), somebody(said.author)
    except _DAMAGED as error:
        raise DocumentError(f"{name} is damaged, or holds no slides.") from error
    canonical = reader.written()
    title = title if title not in ("", "PowerPoint Presentation") else canonical.title or ""
    return Parsed(canonical.text, title or None, canonical.blocks, author, created, reader.pages, reader.omissions)


class _Reader:
    """Goes through the slides."""

    def __init__(self) -> None:
        self._canonical = Canonical()
        self._first_blocks: list[tuple[int, int]] = []
        self.omissions: list[Omission] = []
        self.pages: list[PageStart] = []

    def read(self, shown: Presentation) -> None:
        footers: dict[str, None] = {}
        for page, slide in enumerate(shown.slides, 1):
            if slide.element.get("show") in ("0", "false"):
                self.omissions.append(Omission("a hidden slide", page))
                continue
            self._first_blocks.append((len(self._canonical.blocks), page))
            tree = slide.shapes._spTree
            unread: dict[str, int] = {}
            shapes = sorted(_shapes(tree, unread), key=lambda shape: _place(shape) not in _TITLES)
            for shape in shapes:
                if _place(shape) == "ftr":
                    footers |= dict.fromkeys(tidy(words_of(each)) for each in shape.iter(f"{A}p"))
                self._add(shape, unread)
            self._add_notes(slide)
            self.omissions += [Omission(found.what, page) for found in counted(unread)]
        for words in footers:
            if words not in self._canonical.words:
                self._canonical.add(words)

    def written(self) -> Canonical:
        """The text with raised digits written out; sets `pages`."""
        before = self._canonical
        after = Canonical()
        firsts = dict(reversed(self._first_blocks))
        for at, (block, words) in enumerate(zip(before.blocks, write_raised(before.words, before.listed), strict=True)):
            apart = at > 0 and before.text[before.blocks[at - 1].end : block.start] != "\n"
            number = len(after.blocks)
            after.add(words, block.kind, block.level, apart)
            if at in firsts and len(after.blocks) > number:
                self.pages.append(PageStart(after.blocks[-1].start, firsts[at]))
        return after

    def _add(self, shape: etree._Element, unread: dict[str, int]) -> None:
        place = _place(shape)
        if place in _ABOUT_PAGES:
            return
        if shape.tag == f"{_P}graphicFrame":
            table = shape.find(f".//{A}tbl")
            if table is not None:
                self._canonical.add_table(table_lines(list(_rows(table))))
            else:
                held = shape.find(f"{A}graphic/{A}graphicData")
                what = (held.get("uri", "") if held is not None else "").rpartition("/")[2]
                _count(unread, _KINDS.get(what, "embedded object"))
            return
        if place in _TITLES:
            words = " ".join(tidy(words_of(paragraph)) for paragraph in shape.iter(f"{A}p"))
            self._canonical.add(" ".join(words.split()), "heading", 1)
            return
        paragraphs = [(tidy(words_of(paragraph)), label) for paragraph, label in labels(shape.iter(f"{A}p"))]
        paragraphs = [(words, label) for words, label in paragraphs if words]
        listed = place is not None and place != "subTitle" and len(paragraphs) > 1
        for at, (words, label) in enumerate(paragraphs):
            kind: BlockKind = "item" if label or (listed and len(words) <= _LONGEST_ITEM) else "paragraph"
            self._canonical.add(f"{label} {words}" if label else words, kind, apart=at == 0)

    def _add_notes(self, slide: Slide) -> None:
        if not slide.has_notes_slide:
            return
        shapes = slide.notes_slide.shapes._spTree.iter(f"{_P}sp")
        said = [tidy(words_of(each)) for shape in shapes if _place(shape) == "body" for each in shape.iter(f"{A}p")]
        if any(said):
            self._canonical.add("Notes", "heading", 2)
            for words in said:
                self._canonical.add(words)


def _shapes(tree: etree._Element, unread: dict[str, int]) -> Iterator[etree._Element]:
    """Text boxes, tables and charts in order, those in groups too; pictures are counted."""
    waiting = list(reversed(tree))
    while waiting:
        element = waiting.pop()
        properties = element.find(f"*/{_P}cNvPr") if isinstance(element.tag, str) else None
        if properties is not None and properties.get("hidden") in ("1", "true"):
            continue
        match element.tag:
            case tag if tag in (f"{_P}sp", f"{_P}graphicFrame"):
                yield element
            case tag if tag in (f"{_P}grpSp", f"{_MC}AlternateContent", f"{_MC}Choice"):
                waiting.extend(reversed(element))
            case tag if tag == f"{_P}pic":
                _count(unread, "picture")


def _place(shape: etree._Element) -> str | None:
    """Which place of the slide's layout it fills: title, body, ftr ..."""
    found = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
    return found.get("type", "obj") if found is not None else None


def _rows(table: etree._Element) -> Iterator[list[Cell]]:
    for row in table.iter(f"{A}tr"):
        line = []
        for cell in row.iter(f"{A}tc"):
            if cell.get("hMerge") in ("1", "true") or cell.get("vMerge") in ("1", "true"):
                continue
            words = " ".join(filter(None, (tidy(words_of(paragraph)) for paragraph in cell.iter(f"{A}p"))))
            line.append(Cell(words.replace("\n", " "), _span(cell, "gridSpan"), _span(cell, "rowSpan")))
        yield line


def _span(cell: etree._Element, way: str) -> int:
    said = cell.get(way, "1")
    return min(int(said), _MOST_SPANNED) if said.isdecimal() and len(said) < 7 else 1


def _count(unread: dict[str, int], what: str) -> None:
    unread[what] = unread.get(what, 0) + 1
