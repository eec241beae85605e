"""qa.evaluation.labelling.label: a decision is checked against the documents."""

import pytest
from labelling import DOCUMENTS, HONEY, NOT_THERE, answer

from index.errors import QuestionError
from qa.evaluation.labelling.label import Label, read_label


def test_a_label_comes_back_as_it_was_written():
    for label in (
        Label(),
        NOT_THERE,
        answer("honey, wax"),
        Label("yes", (HONEY,)),
        Label("list", (HONEY,), ("honey", "wax")),
    ):
        assert read_label(label.to_dict(), DOCUMENTS) == label


@pytest.mark.parametrize(
    ("label", "done"),
    [
        (Label(), False),
        (Label("answer"), False),
        (answer(), True),
        (Label("yes"), False),
        (Label("yes", (HONEY,)), True),
        (Label("list", (HONEY,), ("honey",)), False),
        (Label("list", (HONEY,), ("honey", "wax")), True),
        (NOT_THERE, True),
    ],
)
def test_it_is_done_when_it_can_stand_in_a_set(label, done):
    assert label.is_done is done


def test_what_is_not_there_has_no_sentence():
    assert read_label({**answer("honey").to_dict(), "choice": "not-there"}, DOCUMENTS) == NOT_THERE


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (None, "This is no label."),
        ({"choice": "maybe", "sentences": [], "answers": []}, "This is no label."),
        (
            {"choice": "yes", "sentences": [{"document": "x", "start": 0, "end": 3}], "answers": []},
            "not in the documents",
        ),
        (
            {"choice": "yes", "sentences": [{"document": "bees.txt", "start": 0, "end": 9999}], "answers": []},
            "not in the doc",
        ),
        ({**answer("pollen").to_dict()}, "“pollen” does not stand in a sentence chosen. Copy it from there."),
        ({**answer(",").to_dict()}, "has no words that could be compared"),
        ({**answer("a" * 3000).to_dict()}, "This is more than one answer"),
    ],
)
def test_what_cannot_be_a_label_is_refused_with_a_sentence(given, message):
    with pytest.raises(QuestionError) as caught:
        read_label(given, DOCUMENTS)
    assert message in str(caught.value)
