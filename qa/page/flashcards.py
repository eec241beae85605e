"""The answered questions of a conversation as flashcards, in a file that Anki imports."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable, Iterable

from qa.page.answers import AnswerView
from qa.page.asked_questions import AnsweredQuestion, MissingDocument

_HEAD = "#separator:Comma\n#html:true\n#columns:Front,Back\n"


def flashcards(
    turns: Iterable[AnsweredQuestion | MissingDocument], view_of: Callable[[tuple[int, ...]], AnswerView]
) -> str:
    """A line each: the question as it was understood; the answer, its quotations and their places. As HTML, escaped.

    A question without an answer makes no card, and a question that was asked twice makes one.
    """
    written = io.StringIO(newline="")
    writer, seen = csv.writer(written, lineterminator="\n"), set[str]()
    for turn in turns:
        if isinstance(turn, MissingDocument) or not turn.answer.answered:
            continue
        question, view = turn.answer.standalone_question, view_of(turn.asked.documents)
        if question not in seen:
            seen.add(question)
            quoted = (
                f"<blockquote>{html.escape(cited.quote)}</blockquote>{html.escape(view.library.named_place(cited))}"
                for cited in turn.answer.citations
            )
            back = f"<b>{html.escape(view.headline(turn.answer))}</b>{''.join(quoted)}"
            writer.writerow([_front(question), back.replace("\n", "<br>")])
    return _HEAD + written.getvalue()


def _front(question: str) -> str:
    """As HTML; a spreadsheet that opens the file takes it for no formula."""
    first = f"&#{ord(question[0])};" if question[0] in "=+-@" else html.escape(question[0])
    return first + html.escape(question[1:])
