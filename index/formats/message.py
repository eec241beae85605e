"""Messages (.eml): the subject, who wrote it and when, its text; what is attached is told."""

from __future__ import annotations

from datetime import datetime
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime

from index.errors import DocumentError
from index.formats.blocks import Parsed
from index.formats.canonical import Canonical, tidy
from index.formats.encoding import decode
from index.formats.html import parse
from index.formats.markup import read_tree
from index.formats.omissions import counted
from index.formats.page_omissions import pictures
from index.formats.page_tree import make_plain

_HEADERS = ("From", "To", "Cc", "Date")


def read(data: bytes, name: str) -> Parsed:
    """The subject is the title and first heading; from whom, to whom and when stand below it.

    Raises `DocumentError` where the file is no message.
    """
    message = BytesParser(policy=policy.default).parsebytes(data)
    assert isinstance(message, EmailMessage)
    if not any(message[header] for header in ("From", "Subject", "Date")):
        raise DocumentError(f"{name} is no message: it does not say from whom, when or about what.")
    canonical = Canonical()
    subject = tidy(str(message["Subject"] or ""))
    canonical.add(subject, "heading", 1)
    said = [f"{header}: {tidy(str(message[header]))}" for header in _HEADERS if message[header]]
    canonical.add("\n".join(said))
    shown = _add_body(message, canonical, name)
    attached = sum(1 for part in message.walk() if part.get_content_disposition() == "attachment")
    omissions = counted(shown | {"attachment": attached})
    return Parsed(
        canonical.text, subject or None, canonical.blocks, _author(message), _day(message), omissions=omissions
    )


def _add_body(message: EmailMessage, canonical: Canonical, name: str) -> dict[str, int]:
    """Put the text in; how many pictures it shows."""
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return {}
    text = _decoded(body, name)
    if body.get_content_type() == "text/html" and text.strip():
        tree = parse(text, name)
        make_plain(tree)
        shown = pictures(tree)
        read_tree(tree, canonical)
        return shown
    for paragraph in text.replace("\r\n", "\n").split("\n\n"):
        canonical.add(tidy(paragraph))
    return {}


def _decoded(body: MIMEPart, name: str) -> str:
    data = body.get_payload(decode=True)
    raw = data if isinstance(data, bytes) else b""
    try:
        return raw.decode(body.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return decode(raw, name)[0]


def _author(message: EmailMessage) -> str | None:
    names = [person or address for person, address in getaddresses([str(message["From"] or "")])]
    return ", ".join(filter(None, names)) or None


def _day(message: EmailMessage) -> str | None:
    try:
        sent: datetime = parsedate_to_datetime(str(message["Date"]))
    except (TypeError, ValueError):
        return None
    return sent.date().isoformat()
