"""Ask every question of a set, and keep what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Literal

from index.collection import Collection
from index.documents import Document
from index.embedding import Encoder
from index.errors import QuestionSetError
from index.formats.blocks import Block
from index.passages import Chunking
from index.spans import Span, strip
from qa.answer import Answer, Citation
from qa.assistant import Assistant
from qa.evaluation.metrics import Row, compute_metrics
from qa.evaluation.questions import Evidence, Question, QuestionSet, summary

Mode = Literal["own-article", "gold-passages", "one-collection"]
AssistantFactory = Callable[[Collection], Assistant]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Result:
    """A run's rows, in the order of the questions."""

    rows: tuple[Row, ...]

    @property
    def metrics(self) -> dict[str, float]:
        """Over all questions."""
        return compute_metrics(self.rows)

    @property
    def metrics_by_kind(self) -> dict[str, dict[str, float]]:
        """For each kind of question, where kinds are given."""
        kinds = dict.fromkeys(row.kind for row in self.rows if row.kind is not None)
        return {kind: compute_metrics([row for row in self.rows if row.kind == kind]) for kind in kinds}

    def to_dict(self) -> dict[str, Any]:
        """The object that `qa eval --json` writes."""
        return {
            "metrics": self.metrics,
            "by_kind": self.metrics_by_kind,
            "questions": [vars(row) | {"right": row.right} for row in self.rows],
        }


def evaluate_on_index(
    questions: QuestionSet, assistant: Assistant, limit: int | None = None, progress: Progress | None = None
) -> Result:
    """Ask the questions of an assistant's own collection.

    Raises `QuestionSetError` where evidence does not stand in the index as the set says.
    """
    asked = _placed(questions.questions[:limit], assistant.collection)
    return _run([(assistant, asked)], progress)


def evaluate_on_own_articles(
    questions: QuestionSet,
    encoder: Encoder,
    factory: AssistantFactory,
    mode: Mode = "own-article",
    chunking: Chunking | None = None,
    limit: int | None = None,
    progress: Progress | None = None,
) -> Result:
    """Ask the questions of the articles that came with them (SQuAD).

    By default each article is an index of its own; with "one-collection" all go into one;
    with "gold-passages" each question is asked of its own paragraph alone.
    """
    asked = questions.questions[:limit]
    needed = {question.paragraph.document for question in asked if question.paragraph}
    documents = [document for document in questions.documents if mode == "one-collection" or document.name in needed]
    if mode == "one-collection":
        assistant = factory(Collection.build(documents, encoder, chunking))
        return _run([(assistant, asked)], progress)
    return _run(_article_by_article(asked, documents, encoder, factory, mode, chunking), progress, total=len(asked))


def _article_by_article(
    asked: Sequence[Question],
    documents: Sequence[Document],
    encoder: Encoder,
    factory: AssistantFactory,
    mode: Mode,
    chunking: Chunking | None,
) -> Iterator[tuple[Assistant, Sequence[Question]]]:
    by_name = {document.name: document for document in documents}
    for name, group in groupby(asked, key=lambda question: question.paragraph.document if question.paragraph else None):
        assert name is not None
        of_article = list(group)
        collection = Collection.build([by_name[name]], encoder, chunking)
        if mode == "own-article":
            yield factory(collection), of_article
            continue
        for paragraph, of_paragraph in groupby(of_article, key=lambda question: question.paragraph):
            assert paragraph is not None
            alone = _alone(by_name[name], Span(paragraph.start, paragraph.end))
            yield factory(Collection.build([alone], encoder, chunking, known=collection)), list(of_paragraph)


def _alone(document: Document, paragraph: Span) -> Document:
    """The document with one paragraph to be read; offsets stay those of the whole."""
    return replace(document, blocks=(Block(*strip(document.text, paragraph)),))


def _run(
    parts: Sequence[tuple[Assistant, Sequence[Question]]] | Iterator[tuple[Assistant, Sequence[Question]]],
    progress: Progress | None,
    total: int | None = None,
) -> Result:
    rows: list[Row] = []
    for assistant, questions in parts:
        if not rows and questions:
            assistant.ask(questions[0].question)  # The first question loads the model; no other has to wait for it.
        for question in questions:
            answer = assistant.ask(question.question, question.history)
            rows.append(_row(question, answer, assistant.collection))
            if progress:
                progress(len(rows), total or len(questions))
    return Result(tuple(rows))


def _row(question: Question, answer: Answer, collection: Collection) -> Row:
    best = answer.best_citation
    passages = enumerate(answer.passages, 1)
    rank = next((at for at, passage in passages if _is_gold(question, passage.document, passage.span)), None)
    return Row(
        id=question.id,
        question=question.question,
        standalone_question=answer.standalone_question,
        kind=question.kind,
        document=question.paragraph.document if question.paragraph else None,
        answerable=question.answerable,
        answered=answer.answered,
        gold_answers=question.answers,
        answer=answer.answer,
        candidate=_answer_text(best, collection) if best else "",
        confidence=answer.confidence,
        ranked=bool(question.evidence),
        rank=rank,
        cited=bool(answer.citations) and _cites_gold(question, answer.citations[0]),
        candidate_cited=best is not None and _cites_gold(question, best),
        quotes=len(answer.citations),
        faithful_quotes=sum(_is_faithful(citation, collection) for citation in answer.citations),
        latency_ms=answer.timings_ms["total"],
    )


def _is_gold(question: Question, document: str, span: Span) -> bool:
    return any(evidence.is_in(document, span) for evidence in question.evidence)


def _cites_gold(question: Question, citation: Citation) -> bool:
    return _is_gold(question, citation.document, citation.span)


def _answer_text(citation: Citation, collection: Collection) -> str:
    return collection.documents[citation.document].text[citation.answer_start : citation.answer_end]


def _is_faithful(citation: Citation, collection: Collection) -> bool:
    return collection.documents[citation.document].text[citation.start : citation.end] == citation.quote


def _placed(questions: Sequence[Question], collection: Collection) -> list[Question]:
    """The questions with every evidence tied to its document. Raises `QuestionSetError` where one stands nowhere."""
    complaints = [
        f"{question.place}: evidence {evidence.text!r} does not stand at {evidence.start}..{evidence.end}"
        for question in questions
        for evidence in question.evidence
        if _holder(evidence, collection) is None
    ]
    if complaints:
        raise QuestionSetError(f"{summary(complaints)}. Are these questions about the documents in this index?")
    return [
        replace(question, evidence=tuple(replace(e, document=_holder(e, collection)) for e in question.evidence))
        for question in questions
    ]


def _holder(evidence: Evidence, collection: Collection) -> str | None:
    """The document that has the evidence's text in its place, white space aside."""
    names = [evidence.document] if evidence.document is not None else list(collection.documents)
    for name in names:
        document = collection.documents.get(name)
        if document and document.text[evidence.start : evidence.end].split() == evidence.text.split():
            return name
    return None
