"""Plain text: paragraphs between blank lines, headings by their looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from statistics import median
from typing import NamedTuple

import regex

from index.formats.aligned_tables import find_table
from index.formats.blocks import Block, BlockKind, Parsed
from index.formats.canonical import without_marks
from index.spans import LINE_BREAK, Span, has_words, strip

_LINE = regex.compile(rf"(.*?)(?:{LINE_BREAK}|\Z)", regex.S)
_LONG_LINE = 120
"""Characters. Where lines are longer than this, each is a paragraph; shorter ones were wrapped by an editor."""

_HEADING_LENGTH = 80
_HEADING_WORDS = 12
_HEADINGS_IN_A_ROW = 3
"""More short lines than these, one after another, are a list, unless they are marked as headings."""

_MARKED_HEADING = regex.compile(
    r"(?:chapter|part|section|appendix)\s+(?:\d+|[ivxlcdm]+)(?:\s*[.:\u2013\u2014-].*)?", regex.I
)
_CREDIT = regex.compile(
    r"(?:photo|image|picture|illustration|graphic|credit|source|copyright|\u00a9|by|written by|published|posted"
    r"|updated)\b.*"
    r"|.*(?:getty images|associated press|reuters|all rights reserved).*",
    regex.I,
)
_DATE_LINE = regex.compile(
    r"(?:\p{L}+\.?,?\s+){0,2}\d{1,2}\.?(?:st|nd|rd|th)?,?\s.*\d{4}.*|\d{4}[-/.]\d\d?[-/.]\d\d?.*"
)
_SENTENCE_END = tuple(".?!:;,\u2026\"\u201d')")
_BULLET = regex.compile(r"[-*\u2022\u2013]\s")


def read(text: str) -> Parsed:
    """Blocks of a plain text, which is canonical as it is but for characters that no reader sees.

    A heading is a short line by itself that does not end like a sentence and has text
    under it. The title is the first block when that is a heading. Rows of tables are items.
    """
    text = without_marks(text)
    found = [piece for piece in _paragraphs(text) if has_words(text[slice(*piece.span)])]
    candidates = [piece.span for piece in found]
    blocks = []
    for position, (span, kind) in enumerate(found):
        if kind == "item":
            blocks.append(Block(*span, kind="item"))
            continue
        following = candidates[position + 1] if position + 1 < len(candidates) else None
        heading = following is not None and _is_heading(text, span) and not _is_credit(text[slice(*span)])
        blocks.append(Block(*span, kind="heading", level=2) if heading else Block(*span))
    blocks = _without_lists(text, blocks)
    title = None
    if blocks and blocks[0].kind == "heading":
        blocks[0] = Block(blocks[0].start, blocks[0].end, "heading", 1)
        title = " ".join(text[blocks[0].start : blocks[0].end].split())
    return Parsed(text, title, blocks)


class _Piece(NamedTuple):
    span: Span
    kind: BlockKind = "paragraph"


def _paragraphs(text: str) -> Iterator[_Piece]:
    lines = [Span(*match.span(1)) for match in _LINE.finditer(text)]
    group: list[Span] = []
    for line in [*lines, Span(len(text), len(text))]:
        if text[slice(*line)].strip():
            group.append(line)
        elif group:
            yield from _pieces(text, group)
            group = []
    if group:
        yield from _pieces(text, group)


def _pieces(text: str, lines: list[Span]) -> Iterator[_Piece]:
    """The rows of tables among lines that no blank line parts, and the paragraphs around them."""
    while lines and (table := find_table(text, lines)):
        first, after, rows = table
        yield from map(_Piece, _group_paragraphs(text, lines[:first]))
        yield from (_Piece(row, "item") for row in rows)
        lines = lines[after:]
    yield from map(_Piece, _group_paragraphs(text, lines))


def _group_paragraphs(text: str, lines: list[Span]) -> Iterator[Span]:
    """One paragraph of wrapped lines, or one a line where the lines are long.

    A heading right on top of them stands alone, and so do the byline and date under it.
    """
    second = lines[1] if len(lines) > 1 else None
    if second and _is_heading(text, lines[0]) and (_is_long(second) or _is_byline(text[slice(*second)])):
        yield strip(text, lines.pop(0))
        while lines and _is_byline(text[slice(*lines[0])]):
            yield strip(text, lines.pop(0))
    if lines and median(end - start for start, end in lines) > _LONG_LINE:
        yield from (strip(text, line) for line in lines)
    elif lines:
        yield strip(text, Span(lines[0].start, lines[-1].end))


def _is_long(line: Span) -> bool:
    return line.end - line.start > _LONG_LINE


def _is_byline(line: str) -> bool:
    """A credit that begins like one: a wrapped sentence may go on with "by"."""
    line = line.strip()
    return len(line) <= _HEADING_LENGTH and not line[0].islower() and _is_credit(line)


def _is_heading(text: str, span: Span) -> bool:
    line = text[slice(*strip(text, span))]
    if len(line) > _HEADING_LENGTH or regex.search(LINE_BREAK, line) or _BULLET.match(line):
        return False
    if _is_marked(line):
        return True
    starts_large = line[0].isupper() or line[0].isdigit() or not line[0].isascii()
    return starts_large and len(line.split()) <= _HEADING_WORDS and not line.endswith(_SENTENCE_END)


def _is_marked(line: str) -> bool:
    """A numbered chapter or the like, or a line in capitals."""
    return _MARKED_HEADING.fullmatch(line) is not None or (line.isupper() and not line.endswith(","))


def _is_credit(line: str) -> bool:
    """Bylines, photo credits and date lines: short, without a full stop, but worth citing."""
    return _CREDIT.fullmatch(line) is not None or _DATE_LINE.fullmatch(line) is not None


def _without_lists(text: str, blocks: Sequence[Block]) -> list[Block]:
    """Many 'headings' with nothing between them are the lines of a list, and worth citing."""
    kept: list[Block] = []
    for kind, run in groupby(blocks, key=lambda block: block.kind):
        in_a_row = list(run)
        listed = kind == "heading" and len(in_a_row) > _HEADINGS_IN_A_ROW
        for block in in_a_row:
            line_of_list = listed and not _is_marked(text[block.start : block.end])
            kept.append(Block(block.start, block.end) if line_of_list else block)
    return kept
