"""Sentences with exact offsets.

The segmenter sees a copy of the text in which typographic spaces and quotation marks
are plain ones. The copy has the same length, so its boundaries hold in the text itself.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import regex
import sentencex

from index.abbreviations import SEEN, goes_on
from index.spans import LINE_BREAK, Span, has_words, strip

LONGEST_SENTENCE = 1000
"""Characters. Longer runs are cut, at a clause if there is one, so that a quotation stays readable."""

_PLAIN = str.maketrans(
    {
        "\u00a0": " ", "\u202f": " ", "\u2007": " ", "\t": " ",
        "\n": " ", "\r": " ", "\v": " ", "\f": " ", "\x85": " ", "\u2028": " ", "\u2029": " ",
        "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
        "\u2018": "'", "\u2019": "'", "\u201a": "'",
    }
)  # fmt: skip
_WINDOW = 20_000
_LIST_ITEM = regex.compile(rf"(?:{LINE_BREAK})[ \t]*(?:[-*\u2022\u2013]|\d{{1,3}}[.)])[ \t]+")
_ITEM_NUMBER = regex.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})*|\p{L}|[ivxlc]{1,6})[.)]")
_CLAUSE_END = regex.compile(r"[;:,\u2014\u2013.!?](?=\s)")
_SPACE = regex.compile(r"\s+")
_GRAPHEME = regex.compile(r"\X")


def split_sentences(text: str, within: Span) -> list[Span]:
    """The sentences inside a span of the text, in order.

    No sentence begins or ends with white space, none overlaps another, and together
    they hold every character that is not white space. None is longer than
    `LONGEST_SENTENCE`. A fragment without a letter or digit joins its neighbour.
    """
    pieces: list[Span] = []
    for item in _items(text, within):
        for window in _windows(text, item):
            plain = text[window.start : window.end].translate(_PLAIN)
            for found in sentencex.get_sentence_boundaries("en", plain):
                sentence = Span(window.start + found["start_index"], window.start + found["end_index"])
                pieces.extend(_short_enough(text, sentence))
    stripped = [strip(text, piece) for piece in pieces]
    return _joined(text, [span for span in stripped if span.start < span.end])


def _items(text: str, within: Span) -> Iterator[Span]:
    """Cut at lines that begin like a list item: they are sentences of their own even without a full stop."""
    starts = (match.start() for match in _LIST_ITEM.finditer(text, *within))
    for start, end in itertools.pairwise([within.start, *starts, within.end]):
        yield Span(start, end)


def _windows(text: str, within: Span) -> Iterator[Span]:
    """Stretches of bounded length, so that no input makes the segmenter slow."""
    start, end = within
    while end - start > _WINDOW:
        cut = _last(_SPACE, text, start, _WINDOW) or _grapheme_cut(text, start, _WINDOW)
        yield Span(start, cut)
        start = cut
    yield Span(start, end)


def _short_enough(text: str, sentence: Span) -> Iterator[Span]:
    start, end = sentence
    while end - start > LONGEST_SENTENCE:
        cut = (
            _last(_CLAUSE_END, text, start, LONGEST_SENTENCE)
            or _last(_SPACE, text, start, LONGEST_SENTENCE)
            or _grapheme_cut(text, start, LONGEST_SENTENCE)
        )
        yield Span(start, cut)
        start = cut
    yield Span(start, end)


def _last(pattern: regex.Pattern[str], text: str, start: int, longest: int) -> int | None:
    """The end of the pattern's last match in the second half of the `longest` characters after `start`."""
    last = None
    for match in pattern.finditer(text, start + longest // 2, start + longest):
        last = match.end()
    return last


def _grapheme_cut(text: str, start: int, longest: int) -> int:
    """A place at most `longest` characters on that parts no letter from its accents and no emoji from its parts."""
    cut = start
    for match in _GRAPHEME.finditer(text, start, start + 2 * longest):
        if match.end() - start > longest:
            break
        cut = match.end()
    return cut if cut > start else start + longest


def _joined(text: str, spans: list[Span]) -> list[Span]:
    """Pieces that are no sentence by themselves joined to their neighbours.

    These are fragments without a letter or digit, such as a closing bracket, the numbers of items, and what an
    abbreviation or a date was cut into.
    """
    joined: list[Span] = []
    for span in spans:
        if (
            joined
            and _belongs(text, joined[-1], span, spans[-1].end)
            and span.end - joined[-1].start <= LONGEST_SENTENCE
        ):
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def _belongs(text: str, before: Span, span: Span, end: int) -> bool:
    if not has_words(text[slice(*span)]) or _leads(text[slice(*before)]):
        return True
    if _LIST_ITEM.match(text, before.end):
        return False
    said = text[max(before.start, before.end - SEEN) : before.end], text[span.start : min(end, span.start + SEEN)]
    return goes_on(*(words.translate(_PLAIN) for words in said))


def _leads(words: str) -> bool:
    """Whether this is only the beginning of what follows."""
    return not has_words(words) or _ITEM_NUMBER.fullmatch(words) is not None
