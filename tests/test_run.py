"""qa.evaluation.run: every question asked, nothing half-known."""

import json
from pathlib import Path

import pytest

from index.errors import QuestionSetError
from qa.assistant import Assistant
from qa.evaluation.metrics import compute_metrics
from qa.evaluation.questions import load_questions
from qa.evaluation.run import ask_index, ask_own_articles
from qa.startup import seeds_folder

CATS = "Cats sleep for most of the day. They were tamed in Egypt."
DOGS = "Dogs bark at strangers. They were tamed by hunters in Siberia."


@pytest.fixture
def squad():
    def asked(number, question, context, text):
        answers = [{"text": text, "answer_start": context.index(text)}] if text else []
        return {"id": number, "question": question, "is_impossible": not text, "answers": answers}

    articles = [
        ("Cats", CATS, [asked("1", "Where were cats tamed?", CATS, "Egypt"), asked("2", "Who won the cup?", CATS, "")]),
        ("Dogs", DOGS, [asked("3", "Where were dogs tamed by hunters?", DOGS, "Siberia")]),
    ]
    data = [
        {
            "title": title,
            "paragraphs": [{"context": "Nothing is said here about it.", "qas": []}, {"context": c, "qas": q}],
        }
        for title, c, q in articles
    ]
    Path("s.json").write_text(json.dumps({"data": data}), encoding="utf-8")
    return load_questions(Path("s.json"))


def test_the_articles_questions_are_asked_in_order_with_progress(assistant):
    seen = []
    questions = load_questions(seeds_folder() / "questions.jsonl").questions
    rows = ask_index(questions, assistant, lambda *at: seen.append(at))
    assert [row.question.id for row in rows] == [question.id for question in questions]
    assert seen[-1] == (34, 34)
    metrics = compute_metrics([row.scores for row in rows])
    assert metrics["quote_fidelity"] == 1
    assert metrics["hit@1"] >= 0.95
    assert metrics["sentence_hit@1"] >= 0.8
    off_topic = [row.scores for row in rows if row.question.kind == "off-topic"]
    assert compute_metrics(off_topic)["abstention_recall"] == 1


def test_two_runs_give_the_same_but_for_timings(assistant):
    questions = load_questions(seeds_folder() / "questions.jsonl").questions[:5]

    def rows():
        return [{**row.to_dict(), "latency_ms": 0} for row in ask_index(questions, assistant)]

    assert rows() == rows()


def test_evidence_that_is_not_in_the_index_is_named_before_anything_is_asked(assistant):
    row = {"id": "x", "question": "Who?", "answerable": True, "answers": ["y"]}
    evidence = [{"start": 0, "end": 5, "text": "other"}]
    Path("q.jsonl").write_text(json.dumps({**row, "evidence": evidence}) + "\n", encoding="utf-8")
    with pytest.raises(QuestionSetError, match=r"q\.jsonl, line 1: evidence 'other' does not stand at 0\.\.5"):
        ask_index(load_questions(Path("q.jsonl")).questions, assistant)


@pytest.mark.parametrize("mode", ["own-article", "one-collection", "gold-passages"])
def test_squad_articles_are_asked_in_every_mode(squad, encoder, mode):
    sizes = []

    def factory(collection):
        sizes.append((len(collection.documents), len(collection.passages)))
        return Assistant(collection, encoder)

    rows = ask_own_articles(squad, encoder, factory, mode)
    expected = {"own-article": [(1, 1)] * 2, "one-collection": [(2, 2)], "gold-passages": [(1, 1)] * 2}
    assert sizes == expected[mode]
    assert [row.question.id for row in rows] == ["1", "2", "3"]
    answered = [row for row in rows if row.question.answerable]
    sentences = ["They were tamed in Egypt.", "They were tamed by hunters in Siberia."]
    assert [row.prediction for row in answered] == sentences
    assert all(row.rank == 1 and row.ranking.ndcg_at_10 == 1 for row in answered)
    assert rows[1].rank is None
    assert rows[1].ranking is None
