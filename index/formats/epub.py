"""Electronic books: the chapters in the order in which they are read."""

from __future__ import annotations

import posixpath
from collections import Counter
from urllib.parse import unquote
from zipfile import ZipFile

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from index.errors import DocumentError
from index.formats.archive import open_archive, read_member
from index.formats.blocks import Parsed
from index.formats.canonical import Canonical, tidy
from index.formats.dates import day
from index.formats.html import decode_page, parse
from index.formats.markup import read_tree
from index.formats.omissions import counted
from index.formats.page_omissions import pictures
from index.formats.page_tree import INVISIBLE, make_plain

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_FONTS_ONLY = (b"http://www.idpf.org/2008/embedding", b"http://ns.adobe.com/pdf/enc#RC")
_OPF, _DC = "{http://www.idpf.org/2007/opf}", "{http://purl.org/dc/elements/1.1/}"
_PAGES = ("application/xhtml+xml", "text/html")


def read(data: bytes, name: str) -> Parsed:
    """Every chapter of the spine, whole. Raises `DocumentError` where the book is locked, damaged or malicious."""
    with open_archive(data, name) as archive:
        _refuse_locked(archive, name)
        package = _package_place(archive, name)
        root = _xml(archive, package, name)
        canonical, shown = Canonical(), Counter[str]()
        for place in _spine(root, posixpath.dirname(package)):
            text = read_page(archive, place, name) if place in archive.namelist() else ""
            if text.strip():
                page = parse(text, name)
                make_plain(page)
                shown += pictures(page)
                read_tree(page, canonical, (*INVISIBLE, "nav"))
    titles, authors = _said(root, "title"), _said(root, "creator")
    title = titles[0] if titles else canonical.title
    return Parsed(
        canonical.text, title, canonical.blocks, ", ".join(authors) or None, _date(root), omissions=counted(shown)
    )


def _said(root: ElementTree.Element, key: str) -> list[str]:
    """What the package says of the book under that key, each once."""
    return list(dict.fromkeys(filter(None, (tidy(element.text or "") for element in root.iter(f"{_DC}{key}")))))


def _date(root: ElementTree.Element) -> str | None:
    """The day of publication, or else the first day that is no day of a change to the file."""
    dates = [(element.get(f"{_OPF}event", ""), day(element.text)) for element in root.iter(f"{_DC}date")]
    dated = sorted(
        (pair for pair in dates if pair[1] and pair[0] != "modification"), key=lambda p: p[0] != "publication"
    )
    return dated[0][1] if dated else None


def read_page(archive: ZipFile, place: str, name: str) -> str:
    """The text of a chapter without its XML declaration."""
    text = decode_page(read_member(archive, place, name), name)
    return text.partition("?>")[2] if text.lstrip().startswith("<?xml") else text


def _spine(root: ElementTree.Element, folder: str) -> list[str]:
    """Where the chapters lie, in order; the table of contents is none."""
    items = {
        item.get("id"): posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))
        for item in root.iter(f"{_OPF}item")
        if item.get("media-type") in _PAGES and "nav" not in item.get("properties", "").split()
    }
    wanted = (reference.get("idref") for reference in root.iter(f"{_OPF}itemref"))
    return [items[chapter] for chapter in dict.fromkeys(wanted) if chapter in items]


def _package_place(archive: ZipFile, name: str) -> str:
    for element in _xml(archive, _CONTAINER, name).iter():
        if element.get("full-path"):
            return str(element.get("full-path"))
    raise DocumentError(f"{name} is damaged: it does not say where its chapters are.")


def _refuse_locked(archive: ZipFile, name: str) -> None:
    if _ENCRYPTION in archive.namelist():
        encryption = read_member(archive, _ENCRYPTION, name)
        methods = encryption.count(b"EncryptionMethod ") + encryption.count(b"EncryptionMethod\n")
        if methods > sum(encryption.count(fonts) for fonts in _FONTS_ONLY):
            raise DocumentError(f"{name} is protected against copying. Only books without such protection can be read.")


def _xml(archive: ZipFile, place: str, name: str) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(read_member(archive, place, name), forbid_dtd=False)
    except DefusedXmlException as error:
        raise DocumentError(
            f"{name} holds XML that defines entities, which harmful files do; it is not read."
        ) from error
    except ElementTree.ParseError as error:
        raise DocumentError(f"{name} is damaged: its {place} is no valid XML.") from error
