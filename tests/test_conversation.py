"""qa.conversation: follow-ups stand alone."""

import pytest

from qa.conversation import stand_alone

FIRST = "Why did Qaani go to Baghdad?"


@pytest.mark.parametrize(
    "question", ["Did it work?", "When did he go there?", "And in Yemen?", "Why?", "What about Turkey?"]
)
def test_a_question_that_points_back_takes_the_one_before_along(question):
    assert stand_alone(question, [FIRST]) == f"{FIRST} {question}"


@pytest.mark.parametrize(
    "question",
    [
        "Who won the 2018 World Cup?",
        "Who leads Asa'ib Ahl al-Haq?",
        "Who wrote this article?",
        "What did Khamenei say about their nuclear deal obligations?",
    ],
)
def test_a_question_that_stands_on_its_own_is_never_rewritten(question):
    assert stand_alone(question, [FIRST]) == question


def test_without_a_history_nothing_is_rewritten():
    assert stand_alone("Did it work?", []) == "Did it work?"
    assert stand_alone("Did it work?", ["  "]) == "Did it work?"


def test_the_latest_question_counts():
    assert stand_alone("Why?", ["First?", "Second?"]) == "Second? Why?"
