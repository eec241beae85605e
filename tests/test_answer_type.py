"""qa.answer_type: what a question waits for."""

import pytest

from qa.answer_type import answer_type, has_cue


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Why did Qaani go to Baghdad?", "reason"),
        ("What caused the vacuum?", "reason"),
        ("When was the interview?", "time"),
        ("In which year did it end?", "time"),
        ("How many rockets were fired?", "number"),
        ("What percentage voted?", "number"),
        ("Who leads the group?", None),
        ("", None),
    ],
)
def test_the_question_words_tell_what_is_asked_for(question, kind):
    assert answer_type(question) == kind


@pytest.mark.parametrize(
    ("kind", "sentence", "expected"),
    [
        ("reason", "The attack prompted Qaani to travel.", True),
        ("reason", "Because it rained, they stayed.", True),
        ("reason", "He was successful in preventing attacks.", False),
        ("time", "In his Nov. 19, 2020 interview he said so.", True),
        ("time", "Khazali seemed adamant.", False),
        ("number", "It is worth a reported $400 billion.", True),
        ("number", "It is worth a fortune.", False),
        (None, "Because of 1,000 reasons in 2020.", False),
    ],
)
def test_a_sentence_has_the_cue_or_not(kind, sentence, expected):
    assert has_cue(kind, sentence) is expected
