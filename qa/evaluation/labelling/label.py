"""What an annotator decides of one question, checked against the documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from index.documents import Document
from index.errors import QuestionError
from qa.evaluation.answers import has_gold_words

Choice = Literal["answer", "list", "yes", "no", "not-there"]
"""A short answer; a list; a verdict; the documents do not say."""
LONGEST_ANSWER = 2000
MOST_SENTENCES = 100


@dataclass(frozen=True)
class Chosen:
    """A sentence, by its place in a document."""

    document: str
    start: int
    end: int


@dataclass(frozen=True)
class Label:
    """One decision: `choice`, None while there is none; the sentences that say it; the answer's words, of a list an
    item each."""

    choice: Choice | None = None
    sentences: tuple[Chosen, ...] = ()
    answers: tuple[str, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether it can stand in a question set."""
        if self.choice is None:
            return False
        if self.choice == "not-there":
            return True
        return bool(self.sentences) and (self.choice != "list" or len(self.answers) > 1)

    @property
    def value(self) -> tuple[Any, ...]:
        """What two labels must have in common to be the same."""
        return self.choice, frozenset(self.sentences), self.answers

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "sentences": [asdict(one) for one in self.sentences], "answers": list(self.answers)}


def read_label(given: Any, documents: Mapping[str, Document]) -> Label:
    """A label from outside. Raises `QuestionError`, with a sentence for the annotator, where it cannot be one."""
    try:
        choice, sentences, answers = given["choice"], given["sentences"], given["answers"]
        chosen = tuple(Chosen(str(one["document"]), int(one["start"]), int(one["end"])) for one in sentences)
        said = tuple(" ".join(answer.split()) for answer in answers if answer.strip())
    except (TypeError, KeyError, ValueError, AttributeError):
        raise QuestionError("This is no label.", "foreign") from None
    if choice is not None and choice not in get_args(Choice):
        raise QuestionError("This is no label.", "foreign")
    if len(chosen) > MOST_SENTENCES or sum(map(len, said)) > LONGEST_ANSWER:
        raise QuestionError("This is more than one answer: choose fewer sentences, or write less.", "foreign")
    for one in chosen:
        if one.document not in documents or not 0 <= one.start < one.end <= len(documents[one.document].text):
            raise QuestionError("This sentence is not in the documents.", "foreign")
    if choice == "not-there":
        return Label("not-there")
    texts = [" ".join(documents[one.document].text[one.start : one.end].split()) for one in chosen]
    for answer in said:
        if not any(answer in text for text in texts):
            raise QuestionError(
                f"\u201c{answer}\u201d does not stand in a sentence chosen. Copy it from there.", "foreign"
            )
        if not has_gold_words(answer):
            raise QuestionError(f"\u201c{answer}\u201d has no words that could be compared.", "foreign")
    return Label(choice, tuple(dict.fromkeys(chosen)), said if choice in {"answer", "list"} else ())
