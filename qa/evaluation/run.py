"""Ask every question of a set, and keep what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
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
from qa.evaluation.gold import Gold, rank_with_trec_eval
from qa.evaluation.questions import Evidence, Question, QuestionSet, place_evidence
from qa.evaluation.rows import Row

Mode = Literal["own-article", "gold-passages", "one-collection"]
AssistantFactory = Callable[[Collection], Assistant]
Part = tuple[Assistant, Sequence[Question]]


def ask_index(questions: Sequence[Question], assistant: Assistant, progress: Progress | None = None) -> list[Row]:
    """Ask the questions of an assistant's own collection.

    Raises `QuestionSetError`, before anything is asked, where evidence does not stand in
    the collection as the set says.
    """
    placed = place_evidence(questions, assistant.collection.documents)
    return _run([(assistant, placed)], len(placed), progress)


def ask_own_articles(
    questions: QuestionSet,
    encoder: Encoder,
    factory: AssistantFactory,
    mode: Mode = "own-article",
    chunking: Chunking | None = None,
    progress: Progress | None = None,
) -> list[Row]:
    """Ask the questions of the articles that came with them (SQuAD).

    By default each article is an index of its own; with "one-collection" all go into one;
    with "gold-passages" each question is asked of its own paragraph alone.
    """
    if not questions.documents:
        raise QuestionSetError(f"--{mode} needs a SQuAD file, which brings its own articles.")
    asked = questions.questions
    if mode == "one-collection":
        parts: Iterable[Part] = [(factory(Collection.build(questions.documents, encoder, chunking)), asked)]
    else:
        parts = _article_by_article(questions, encoder, factory, mode, chunking)
    return _run(parts, len(asked), progress)


def _article_by_article(
    questions: QuestionSet, encoder: Encoder, factory: AssistantFactory, mode: Mode, chunking: Chunking | None
) -> Iterable[Part]:
    by_name = {document.name: document for document in questions.documents}
    for name, group in groupby(questions.questions, key=lambda question: _own_paragraph(question).document):
        assert name is not None
        collection = Collection.build([by_name[name]], encoder, chunking)
        if mode == "own-article":
            yield factory(collection), list(group)
            continue
        for paragraph, of_paragraph in groupby(group, key=_own_paragraph):
            alone = _alone(by_name[name], Span(paragraph.start, paragraph.end))
            yield factory(Collection.build([alone], encoder, chunking, known=collection)), list(of_paragraph)


def _own_paragraph(question: Question) -> Evidence:
    assert question.paragraph is not None
    return question.paragraph


def _alone(document: Document, paragraph: Span) -> Document:
    """The document with one paragraph to be read; offsets stay those of the whole."""
    return replace(document, blocks=(Block(*strip(document.text, paragraph)),))


def _run(parts: Iterable[Part], total: int, progress: Progress | None) -> list[Row]:
    rows: list[Row] = []
    relevant: list[list[str]] = []
    for assistant, questions in parts:
        if not rows and questions:
            assistant.warm_up()
        gold = Gold(assistant.collection)
        for question in questions:
            answer = assistant.ask(question.question, question.history)
            rows.append(_row(question, answer, gold))
            relevant.append(gold.relevant_passages(question))
            if progress:
                progress(len(rows), total)
    return rank_with_trec_eval(rows, relevant)


def _row(question: Question, answer: Answer, gold: Gold) -> Row:
    best, documents = answer.best_citation, gold.documents
    return Row(
        question=question,
        answer=answer,
        prediction=documents[best.document].text[best.answer_start : best.answer_end] if best else "",
        faithful_quotes=sum(_is_faithful(citation, documents[citation.document]) for citation in answer.citations),
        overlap=gold.overlap(question, answer),
    )


def _is_faithful(citation: Citation, document: Document) -> bool:
    return document.text[citation.start : citation.end] == citation.quote
