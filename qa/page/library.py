"""The documents as the page knows them: by number, by title, and by the places in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from index.documents import Document
from index.engine import Engine
from index.passages import Passage, Sentence
from qa.answer import Citation, RankedPassage, path_below
from qa.page.messages import Messages

MOST_FOUND = 20
"""Titles shown for a search."""

_PLACE = re.compile(r"(\d{1,9})-(\d{1,9})-(\d{1,9})(?:-(\d{1,9})-(\d{1,9}))?")


@dataclass(frozen=True)
class Place:
    """A stretch of a document, and within it the short answer; `document` is its number from 0.

    As text: "document-start-end", or "document-start-end-answerstart-answerend".
    """

    document: int
    start: int
    end: int
    answer: tuple[int, int] | None = None

    def __str__(self) -> str:
        numbers = (self.document, self.start, self.end, *(self.answer or ()))
        return "-".join(map(str, numbers))

    @classmethod
    def parse(cls, text: str) -> Place | None:
        """The place that the text stands for; None where it is none."""
        found = _PLACE.fullmatch(text)
        if found is None:
            return None
        document, start, end = (int(number) for number in found.groups()[:3])
        answer = (int(found[4]), int(found[5])) if found[4] else None
        return cls(document, start, end, answer)


@dataclass(frozen=True)
class Library:
    """The collection's documents in their order, with the names a reader knows them by.

    A reader's own documents have the numbers that `uploaded` gives to their names, and articles that changed while
    they were served those of `numbered`. `passages` are those of documents that are still being read, of which the
    collection has only the first, so far `share_read` percent of all text.
    """

    collection: Engine
    messages: Messages
    uploaded: Mapping[str, int] | None = None
    numbered: Mapping[str, int] | None = None
    passages: Mapping[str, Sequence[Passage]] = field(default_factory=dict)
    share_read: int = 100

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Each document's name and its number, from 0."""
        given = self.numbered if self.uploaded is None else self.uploaded
        if given is not None:
            return given
        return {name: number for number, name in enumerate(self.collection.documents)}

    @cached_property
    def _names(self) -> dict[int, str]:
        return {number: name for name, number in self.numbers.items()}

    def sentences(self, name: str) -> list[Sentence]:
        """A document's sentences, in order."""
        passages = self.passages.get(name) or self.collection.passages_of(name)
        return [sentence for passage in passages for sentence in passage.sentences]

    def document(self, number: int) -> Document | None:
        """The document of that number; None where there is none."""
        name = self._names.get(number)
        return None if name is None else self.collection.documents[name]

    @property
    def is_single(self) -> bool:
        return len(self.collection.documents) == 1

    @property
    def is_plural(self) -> bool:
        """Whether `where` is a plural: "your documents"."""
        return self.uploaded is not None and not self.is_single

    @property
    def where(self) -> str:
        """What is asked, as a part of a sentence."""
        if self.uploaded is not None:
            return self.messages.uploads_all if self.is_plural else self.messages.uploads_one
        article = self.messages.the_article
        return article[:1].lower() + article[1:] if self.is_single else self.messages.this_text

    def title(self, document: Document) -> str:
        """Its title; "The article" for a single one that has none, unless it is the reader's own."""
        nameless = self.is_single and self.uploaded is None and is_untitled(document)
        return self.messages.the_article if nameless else document.title

    def with_headings(self, document: Document, start: int, title: str) -> str:
        """The title, and the headings that the sentence which begins at `start` stands under."""
        around = (p for p in self.collection.passages_of(document.name) if p.start <= start < p.end)
        passage = next(around, None)
        return path_below(title, passage.headings if passage else (), document.title)

    def place(self, cited: Citation | RankedPassage) -> Place:
        """Where it stands."""
        answer = None
        if isinstance(cited, Citation) and cited.answer_start is not None and cited.answer_end is not None:
            answer = (cited.answer_start, cited.answer_end)
        return Place(self.numbers[cited.document], cited.start, cited.end, answer)

    def named_place(self, cited: Citation | RankedPassage) -> str:
        """Where it stands, in words: title, who wrote it and when, headings, page and paragraph."""
        document = self.collection.documents[cited.document]
        by = ", ".join(filter(None, (document.author, document.published)))
        title = self.with_headings(
            document, cited.start, f"{self.title(document)} ({by})" if by else self.title(document)
        )
        if isinstance(cited, Citation) and cited.cell:
            title = " \u203a ".join(filter(None, [title, cited.cell.name]))
        page = document.page_at(cited.start)
        messages = self.messages.paragraph if page is None else self.messages.paged
        place = messages.format(title=title, page=page, number=cited.paragraph)
        if isinstance(cited, Citation) and cited.time:
            place = self.messages.at_time.format(place=place, time=cited.time)
        read = document.is_recognised_at(cited.start)
        return self.messages.from_picture.format(place=place) if read else place

    def find(self, text: str) -> list[tuple[int, str]]:
        """Number and title of at most `MOST_FOUND` documents that have all these words in title or name."""
        wanted = text.casefold().split()
        found = []
        for entry in self.collection.entries.values():
            if all(word in f"{entry.title} {entry.name}".casefold() for word in wanted):
                found.append((self.numbers[entry.name], entry.title))
                if len(found) == MOST_FOUND:
                    break
        return found


def is_untitled(document: Document) -> bool:
    """Whether its title is only the text's first words."""
    opening = " ".join(document.text[document.blocks[0].start :][: 2 * len(document.title)].split())
    return document.blocks[0].kind != "heading" and opening.startswith(document.title.rstrip("\u2026"))
