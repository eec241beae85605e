"""Packed files made in memory, whole or wrong on purpose."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

SAMPLES = Path(__file__).parent / "data" / "formats"

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book/package.opf"/></rootfiles></container>'
)
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha ha ha ha ha ha ha ha ha ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
"""A document type that makes `&i;` a thousand million letters long."""


def pack(files: dict[str, str | bytes]) -> bytes:
    """A zip of the files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def repack(sample: str, changes: dict[str, str | bytes]) -> bytes:
    """A sample with some of its files replaced or added."""
    with zipfile.ZipFile(SAMPLES / sample) as archive:
        files: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    return pack(files | changes)


def book(chapters: dict[str, str], spine: list[str], metadata: str = "") -> bytes:
    """An .epub: chapters by name, and their order."""
    items = "".join(f'<item id="{n}" href="{n}.xhtml" media-type="application/xhtml+xml"/>' for n in chapters)
    order = "".join(f'<itemref idref="{name}"/>' for name in spine)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"{metadata}</metadata><manifest>{items}</manifest><spine>{order}</spine></package>"
    )
    files: dict[str, str | bytes] = {"META-INF/container.xml": CONTAINER, "book/package.opf": package}
    return pack(files | {f"book/{name}.xhtml": content for name, content in chapters.items()})
