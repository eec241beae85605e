"""What stands around the text of a Word document: headers, footers, notes; and what is in it that is no text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml import etree

from index.formats.blocks import Part
from index.formats.docx_words import FALLBACK, W

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_GRAPHIC = "{http://schemas.openxmlformats.org/drawingml/2006/main}graphicData"
_KINDS = {"picture": "picture", "chart": "chart", "diagram": "diagram"}
_OLE = "{urn:schemas-microsoft-com:office:office}OLEObject"
_IMAGE = "{urn:schemas-microsoft-com:vml}imagedata"
_OBJECT = f"{W}object"


def headers_and_footers(word: Word) -> Iterator[tuple[Part, BaseOxmlElement]]:
    """Each header that is shown, then each footer, once."""
    kinds: tuple[tuple[Part, str], ...] = (("header", "headerReference"), ("footer", "footerReference"))
    for name, kind in kinds:
        seen: set[str] = set()
        for section in word.element.body.iter(f"{W}sectPr"):
            for reference in section.findall(f"{W}{kind}"):
                relation = reference.get(f"{_R}id", "")
                if relation not in seen and _is_shown(reference, section, word):
                    seen.add(relation)
                    yield from ((name, part) for part in _part(word, relation))


def _is_shown(reference: BaseOxmlElement, section: BaseOxmlElement, word: Word) -> bool:
    match reference.get(f"{W}type"):
        case "first":
            return section.find(f"{W}titlePg") is not None
        case "even":
            return word.settings.element.find(f"{W}evenAndOddHeaders") is not None
    return True


def _part(word: Word, relation: str) -> Iterator[BaseOxmlElement]:
    found = word.part.rels.get(relation)
    if found is not None and not found.is_external:
        with suppress(etree.LxmlError):
            yield parse_xml(found.target_part.blob)


def notes(word: Word) -> Iterator[BaseOxmlElement]:
    """Footnotes, then endnotes, without the lines that part them from the text."""
    for kind in (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES):
        for root in _parts_of_kind(word, kind):
            yield from (note for note in root if note.get(f"{W}type") is None)


def _parts_of_kind(word: Word, kind: str) -> Iterator[BaseOxmlElement]:
    for relation in word.part.rels.values():
        if relation.reltype == kind and not relation.is_external:
            with suppress(etree.LxmlError):
                yield parse_xml(relation.target_part.blob)


def unread(word: Word) -> dict[str, int]:
    """How many of what the text does not hold there are, by its name in the singular."""
    found: dict[str, int] = {}
    waiting = [word.element.body]
    while waiting:
        element = waiting.pop()
        if element.tag == FALLBACK:
            continue
        name = _name(element)
        if name:
            found[name] = found.get(name, 0) + 1
            continue
        waiting.extend(reversed(element))
    comments = sum(1 for root in _parts_of_kind(word, RELATIONSHIP_TYPE.COMMENTS) for _ in root.iter(f"{W}comment"))
    return found | ({"comment": comments} if comments else {})


def _name(element: BaseOxmlElement) -> str | None:
    if element.tag == _GRAPHIC:
        return _KINDS.get(element.get("uri", "").rpartition("/")[2])
    if element.tag in (_OLE, _OBJECT):
        return "embedded object"
    return "picture" if element.tag == _IMAGE else None
