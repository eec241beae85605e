"""The one record of an answer: every surface shows this and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from index.passages import below_title
from index.spans import Span
from index.tables import CellPlace
from qa.refusal import Refusal
from qa.reply import Calculated, Reply

Verdict = Literal["yes", "no"]
"""What the text says to a question that is answered so."""

Form = Literal["quotation", "explanation", "verdict", "list", "brief", "reply", "refusal"]
"""A short answer; sentences that explain; yes or no; items; the main points; words of the product's own; no answer."""

_NAMED = 3

SEVERAL: frozenset[Form] = frozenset({"explanation", "list", "brief"})
"""Forms whose citations are the pieces of one answer; of the others, places that say the same."""


@dataclass(frozen=True)
class Citation:
    """A quotation and its place.

    `headings` are those it stands under, the outermost first. `quote` is the sentence or
    sentences, letter for letter: `document.text[start:end]`.
    `answer_start` and `answer_end` give the short answer's place in the same document. Where several things were asked
    about side by side, `subject` is the one that this tells of. `cell` are the names of its row and column, where
    the answer lies in one cell of a table. With `read_from_picture` text recognition read it, and may have misread it.
    `time` is from when on it is said in a film or recording: "1:23", "1:02:03".
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
    subject: str | None = None
    cell: CellPlace | None = None
    read_from_picture: bool = False
    time: str | None = None

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def answer(self) -> str:
        """The short answer in the quotation, or all of it where none is marked."""
        if self.answer_start is None or self.answer_end is None:
            return self.quote
        return self.quote[self.answer_start - self.start : self.answer_end - self.start]

    def to_dict(self) -> dict[str, Any]:
        """As `qa ask --json` prints it: the last four of its fields stand there only where they are set."""
        optional = ("subject", "cell", "read_from_picture", "time")
        return {name: value for name, value in asdict(self).items() if name not in optional or value}

    @property
    def cell_path(self) -> str | None:
        """The answer with its row's and column's names: "Pear tree \u00b7 Price: 29 euros"; None outside of tables."""
        return f"{self.cell.name}: {self.answer}" if self.cell and self.cell.name else None

    def below(self, title: str) -> str:
        """As `path_below`."""
        return path_below(title, self.headings, self.title)


def piece(form: Form, citation: Citation) -> str:
    """What a citation adds to the answer: of an explanation its whole sentence, whose decisive words are marked."""
    return citation.quote if form == "explanation" else citation.answer


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
class OutOfDate:
    """A document whose file cannot be read any more, and since which day (YYYY-MM-DD)."""

    document: str
    since: str


@dataclass(frozen=True)
class IndexInfo:
    """What was searched, and what was not: documents that are out of date, each with the day it has been so since."""

    id: str
    documents: int
    passages: int
    out_of_date: tuple[OutOfDate, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As `qa ask --json` prints it: `out_of_date` stands there only where there is any."""
        return {name: value for name, value in asdict(self).items() if name != "out_of_date" or value}

    @property
    def warning(self) -> str | None:
        """What a person should know of the documents that were not searched."""
        if not self.out_of_date:
            return None
        return f"Not searched, as the file was emptied, damaged or made unreadable: {self.out_of_date_names}."

    @property
    def out_of_date_names(self) -> str:
        """The first few that are out of date, with the days: "duty.md (2026-11-27), rota.md (2026-11-28), ..."."""
        named = [f"{document.document} ({document.since})" for document in self.out_of_date[:_NAMED]]
        return ", ".join([*named, *(["\u2026"] if len(self.out_of_date) > _NAMED else [])])


@dataclass(frozen=True)
class Answer:
    """What the assistant says to a question.

    When `answered`, `answer` and `citations` are set and `reason` is None; of a form in `SEVERAL` the
    citations are the answer's pieces, and `answer` has them in one line. Otherwise
    `answer` is None, `citations` is empty, `reason` says why for a person, and `nearest`
    and `passages` show what comes closest. `verdict` is set where the question is answered by yes or
    no; then the first citation is the sentence that decides, and `answer` its words. `reply` is what the
    product says in words of its own. `confidence` is calibrated: of the answers given
    0.8, about 8 in 10 are right. `refusal` is the reason, `replied` the reply, and `calculated` what was
    made of the cells cited, for those who put it in words of their own. `withheld` is the citation, and
    `withheld_verdict` the verdict, that would have been given had it been sure enough; both are for evaluation,
    and shown to no reader.
    """

    question: str
    standalone_question: str
    form: Form
    answer: str | None
    verdict: Verdict | None
    reply: str | None
    confidence: float
    reason: str | None
    citations: tuple[Citation, ...]
    nearest: tuple[Citation, ...]
    passages: tuple[RankedPassage, ...]
    index: IndexInfo
    timings_ms: Mapping[str, float]
    refusal: Refusal | None = field(default=None, repr=False)
    replied: Reply | None = field(default=None, repr=False)
    calculated: Calculated | None = field(default=None, repr=False)
    withheld: Citation | None = field(default=None, repr=False)
    withheld_verdict: Verdict | None = field(default=None, repr=False)

    @property
    def answered(self) -> bool:
        """Whether there is an answer in the documents' words."""
        return self.form not in ("reply", "refusal")

    @property
    def answers(self) -> tuple[str, ...]:
        """The pieces of the answer, each letter for letter in a document: one a citation of a form in `SEVERAL`."""
        if not self.answered:
            return ()
        several = self.form in SEVERAL
        return tuple(piece(self.form, citation) for citation in (self.citations if several else self.citations[:1]))

    @property
    def best_citation(self) -> Citation | None:
        """The first citation, or the one withheld."""
        return self.citations[0] if self.citations else self.withheld

    @property
    def best_verdict(self) -> Verdict | None:
        """The verdict given, or the one withheld."""
        return self.verdict if self.answered else self.withheld_verdict

    def to_dict(self) -> dict[str, Any]:
        """The object that `qa ask --json` prints."""
        return {
            "question": self.question,
            "standalone_question": self.standalone_question,
            "form": self.form,
            "answered": self.answered,
            "answer": self.answer,
            "answers": list(self.answers),
            "verdict": self.verdict,
            "reply": self.reply,
            "confidence": self.confidence,
            "reason": self.reason,
            "citations": tuple(citation.to_dict() for citation in self.citations),
            "nearest": tuple(citation.to_dict() for citation in self.nearest),
            "passages": tuple(map(asdict, self.passages)),
            "index": self.index.to_dict(),
            "timings_ms": dict(self.timings_ms),
        }

    def to_dict_with_withheld(self) -> dict[str, Any]:
        """The same with what was held back, as programs that evaluate ask for it: a citation and a verdict, or null."""
        withheld = self.withheld.to_dict() if self.withheld else None
        return {**self.to_dict(), "withheld": withheld, "withheld_verdict": self.withheld_verdict}
