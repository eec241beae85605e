"""training.overlap and training.held_out: nothing that is measured on was trained on."""

import json

import pytest

from training.examples import Example
from training.held_out import ARTICLES, is_held_out
from training.overlap import MEASURED, ngrams, without_overlap

LONG = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"


@pytest.fixture
def measured(tmp_path):
    """All measuring sets, empty but for one text and one question."""
    for name in MEASURED:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("" if path.suffix in {".txt", ".jsonl"} else "{}", encoding="utf-8")
    content = {"context": f"Here it says {LONG}.", "question": "Who was the first of them?"}
    (tmp_path / "squadshifts/new_wiki.json").write_text(json.dumps(content), encoding="utf-8")
    return tmp_path


def example(question="Where is it?", context="Somewhere else."):
    return Example("x", "1", question, context, ())


def test_thirteen_words_in_a_row_are_an_overlap_and_twelve_are_none():
    words = LONG.split()
    assert len(list(ngrams(" ".join(words[:13])))) == 1
    assert list(ngrams(" ".join(words[:12]))) == []


def test_examples_that_share_a_text_or_a_question_with_a_measuring_set_are_dropped(measured):
    fine, text, question = example(), example(context=LONG.upper()), example("who was the first of them")
    kept, shared = without_overlap([fine, text, question], measured)
    assert kept == [fine]
    assert shared["squadshifts/new_wiki.json"] == 2


def test_whole_articles_are_held_out():
    kept = [Example("squad2-half", str(number), "Who?", "Text.", ()) for number in range(8)]
    assert {e.document for e in kept if is_held_out(e)} == ARTICLES
