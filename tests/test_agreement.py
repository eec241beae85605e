"""qa.evaluation.labelling.agreement: alpha by hand."""

import pytest
from labelling import HONEY, NOT_THERE, SLEEP, answer

from index.errors import QuestionSetError
from qa.evaluation.labelling.agreement import agreement
from qa.evaluation.labelling.label import Label

YES, NO = Label("yes", (HONEY,)), Label("no", (HONEY,))


def by(*labels):
    return {f"q{at}": label for at, label in enumerate(labels)}


def test_alpha_is_one_where_all_agree_and_its_interval_too():
    found = agreement({"ann": by(YES, NOT_THERE, answer("honey")), "ben": by(YES, NOT_THERE, answer("honey"))})
    assert (found.questions, found.same, found.differing) == (3, 1.0, ())
    assert (found.choice.value, found.sentences.value) == (1.0, 1.0)


def test_alpha_is_one_less_observed_by_expected_disagreement():
    # Eight values: four yes, four no; one pair of four differs: 1 - (1/4) / (2 * 4 * 4 / (8 * 7)) = 0.5625.
    found = agreement({"ann": by(YES, YES, NO, NO), "ben": by(YES, YES, NO, YES)})
    assert found.differing == ("q3",)
    # Five yes, three no: 1 - (2/8) / (2 * 5 * 3 / (8 * 7)).
    assert found.choice.value == pytest.approx(1 - (2 / 8) / (30 / 56))
    assert found.choice.low <= found.choice.value <= found.choice.high


def test_other_sentences_are_told_apart_from_the_same_choice():
    found = agreement({"ann": by(answer(), NOT_THERE), "ben": by(answer(at=SLEEP), NOT_THERE)})
    assert found.choice.value == 1.0
    assert found.sentences.value < 0.5
    assert found.differing == ("q0",)


def test_what_one_alone_has_labelled_or_left_open_does_not_count():
    found = agreement({"ann": by(YES, NO, Label("yes")), "ben": by(YES), "cat": {"q2": YES}})
    assert found.questions == 1
    assert found.choice is None
    with pytest.raises(QuestionSetError, match="No question is labelled by two annotators"):
        agreement({"ann": by(YES)})
