"""Rich text (.rtf) token by token: control words, the ends of groups, and letters in the encodings that it names."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import NamedTuple

import regex

_TOKEN = regex.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z])"
    rb"|(?P<brace>[{}])|[\r\n\0]+|(?P<letters>[^\\{}\r\n\0]+)|\\",
    regex.S,
)
_PAGES = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "cp1361", 134: "cp936", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
_OF_DOCUMENT = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}


class Token(NamedTuple):
    """A control word with its number, a sign behind a backslash, a brace, or bytes that are letters."""

    word: str = ""
    number: int | None = None
    sign: str = ""
    brace: str = ""
    letters: bytes = b""


def tokens(data: bytes) -> Iterator[Token]:
    """The tokens in order; pictures that are written as bytes are left out."""
    at = 0
    while found := _TOKEN.match(data, at):
        at = found.end()
        if found["word"]:
            word, number = found["word"].decode("ascii"), found["number"]
            if word == "bin" and number:
                at += max(0, int(number))
            yield Token(word, int(number) if number else None)
        elif found["byte"]:
            yield Token(letters=bytes.fromhex(found["byte"].decode("ascii")))
        elif found["sign"]:
            yield Token(sign=found["sign"].decode("latin-1"))
        elif found["brace"]:
            yield Token(brace=found["brace"].decode("ascii"))
        elif found["letters"]:
            yield Token(letters=found["letters"])


def code_page(charset: int) -> str | None:
    """The encoding of a font's letters; None where it is the document's."""
    return _PAGES.get(charset)


def document_encoding(word: str, number: int | None) -> str | None:
    """The encoding that a control word sets for the document; None where it sets none that is known."""
    if word == "ansicpg" and number:
        name = "utf-8" if number == 65001 else f"cp{number}"
        try:
            codecs.lookup(name)
        except LookupError:
            return None
        return name
    return _OF_DOCUMENT.get(word)
