"""The documents as the page knows them: by number, by title, and by the places in them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from index.collection import Collection
from index.documents import Document
from index.passages import Sentence
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

    A reader's own documents have the numbers that `uploaded` gives to their names.
    """

    collection: Collection
    messages: Messages
    uploaded: Mapping[str, int] | None = None

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        return tuple(self.collection.documents.values())

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Each document's name and its number, from 0."""
        if self.uploaded is not None:
            return self.uploaded
        return {document.name: number for number, document in enumerate(self.documents)}

    @cached_property
    def _by_number(self) -> dict[int, Document]:
        return {self.numbers[document.name]: document for document in self.documents}

    @cached_property
    def sentences(self) -> dict[str, list[Sentence]]:
        """Each document's name and its sentences, in order."""
        found = defaultdict[str, list[Sentence]](list)
        for passage in self.collection.passages:
            found[passage.document].extend(passage.sentences)
        return dict(found)

    def document(self, number: int) -> Document | None:
        """The document of that number; None where there is none."""
        return self._by_number.get(number)

    @property
    def is_single(self) -> bool:
        return len(self.documents) == 1

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
        around = (p for p in self.collection.passages if p.document == document.name and p.start <= start < p.end)
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
        by = ", ".join(filter(None, (document.author, document.date)))
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
        for document in self.documents:
            if all(word in f"{document.title} {document.name}".casefold() for word in wanted):
                found.append((self.numbers[document.name], document.title))
                if len(found) == MOST_FOUND:
                    break
        return found


def is_untitled(document: Document) -> bool:
    """Whether its title is only the text's first words."""
    opening = " ".join(document.text[document.blocks[0].start :][: 2 * len(document.title)].split())
    return document.blocks[0].kind != "heading" and opening.startswith(document.title.rstrip("\u2026"))
