"""All that can be asked, and by whom: the articles by everybody, a reader's own documents by whoever has their key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from index.errors import QuestionError
from qa.assistant import Assistant
from qa.page.answers import AnswerView
from qa.page.article import ArticleView
from qa.page.asked_questions import AnswerCache, AnsweredQuestion, AskedQuestion, FindUploaded, MissingDocument
from qa.page.clients import Allow, anybody
from qa.page.library import Library
from qa.page.options import Options
from qa.page.uploads import FIRST_UPLOADED, UploadSessions
from qa.page.workspace import Workspace


class Workspaces:
    """Finds who answers, and who shows it; `key` is that of a reader's upload session, or anything else for none.

    `numbers` are those that the articles have where they are not counted from 0.
    """

    def __init__(
        self,
        assistant: Assistant,
        options: Options,
        numbers: Mapping[str, int] | None = None,
        upload_sessions: UploadSessions | None = None,
    ) -> None:
        self._options = options
        library = Library(assistant.collection, options.messages, numbered=numbers)
        self.articles = Workspace(assistant, library, options.suggester, thumbs=options.feedback is not None)
        self.upload_sessions = UploadSessions(assistant, options) if upload_sessions is None else upload_sessions

    def renewed(self, assistant: Assistant, numbers: Mapping[str, int]) -> Workspaces:
        """The same with other articles."""
        suggests = self._options.suggests
        options = replace(self._options, suggester=suggests(assistant) if suggests else None)
        return Workspaces(assistant, options, numbers, self.upload_sessions)

    def find(self, documents: Sequence[int], key: object) -> Workspace | None:
        """For those of a reader's own documents, or with none for the articles; None where they are not there."""
        return self.upload_sessions.workspace(key, documents) if documents else self.articles

    def turns(
        self, conversation: Sequence[AskedQuestion], key: object, allow: Allow = anybody
    ) -> Iterator[AnsweredQuestion | MissingDocument]:
        """See `AnswerCache.turns`."""
        return self.articles.answer_cache.turns(conversation, self._uploaded(key), allow)

    def last(self, conversation: Sequence[AskedQuestion], key: object, allow: Allow = anybody) -> AnsweredQuestion:
        """See `AnswerCache.last`. Raises `QuestionError` where its documents are gone, too."""
        turn = self.articles.answer_cache.last(conversation, self._uploaded(key), allow)
        if isinstance(turn, MissingDocument):
            raise QuestionError("This document is not here any more.", "gone")
        return turn

    def article_view(self, number: int, key: object) -> ArticleView:
        """What shows the document of that number, where there is one."""
        session = self.upload_sessions.find(key) if number >= FIRST_UPLOADED else None
        return (session.article_view(number) if session else None) or self._article_view

    def named(self, text: str, key: object) -> list[tuple[int, str]]:
        """Number and title of the documents with these words in their title, the reader's own ones first."""
        session = self.upload_sessions.find(key)
        return [*(session.find(text) if session else []), *self.articles.library.find(text)]

    def view(self, documents: Sequence[int], key: object) -> AnswerView:
        """What shows answers from these documents."""
        return (self.find(documents, key) or self.articles).view

    def _uploaded(self, key: object) -> FindUploaded:
        def uploaded(documents: Sequence[int]) -> AnswerCache | None:
            workspace = self.upload_sessions.workspace(key, documents)
            return workspace.answer_cache if workspace else None

        return uploaded

    @cached_property
    def _article_view(self) -> ArticleView:
        return ArticleView(self.articles.library)
