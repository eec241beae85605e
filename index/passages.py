"""A document becomes passages of whole sentences, each at its exact place.

The law: `passage.text == document.text[passage.start:passage.end]`, and the same for
every sentence; every sentence of the document stands in exactly one passage.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from index.chunking import Chunking
from index.documents import Document
from index.formats.blocks import About, Block, Part
from index.formats.tables import is_head, is_row, split_row
from index.sentences import LONGEST_SENTENCE, split_sentences
from index.spans import LINE_BREAK, Span

_ASKED_BY: dict[About, str] = {
    "author": "The author, who wrote this article: ",
    "photograph": "The photographer, who took the photo: ",
    "publisher": "The publisher, who published this article: ",
}

PARTS: dict[Part, str] = {"aside": "Aside", "header": "Header", "footer": "Footer"}
"""What stands in the place of a heading for what is beside the main text."""

_BLANK_LINE = regex.compile(rf"(?:{LINE_BREAK})[ \t]*(?:{LINE_BREAK})")
_POINTS_BACK = regex.compile(r"(?:He|She|It|They|His|Her|Its|Their|This|These|Those|That|Such)\b")
"""How a sentence begins that is understood with the one before it."""


@dataclass(frozen=True)
class Sentence:
    """A sentence's place in its document; `paragraph` counts from 1, headings left out."""

    start: int
    end: int
    paragraph: int

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True)
class Passage:
    """A paragraph, a part of a long one, or a few short ones: the unit that is retrieved.

    `headings` is the path of those it stands under, the outermost first and none twice; a
    note around the article (`about`) has none. What stands beside the main text (`part`) has the name of that
    among them, and a page's header or footer that alone. `title` is the document's own, if it has one.
    `before` is what its beginning is understood with, letter for letter from the same section: the header
    row, if it begins within a table; the sentence before it, if it begins with a pronoun; else "".
    """

    document: str
    text: str
    sentences: tuple[Sentence, ...]
    headings: tuple[str, ...] = ()
    about: About | None = None
    title: str | None = None
    before: str = ""
    part: Part | None = None

    @property
    def start(self) -> int:
        return self.sentences[0].start

    @property
    def end(self) -> int:
        return self.sentences[-1].end

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def search_text(self) -> str:
        """What is searched: the text, with the headings, or the words that a note is asked by, in front."""
        return self._searched_before + self.text

    @property
    def sentence_texts(self) -> tuple[str, ...]:
        """The words of each sentence."""
        return tuple(self.text[sentence.start - self.start : sentence.end - self.start] for sentence in self.sentences)

    @property
    def sentence_search_texts(self) -> tuple[str, ...]:
        """What is searched for each sentence: as for the passage, but a note's first sentence stands for the note."""
        first, *others = self.sentence_texts
        before = self._searched_before
        return (before + first, *(others if self.about else [before + other for other in others]))

    @property
    def _searched_before(self) -> str:
        """What a note is asked by; else the headings, without the title that all the document's passages share."""
        if self.about:
            return _ASKED_BY[self.about]
        named = PARTS.get(self.part) if self.part else None
        headings = tuple(heading for heading in self.headings if heading != named)
        return "".join(f"{heading}: " for heading in below_title(headings, self.title))

    @property
    def paragraph(self) -> int:
        """The number of the paragraph it begins in."""
        return self.sentences[0].paragraph


def below_title(headings: tuple[str, ...], title: str | None) -> tuple[str, ...]:
    """The headings without the first, where that is the title."""
    return headings[1:] if headings[:1] == (title,) else headings


@dataclass(frozen=True)
class _Paragraph:
    """`section` numbers the headings before it; `header` is the first row of the table it is a later row of."""

    block: Block
    headings: tuple[str, ...]
    section: int
    header: Block | None
    sentences: list[Sentence]

    @property
    def length(self) -> int:
        return self.sentences[-1].end - self.sentences[0].start


def split(document: Document, chunking: Chunking | None = None) -> list[Passage]:
    """The document's passages, in order.

    Long paragraphs are cut between sentences into parts of like length; short ones, and
    the items of a list with the line that leads into them, share a passage. None reaches
    over a heading, or over anything that is left out.
    """
    chunking = chunking or Chunking()
    paragraphs = list(_paragraphs(document))
    passages = []
    for group in _groups(document.text, paragraphs, chunking):
        sentences = [sentence for paragraph in group for sentence in paragraph.sentences]
        for part in _parts(sentences, chunking.longest):
            text = document.text[part[0].start : part[-1].end]
            before = _before(document.text, paragraphs, part[0])
            headings, block = group[0].headings, group[0].block
            passages.append(
                Passage(document.name, text, tuple(part), headings, block.about, document.own_title, before, block.part)
            )
    return passages


