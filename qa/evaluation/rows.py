"""One question as it was answered, and what that is worth by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from qa.answer import SEVERAL, Answer, Citation, RankedPassage, Verdict
from qa.evaluation.answers import (
    best,
    exact_match,
    folded_exact_match,
    folded_f1,
    holds,
    strict_exact_match,
    token_f1,
)
from qa.evaluation.grounding import token_recall
from qa.evaluation.lists import ItemOverlap, harmonic_mean, item_overlap
from qa.evaluation.question_set import Evidence, Question
from qa.evaluation.response import Response
from qa.language.yes_no_question import is_yes_no

FORMAT = 2
"""Of the record that `qa eval --json` writes; a name changed or removed in it makes a new format."""

RIGHT_FROM = 0.5
"""The least F1, 0..1, of a right answer in several pieces: half of what is wanted, among at most as much else."""


class Outcome(StrEnum):
    """How one question ended."""

    RIGHT_ANSWER = "right-answer"
    RIGHT_REFUSAL = "right-refusal"
    WRONG_ANSWER = "wrong-answer"
    ANSWERED_UNANSWERABLE = "answered-unanswerable"
    REFUSED_ANSWERABLE = "refused-answerable"

    @property
    def is_good(self) -> bool:
        """Whether it is a right answer, or the refusal of a question that has no answer."""
        return self in (Outcome.RIGHT_ANSWER, Outcome.RIGHT_REFUSAL)


@dataclass(frozen=True)
class EvidenceOverlap:
    """How much of what was cited is gold evidence, and the reverse, each 0..1.

    Precision is the share of what was cited that is gold, None where nothing was cited;
    recall the share of what is gold that was cited. Counted in characters and in
    sentences; a sentence counts as gold, or as cited, as soon as a part of it is.
    """

    precision_characters: float | None
    recall_characters: float
    precision_sentences: float | None
    recall_sentences: float

    @property
    def f1_sentences(self) -> float:
        """Harmonic mean of precision and recall in sentences; 0 where nothing was cited."""
        return harmonic_mean(self.precision_sentences or 0.0, self.recall_sentences)


@dataclass(frozen=True)
class Ranking:
    """nDCG and recall of one question's passages, 0..1; a passage is relevant if it overlaps gold evidence."""

    ndcg_at_10: float
    recall_at_5: float


@dataclass(frozen=True)
class QuestionScores:
    """All that metrics are computed from: one question's part in them, as plain numbers.

    `right` is whether the answer given, or the one withheld, is right. Scores of words are None where a
    question has a gold verdict and no gold answers. `asks_verdict` is whether the question is to be answered by
    yes or no: it has a gold verdict, or is unanswerable and reads so. `cluster` is the document that the question
    is about, whose questions are drawn together (`qa.evaluation.resampling`). Raises `ValueError` where an
    unanswerable question is called right: there is no right answer to it.
    """

    id: str
    answerable: bool
    answered: bool
    right: bool
    has_evidence: bool
    rank: int | None
    cited: bool
    prediction_cited: bool
    exact_match: float | None
    f1: float | None
    prediction_exact_match: float | None
    prediction_f1: float | None
    confidence: float
    quotes: int
    faithful_quotes: int
    ndcg_at_10: float | None
    recall_at_5: float | None
    precision_characters: float | None
    recall_characters: float | None
    precision_sentences: float | None
    recall_sentences: float | None
    latency_ms: float
    gold_verdict: Verdict | None = None
    verdict: Verdict | None = None
    asks_verdict: bool = False
    cluster: str | None = None
    folded_exact_match: float | None = None
    folded_f1: float | None = None
    strict_exact_match: float | None = None
    item_precision: float | None = None
    item_recall: float | None = None
    item_f1: float | None = None
    f1_sentences: float | None = None
    gold_token_recall: float | None = None
    evidence_token_recall: float | None = None
    ungrounded: float | None = None

    def __post_init__(self) -> None:
        if self.right and not self.answerable:
            raise ValueError(f"question {self.id} is unanswerable and is called right")

    @property
    def matches_differ(self) -> bool:
        """Whether SQuAD's exact match and the strict one disagree: 3.5 and 35, or a dash of another kind."""
        return self.strict_exact_match is not None and self.exact_match != self.strict_exact_match

    @property
    def outcome(self) -> Outcome:
        """How the question ended."""
        if not self.answered:
            return Outcome.REFUSED_ANSWERABLE if self.answerable else Outcome.RIGHT_REFUSAL
        if not self.answerable:
            return Outcome.ANSWERED_UNANSWERABLE
        return Outcome.RIGHT_ANSWER if self.right else Outcome.WRONG_ANSWER


