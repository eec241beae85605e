"""Bytes to text."""

from __future__ import annotations

import codecs

import regex
from charset_normalizer import from_bytes

from index.errors import DocumentError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 2000
"""Bytes that are looked at; of UTF-16 without its mark so large a share of the high bytes is zero."""

_MOSTLY = 0.7
_WESTERN = "cp1252"
_OTHERS = [
    "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r", "mac_roman",
    "cp932", "euc_jp", "cp949", "gb18030", "big5",
]  # fmt: skip
"""Those in use; among all that exist a short text fits some forgotten one best by chance."""

_UNLIKELY = regex.compile(
    "[\u00f0\u00fe\u00fd\u00d0\u00de\u00dd\u0161\u017e\u0160\u017d]"  # eth, thorn, y acute, carons
    r"|[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]{3}"
    r"|\p{Ll}[\u00c0-\u00d6\u00d8-\u00de]"
    r"|\p{L}[\u00aa\u00ba]\p{L}"
    r"|\p{L}[^\x00-\x7f\p{L}\p{N}\s\u00ad\u00b7\u2013\u2014\u2018\u2019\u201c\u201d\u2026]\p{L}"
)
"""What text of Western Europe and the Americas lacks, and text of elsewhere shows when it is read as that."""

_CONTROL = regex.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text of a file and the encoding it was read in, without its byte-order mark.

    UTF-8 is tried first, then Windows' Western encoding; others are detected. Raises
    `DocumentError` where the bytes are no text, or no encoding fits them well.
    """
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None) or _unmarked_utf16(data)
    if marked is None and b"\0" in data:
        raise DocumentError(f"{name} is not a text file, whatever its name says: it holds zero bytes.")
    try:
        return data.decode(marked or "utf-8"), (marked or "utf-8").removesuffix("-sig")
    except UnicodeDecodeError as error:
        if marked is not None:
            raise DocumentError(
                f"{name} is marked as {marked.removesuffix('-sig')} but is not valid in it. Save it as UTF-8."
            ) from error
    text, encoding = _western(data) or _detected(data) or ("", "")
    if not encoding or _CONTROL.search(text):
        raise DocumentError(f"The encoding of {name} could not be recognised. Save it as UTF-8.")
    return text, encoding


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without its mark: of Latin text every second byte is zero, and no other is."""
    sample = data[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if not data or len(data) % 2 or max(even, odd) < _MOSTLY * len(sample) / 2 or min(even, odd):
        return None
    return "utf-16-be" if even else "utf-16-le"


def _western(data: bytes) -> tuple[str, str] | None:
    try:
        text = data.decode(_WESTERN)
    except UnicodeDecodeError:
        return None
    return None if _UNLIKELY.search(text) else (text, _WESTERN)


def _detected(data: bytes) -> tuple[str, str] | None:
    best = from_bytes(data, cp_isolation=_OTHERS).best()
    return (str(best), best.encoding.replace("_", "-")) if best else None
