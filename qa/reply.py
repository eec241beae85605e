"""What is said in words of the product's own, for programs and people: to small talk, and of what a file says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qa.language.document_question import FactKind
from qa.language.small_talk import SmallTalk

_SAID: dict[SmallTalk, str] = {
    "greeting": "Hello! Ask me about {what}.",
    "thanks": "You are welcome. Ask on whenever you like.",
    "goodbye": "Goodbye, and come back whenever you like.",
    "help": "Ask a question about {what} in plain words. The answer is quoted word for word, with its place.",
    "identity": "I am a program that finds answers in {what} and quotes them word for word, adding nothing.",
    "agreement": "All right. Ask on whenever you like.",
    "insult": "I am sorry that I was of no help. Try it in other words: I know nothing but {what}.",
    "refrain": "I cannot tell what is asked. Type a question about {what}.",
}
_TOLD: dict[FactKind, str] = {
    "author": "The file names {value} as its author.",
    "title": "The file has the title \u201c{value}\u201d.",
    "date": "The file gives {value} as its date.",
    "made": "The file was made on {value}. When its text was published it does not say.",
    "pages": "The number of pages in the file: {value}.",
    "source": "The file is {value}.",
}
CalculationKind = Literal["count", "sum", "average"]

_CALCULATED: dict[CalculationKind, str] = {
    "count": "Rows of the table, counted: {value}",
    "sum": "Sum of {cells} cells of the table: {value}",
    "average": "Average of {cells} cells of the table: {value}",
}


@dataclass(frozen=True)
class Fact:
    """What a file says of its document: `value` is as it stands there; `title` is the document's."""

    kind: FactKind
    document: str
    title: str
    value: str


@dataclass(frozen=True)
class Calculated:
    """What was made of `cells` of a table by rule: their number, their sum or their average, as it is shown."""

    kind: CalculationKind
    value: str
    cells: int

    def text(self) -> str:
        """For a person."""
        return _CALCULATED[self.kind].format(value=self.value, cells=f"{self.cells:,}")


@dataclass(frozen=True)
class Reply:
    """To small talk of a kind, with `questions` that can be asked; or, where that is None, some `facts`.

    `untold` is how many documents' facts are left out, of those that were asked for.
    """

    small_talk: SmallTalk | None = None
    questions: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    untold: int = 0

    def text(self, documents: int) -> str:
        """For a person; `documents` is how many can be asked."""
        if self.small_talk:
            said = _SAID[self.small_talk].format(what="the article" if documents == 1 else f"the {documents} documents")
            offered = " or ".join(f"\u201c{question}\u201d" for question in self.questions)
            return f"{said} You could ask: {offered}" if offered else said
        lines = [_told(fact, documents) for fact in self.facts]
        return "\n".join([*lines, *([f"Documents that say it too: {self.untold}."] if self.untold else [])])


def _told(fact: Fact, documents: int) -> str:
    told = _TOLD[fact.kind].format(value=fact.value)
    return told if documents == 1 else f"{fact.title}: {told}"
