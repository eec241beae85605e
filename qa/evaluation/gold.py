"""What is gold in a collection, and how answers meet it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from index.collection import Collection
from index.documents import Document
from index.passages import Passage
from index.spans import Span
from qa.answer import Answer
from qa.evaluation.questions import Question
from qa.evaluation.rows import EvidenceOverlap, Ranking, Row

Place = tuple[str, int]
"""A document's name and an offset in it: of a character, or of where a sentence begins."""


class Gold:
    """One collection, seen from the gold evidence."""

    def __init__(self, collection: Collection) -> None:
        self.documents: Mapping[str, Document] = collection.documents
        self._passages: dict[str, list[Passage]] = defaultdict(list)
        for passage in collection.passages:
            self._passages[passage.document].append(passage)

    def relevant_passages(self, question: Question) -> list[str]:
        """Names of all passages that overlap the question's evidence."""
        return [
            _name(passage.document, passage.start)
            for document in {str(evidence.document): None for evidence in question.evidence}
            for passage in self._passages[document]
            if any(evidence.is_in(document, passage.span) for evidence in question.evidence)
        ]

    def overlap(self, question: Question, answer: Answer) -> EvidenceOverlap | None:
        """How the citations given meet the evidence; None where the question has no evidence."""
        if not question.evidence:
            return None
        gold = [(str(evidence.document), Span(evidence.start, evidence.end)) for evidence in question.evidence]
        cited = [(citation.document, citation.span) for citation in answer.citations]
        characters = _precision_recall(_characters(cited), _characters(gold))
        sentences = _precision_recall(self._sentences(cited), self._sentences(gold))
        return EvidenceOverlap(*characters, *sentences)

    def _sentences(self, places: Iterable[tuple[str, Span]]) -> set[Place]:
        return {
            (document, sentence.start)
            for document, span in places
            for passage in self._passages[document]
            if passage.span.overlaps(span)
            for sentence in passage.sentences
            if sentence.span.overlaps(span)
        }


def rank_with_trec_eval(rows: Sequence[Row], relevant: Sequence[Sequence[str]]) -> list[Row]:
    """The rows with their `ranking`, computed by trec_eval through ir-measures.

    `relevant` names for each row all passages of its collection that overlap its evidence.
    """
    import ir_measures
    from ir_measures import Qrel, R, ScoredDoc, nDCG

    judged = [Qrel(str(at), name, 1) for at, names in enumerate(relevant) for name in names]
    if not judged:
        return list(rows)
    # Scores may tie after rounding; what was ranked is the order, so that is what is scored.
    ranked = [
        ScoredDoc(str(at), _name(passage.document, passage.start), float(-place))
        for at, row in enumerate(rows)
        for place, passage in enumerate(row.answer.passages)
    ]
    values: dict[str, dict[str, float]] = defaultdict(dict)
    for metric in ir_measures.iter_calc([nDCG @ 10, R @ 5], judged, ranked):
        values[metric.query_id][str(metric.measure)] = metric.value
    return [
        replace(row, ranking=Ranking(values[str(at)]["nDCG@10"], values[str(at)]["R@5"])) if names else row
        for at, (row, names) in enumerate(zip(rows, relevant, strict=True))
    ]


def _name(document: str, start: int) -> str:
    return f"{document}:{start}"


def _characters(places: Iterable[tuple[str, Span]]) -> set[Place]:
    return {(document, at) for document, span in places for at in range(span.start, span.end)}


def _precision_recall(cited: set[Place], gold: set[Place]) -> tuple[float | None, float]:
    both = len(cited & gold)
    return (both / len(cited) if cited else None), both / len(gold) if gold else 0.0
