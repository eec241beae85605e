"""qa.evaluation.run: every question asked, nothing half-known."""

import json
from pathlib import Path

import pytest

from index.errors import QuestionSetError
from qa.assistant import Assistant
from qa.evaluation.questions import load_questions
from qa.evaluation.run import evaluate_on_index, evaluate_on_own_articles
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


def test_the_articles_questions_are_asked_and_measured(assistant):
    seen = []
    questions = load_questions(seeds_folder() / "questions.jsonl")
    result = evaluate_on_index(questions, assistant, progress=lambda *at: seen.append(at))
    assert [row.id for row in result.rows] == [question.id for question in questions.questions]
    assert seen[-1] == (34, 34)
    assert result.metrics["quote_fidelity"] == 1
    assert result.metrics["hit@1"] >= 0.95
    assert result.metrics["sentence_hit@1"] >= 0.8
    assert result.metrics_by_kind["off-topic"]["abstention_recall"] == 1


def test_two_runs_give_the_same_but_for_timings(assistant):
    questions = load_questions(seeds_folder() / "questions.jsonl")

    def rows():
        return [{**vars(row), "latency_ms": 0} for row in evaluate_on_index(questions, assistant, limit=5).rows]

    assert rows() == rows()


def test_evidence_that_is_not_in_the_index_is_named_before_anything_is_asked(assistant):
    row = {"id": "x", "question": "Who?", "answerable": True, "answers": ["y"]}
    evidence = [{"start": 0, "end": 5, "text": "other"}]
    Path("q.jsonl").write_text(json.dumps({**row, "evidence": evidence}) + "\n", encoding="utf-8")
    with pytest.raises(QuestionSetError, match=r"q\.jsonl, line 1: evidence 'other' does not stand at 0\.\.5"):
        evaluate_on_index(load_questions(Path("q.jsonl")), assistant)


@pytest.mark.parametrize("mode", ["own-article", "one-collection", "gold-passages"])
def test_squad_articles_are_asked_in_every_mode(squad, encoder, mode):
    sizes = []

    def factory(collection):
        sizes.append((len(collection.documents), len(collection.passages)))
        return Assistant(collection, encoder)

    rows = evaluate_on_own_articles(squad, encoder, factory, mode).rows
    assert (
        sizes == {"own-article": [(1, 1), (1, 1)], "one-collection": [(2, 2)], "gold-passages": [(1, 1), (1, 1)]}[mode]
    )
    assert [row.id for row in rows] == ["1", "2", "3"]
    assert [row.candidate for row in rows if row.answerable] == [
        "They were tamed in Egypt.",
        "They were tamed by hunters in Siberia.",
    ]
    assert all(row.rank == 1 for row in rows if row.answerable)
    assert rows[1].rank is None


def test_a_result_is_one_json_object(squad, encoder):
    result = evaluate_on_own_articles(squad, encoder, lambda collection: Assistant(collection, encoder), limit=1)
    record = json.loads(json.dumps(result.to_dict()))
    assert set(record) == {"metrics", "by_kind", "questions"}
    assert record["questions"][0]["right"] is True
