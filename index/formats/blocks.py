"""What every reader returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

BlockKind = Literal["heading", "paragraph", "item"]
About = Literal["author", "photograph", "publisher"]
Part = Literal["aside", "header", "footer"]


@dataclass(frozen=True)
class Block:
    """A stretch of the canonical text, without white space at its ends.

    A heading goes with what stands under it; an item belongs to a list or table and may
    share a passage with its neighbours. `level` is 1 to 6 for headings, else 0. `about`
    says what a note around the article tells of: its author, a photograph, its publisher. `part` says where beside
    the main text it stands.
    """

    start: int
    end: int
    kind: BlockKind = "paragraph"
    level: int = 0
    about: About | None = None
    part: Part | None = None


class PageStart(NamedTuple):
    """From this offset of the canonical text on, up to the next `PageStart`, the text stands on this page, from 1."""

    offset: int
    page: int


class TimeStart(NamedTuple):
    """From this offset of the canonical text on, up to the next `TimeStart`, the words are said from this second on."""

    offset: int
    seconds: float


class Omission(NamedTuple):
    """Something that a file holds and its text does not: what, for a person, and its page, from 1, if it has one."""

    what: str
    page: int | None = None


@dataclass(frozen=True)
class Parsed:
    """A reader's result. `title`, `author` and `date` (YYYY-MM-DD) are None where the document does not name them.

    `pages` says where in the text which page goes on, in order; empty where a format has no pages.
    `omissions` are what was not understood or left out; `recognised` are the pages that were read from a picture.
    `boxes` say where each word stands on its page; see `index.word_boxes`. `times` say when words are said.
    """

    text: str
    title: str | None
    blocks: Sequence[Block]
    author: str | None = None
    date: str | None = None
    pages: Sequence[PageStart] = ()
    omissions: Sequence[Omission] = ()
    recognised: Sequence[int] = ()
    boxes: str = ""
    times: Sequence[TimeStart] = ()
