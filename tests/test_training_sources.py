"""training.sources and training.examples: public data as published becomes examples whose answers stand in place."""

import json
from itertools import islice

import pytest

from index.spans import Span
from training.examples import join_tokens
from training.sources import SOURCES, squad


def test_tokens_become_ordinary_text_and_keep_their_places():
    tokens = ["He", "said", "``", "no", "''", "-LRB-", "it", "was", "Don", "'s", "-RRB-", ",", "and", "left", "."]
    text, spans = join_tokens(tokens)
    assert text == 'He said "no" (it was Don\'s), and left.'
    assert [text[slice(*span)] for span in spans[:2]] == ["He", "said"]
    assert text[slice(*spans[9])] == "'s"


def write(folder, name, value):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")


def test_a_row_whose_answer_is_not_where_it_is_said_to_be_is_left_out(tmp_path):
    rows = [
        {"question": "Who?", "id": "1", "answers": [{"text": "Ann", "answer_start": 0}]},
        {"question": "Where?", "id": "2", "answers": [{"text": "Rome", "answer_start": 0}]},
        {"question": "When?", "id": "3", "answers": [], "is_impossible": True},
    ]
    write(tmp_path, "x.json", {"data": [{"paragraphs": [{"context": "Ann lives in Rome.", "qas": rows}]}]})
    found = list(squad(tmp_path / "x.json", "x"))
    assert [(example.question, example.answers) for example in found] == [("Who?", (Span(0, 3),)), ("When?", ())]


def test_of_an_answer_in_other_words_the_sentence_with_most_of_them_is_known(tmp_path):
    context = "Once there was a miller. His donkey grew old, and could not carry sacks any more. So he sold it."
    rows = [
        {"answer": "the donkey could no longer carry a sack", "start": None, "explicit": True},
        {"answer": "he was sad", "start": None, "explicit": True},
        {"answer": "the donkey was too old for sacks", "start": None, "explicit": False},
        {"answer": "a miller", "start": 17, "end": 25, "explicit": True},
    ]
    lines = [json.dumps({"id": "mill#1", "question": "why did he sell it", "context": context, **row}) for row in rows]
    path = tmp_path / "fairytaleqa" / "train.jsonl"
    path.parent.mkdir()
    path.write_text("\n".join(lines), encoding="utf-8")
    found = list(SOURCES["fairytaleqa-sentences"](tmp_path))
    assert [(example.question, example.answers) for example in found] == [("Why did he sell it?", ())]
    assert context[slice(*found[0].sentence)] == "His donkey grew old, and could not carry sacks any more."
    assert found[0].context == context


def test_of_a_long_section_the_sentences_around_the_one_that_answers_are_read(tmp_path):
    before, after = "The rain fell and fell. " * 60, " The wind blew and blew." * 60
    row = {"answer": "a silver key", "start": None, "explicit": True, "id": "key#1", "question": "what did she find?"}
    path = tmp_path / "fairytaleqa" / "train.jsonl"
    path.parent.mkdir()
    path.write_text(json.dumps({**row, "context": f"{before}She found a key of silver.{after}"}), encoding="utf-8")
    (found,) = SOURCES["fairytaleqa-sentences"](tmp_path)
    assert found.context[slice(*found.sentence)] == "She found a key of silver."
    assert 600 < len(found.context) <= 700
    assert found.context.startswith("The rain")
    assert found.context.endswith("blew.")


@pytest.mark.parametrize("name", SOURCES)
def test_every_source_gives_answers_that_stand_in_their_context(name, shared_data):
    examples = list(islice(SOURCES[name](shared_data), 100))
    assert len(examples) == 100
    for example in examples:
        assert example.question
        assert all(0 <= start < end <= len(example.context) for start, end in example.answers)
