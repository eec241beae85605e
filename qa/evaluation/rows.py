"""One question as it was answered, and what that is worth by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from qa.answer import Answer, Citation, RankedPassage, Verdict
from qa.evaluation.answers import best, exact_match, normalise, token_f1
from qa.evaluation.question_set import Evidence, Question
from qa.language.yes_no_question import is_yes_no

FORMAT = 2
"""Of the record that `qa eval --json` writes; a name changed or removed in it makes a new format."""


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
    yes or no: it has a gold verdict, or is unanswerable and reads so. Raises `ValueError`
    where an unanswerable question is called right: there is no right answer to it.
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

    def __post_init__(self) -> None:
        if self.right and not self.answerable:
            raise ValueError(f"question {self.id} is unanswerable and is called right")

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
    the collection overlaps it.
    """

    question: Question
    answer: Answer
    prediction: str
    faithful_quotes: int
    ranking: Ranking | None = None
    overlap: EvidenceOverlap | None = None

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

        To a question with a gold verdict, only that verdict is right. With gold evidence, an answer is right if
        its citation overlaps that; without, if it holds a gold answer.
        """
        gold_verdict = self.question.verdict
        if not self.question.answerable or (gold_verdict and self.answer.best_verdict != gold_verdict):
            return False
        if self.question.evidence:
            return self.prediction_cited
        if gold_verdict:
            return True
        prediction = normalise(self.prediction)
        return any(normalise(gold) in prediction for gold in self.question.answers)

    @cached_property
    def scores(self) -> QuestionScores:
        """What metrics are computed from."""
        question, answer, overlap, ranking = self.question, self.answer, self.overlap, self.ranking
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
            quotes=len(answer.citations),
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
        )

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
            "document": question.paragraph.document if question.paragraph else None,
            "gold_answers": list(question.answers),
            "form": answer.form,
            "answer": answer.answer,
            "answers": list(answer.answers),
            "prediction": self.prediction,
            "predicted_verdict": answer.best_verdict,
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
