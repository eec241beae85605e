"""Notes around an article: who wrote it, who took the photograph, who published it.

Such a note seldom says "wrote" or "author", so a question for the author would not find
it by its words. Readers mark it, and the mark is searched along with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from index.formats.blocks import About, Block

_REACH = 5
"""Blocks from either end of the document in which notes are looked for."""

_NAME = r"\p{Lu}[\p{L}.'\u2019-]*"
_SIGNS: tuple[tuple[About, regex.Pattern[str]], ...] = (
    (
        "photograph",
        regex.compile(
            r"(?:photo|image|picture|illustration|photograph|cover)s?\b.{0,20}\b(?:by|credit|courtesy|via)\b"
            r"|photo:|.*\bgetty images\b",
            regex.I,
        ),
    ),
    ("author", regex.compile(rf"(?i:(?:written )?by):?\s+{_NAME}(?:(?:,?\s+|,?\s+and\s+){_NAME})+$")),
    (
        "author",
        regex.compile(
            r".*(?:views? expressed|opinions? expressed).*\b(?:his|her|their|the authors?(?:'s|\u2019s)?) own\b"
            r"|.*\bis (?:an? |the )?(?:[\p{L}-]+ ){0,4}"
            r"(?:author|co-?author|writer|journalist|reporter|columnist|correspondent|professor|fellow|lecturer|researcher|editor|analyst)"
            r"\b.*(?:\btweets?\b|\bfollow (?:him|her|them)\b|\bspeciali[sz]ing\b|\bauthor of\b|@\w+)",
            regex.I | regex.S,
        ),
    ),
    (
        "publisher",
        regex.compile(
            r".*\b(?:non-?profit|non-for-profit|editorial control|advocacy|all rights reserved|copyright|\u00a9"
            r"|newsletter|donations?|published (?:by|with permission)|originally (?:published|appeared))\b",
            regex.I | regex.S,
        ),
    ),
)  # fmt: skip
_LONGEST_NOTE = 800


def mark_notes(text: str, blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with `about` set on those near either end that read like a note.

    In a document of few blocks only those after the first one are looked at.
    """
    marked = list(blocks)
    near_an_end = [at for at in range(len(marked)) if at < _REACH or at >= len(marked) - _REACH]
    for at in near_an_end:
        block = marked[at]
        opens_the_text = at < _REACH and at < len(marked) - _REACH
        about = _about(text[block.start : block.end])
        # Near the top only a short line can be a note: the first paragraphs are the article's own.
        if about and block.kind == "paragraph" and (not opens_the_text or block.end - block.start < 100):
            marked[at] = replace(block, about=about)
    return marked


def _about(words: str) -> About | None:
    if len(words) > _LONGEST_NOTE:
        return None
    return next((about for about, sign in _SIGNS if sign.match(words)), None)
