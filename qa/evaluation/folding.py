"""Spellings of one and the same text, folded together: Unicode forms, quotation marks, dashes, spaces.

What is copied from a screen or typed again differs in these from the document, and says the same.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from index.spans import Span

_CLUSTER = regex.compile(r"\s+|\P{M}\p{M}*|\p{M}+")
"""A run of white space, or a character with the marks upon it."""
_IGNORED = regex.compile(r"[\p{Cf}\ufe00-\ufe0f]")
"""Soft hyphens, zero-width spaces and joiners, byte order marks, variation selectors."""
_SAME = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\u0060\u00b4\u2039\u203a", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
        "\u2026": "...",
    }
)


def fold(text: str) -> str:
    """NFC, straight quotation marks, hyphens for dashes, single spaces; nothing invisible, no space at the ends."""
    return unicodedata.normalize("NFC", "".join(form for form, _ in _folded(text))).strip()


@dataclass(frozen=True)
class Folded:
    """A text folded, each of whose characters knows its span in the text."""

    text: str
    spans: tuple[Span, ...]

    @classmethod
    def of(cls, text: str) -> Folded:
        """Folded cluster by cluster, so that all characters of one cluster have its span."""
        characters: list[str] = []
        spans: list[Span] = []
        for form, span in _folded(text):
            folded = unicodedata.normalize("NFC", form)
            characters.append(folded)
            spans.extend([span] * len(folded))
        return cls("".join(characters), tuple(spans))

    def places(self, wanted: str) -> Iterator[Span]:
        """Every span of the unfolded text that says `wanted`, first to last; whole clusters only."""
        sought = fold(wanted)
        at = self.text.find(sought) if sought else -1
        while at >= 0:
            last = at + len(sought) - 1
            starts_cluster = at == 0 or self.spans[at - 1] != self.spans[at]
            ends_cluster = last + 1 == len(self.spans) or self.spans[last + 1] != self.spans[last]
            if starts_cluster and ends_cluster:
                yield Span(self.spans[at].start, self.spans[last].end)
            at = self.text.find(sought, at + 1)


def _folded(text: str) -> Iterator[tuple[str, Span]]:
    for found in _CLUSTER.finditer(text):
        cluster = found.group()
        form = " " if cluster.isspace() else _IGNORED.sub("", cluster).translate(_SAME)
        if form:
            yield form, Span(*found.span())
