"""The canonical text of a document as a reader puts it together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

from index.formats.blocks import Block, BlockKind, Part
from index.spans import has_words

LONGEST_TEXT = 20_000_000
"""Characters of one document."""

_NO_TEXT = regex.compile(r"[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]")
"""Soft hyphens, characters without width, control characters, and what is no character at all."""

_HYPHENATED = regex.compile(r"(?<=\p{L})\u00ad[ \t]*\r?\n[ \t]*(?=\p{Ll})")
_SPACES = regex.compile(r"[ \t]{2,}|\t")
_AROUND_BREAK = regex.compile(r"[ \t]*\n[ \t]*")


@dataclass
class Canonical:
    """Grows block by block: a blank line between blocks, a line break between the items of a list."""

    parts: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    length: int = 0

    @property
    def text(self) -> str:
        return "".join(self.parts)

    @property
    def title(self) -> str | None:
        """The first heading, where it opens the text."""
        if not self.blocks or self.blocks[0].kind != "heading":
            return None
        return " ".join(self.text[self.blocks[0].start : self.blocks[0].end].split())

    def add(
        self,
        words: str,
        kind: BlockKind = "paragraph",
        level: int = 0,
        apart: bool = False,
        part: Part | None = None,
    ) -> None:
        """Put a block at the end; nothing without a letter or digit is taken. `apart` parts it from a list above."""
        words = words.strip()
        if not has_words(words):
            return
        if self.blocks:
            self._append("\n" if kind == self.blocks[-1].kind == "item" and not apart else "\n\n")
        self.blocks.append(Block(self.length, self.length + len(words), kind, level, part=part))
        self._append(words)

    def add_table(self, lines: Sequence[str]) -> None:
        """Put the rows of a table at the end, apart from what stands above."""
        before = len(self.blocks)
        for line in lines:
            self.add(line, "item", apart=len(self.blocks) == before)

    @property
    def words(self) -> list[str]:
        """The words of each block."""
        text = self.text
        return [text[block.start : block.end] for block in self.blocks]

    @property
    def listed(self) -> list[bool]:
        """Of each block, whether it is an item of a list or the row of a table."""
        return [block.kind == "item" for block in self.blocks]

    def rewritten(self, words: Sequence[str]) -> Canonical:
        """The same blocks with other words, one for each; those that are left without words are left out."""
        return self._behind(Canonical(), words)

    def opened_by(self, words: str) -> Canonical:
        """The same blocks with a paragraph in front, unless they have it already."""
        if words in self.words:
            return self
        opening = Canonical()
        opening.add(words)
        return self._behind(opening, self.words)

    def _behind(self, opening: Canonical, words: Sequence[str]) -> Canonical:
        text = self.text
        for at, (block, said) in enumerate(zip(self.blocks, words, strict=True)):
            apart = at > 0 and text[self.blocks[at - 1].end : block.start] != "\n"
            opening.add(said, block.kind, block.level, apart, block.part)
        return opening

    def _append(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


def without_marks(text: str) -> str:
    """The text without characters that no reader sees: soft hyphens, zero-width spaces, control characters.

    A word that a soft hyphen parts at the end of a line is whole again.
    """
    return str(_NO_TEXT.sub("", _HYPHENATED.sub("", text)))


def tidy(text: str) -> str:
    """As `without_marks`, each run of spaces one space, none at the ends of lines."""
    return str(_AROUND_BREAK.sub("\n", _SPACES.sub(" ", without_marks(text)))).strip()
