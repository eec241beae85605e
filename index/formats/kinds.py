"""Whether a file is what its name says."""

from __future__ import annotations

import regex

from index.errors import DocumentError

_ZIP = b"PK\x03\x04"
_RICH = b"{\\rtf"
_LOCKED_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The old container of Office: a .doc, .xls or .ppt, or a newer file that is locked with a password."""

_OLD = {".docx": ".doc", ".xlsx": ".xls", ".pptx": ".ppt"}

_MARKUP = regex.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", regex.I | regex.S
)
_NEAR_START = 1024
_PLAIN = {
    ".html": "a web page", ".htm": "a web page", ".xhtml": "a web page", ".pdf": "a PDF", ".csv": "a table of text",
    ".tsv": "a table of text", ".eml": "a message", ".srt": "a file of subtitles", ".vtt": "a file of subtitles",
    ".rtf": "rich text", **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"), "a picture"),
}  # fmt: skip
_PACKED = {
    ".docx": "a Word document", ".epub": "an electronic book", ".xlsx": "a spreadsheet", ".pptx": "a file of slides",
    ".odt": "a text document",
}  # fmt: skip


def check_kind(data: bytes, name: str, ending: str) -> None:
    """Raises `DocumentError` where a file is empty, or plainly of another format than its name's ending says."""
    if not data.strip(b"\0 \t\r\n"):
        raise DocumentError(f"{name} has no text that could be asked: it is empty.")
    found = kind(data)
    wanted = ({".htm": ".html", ".xhtml": ".html"} | dict.fromkeys(_PACKED, ".zip")).get(ending, ending)
    if ending in _OLD and found == ".doc":
        old = _OLD[ending]
        raise DocumentError(
            f"{name} is locked with a password, or is an old {old} file. Save it as {ending} without one."
        )
    if found and found != wanted:
        raise DocumentError(
            f"{name} is not {(_PLAIN | _PACKED)[ending]}, whatever its name says: it looks like {found}."
        )
    if ending == ".pdf" and not found:
        raise DocumentError(f"{name} is not a PDF, whatever its name says, or its beginning is lost.")


def kind(data: bytes) -> str | None:
    """The ending that a file's first bytes ask for: .pdf, .zip, .doc, .rtf or .html; None where they do not tell."""
    start = data[:_NEAR_START]
    if b"%PDF-" in start:
        return ".pdf"
    if start.startswith(_ZIP):
        return ".zip"
    if start.startswith(_LOCKED_OFFICE):
        return ".doc"
    if start.lstrip().startswith(_RICH):
        return ".rtf"
    return ".html" if _MARKUP.match(start) else None
