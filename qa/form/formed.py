"""An answer in a form of its own, before it becomes the record that is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.collection import Collection
from qa.answer import Citation, Form
from qa.reading.reader import Reader
from qa.reply import Reply
from qa.retrieval import Retriever


@dataclass(frozen=True)
class Formed:
    """What a form makes of a question: pieces that are cited, or a `reply` in words of the product's own."""

    form: Form
    citations: tuple[Citation, ...] = ()
    confidence: float = 1.0
    reply: Reply | None = None
    standalone_question: str | None = None


@dataclass(frozen=True)
class Sources:
    """What a form may use: the documents, what finds passages, and what reads them."""

    collection: Collection
    retriever: Retriever
    reader: Reader
    passages: int
    threshold: float


Forming = Callable[[str, Sequence[str], Sources], Formed | None]
"""From a question, the earlier questions, oldest first, and the sources; None where the form is not asked for."""
