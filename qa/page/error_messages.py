"""What went wrong, in the page's language."""

from __future__ import annotations

from index.errors import ArticleQAError, QuestionError
from qa.assistant import LONGEST_QUESTION
from qa.page.english import ENGLISH
from qa.page.messages import Messages


def sentence_for(error: ArticleQAError, messages: Messages) -> str:
    """A sentence for whoever reads the page; the error's own where it is in the page's language."""
    kind = error.kind if isinstance(error, QuestionError) else ""
    told = {
        "long": messages.long_question.format(longest=f"{LONGEST_QUESTION:,}"),
        "no-text": messages.no_text,
        "foreign": messages.foreign,
    }
    told |= {"too-many": messages.too_long, "gone": messages.uploads_gone, "too-fast": messages.too_fast}
    other = str(error) if messages.code == ENGLISH.code else messages.failed
    return told.get(kind, other)
