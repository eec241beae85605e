"""Ask every question of a set, and compare each answer with what is gold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from index.chunking import Chunking
from index.collection import Collection
from index.documents import Document
from index.embedding import Encoder, Progress
from index.errors import QuestionSetError
from index.formats.blocks import Block
from index.spans import Span, strip
from qa.answer import Answer, Citation
from qa.assistant import Assistant
from qa.evaluation.gold import Gold
from qa.evaluation.placing import place_evidence
from qa.evaluation.question_set import Evidence, Question, QuestionSet
from qa.evaluation.response import Ask, Response
from qa.evaluation.rows import Row

Mode = Literal["own-article", "gold-passages", "one-collection"]
AssistantFactory = Callable[[Collection], Assistant]


@dataclass(frozen=True)
class Batch:
    """Questions to be asked of one system, and the gold evidence that its answers are compared with.

    `warm_up` is called once before the first question of a run.
    """

    questions: Sequence[Question]
    ask: Ask
    gold: Gold
    warm_up: Callable[[], None] = lambda: None


def ask_index(questions: Sequence[Question], assistant: Assistant, progress: Progress | None = None) -> list[Row]:
    """Ask the questions of an assistant's own collection.

    Raises `QuestionSetError`, before anything is asked, where evidence does not stand in
    the collection as the set says.
    """
    placed = place_evidence(questions, assistant.collection.documents)
    return run([batch_of(assistant, placed)], len(placed), progress)


def ask_own_articles(
    questions: QuestionSet,
    encoder: Encoder,
    factory: AssistantFactory,
    mode: Mode = "own-article",
    chunking: Chunking | None = None,
    progress: Progress | None = None,
) -> list[Row]:
    """Ask the questions of the articles that came with them (SQuAD); see `article_batches`."""
    return run(article_batches(questions, encoder, factory, mode, chunking), len(questions.questions), progress)


def batch_of(assistant: Assistant, questions: Sequence[Question]) -> Batch:
    """Questions for an assistant, as a reader would ask them."""
    return Batch(
        questions,
        lambda question: Response(assistant.ask(question.question, question.history)),
        Gold.of(assistant.collection),
        assistant.warm_up,
    )


def article_batches(
    questions: QuestionSet, encoder: Encoder, factory: AssistantFactory, mode: Mode, chunking: Chunking | None
) -> Iterable[Batch]:
    """The questions of a SQuAD file with its articles.

    By default each article is an index of its own; with "one-collection" all go into one;
    with "gold-passages" each question is asked of its own paragraph alone.
    """
    if not questions.documents:
        raise QuestionSetError(f"--{mode} needs a SQuAD file, which brings its own articles.")
    asked = questions.questions
    if mode == "one-collection":
        return [batch_of(factory(Collection.build(questions.documents, encoder, chunking)), asked)]
    return _article_by_article(questions, encoder, factory, mode, chunking)


def _article_by_article(
    questions: QuestionSet, encoder: Encoder, factory: AssistantFactory, mode: Mode, chunking: Chunking | None
) -> Iterable[Batch]:
    by_name = {document.name: document for document in questions.documents}
    for name, group in groupby(questions.questions, key=lambda question: _own_paragraph(question).document):
        assert name is not None
        collection = Collection.build([by_name[name]], encoder, chunking)
        if mode == "own-article":
            yield batch_of(factory(collection), list(group))
            continue
        for paragraph, of_paragraph in groupby(group, key=_own_paragraph):
            document = _one_paragraph(by_name[name], Span(paragraph.start, paragraph.end))
            yield batch_of(
                factory(Collection.build([document], encoder, chunking, known=collection)), list(of_paragraph)
            )


def _own_paragraph(question: Question) -> Evidence:
    assert question.paragraph is not None
    return question.paragraph


def _one_paragraph(document: Document, paragraph: Span) -> Document:
    """The document with this paragraph as its only block; its text, and so all offsets, stay the same."""
    return replace(document, blocks=(Block(*strip(document.text, paragraph)),))


def run(batches: Iterable[Batch], total: int, progress: Progress | None = None) -> list[Row]:
    """Ask everything, in order; `progress` is called after each of `total` questions."""
    rows: list[Row] = []
    for batch in batches:
        if not rows and batch.questions:
            batch.warm_up()
        for question in batch.questions:
            rows.append(_row(question, batch.ask(question), batch.gold))
            if progress:
                progress(len(rows), total)
    return rows


def _row(question: Question, said: Response, gold: Gold) -> Row:
    answer, documents = said.answer, gold.documents
    best, prediction, faithful = answer.best_citation, said.prediction, said.faithful_quotes
    if prediction is None:
        prediction = _prediction(answer, documents[best.document]) if best else ""
    if faithful is None:
        faithful = sum(_is_faithful(citation, documents[citation.document]) for citation in answer.citations)
    return Row(
        question=question,
        answer=answer,
        prediction=prediction,
        faithful_quotes=faithful,
        ranking=gold.ranking(question, answer),
        overlap=gold.overlap(question, answer),
        quotes=said.quotes,
        unknown_words=gold.grounding.unknown(answer.answer or "", question.question) if answer.answered else (),
    )


def _prediction(answer: Answer, document: Document) -> str:
    """The words of the best citation's answer; of a list, all from its first item to its last in that sentence."""
    best = answer.best_citation
    assert best is not None
    same = [one for one in answer.citations if (one.document, one.span) == (best.document, best.span)]
    items = same if answer.form == "list" else [best]
    if any(one.answer_start is None or one.answer_end is None for one in items):
        return best.quote
    return document.text[min(one.answer_start or 0 for one in items) : max(one.answer_end or 0 for one in items)]


def _is_faithful(citation: Citation, document: Document) -> bool:
    return document.text[citation.start : citation.end] == citation.quote
