"""qa.language.compound_question: two questions typed as one."""

import pytest

from qa.language.compound_question import questions_in


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("When was the mill built and how many people work there?",
         ("When was the mill built?", "How many people work there?")),
        ("How many rooms are there? How long is the hall?", ("How many rooms are there?", "How long is the hall?")),
        ("Who is the miller, and what did the roof cost?", ("Who is the miller?", "What did the roof cost?")),
        ("What is the mill called and is it open?", ("What is the mill called?", "Is it open?")),
        ("Who built the mill and who repaired it?", ("Who built the mill?", "Who repaired it?")),
        ("Is it old? And by whom was it built?", ("Is it old?", "By whom was it built?")),
        ("Could you tell me who owns it and what is it for?",
         ("Could you tell me who owns it?", "What is it for?")),
        ("Where is it, when was it built and who is the owner?",
         ("Where is it?", "When was it built?", "Who is the owner?")),
        ("Who built the mill and when?", ("Who built the mill?", "When?")),
        ("Who bought the mill, and for how much?", ("Who bought the mill?", "For how much?")),
    ],
)  # fmt: skip
def test_they_are_told_apart(typed, parts):
    assert questions_in(typed) == parts


@pytest.mark.parametrize(
    "typed",
    [
        "Where and when was the miller born?",
        "What is the relation between the mill and what the river did?",
        "Who knew what he did and why was he there?",
        "When the river rose, what did the miller do?",
        "Who went to the mill and was trained there as a miller?",
        "Which town is near the river and is known for its mill?",
        "The Rhine forms the border between Austria and what other country?",
        "Who built the mill and what year?",
        "What did the miller and his son say?",
        "Does the article say whether it was sold and who was paid?",
        "",
    ],
)
def test_one_question_stays_one(typed):
    assert len(questions_in(typed)) == 1


def test_questions_in_the_present_are_two_as_well():
    assert questions_in("Who leads AAH and who owns the mill?") == ("Who leads AAH?", "Who owns the mill?")
    assert questions_in("Who knew what he did and why he goes?") == ("Who knew what he did and why he goes?",)
