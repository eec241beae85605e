"""An answer in a form of its own, before it becomes the record that is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.engine import Engine
from qa.answer import Answer, Citation, Form, RankedPassage
from qa.reading.reader import Reader
from qa.reply import Calculated, Reply
from qa.retrieval import Retriever


@dataclass(frozen=True)
class Formed:
    """What a form makes of a question: pieces that are cited, or a `reply` in words of the product's own.

    `unanswered` says, beside pieces, what part of the question they do not answer; `calculated` what was made of them.
    Where `answer` is set, that ordinary answer is given, and nothing else here counts.
    """

    form: Form
    citations: tuple[Citation, ...] = ()
    confidence: float = 1.0
    reply: Reply | None = None
    standalone_question: str | None = None
    passages: tuple[RankedPassage, ...] = ()
    unanswered: str | None = None
    calculated: Calculated | None = None
    answer: Answer | None = None

    def said(self, documents: int) -> str | None:
        """What is said in words of the product's own, where `documents` can be asked."""
        if self.reply:
            return self.reply.text(documents)
        return self.calculated.text() if self.calculated else self.unanswered


@dataclass(frozen=True)
class Sources:
    """What a form may use: the documents, what finds passages, what reads them, and how a question is answered else.

    `answer` gives the ordinary answer, a short one or a refusal, to a question after those before it, oldest first.
    """

    collection: Engine
    retriever: Retriever
    reader: Reader
    passages: int
    threshold: float
    answer: Callable[[str, tuple[str, ...]], Answer]


Forming = Callable[[str, Sequence[str], Sources], Formed | None]
"""From a question, the earlier questions, oldest first, and the sources; None where the form is not asked for."""
