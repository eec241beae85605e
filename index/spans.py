"""Spans of text: (start, end) in characters, as Python slices count them."""

from __future__ import annotations

from typing import NamedTuple

import regex

LINE_BREAK = r"\r\n|[\n\r\v\f\x85\u2028\u2029]"
_WORD = regex.compile(r"[\p{L}\p{N}]")


class Span(NamedTuple):
    """`text[start:end]`; empty when both are equal."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether at least one character lies in both."""
        return self.start < other.end and other.start < self.end


def strip(text: str, span: Span) -> Span:
    """The span without the white space at its ends; empty where there is nothing else."""
    inside = text[span.start : span.end]
    start = span.start + len(inside) - len(inside.lstrip())
    return Span(start, max(start, span.end - (len(inside) - len(inside.rstrip()))))


def has_words(text: str) -> bool:
    """Whether the text has a letter or a digit of any script."""
    return _WORD.search(text) is not None
