"""qa.startup: ready to be asked."""

import pytest

import qa.startup
from index.errors import IndexMissingError, IndexOutdatedError
from index.store import Store
from qa.evaluation.questions import load_questions
from qa.model_threads import in_model_threads
from qa.settings import Settings, load_settings
from qa.startup import make_assistant, make_reader, open_collection, read_seeds, seeds_folder


def test_a_missing_default_index_is_built_from_the_seeds_with_progress(encoder):
    seen = []
    collection = open_collection(Settings(), encoder, lambda *at: seen.append(at))
    assert list(collection.documents) == ["article.txt"]
    assert seen
    assert Store(Settings().index).holds_seeds


def test_a_built_index_is_opened_as_it_is(encoder):
    open_collection(Settings(), encoder)
    before = {path: path.stat().st_mtime_ns for path in Settings().index.rglob("*")}
    open_collection(Settings(), encoder)
    assert {path: path.stat().st_mtime_ns for path in Settings().index.rglob("*")} == before


def test_an_index_of_changed_seeds_is_built_again(encoder, monkeypatch, tmp_path):
    open_collection(Settings(), encoder)
    (tmp_path / "changed").mkdir()
    (tmp_path / "changed" / "article.txt").write_text("The moon is a rock.", encoding="utf-8")
    monkeypatch.setattr(qa.startup, "seeds_folder", lambda: tmp_path / "changed")
    assert open_collection(Settings(), encoder).documents["article.txt"].text == "The moon is a rock."


def test_an_index_of_the_seeds_cut_in_another_way_is_built_again(encoder):
    open_collection(Settings(), encoder)
    shorter = load_settings(environment={"QA_CHUNKING__LONGEST": "300"})
    assert all(len(passage.text) <= 1000 for passage in open_collection(shorter, encoder).passages)


def test_somebodys_own_index_is_never_rebuilt_unasked(encoder):
    Store(Settings().index).update(encoder, add=read_seeds())
    shorter = load_settings(environment={"QA_CHUNKING__LONGEST": "300"})
    with pytest.raises(IndexOutdatedError, match="was built with chunking"):
        open_collection(shorter, encoder)


def test_a_missing_index_that_was_named_is_an_error(encoder, tmp_path):
    with pytest.raises(IndexMissingError, match=r"There is no index in .*Build one: qa index PATH"):
        open_collection(load_settings(environment={}, flags={"index": tmp_path / "mine"}), encoder)


@pytest.mark.parametrize(
    ("environment", "threshold"),
    [
        ({}, 0.47),
        ({"QA_READER": "bundled"}, 0.47),
        ({"QA_READER": "sentences"}, 0.24),
        ({"QA_READER": "bundled", "QA_THRESHOLD": "0.3"}, 0.3),
        ({"QA_READER": "sentences", "QA_THRESHOLD": "0.3"}, 0.3),
        ({"QA_READER": "sentences", "QA_THRESHOLD": "0"}, 0),
    ],
)
def test_the_threshold_is_the_readers_own_unless_a_setting_says_otherwise(collection, encoder, environment, threshold):
    assistant = make_assistant(collection, encoder, load_settings(environment=environment))
    assert assistant.threshold == threshold
    assert in_model_threads(assistant).threshold == threshold
    assert assistant.with_collection(collection).threshold == threshold


def test_an_assistant_that_is_given_another_reader_takes_its_threshold_too(collection, encoder):
    assistant = make_assistant(collection, encoder, load_settings(environment={"QA_READER": "sentences"}))
    assert assistant.with_collection(collection, reader=make_reader("bundled")).threshold == 0.47


def test_whole_sentences_answer_all_that_the_article_tells(collection, encoder):
    assistant = make_assistant(collection, encoder, load_settings(environment={"QA_READER": "sentences"}))
    questions = load_questions(seeds_folder() / "questions.jsonl").questions
    answered = [
        assistant.ask(question.question, question.history).answered for question in questions if question.answerable
    ]
    assert (sum(answered), len(answered)) == (27, 27)
