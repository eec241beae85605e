"""What a system said to one question, and how that is kept in a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from index.tables import CellPlace
from qa.answer import Answer, Citation, IndexInfo, OutOfDate, RankedPassage
from qa.evaluation.question_set import Question

NO_INDEX = IndexInfo("", 0, 0)
"""Of systems that search something of their own."""


@dataclass(frozen=True)
class Response:
    """An answer as the product's own record, with what another system's may have besides.

    `prediction` is the text that is compared with gold answers; None where it is read off the first citation.
    `quotes` counts the quotations and `faithful_quotes` those that stand in the documents letter for letter;
    None where they are the citations.
    """

    answer: Answer
    prediction: str | None = None
    quotes: int | None = None
    faithful_quotes: int | None = None


Ask = Callable[[Question], Response]
"""Any system: it is asked one question, and says something."""


def to_record(said: Response) -> dict[str, Any]:
    """What `qa ask --json` prints, with what was withheld; `from_record` reads it back."""
    known = {"prediction": said.prediction, "quotes": said.quotes, "faithful_quotes": said.faithful_quotes}
    told = {name: value for name, value in known.items() if value is not None}
    return {**said.answer.to_dict_with_withheld(), **told}


def from_record(record: Mapping[str, Any]) -> Response:
    """Raises `KeyError`, `TypeError`, `ValueError` or `AttributeError` where it is no record of `qa ask --json`."""
    withheld = record.get("withheld")
    answer = Answer(
        question=record["question"],
        standalone_question=record["standalone_question"],
        form=record["form"],
        answer=record["answer"],
        verdict=record["verdict"],
        reply=record["reply"],
        confidence=float(record["confidence"]),
        reason=record["reason"],
        citations=tuple(_citation(citation) for citation in record["citations"]),
        nearest=tuple(_citation(citation) for citation in record["nearest"]),
        passages=tuple(RankedPassage(**passage) for passage in record["passages"]),
        index=_index(record["index"]),
        timings_ms=dict(record["timings_ms"]),
        withheld=_citation(withheld) if withheld else None,
        withheld_verdict=record.get("withheld_verdict"),
    )
    return Response(answer, record.get("prediction"), record.get("quotes"), record.get("faithful_quotes"))


def is_own_record(record: Mapping[str, Any]) -> bool:
    """Whether it has all the keys that `qa ask --json` prints."""
    return {field.name for field in fields(Answer) if field.repr} <= record.keys()


def _citation(record: Mapping[str, Any]) -> Citation:
    cell = record.get("cell")
    return Citation(**{**record, "headings": tuple(record["headings"]), "cell": CellPlace(**cell) if cell else None})


def _index(record: Mapping[str, Any]) -> IndexInfo:
    out_of_date = tuple(OutOfDate(**document) for document in record.get("out_of_date", ()))
    return IndexInfo(**{**record, "out_of_date": out_of_date})
