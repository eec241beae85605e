"""What the zipped formats of office programs share: their XML, who wrote a file, and what counts the pages."""

from __future__ import annotations

from zipfile import ZipFile

import regex
from lxml import etree

from index.errors import DocumentError
from index.formats.archive import read_member
from index.formats.canonical import tidy

_NOBODY = frozenset(
    {"python-docx", "python-pptx", "openpyxl", "Un-named", "Administrator", "User", "Author", "Unknown"}
)
_DOCTYPE = "<!DOCTYPE"
_DOCTYPES = tuple(_DOCTYPE.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_COUNTS = regex.compile(r"(?:page|slide|seite|p\.|of|von|/|[-\u2013\u2014|]|\d+|\s)*", regex.I)


def refuse_entities(archive: ZipFile, name: str) -> None:
    """Raises `DocumentError` where a file inside defines entities, which can unfold without end."""
    for member in archive.namelist():
        if member.endswith((".xml", ".rels")):
            inside = read_member(archive, member, name)
            if any(doctype in inside for doctype in _DOCTYPES):
                raise DocumentError(f"{name} holds XML that defines entities, which harmful files do; it is not read.")


def read_xml(archive: ZipFile, member: str, name: str) -> etree._Element:
    """The root of a file inside. Raises `DocumentError` where it is missing or no XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(read_member(archive, member, name), parser)
    except (etree.LxmlError, ValueError) as error:
        raise DocumentError(f"{name} is damaged: its {member} is no valid XML.") from error


def somebody(author: str | None) -> str | None:
    """The author that a file names, unless that is what a program writes by itself."""
    said = tidy(author or "")
    return said if said and said not in _NOBODY else None


def counts_pages(words: str) -> bool:
    """Whether a line of a header or footer only counts the pages: "Page 3 of 12"."""
    return _COUNTS.fullmatch(words) is not None
