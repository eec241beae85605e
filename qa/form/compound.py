"""Two questions typed as one: each is answered, and cited, on its own."""

from __future__ import annotations

from collections.abc import Sequence

from qa.form.formed import Formed, Sources
from qa.language.compound_question import questions_in


def compound(question: str, history: Sequence[str], sources: Sources) -> Formed | None:
    """A piece for each question that is answered, in their order; None where it is one question, or none is answered.

    Each is understood after those before it: "and how many cars does it carry?". Why another is not answered
    stands in `unanswered`. The confidence is the lowest of the pieces.
    """
    asked = questions_in(question)
    if len(asked) < 2:
        return None
    answers = [sources.answer(part, (*history, *asked[:at])) for at, part in enumerate(asked)]
    found = [answer for answer in answers if answer.answered]
    citations = tuple(answer.citations[0] for answer in found)
    if not found or len({(citation.document, citation.start, citation.answer) for citation in citations}) < len(found):
        return None
    return Formed(
        form="list",
        citations=citations,
        confidence=min(answer.confidence for answer in found),
        unanswered=" ".join(dict.fromkeys(answer.reason for answer in answers if answer.reason)) or None,
        standalone_question=" ".join(answer.standalone_question for answer in answers),
        passages=found[0].passages,
    )
