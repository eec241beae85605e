"""What stands above an answer in several pieces: which form it has, and how many pieces."""

from __future__ import annotations

from qa.answer import Answer
from qa.language.compound_question import questions_in
from qa.page.messages import Messages
from qa.reply import Calculated


def form_heading(answer: Answer, messages: Messages) -> str | None:
    """ "In short: 5 sentences" of a brief, "Items: 3" of a list, "Answers: 2" to two questions; None of short ones."""
    if answer.form == "list":
        if answer.calculated:
            return calculated_heading(answer.calculated, messages)
        if answer.citations[0].subject is not None:
            return messages.side_by_side
        heading = messages.answers_heading if len(questions_in(answer.question)) > 1 else messages.list_heading
        return heading.format(number=len(answer.citations))
    if answer.form == "explanation":
        return messages.explanation_heading.format(number=len(answer.citations))
    if answer.form != "brief":
        return None
    number, told = len(answer.citations), len({citation.document for citation in answer.citations})
    if told > 1 or answer.index.documents > 1:
        return messages.brief_of_several.format(number=number, documents=told, all=answer.index.documents)
    return messages.brief_of_one if number == 1 else messages.brief_heading.format(number=number)


def calculated_heading(calculated: Calculated, messages: Messages) -> str:
    """ "Sum of 6 cells of the table: 73"."""
    told = str(getattr(messages, f"calculated_{calculated.kind}"))
    return told.format(value=calculated.value, cells=f"{calculated.cells:,}")
