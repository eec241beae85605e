"""Paragraphs that something stands in the midst of: a note, a box, a picture's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from index.formats.pdf_lines import Line

_FURTHEST = 60
"""So many groups of lines may stand between the two parts of a paragraph."""

_SAME_SIZE = 0.08
_FILLED = 0.75
_ROOM = 1.3
_APART = 1.8
"""Heights of the letters."""

_CAPTION = regex.compile(r"(?:fig(?:ure|\.)|table|box|chart|plate|map)\s*\d", regex.I)
_SENTENCE_END = regex.compile(r"(?<!\b\p{Lu})[.?!:\u2026][\"'\u201d\u2019)\]\d]*$")

Group = list[Line]


def ends_sentence(line: Line) -> bool:
    """Whether a sentence ends with this line."""
    return _SENTENCE_END.search(line.text) is not None and not line.hyphenated


def would_fit(last: Line, line: Line) -> bool:
    """Whether the line before has room for the first word of this one: then it was ended on purpose."""
    word = regex.split(r"[\s\u2010-\u2014/-]", line.text, maxsplit=1)[0]
    letter = (line.right - line.left) / max(len(line.text), 1)
    return last.column[1] - last.right > _ROOM * letter * (len(word) + 2) and not (
        last.hyphenated or last.text.endswith("-")
    )


def reunited(groups: Sequence[Group], body: float) -> list[Group]:
    """The groups of lines, what stands in the midst of a paragraph after it."""
    waiting = list(groups)
    whole: list[Group] = []
    at = 0
    while at < len(waiting):
        group = waiting[at]
        other = _continuation(waiting, at, body)
        if other is None:
            whole.append(group)
            at += 1
        else:
            waiting[at : other + 1] = [[*group, *waiting[other]], *waiting[at + 1 : other]]
    return whole


def _continuation(groups: Sequence[Group], at: int, body: float) -> int | None:
    """Which later group goes on with this one; None where it ends, or goes on at once."""
    last = groups[at][-1]
    if last.row or last.flow != "body" or ends_sentence(last) or last.size > (1 + _SAME_SIZE) * body:
        return None
    for other in range(at + 1, min(at + _FURTHEST, len(groups))):
        first = groups[other][0]
        if _is_aside(first, last) or (len(groups[other]) == 1 and _ends_page(groups, other)):
            continue
        return other if other > at + 1 and _goes_on(last, first, groups[at + 1 : other]) else None
    return None


def _is_aside(first: Line, last: Line) -> bool:
    """Whether a group with this first line can stand in the midst of a paragraph."""
    return (
        first.flow != "body"
        or bool(first.row)
        or first.size < (1 - _SAME_SIZE) * last.size
        or _CAPTION.match(first.text) is not None
    )


def _ends_page(groups: Sequence[Group], at: int) -> bool:
    """Whether a group is the last of its page, but for notes, and the next page begins in the midst of a sentence."""
    if not ends_sentence(groups[at][-1]) or groups[at][0].text[:1].islower():
        return False
    following = next((group[0] for group in groups[at + 1 : at + _FURTHEST] if group[0].flow == "body"), None)
    return following is not None and following.page > groups[at][-1].page and following.text[:1].islower()


def edges_aside(lines: Sequence[Line]) -> list[Line]:
    """The lines, a single one at the head of a page an aside if the sentence of the page before goes on below it."""
    marked = list(lines)
    last: Line | None = None
    for at, line in enumerate(lines):
        if line.flow != "body":
            continue
        below = lines[at + 1] if at + 1 < len(lines) else None
        if last and below and last.page < line.page == below.page and _is_head(last, line, below):
            marked[at] = replace(line, flow="aside")
        last = line
    return marked


def _is_head(last: Line, line: Line, below: Line) -> bool:
    is_apart = line.base - below.base > _APART * line.size
    goes_on = not ends_sentence(last) and not line.text[:1].islower() and below.text[:1].islower()
    return is_apart and goes_on and ends_sentence(line) and not line.row


def _goes_on(last: Line, first: Line, between: Sequence[Group]) -> bool:
    if abs(first.size - last.size) > _SAME_SIZE * last.size or first.bold != last.bold or first.row:
        return False
    if first.text[:1].islower():
        return True
    marked = all(group[0].flow != "body" for group in between)
    filled = last.right - last.column[0] > _FILLED * (last.column[1] - last.column[0])
    return marked and filled and not would_fit(last, first)
