"""The records of a question set: its questions, their gold answers and evidence."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.documents import Document
from index.errors import QuestionSetError
from index.spans import Span
from qa.answer import Verdict

_SHOWN_COMPLAINTS = 20


@dataclass(frozen=True)
class Evidence:
    """Where the answer stands.

    In sets that leave it to be found, `document` is None, or `start` and `end` are both 0,
    until `place_evidence` has found the text.
    """

    document: str | None
    start: int
    end: int
    text: str

    def is_in(self, document: str, span: Span) -> bool:
        """Whether the span of that document overlaps the evidence."""
        return self.document == document and span.overlaps(Span(self.start, self.end))


@dataclass(frozen=True)
class Question:
    """One question with its gold answers and evidence.

    `verdict` is what is right where the question is to be answered by yes or no, `items` the items of a list
    where one is asked for, each with its spellings; then there may be no gold answers. `made` tells that a program
    made it (`qa make-questions`). `paragraph` is the
    paragraph that it was asked of, known for SQuAD files only. `place` says where it stands in its file,
    for messages.
    """

    id: str
    question: str
    answers: tuple[str, ...]
    answerable: bool
    kind: str | None
    history: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    paragraph: Evidence | None
    place: str
    verdict: Verdict | None = None
    items: tuple[tuple[str, ...], ...] = ()
    made: bool = False

    @property
    def has_gold_words(self) -> bool:
        """Whether what is right can be compared word for word: gold answers or, where there is none, a refusal."""
        return bool(self.answers) or not self.answerable

    def is_gold(self, document: str, span: Span) -> bool:
        """Whether the span of that document overlaps any of the evidence."""
        return any(evidence.is_in(document, span) for evidence in self.evidence)


@dataclass(frozen=True)
class QuestionSet:
    """Questions, and the articles that came with them; `documents` is empty for sets that bring none.

    `drafts` has a complaint for each line that still lacks a gold answer; `load_questions`
    lets them pass only where it is asked to.
    """

    title: str
    questions: tuple[Question, ...]
    documents: tuple[Document, ...] = ()
    drafts: tuple[str, ...] = ()

    def narrowed(
        self, kind: str | None = None, sample: int | None = None, seed: int = 0, limit: int | None = None
    ) -> QuestionSet:
        """The questions of one kind; of these, `sample` drawn at random, in their order; of these, the first ones.

        Articles that no question left belongs to stay. Raises `QuestionSetError` where no question is left.
        """
        kept = [question for question in self.questions if kind is None or question.kind == kind]
        if sample is not None and sample < len(kept):
            drawn = random.Random(seed).sample(range(len(kept)), sample)  # noqa: S311 - a sample, no secret
            kept = [kept[at] for at in sorted(drawn)]
        kept = kept[:limit]
        if not kept:
            kinds = sorted({question.kind for question in self.questions if question.kind})
            raise QuestionSetError(
                f"No question is left to ask. The kinds in {self.title}: {', '.join(kinds) or 'none'}."
            )
        return replace(self, questions=tuple(kept))


def summary(complaints: Sequence[str]) -> str:
    """Complaints in one line, the first ones in full."""
    shown = "; ".join(complaints[:_SHOWN_COMPLAINTS])
    more = len(complaints) - _SHOWN_COMPLAINTS
    return shown + (f"; and {more} more" if more > 0 else "")
