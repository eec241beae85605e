"""All that can be asked, and by whom: the articles by everybody, a reader's own documents by whoever has their key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from index.errors import QuestionError
from qa.assistant import Assistant
from qa.page.answers import AnswerView
from qa.page.article import ArticleView
from qa.page.desk import Desk
from qa.page.exchanges import Exchange, FindOwn, Lost, Recollection, Turn
from qa.page.library import Library
from qa.page.options import Options
from qa.page.shelf import Shelves


class Desks:
    """Finds who answers, and who shows it; `key` is that of a reader's shelf, or anything else for none."""

    def __init__(self, assistant: Assistant, options: Options) -> None:
        library = Library(assistant.collection, options.words)
        self.articles = Desk(assistant, library, options.suggester, thumbs=options.feedback is not None)
        self.shelves = Shelves(assistant, options)

    def find(self, documents: Sequence[int], key: object) -> Desk | None:
        """For those of a reader's own documents, or with none for the articles; None where they are not there."""
        return self.shelves.desk(key, documents) if documents else self.articles

    def turns(self, exchanges: Sequence[Exchange], key: object) -> Iterator[Turn | Lost]:
        """See `Recollection.turns`."""
        return self.articles.recollection.turns(exchanges, self._own(key))

    def last(self, exchanges: Sequence[Exchange], key: object) -> Turn:
        """The last exchange, answered; there must be one. Raises `QuestionError` where its documents are gone."""
        turn = self.articles.recollection.last(exchanges, self._own(key))
        if isinstance(turn, Lost):
            raise QuestionError("This document is not here any more.", "gone")
        return turn

    def article_view(self, number: int, key: object) -> ArticleView:
        """What shows the document of that number, where there is one."""
        shelf = self.shelves.find(key) if number >= len(self.articles.library.documents) else None
        return (shelf.article_view(number) if shelf else None) or self._article_view

    def named(self, text: str, key: object) -> list[tuple[int, str]]:
        """Number and title of the documents with these words in their title, the reader's own ones first."""
        shelf = self.shelves.find(key)
        return [*(shelf.find(text) if shelf else []), *self.articles.library.find(text)]

    def view(self, documents: Sequence[int], key: object) -> AnswerView:
        """What shows answers from these documents."""
        return (self.find(documents, key) or self.articles).view

    def _own(self, key: object) -> FindOwn:
        def own(documents: Sequence[int]) -> Recollection | None:
            desk = self.shelves.desk(key, documents)
            return desk.recollection if desk else None

        return own

    @cached_property
    def _article_view(self) -> ArticleView:
        return ArticleView(self.articles.library)