def _paragraphs(document: Document) -> Iterator[_Paragraph]:
    number, section, headings = 0, 0, dict[int, str]()
    beside = dict[int, str]()
    table = _Table(document.text)
    for block in document.blocks:
        table.go_on(block)
        if block.kind == "heading":
            section += 1
            title = " ".join(document.text[block.start : block.end].split())
            if block.part:
                beside = _under(beside, block.level, title)
            else:
                headings, beside = _under(headings, block.level, title), {}
            continue
        if not block.part:
            beside = {}
        whole_row = table.row is not None and block.end - block.start <= LONGEST_SENTENCE
        within = Span(block.start, block.end)
        spans = [within] if whole_row else split_sentences(document.text, within)
        if spans:
            number += 1
            path = _path(block, headings, beside)
            sentences = [Sentence(*span, paragraph=number) for span in spans]
            yield _Paragraph(block, path, section, table.head if table.row != table.head else None, sentences)


def _under(headings: dict[int, str], level: int, title: str) -> dict[int, str]:
    """The headings that go on, with a new one."""
    return {above: text for above, text in headings.items() if above < level} | {level: title}


def _path(block: Block, headings: dict[int, str], beside: dict[int, str]) -> tuple[str, ...]:
    """What a block stands under; see `Passage`. `beside` are headings in the part that it is of."""
    if block.about:
        return ()
    above = () if block.part in ("header", "footer") else headings.values()
    of_part = (PARTS[block.part], *beside.values()) if block.part else ()
    return tuple(dict.fromkeys((*above, *of_part)))


class _Table:
    """The table that the blocks gone through stand in: its `head`, if it has one, and the `row` that the last block is.

    The rows of one table stand line by line; a blank line ends it, and so does anything that is no item.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._last: Block | None = None
        self._begun = False
        self.row: Block | None = None
        self.head: Block | None = None

    def go_on(self, block: Block) -> None:
        listed = block.kind == "item"
        if not listed or self._last is None or _BLANK_LINE.search(self._text, self._last.end, block.start):
            self.head, self._begun = None, False
        words = self._text[block.start : block.end]
        self._last = block
        self.row = block if listed and is_row(words) else None
        if self.row and not self._begun and not _is_caption(words):
            self.head, self._begun = (block if is_head(words) else None), True


def _is_caption(row: str) -> bool:
    """Whether only one of a row's cells says anything: the first such rows name the table, and not its columns."""
    return sum(cell.end > cell.start for cell in split_row(row)) == 1


def _before(text: str, paragraphs: Sequence[_Paragraph], first: Sentence) -> str:
    """What a passage with this first sentence is understood with; see `Passage`."""
    here = paragraphs[first.paragraph - 1]
    if here.header:
        return text[here.header.start : here.header.end]
    if here.block.about or not _POINTS_BACK.match(text, first.start):
        return ""
    earlier = [sentence for sentence in here.sentences if sentence.start < first.start]
    if not earlier and first.paragraph > 1:
        above = paragraphs[first.paragraph - 2]
        alike = above.section == here.section and above.block.part == here.block.part
        earlier = above.sentences if alike and not above.block.about else []
    return text[earlier[-1].start : earlier[-1].end] if earlier else ""


def _groups(text: str, paragraphs: Sequence[_Paragraph], chunking: Chunking) -> Iterator[list[_Paragraph]]:
    """Paragraphs that share a passage."""
    group: list[_Paragraph] = []
    for paragraph in paragraphs:
        if group and _belongs(text, group, paragraph, chunking):
            group.append(paragraph)
            continue
        if group:
            yield group
        group = [paragraph]
    if group:
        yield group


def _belongs(text: str, group: list[_Paragraph], paragraph: _Paragraph, chunking: Chunking) -> bool:
    last, start = group[-1], group[0].sentences[0].start
    if (paragraph.block.about, paragraph.block.part) != (last.block.about, last.block.part):
        return False
    adjoining = not text[last.block.end : paragraph.block.start].strip()
    if not adjoining or paragraph.block.end - start > chunking.longest:
        return False
    listed = paragraph.block.kind == "item" and (last.block.kind == "item" or text[last.block.end - 1] == ":")
    if text[paragraph.block.end - 1] == ":" and not listed:
        return False  # It leads into what comes next.
    short = last.block.end - start < chunking.shortest or paragraph.length < chunking.shortest
    return listed or (short and last.block.kind == paragraph.block.kind)


def _parts(sentences: list[Sentence], longest: int) -> Iterator[list[Sentence]]:
    """Runs of sentences, none longer than `longest` unless a single sentence is, of like length."""
    length = sentences[-1].end - sentences[0].start
    wanted = length / math.ceil(length / longest)
    part = [sentences[0]]
    for before, sentence in pairwise(sentences):
        start = part[0].start
        # Break where the run comes nearest to the length wanted.
        nearer = (before.end - start) + (sentence.end - start) >= 2 * wanted
        if sentence.end - start > longest or (length > longest and nearer):
            yield part
            part = []
        part.append(sentence)
    yield part
