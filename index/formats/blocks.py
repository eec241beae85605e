"""What every reader returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["heading", "paragraph", "item"]
About = Literal["author", "photograph", "publisher"]


@dataclass(frozen=True)
class Block:
    """A stretch of the canonical text, without white space at its ends.

    A heading goes with what stands under it; an item belongs to a list or table and may
    share a passage with its neighbours. `level` is 1 to 6 for headings, else 0. `about`
    says what a note around the article tells of: its author, a photograph, its publisher.
    """

    start: int
    end: int
    kind: BlockKind = "paragraph"
    level: int = 0
    about: About | None = None


@dataclass(frozen=True)
class Parsed:
    """A reader's result. `title` is None where the document does not name itself."""

    text: str
    title: str | None
    blocks: Sequence[Block]
