"""What a question can be put to, with all that shows its answers: the articles, or some of a reader's own documents."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from qa.assistant import Assistant
from qa.page.answers import AnswerView
from qa.page.asked_questions import AnswerCache
from qa.page.library import Library
from qa.page.options import QuestionSource


@dataclass(frozen=True)
class Workspace:
    """An assistant, and the documents that it is asked about as the page names them."""

    assistant: Assistant
    library: Library
    suggester: QuestionSource | None = None
    thumbs: bool = False

    @cached_property
    def answer_cache(self) -> AnswerCache:
        return AnswerCache(self.assistant)

    @cached_property
    def view(self) -> AnswerView:
        return AnswerView(self.library, thumbs=self.thumbs)
