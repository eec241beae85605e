"""What a reader is: from ranked passages to the span that answers, and how sure that is.

`Reader` is the one swap point: it sees the question and the hits, and says which span of
which hit answers, with a calibrated confidence. Whether that is sure enough to be shown
is the assistant's decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.spans import Span
from qa.answer import Verdict
from qa.retrieval import Hit


@dataclass(frozen=True)
class FoundSpan:
    """A span of the document that `hit` is from."""

    hit: Hit
    span: Span


@dataclass(frozen=True)
class Reading:
    """The best answer that a reader found: a span of the document that `hit` is from.

    `confidence` is the probability, 0..1, that the sentence around the span holds what was
    asked. `supporting` are other places that say the same. `ranking` are the hits, the likeliest
    to hold the answer first, with scores that say so; empty where the reader leaves them
    as they were retrieved. `verdict` is what the text says to a question to be answered by yes or no; `span` is
    then in the sentence that decides. It is None for other questions, and where the text says neither: then the
    confidence is low.
    """

    hit: Hit
    span: Span
    confidence: float
    supporting: tuple[FoundSpan, ...] = ()
    ranking: tuple[Hit, ...] = ()
    verdict: Verdict | None = None


class Reader(Protocol):
    """Finds the answer in the passages retrieved."""

    @property
    def threshold(self) -> float:
        """The least confidence, 0..1, at which an answer of this reader is given, unless a setting says otherwise."""
        ...

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """The best answer in at least one hit, however unsure."""
        ...
