"""The one record of an answer: every surface shows this and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from index.passages import below_title
from index.spans import Span
from qa.refusal import Refusal


@dataclass(frozen=True)
class Citation:
    """A quotation and its place.

    `headings` are those it stands under, the outermost first. `quote` is the sentence or
    sentences, letter for letter: `document.text[start:end]`.
    `answer_start` and `answer_end` give the short answer's place in the same document.
    """

    document: str
    title: str
    headings: tuple[str, ...]
    paragraph: int
    page: int | None
    start: int
    end: int
    quote: str
    answer_start: int | None = None
    answer_end: int | None = None

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    def below(self, title: str) -> str:
        """As `path_below`."""
        return path_below(title, self.headings, self.title)


def path_below(called: str, headings: tuple[str, ...], title: str) -> str:
    """What a document with this title is called, and the headings below: "Annual report \u203a 2020"."""
    return " \u203a ".join((called, *below_title(headings, title)))


@dataclass(frozen=True)
class RankedPassage:
    """A passage as it was ranked; `score`, 0..1, falls from one to the next.

    After reading it is the probability, of the passages read, that this one holds the answer.
    """

    document: str
    paragraph: int
    start: int
    end: int
    text: str
    score: float

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True)
class IndexInfo:
    """What was searched."""

    id: str
    documents: int
    passages: int


@dataclass(frozen=True)
class Answer:
    """What the assistant says to a question.

    When `answered`, `answer` and `citations` are set and `reason` is None; otherwise
    `answer` is None, `citations` is empty, `reason` says why for a person, and
    `passages` shows what comes closest. `confidence` is calibrated: of the answers given
    0.8, about 8 in 10 are right. `refusal` is the reason for those who put it in words
    of their own. `withheld` is the citation that would have been given
    had it been sure enough; it is for evaluation, and is shown to nobody.
    """

    question: str
    standalone_question: str
    answered: bool
    answer: str | None
    confidence: float
    reason: str | None
    citations: tuple[Citation, ...]
    passages: tuple[RankedPassage, ...]
    index: IndexInfo
    timings_ms: Mapping[str, float]
    refusal: Refusal | None = field(default=None, repr=False)
    withheld: Citation | None = field(default=None, repr=False)

    @property
    def best_citation(self) -> Citation | None:
        """The first citation, or the one withheld."""
        return self.citations[0] if self.citations else self.withheld

    def to_dict(self) -> dict[str, Any]:
        """The object that `qa ask --json` prints."""
        record = asdict(self)
        del record["withheld"], record["refusal"]
        return record
