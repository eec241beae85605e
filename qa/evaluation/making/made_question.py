"""The record of a question that was made from a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from index.spans import Span
from qa.answer import Verdict

MadeKind = Literal[
    "heading", "why", "who", "when", "stands-for", "what", "where", "how-many", "how-much", "list", "yes-no",
    "swapped-name", "swapped-number", "taken-out",
]  # fmt: skip
UNANSWERABLE: tuple[MadeKind, ...] = ("swapped-name", "swapped-number", "taken-out")


@dataclass(frozen=True)
class MadeQuestion:
    """A question, the sentences that it was made from and answered by, and its answers: places in the document.

    `items` are a list's items, each in one of `answers`' documents; `verdict` is set where the answer is yes or no, and
    there are then no answers. An unanswerable one has no sentences, answers or items; `kind` says how it was made.
    `defines` tells that it asks who or what something is, which several sentences may say in their own words.
    """

    question: str
    kind: MadeKind
    document: str
    sentences: tuple[Span, ...] = ()
    answers: tuple[Span, ...] = ()
    items: tuple[Span, ...] = ()
    verdict: Verdict | None = None
    defines: bool = False

    @property
    def answerable(self) -> bool:
        return self.kind not in UNANSWERABLE
