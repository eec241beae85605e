"""Word documents."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress

import docx
import regex
from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml import etree

from index.errors import DocumentError
from index.formats.archive import open_archive, read_member
from index.formats.blocks import BlockKind, Parsed
from index.formats.canonical import Canonical, tidy

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNSEEN = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}rPr", f"{_W}pPr", _FALLBACK})
_PARAGRAPH, _ROW, _CELL = f"{_W}p", f"{_W}tr", f"{_W}tc"
_HEADING = regex.compile(r"heading ([1-9])", regex.I)
_TELLING = regex.compile(r"heading [1-9]|title$|list", regex.I)
_DEEPEST_STYLE = 10
_BREAKS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": " ", f"{_W}noBreakHyphen": "-"}
_NOBODY = ("python-docx", "Un-named", "Administrator", "User", "Author", "Unknown")


def read(data: bytes, name: str) -> Parsed:
    """Paragraphs, headings, lists, tables and notes, tracked changes as accepted.

    Raises `DocumentError` where the file is locked, damaged, or no Word document.
    """
    with open_archive(data, name) as archive:
        for member in archive.namelist():
            if member.endswith((".xml", ".rels")) and b"<!DOCTYPE" in read_member(archive, member, name):
                raise DocumentError(f"{name} holds XML that defines entities, which harmful files do; it is not read.")
    try:
        word = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError, AttributeError, etree.LxmlError) as error:
        raise DocumentError(f"{name} is damaged, or no Word document.") from error
    canonical = Canonical()
    styles = _Styles(word)
    _add(word.element.body, canonical, styles)
    for notes in _notes(word):
        _add(notes, canonical, styles)
    said = word.core_properties
    author = tidy(said.author or "") or None
    created = said.created.date().isoformat() if said.created else None
    title = tidy(said.title or "") or styles.title or canonical.title
    return Parsed(canonical.text, title, canonical.blocks, None if author in _NOBODY else author, created)


class _Styles:
    """What a paragraph is, by its style and those it is based on; `title` is the first of the style Title."""

    def __init__(self, word: Word) -> None:
        self._styles = {style.style_id: style for style in word.styles}
        self.title: str | None = None

    def kind(self, paragraph: BaseOxmlElement, words: str) -> tuple[BlockKind, int]:
        name = self._name(paragraph)
        heading = _HEADING.match(name)
        if name == "title":
            self.title = self.title or words
            return "heading", 1
        if heading:
            return "heading", min(int(heading.group(1)), 6)
        listed = paragraph.find(f"{_W}pPr/{_W}numPr") is not None or name.startswith("list")
        return ("item" if listed else "paragraph"), 0

    def _name(self, paragraph: BaseOxmlElement) -> str:
        """The name of its style, or of the nearest one that this is based on and that says what it is."""
        used = paragraph.find(f"{_W}pPr/{_W}pStyle")
        style = self._styles.get(used.get(f"{_W}val")) if used is not None else None
        for _ in range(_DEEPEST_STYLE):
            if style is None or _TELLING.match(style.name or ""):
                break
            style = style.base_style
        return (style.name or "").lower() if style is not None else ""


def _add(body: BaseOxmlElement, canonical: Canonical, styles: _Styles) -> None:
    for element in _rows_and_paragraphs(body):
        if element.tag == _ROW:
            cells = [tidy(" ".join(map(_words, cell.iter(_PARAGRAPH)))) for cell in element.iterchildren(_CELL)]
            canonical.add(" | ".join(cells).replace("\n", " ").strip("| "), "item")
        else:
            words = tidy(_words(element))
            kind, level = styles.kind(element, words)
            canonical.add(words.replace("\n", " ") if level else words, kind, level)


def _rows_and_paragraphs(body: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """Paragraphs and the rows of simple tables, in order; those of a text box after the paragraph that holds it."""
    waiting = [body]
    while waiting:
        element = waiting.pop()
        if element.tag == _ROW and not any(len(cell.findall(_PARAGRAPH)) > 1 for cell in element.iter(_CELL)):
            yield element
        elif element.tag not in _UNSEEN:
            if element.tag == _PARAGRAPH:
                yield element
            waiting.extend(reversed(element))


def _words(paragraph: BaseOxmlElement) -> str:
    words: list[str] = []
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag == f"{_W}t":
            words.append(element.text or "")
        elif element.tag in _BREAKS:
            words.append(_BREAKS[element.tag])
        elif element.tag not in _UNSEEN and element.tag != _PARAGRAPH:
            waiting.extend(reversed(element))
    return "".join(words)


def _notes(word: Word) -> Iterator[BaseOxmlElement]:
    """Footnotes, then endnotes, without the lines that part them from the text."""
    for kind in (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES):
        for relation in word.part.rels.values():
            if relation.reltype == kind and not relation.is_external:
                with suppress(etree.LxmlError):
                    notes = parse_xml(relation.target_part.blob)
                    yield from (note for note in notes if note.get(f"{_W}type") is None)
