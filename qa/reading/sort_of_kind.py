"""Words that only say which sort of the things asked for is meant: of "Iraqi militias" none is a militia's name."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from index.lexical import stem
from index.spans import Span

_NAMES_OF = regex.compile(
    r"(?:which|what)\s+(?:\p{L}+\s+)?(?P<kind>\p{L}+s)\s+(?:are|were|is|get)\s+"
    r"(?:mentioned|named|spoken\s+of|talked\s+about|listed)\b",
    regex.I,
)
_TWO_WORDS = regex.compile(r"(?<![\p{L}\p{M}'\u2019-])[\p{L}\p{M}'\u2019-]+\s+(?P<last>\p{L}+)")


def sorts_of_kind(question: str, text: str) -> Iterator[Span]:
    """The places of the kind's word with the word before it, where the names of some kind are asked for."""
    asked = _NAMES_OF.match(question)
    if asked is None:
        return
    kind = stem(asked["kind"].lower())
    for match in _TWO_WORDS.finditer(text, overlapped=True):
        if stem(match["last"].lower()) == kind:
            yield Span(*match.span())
