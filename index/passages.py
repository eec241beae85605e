"""A document becomes passages of whole sentences, each at its exact place.

The law: `passage.text == document.text[passage.start:passage.end]`, and the same for
every sentence; every sentence of the document stands in exactly one passage.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from index.chunking import Chunking
from index.documents import Document
from index.formats.blocks import About, Block
from index.sentences import split_sentences
from index.spans import Span

_ASKED_BY: dict[About, str] = {
    "author": "The author, who wrote this article: ",
    "photograph": "The photographer, who took the photo: ",
    "publisher": "The publisher, who published this article: ",
}


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

    `heading` is the one it stands under; a note around the article (`about`) has none.
    """

    document: str
    text: str
    sentences: tuple[Sentence, ...]
    heading: str | None = None
    about: About | None = None

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
        """What is searched: the text, with the words that a note is asked by in front."""
        return _ASKED_BY[self.about] + self.text if self.about else self.text

    @property
    def sentence_texts(self) -> tuple[str, ...]:
        """The words of each sentence."""
        return tuple(self.text[sentence.start - self.start : sentence.end - self.start] for sentence in self.sentences)

    @property
    def sentence_search_texts(self) -> tuple[str, ...]:
        """What is searched for each sentence; a note's first sentence stands for the note."""
        first, *others = self.sentence_texts
        return (_ASKED_BY[self.about] + first if self.about else first, *others)

    @property
    def paragraph(self) -> int:
        """The number of the paragraph it begins in."""
        return self.sentences[0].paragraph


@dataclass(frozen=True)
class _Paragraph:
    block: Block
    heading: str | None
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
    passages = []
    for group in _groups(document, chunking):
        sentences = [sentence for paragraph in group for sentence in paragraph.sentences]
        for part in _parts(sentences, chunking.longest):
            text = document.text[part[0].start : part[-1].end]
            first = group[0]
            passages.append(Passage(document.name, text, tuple(part), first.heading, first.block.about))
    return passages


def _paragraphs(document: Document) -> Iterator[_Paragraph]:
    number, headings = 0, dict[int, str]()
    for block in document.blocks:
        if block.kind == "heading":
            title = " ".join(document.text[block.start : block.end].split())
            headings = {level: text for level, text in headings.items() if level < block.level} | {block.level: title}
            continue
        spans = split_sentences(document.text, Span(block.start, block.end))
        if spans:
            number += 1
            heading = headings[max(headings)] if headings and not block.about else None
            yield _Paragraph(block, heading, [Sentence(*span, paragraph=number) for span in spans])


def _groups(document: Document, chunking: Chunking) -> Iterator[list[_Paragraph]]:
    """Paragraphs that share a passage."""
    group: list[_Paragraph] = []
    for paragraph in _paragraphs(document):
        if group and _belongs(document.text, group, paragraph, chunking):
            group.append(paragraph)
            continue
        if group:
            yield group
        group = [paragraph]
    if group:
        yield group


def _belongs(text: str, group: list[_Paragraph], paragraph: _Paragraph, chunking: Chunking) -> bool:
    last, start = group[-1], group[0].sentences[0].start
    if paragraph.block.about != last.block.about:
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
