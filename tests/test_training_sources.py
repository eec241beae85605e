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


@pytest.mark.parametrize("name", SOURCES)
def test_every_source_gives_answers_that_stand_in_their_context(name, shared_data):
    examples = list(islice(SOURCES[name](shared_data), 100))
    assert len(examples) == 100
    for example in examples:
        assert example.question
        assert all(0 <= start < end <= len(example.context) for start, end in example.answers)
