"""Another system's answers, turned into this project's own record, so that all is measured alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import regex
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from index.errors import QuestionSetError
from qa.answer import Answer, Citation, RankedPassage, Verdict
from qa.evaluation.folding import fold
from qa.evaluation.placing import Places
from qa.evaluation.question_set import Evidence, Question
from qa.evaluation.response import NO_INDEX, Response, from_record, is_own_record
from qa.evaluation.text_file import unreadable_files_named

_QUOTED = regex.compile(r"\u201c([^\u201c\u201d]+)\u201d|\"([^\"]+)\"")
LONGEST_ANSWER = 100_000
"""Characters."""
_FEWEST_QUOTED_WORDS = 4
"""Fewer words in quotation marks may be a name or a term."""
_MORE_WORDS = 12
"""An answer this many words longer than a phrase of refusal says something besides."""


class _Place(BaseModel):
    """A quotation or a context: its text, and where it stands if that is known."""

    model_config = ConfigDict(extra="ignore")

    text: str
    document: str | None = None
    start: int = Field(default=0, ge=0)
    end: int = Field(default=0, ge=0)
    score: float | None = Field(default=None, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _text_alone(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"text": value}
        return {**value, "text": value["quote"]} if isinstance(value, dict) and "quote" in value else value


class _AnswerFields(BaseModel):
    model_config = ConfigDict(extra="ignore")

    answer: str | None = Field(default=None, max_length=LONGEST_ANSWER)
    citations: list[_Place] = []
    contexts: list[_Place] = []
    confidence: float | None = Field(default=None, ge=0, le=1)
    refused: bool | None = None
    verdict: Verdict | None = None
    latency_ms: float = Field(default=0.0, ge=0, allow_inf_nan=False, alias="latency")

    @model_validator(mode="after")
    def _says_something(self) -> _AnswerFields:
        """A slip in the key would make every answer a refusal."""
        if "answer" not in self.model_fields_set and not self.refused:
            raise ValueError('needs an "answer", a text or null, or "refused": true')
        return self


class AnswerReader:
    """Reads another system's answers against the documents."""

    def __init__(self, places: Places, phrases: Sequence[str] | None = None) -> None:
        self._places = places
        self._phrases = load_phrases() if phrases is None else phrases

    def read(self, question: Question, given: Any, latency_ms: float = 0.0) -> Response:
        """What was said: a text, None for a refusal, or an object as in docs/evaluation.md.

        Raises `QuestionSetError` where it is none of these.
        """
        if given is None or isinstance(given, str):
            given = {"answer": given}
        if not isinstance(given, Mapping):
            raise QuestionSetError(f"question {question.id}: an answer is a text or an object, not {given!r:.40}")
        try:
            if is_own_record(given):
                return self._checked(from_record(given))
            return self._said(question, _AnswerFields.model_validate({"latency": latency_ms, **given}))
        except ValidationError as error:
            detail = error.errors()[0]
            where = "".join(f"{part}: " for part in [".".join(map(str, detail["loc"]))] if part)
            message = detail["msg"].removeprefix("Value error, ")
            raise QuestionSetError(f"question {question.id}: {where}{message}") from None
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise QuestionSetError(f"question {question.id}: is no answer that can be read: {error}") from None

    def _checked(self, said: Response) -> Response:
        """The same, where what it cites is among the documents."""
        answer = said.answer
        cited = {one.document for one in (*answer.citations, *([answer.withheld] if answer.withheld else []))}
        unknown = sorted(cited - set(self._places.documents))
        if unknown:
            raise ValueError(f"cites {unknown[0]}, which is not among the documents")
        return said

    def _said(self, question: Question, given: _AnswerFields) -> Response:
        text = (given.answer or "").strip()
        refused = self._is_refusal(text) if given.refused is None else given.refused
        placed = [(place, self._place(place)) for place in given.citations]
        citations = tuple(_citation(found) for _, found in placed if found)
        quoted = [first or second for first, second in _QUOTED.findall(text)]
        quoted = [] if refused else [quote for quote in quoted if len(quote.split()) >= _FEWEST_QUOTED_WORDS]
        faithful = sum(found is not None and self._says(found) for _, found in placed)
        confidence = float(not refused) if given.confidence is None else given.confidence
        answer = Answer(
            question=question.question,
            standalone_question=question.question,
            form="refusal"
            if refused
            else "verdict"
            if given.verdict or _spoken_verdict(question, text)
            else "quotation",
            answer=None if refused else text,
            verdict=None if refused else given.verdict or _spoken_verdict(question, text),
            reply=None,
            confidence=confidence,
            reason=text or None if refused else None,
            citations=() if refused else citations,
            nearest=(),
            passages=tuple(self._ranked(given.contexts)),
            index=NO_INDEX,
            timings_ms={"total": given.latency_ms},
        )
        quotes = 0 if refused else len(given.citations) + len(quoted)
        stands = sum(any(self._places.exact(quote)) for quote in quoted)
        return Response(answer, "" if refused else text, quotes, 0 if refused else faithful + stands)

    def _is_refusal(self, text: str) -> bool:
        said = fold(text).casefold()
        return not said or any(
            said.startswith(phrase) or (phrase in said and len(said.split()) <= len(phrase.split()) + _MORE_WORDS)
            for phrase in self._phrases
        )

    def _place(self, place: _Place) -> Evidence | None:
        """Where it stands: at its offsets, else the first place letter for letter, else one that says the same."""
        wanted = Evidence(place.document, place.start, place.end, place.text)
        found = self._places.of(wanted) or self._places.of(Evidence(place.document, 0, 0, place.text))
        return found[0] if found else None

    def _says(self, found: Evidence) -> bool:
        exact = self._places.exact(found.text, found.document)
        return any((one.start, one.end) == (found.start, found.end) for one in exact)

    def _ranked(self, contexts: Sequence[_Place]) -> list[RankedPassage]:
        """Contexts that stand in the documents, in their order; scores fall where the system has none."""
        return [
            RankedPassage(str(found.document), 0, found.start, found.end, place.text, score)
            for rank, place in enumerate(contexts, 1)
            if (found := self._place(place))
            for score in [1 / rank if place.score is None else place.score]
        ]


def _spoken_verdict(question: Question, text: str) -> Verdict | None:
    """The yes or no with which an answer to a yes-or-no question begins."""
    first = regex.match(r"\W*(yes|no)\b", text, regex.IGNORECASE)
    if not first or not question.verdict:
        return None
    return "yes" if first.group(1).lower() == "yes" else "no"


def _citation(found: Evidence) -> Citation:
    return Citation(str(found.document), str(found.document), (), 0, None, found.start, found.end, found.text)


def load_phrases(path: Path | None = None) -> list[str]:
    """The phrases by which a refusal is known, of that file or of those that come with the project."""
    source = path or files("qa.evaluation").joinpath("refusal_phrases.txt")
    with unreadable_files_named(source):
        text = source.read_text(encoding="utf-8")
    lines = (fold(line).casefold() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]
