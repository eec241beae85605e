"""One collection's gold evidence: which passages hold it, how they were ranked, what of it was cited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from math import log2

from index.documents import Document
from index.engine import Engine
from index.passages import Passage
from index.spans import Span
from qa.answer import Answer, RankedPassage
from qa.evaluation.grounding import Grounding
from qa.evaluation.question_set import Question
from qa.evaluation.rows import EvidenceOverlap, Ranking

DocumentOffset = tuple[str, int]
"""A document's name and an offset in it, in characters."""


class Gold:
    """Compares answers from one collection's documents with the gold evidence of their questions."""

    def __init__(self, documents: Mapping[str, Document], passages: Iterable[Passage]) -> None:
        self.documents = documents
        self._passages: dict[str, list[Passage]] = defaultdict(list)
        for passage in passages:
            self._passages[passage.document].append(passage)

    @classmethod
    def of(cls, collection: Engine) -> Gold:
        """Of a collection as it is searched."""
        return cls(collection.documents, collection.passages)

    @cached_property
    def grounding(self) -> Grounding:
        """The words of the documents."""
        return Grounding(document.text for document in self.documents.values())

    def ranking(self, question: Question, answer: Answer) -> Ranking | None:
        """How the answer's passages are ranked; None where no passage of the collection is relevant.

        None too where what was ranked are no passages of the collection: nobody knows then how many there are.
        """
        relevant = self._count_relevant(question)
        if not relevant or not all(self._is_passage(passage) for passage in answer.passages):
            return None
        relevance = [question.is_gold(passage.document, passage.span) for passage in answer.passages]
        return Ranking(ndcg(relevance, relevant, 10), recall(relevance, relevant, 5))

    def overlap(self, question: Question, answer: Answer) -> EvidenceOverlap | None:
        """How the citations given meet the evidence; None where the question has no evidence."""
        if not question.evidence:
            return None
        gold = [(str(evidence.document), Span(evidence.start, evidence.end)) for evidence in question.evidence]
        cited = [(citation.document, citation.span) for citation in answer.citations]
        characters = _precision_recall(_characters(cited), _characters(gold))
        sentences = _precision_recall(self._sentences(cited), self._sentences(gold))
        return EvidenceOverlap(*characters, *sentences)

    def _is_passage(self, ranked: RankedPassage) -> bool:
        return ranked.span in self._spans[ranked.document]

    @cached_property
    def _spans(self) -> dict[str, set[Span]]:
        return defaultdict(set, {name: {one.span for one in found} for name, found in self._passages.items()})

    def _count_relevant(self, question: Question) -> int:
        documents = {str(evidence.document) for evidence in question.evidence}
        return sum(
            question.is_gold(document, passage.span) for document in documents for passage in self._passages[document]
        )

    def _sentences(self, places: Iterable[tuple[str, Span]]) -> set[DocumentOffset]:
        return {
            (document, sentence.start)
            for document, span in places
            for passage in self._passages[document]
            if passage.span.overlaps(span)
            for sentence in passage.sentences
            if sentence.span.overlaps(span)
        }


def ndcg(relevance: Sequence[bool], relevant: int, cut_off: int) -> float:
    """Normalised discounted cumulative gain of the first `cut_off` passages, 0..1 (Järvelin and Kekäläinen 2002).

    `relevance` says of each passage, best first, whether it is relevant; `relevant`, at
    least 1, counts the relevant passages of the collection, retrieved or not. A relevant
    passage gains 1 / log2(rank + 1), as in trec_eval.
    """
    ideal = [True] * relevant
    return _discounted_gain(relevance[:cut_off]) / _discounted_gain(ideal[:cut_off])


def recall(relevance: Sequence[bool], relevant: int, cut_off: int) -> float:
    """The share of the collection's `relevant` passages, at least 1, that is among the first `cut_off`."""
    return sum(relevance[:cut_off]) / relevant


def _discounted_gain(relevance: Sequence[bool]) -> float:
    return sum(1 / log2(rank + 1) for rank, is_relevant in enumerate(relevance, 1) if is_relevant)


def _characters(places: Iterable[tuple[str, Span]]) -> set[DocumentOffset]:
    return {(document, at) for document, span in places for at in range(span.start, span.end)}


def _precision_recall(cited: set[DocumentOffset], gold: set[DocumentOffset]) -> tuple[float | None, float]:
    both = len(cited & gold)
    return (both / len(cited) if cited else None), both / len(gold) if gold else 0.0
