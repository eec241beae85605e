"""qa.evaluation.other_systems: by a file, a callable or an address, the same metrics as our own."""

import json
from pathlib import Path

import pytest
from chromium import GRADIO_WARNINGS
from fakes import HashEncoder
from serving import served

import qa.evaluation.evaluator
from index.errors import QuestionSetError
from qa.evaluation import evaluate
from qa.evaluation.http_system import Connection
from qa.evaluation.other_systems import answers_of, at_address, prepare_other
from qa.evaluation.questions import load_questions
from qa.settings import Settings
from qa.startup import seeds_folder

pytestmark = GRADIO_WARNINGS

CATS = "Cats sleep for most of the day. They were tamed in Egypt."
SETTINGS = Settings(reader="sentences")


@pytest.fixture
def questions():
    tamed = {"text": "Egypt", "answer_start": CATS.index("Egypt")}
    asked = [
        {"id": "1", "question": "Where were cats tamed?", "answers": [tamed]},
        {"id": "2", "question": "Who won the cup?", "is_impossible": True, "answers": []},
    ]
    data = [{"title": "Cats", "paragraphs": [{"context": CATS, "qas": asked}]}]
    Path("s.json").write_text(json.dumps({"data": data}), encoding="utf-8")
    return load_questions(Path("s.json"))


def test_our_own_answers_have_the_same_metrics_from_a_file_and_from_a_callable(questions, monkeypatch):
    monkeypatch.setattr(qa.evaluation.evaluator, "encoder_named", lambda _model: HashEncoder())
    own = evaluate(questions, settings=SETTINGS)
    Path("own.jsonl").write_text(own.to_answers(), encoding="utf-8")
    from_file = prepare_other(questions, answers_of(Path("own.jsonl")), "own.jsonl", settings=SETTINGS).run()
    assert from_file.metrics == own.metrics
    assert from_file.to_answers() == own.to_answers()
    said = {row.question.question: row.answer for row in own.rows}
    assert evaluate(questions, settings=SETTINGS, system=lambda asked, _history: said[asked]).metrics == own.metrics


def test_our_own_answers_have_the_same_metrics_from_qa_chat_over_http(assistant):
    questions = load_questions(seeds_folder() / "questions.jsonl")
    own = evaluate(questions, settings=SETTINGS)
    Path("own.jsonl").write_text(own.to_answers(), encoding="utf-8")
    from_file = prepare_other(questions, answers_of(Path("own.jsonl")), "own.jsonl", settings=SETTINGS).run()
    with served(assistant) as address:
        over_http = prepare_other(questions, at_address(address, Connection()), address, settings=SETTINGS).run()
    assert any(row.answer.withheld for row in own.rows)
    assert len(timeless(own)) >= 30
    assert timeless(over_http) == timeless(from_file) == timeless(own)


def timeless(result):
    return {name: value for name, value in result.metrics.items() if not name.startswith("latency")}


def test_a_callable_that_says_a_text_is_judged_by_its_words(questions):
    def system(question, history):
        return "They were tamed in Egypt by Cleopatra." if "cats" in question else None

    result = evaluate(questions, settings=SETTINGS, system=system)
    first, second = result.rows
    assert (first.right, first.unknown_words, second.scores.outcome) == (True, ("Cleopatra",), "right-refusal")
    assert result.metrics["gold_token_recall"] == 1
    assert result.metrics["ungrounded"] == 1
    assert "quote_fidelity" not in result.metrics
    models = result.to_dict()["provenance"]["models"]
    assert models["system"].endswith("system")


def test_an_answer_from_other_documents_is_refused(questions, monkeypatch):
    monkeypatch.setattr(qa.evaluation.evaluator, "encoder_named", lambda _model: HashEncoder())
    Path("own.jsonl").write_text(
        evaluate(questions, settings=Settings(reader="sentences", threshold=0)).to_answers().replace("01 Cats", "Dogs"),
        encoding="utf-8",
    )
    with pytest.raises(QuestionSetError, match="cites Dogs, which is not among the documents"):
        prepare_other(questions, answers_of(Path("own.jsonl")), "own.jsonl", settings=SETTINGS)
