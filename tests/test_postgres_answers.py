"""The same answers from PostgreSQL as from memory: every passage in its place, with its score."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest
from fakes import WordEncoder, text_document

from index.collection import Collection
from index.postgres.store import PostgresStore
from qa.assistant import Assistant
from qa.evaluation.questions import load_questions
from qa.retrieval import Retriever


def said(answer):
    """All that is known of an answer but how long it took."""
    return json.dumps(replace(answer, timings_ms={}).to_dict(), sort_keys=True)


def assert_same_passages(one, other, questions):
    for question in questions:
        ours, theirs = one.retrieve(question, 8), other.retrieve(question, 8)
        assert [hit.passage for hit in ours] == [hit.passage for hit in theirs], question
        for hit, same in zip(ours, theirs, strict=True):
            assert hit.score == pytest.approx(same.score, abs=1e-6)
            assert hit.cosine == pytest.approx(same.cosine, abs=1e-6)
            assert hit.coverage == pytest.approx(same.coverage, abs=1e-6)
            assert [each.sentence for each in hit.sentences] == [each.sentence for each in same.sentences]
            assert [each.coverage for each in hit.sentences] == pytest.approx(
                [each.coverage for each in same.sentences], abs=1e-6
            )


def parts_of(article):
    """The article's paragraphs, some a document: many documents of one subject."""
    paragraphs = [article.text[block.start : block.end] for block in article.blocks]
    texts = ["\n\n".join(paragraphs[start : start + 2]) for start in range(0, len(paragraphs), 2)]
    return [text_document(text, f"part {number}.txt") for number, text in enumerate(texts)]


def test_every_question_of_the_seeds_has_the_same_answer(database, article, article_questions, collection, encoder):
    store = PostgresStore(database, small=0)
    store.update(encoder, add=[article])
    one, other = Assistant(collection, encoder), Assistant(store.open(encoder), encoder)
    for row in article_questions:
        question, history = row["question"], row.get("history", [])
        assert said(one.ask(question, history)) == said(other.ask(question, history)), question


def test_a_small_collection_that_is_read_whole_gives_the_same_answers(
    database, article, article_questions, collection, encoder
):
    store = PostgresStore(database)
    store.update(encoder, add=[article])
    one, other = Assistant(collection, encoder), Assistant(store.open(encoder), encoder)
    for row in article_questions[::8]:
        assert said(one.ask(row["question"])) == said(other.ask(row["question"]))


def test_few_documents_of_many_are_ranked_as_if_all_were(database, article, article_questions):
    # As among thousands of passages, one shares no term with any question.
    documents, encoder = [*parts_of(article), text_document("Ничего общего.", "unlike.txt")], WordEncoder()
    store = PostgresStore(database, documents=5, small=0)
    store.update(encoder, add=documents)
    engine = store.open(encoder)
    one = Retriever(Collection.build(sorted(documents, key=lambda each: each.name), encoder), encoder)
    other = Retriever(engine, encoder)
    for question in (row["question"] for row in article_questions):
        ranked = {hit.passage: hit for hit in one.retrieve(question, 1000)}
        candidates = engine.candidates(question, encoder.encode([question])[0])
        names = candidates.names
        assert len(names) == 5 < len(documents)
        found = other.retrieve(question, 1000)
        if not any(term.startswith("=") for term in candidates.statistics.passages.frequencies):
            # Its words stand nowhere, and parts of words are not looked for in all documents.
            assert question in {"Who wrote this article?", "Who won the 2018 World Cup?"}
            continue
        assert found[0].passage == next(iter(ranked))
        for hit in found:
            assert hit.passage.document in names
            assert hit.score == pytest.approx(ranked[hit.passage].score, abs=1e-6)
            assert hit.coverage == pytest.approx(ranked[hit.passage].coverage, abs=1e-6)


def test_questions_of_eight_articles_find_the_same_passages(database, shared_data):
    loaded = load_questions(shared_data / "squad2-half" / "eval.json")
    encoder = WordEncoder()
    documents = sorted(loaded.documents, key=lambda each: each.name)
    store = PostgresStore(database, documents=6, small=0)
    store.update(encoder, add=documents)
    asked = random.Random(20).sample([question.question for question in loaded.questions], 25)
    one, other = Retriever(Collection.build(documents, encoder), encoder), Retriever(store.open(encoder), encoder)
    assert_same_passages(one, other, asked)


def test_a_question_without_a_word_and_one_of_unknown_words_are_asked_too(database, article):
    documents, encoder = parts_of(article), WordEncoder()
    store = PostgresStore(database, documents=4, small=0)
    store.update(encoder, add=documents)
    one = Retriever(Collection.build(sorted(documents, key=lambda each: each.name), encoder), encoder)
    for question in ("?", "zzzzqqqq xxyyzz", "the of and"):
        ours = one.retrieve(question, 3)
        theirs = Retriever(store.open(encoder), encoder).retrieve(question, 3)
        assert ours[0].passage == theirs[0].passage