@dataclass(frozen=True)
class Row:
    """A question, its answer, and what only the collection could tell.

    `prediction` is the text of the answer given, or of the one withheld. `faithful_quotes`
    counts the citations given whose quotation stands letter for letter at its offsets.
    `overlap` is None where the question has no gold evidence, `ranking` where no passage of
    the collection overlaps it. `quotes` counts the quotations, None where they are the citations given;
    `unknown_words` are numbers and names of the answer that stand nowhere in the documents.
    """

    question: Question
    answer: Answer
    prediction: str
    faithful_quotes: int
    ranking: Ranking | None = None
    overlap: EvidenceOverlap | None = None
    quotes: int | None = None
    unknown_words: tuple[str, ...] = ()

    @property
    def said(self) -> Response:
        """What was said, as it is kept in files."""
        if self.quotes is None:
            return Response(self.answer)
        return Response(self.answer, self.prediction, self.quotes, self.faithful_quotes)

    @cached_property
    def rank(self) -> int | None:
        """The rank, from 1, of the first passage that overlaps gold evidence; None where none does."""
        passages = enumerate(self.answer.passages, 1)
        return next((rank for rank, passage in passages if self.question.is_gold(passage.document, passage.span)), None)

    @cached_property
    def prediction_cited(self) -> bool:
        """Whether the first citation, given or withheld, overlaps gold evidence."""
        citation = self.answer.best_citation
        return citation is not None and self.question.is_gold(citation.document, citation.span)

    @property
    def right(self) -> bool:
        """Whether the prediction is the right answer to a question that has one.

        To a question with a gold verdict, only that verdict is right. A list is right by its items, an answer in
        several pieces by its sentences, each where F1 is at least `RIGHT_FROM`; a short answer if its
        citation overlaps gold evidence. Without evidence, or without any citation, an answer is right if it holds
        a gold answer in whole tokens.
        """
        question, gold_verdict = self.question, self.question.verdict
        if not question.answerable or (gold_verdict and self.answer.best_verdict != gold_verdict):
            return False
        if self.items:
            return self.items.f1 >= RIGHT_FROM
        if question.evidence and self.answer.best_citation:
            if self.overlap and self.answer.citations and self.answer.form in SEVERAL:
                return self.overlap.f1_sentences >= RIGHT_FROM
            return self.prediction_cited
        return bool(gold_verdict) or any(holds(self.prediction, gold) for gold in question.answers)

    @cached_property
    def items(self) -> ItemOverlap | None:
        """How the answer given, or the one withheld, meets a list's items; None where none are wanted."""
        if not self.question.items:
            return None
        return item_overlap(self.answer.answers or ((self.prediction,) if self.prediction else ()), self.question.items)

    @property
    def cluster(self) -> str | None:
        """The document that the question is about: its own article, or that of its first evidence."""
        of = self.question.paragraph or next(iter(self.question.evidence), None)
        return of.document if of else None

    @cached_property
    def scores(self) -> QuestionScores:
        """What metrics are computed from."""
        question, answer, overlap, ranking = self.question, self.answer, self.overlap, self.ranking
        items = self.items if answer.answered else self.items and ItemOverlap(None, 0.0)
        said = self.prediction if answer.answered else ""

        def score(of: Callable[[str, str], float], text: str) -> float | None:
            return best(of, text, question.answers) if question.has_gold_words else None

        return QuestionScores(
            id=question.id,
            answerable=question.answerable,
            answered=answer.answered,
            right=self.right,
            has_evidence=bool(question.evidence),
            rank=self.rank,
            cited=bool(answer.citations) and self.prediction_cited,
            prediction_cited=self.prediction_cited,
            exact_match=score(exact_match, said),
            f1=score(token_f1, said),
            prediction_exact_match=score(exact_match, self.prediction),
            prediction_f1=score(token_f1, self.prediction),
            confidence=answer.confidence,
            quotes=len(answer.citations) if self.quotes is None else self.quotes,
            faithful_quotes=self.faithful_quotes,
            ndcg_at_10=ranking.ndcg_at_10 if ranking else None,
            recall_at_5=ranking.recall_at_5 if ranking else None,
            precision_characters=overlap.precision_characters if overlap else None,
            recall_characters=overlap.recall_characters if overlap else None,
            precision_sentences=overlap.precision_sentences if overlap else None,
            recall_sentences=overlap.recall_sentences if overlap else None,
            latency_ms=answer.timings_ms["total"],
            gold_verdict=question.verdict,
            verdict=answer.verdict,
            asks_verdict=bool(question.verdict) or (not question.answerable and is_yes_no(question.question)),
            cluster=self.cluster,
            folded_exact_match=score(folded_exact_match, said),
            folded_f1=score(folded_f1, said),
            strict_exact_match=score(strict_exact_match, said),
            item_precision=items.precision if items else None,
            item_recall=items.recall if items else None,
            item_f1=items.f1 if items else None,
            f1_sentences=overlap.f1_sentences if overlap else None,
            gold_token_recall=self._recall_of(question.answers),
            evidence_token_recall=self._recall_of([" ".join(one.text for one in question.evidence)]),
            ungrounded=float(bool(self.unknown_words)) if answer.answered else None,
        )

    def _recall_of(self, texts: Sequence[str]) -> float | None:
        """The best recall of one of these texts' tokens by the answer given; 0 for a refusal, None without texts."""
        recalls = [token_recall(self.answer.answer or "", text) for text in texts]
        return max((recall for recall in recalls if recall is not None), default=None)

    def to_dict(self) -> dict[str, Any]:
        """The object for this question in what `qa eval --json` writes."""
        question, answer = self.question, self.answer
        cited = answer.citations or ((answer.withheld,) if answer.withheld else ())
        return {
            "id": question.id,
            "question": question.question,
            "standalone_question": answer.standalone_question,
            "history": list(question.history),
            "kind": question.kind,
            "made": question.made,
            "document": question.paragraph.document if question.paragraph else None,
            "gold_answers": list(question.answers),
            "gold_items": [list(item) for item in question.items],
            "form": answer.form,
            "answer": answer.answer,
            "answers": list(answer.answers),
            "prediction": self.prediction,
            "predicted_verdict": answer.best_verdict,
            "unknown_words": list(self.unknown_words),
            "reason": answer.reason,
            "reply": answer.reply,
            "evidence": [_place(evidence) for evidence in question.evidence],
            "citations": [_cited(citation) for citation in cited],
            "passages": [_ranked(passage) for passage in answer.passages],
            "outcome": self.scores.outcome,
            **asdict(self.scores),
        }


def _place(cited: Evidence | Citation | RankedPassage) -> dict[str, Any]:
    return {"document": cited.document, "start": cited.start, "end": cited.end}


def _cited(citation: Citation) -> dict[str, Any]:
    answer = {"answer_start": citation.answer_start, "answer_end": citation.answer_end}
    headings = list(citation.headings)
    return {**_place(citation), "headings": headings, "paragraph": citation.paragraph, **answer}


def _ranked(passage: RankedPassage) -> dict[str, Any]:
    return {**_place(passage), "paragraph": passage.paragraph, "score": passage.score}
