"""qa.language.answer_type: what a question waits for."""

import pytest

from qa.language.answer_type import answer_type, has_cue, is_wrong_kind


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


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("When was the deal with China signed?", "increasing", True),
        ("When was the interview?", "Nov. 19, 2020", False),
        ("And when did he go there?", "the next day", False),
        ("In what decade were injectors used?", "1850s", False),
        ("When does it survive the longest?", "if not subjected to extremes", False),
        ("What happens when steam is heated?", "it expands", False),
        ("How many cylinders does the engine have?", "larger", True),
        ("How many cylinders does the engine have?", "fifteen", False),
        ("How old is she?", "a nurse", True),
        ("How much is the deal worth?", "a reported $400 billion", False),
        ("How long did it take?", "months", False),
        ("Who leads the group?", "increasing", False),
        ("To which museum did she sell it?", "no museum", True),
        ("How many museums are there?", "none", False),
        ("What are the house rules?", "No smoking", False),
        ("Who answered the letter?", "nobody", True),
        ("Who may open the vault?", "No one other than the director", False),
        ("Where does she live?", "No. 10 Mill Street", False),
        ("What did she say?", "no more meetings", False),
    ],
)
def test_an_answer_is_of_the_kind_that_is_asked_for_or_not(question, answer, expected):
    assert is_wrong_kind(question, answer) is expected


def test_a_name_with_a_preposition_is_no_reason():
    assert is_wrong_kind("Why did Ann write?", "to Ben Kay")
    assert not is_wrong_kind("Why did Ann write?", "to calm Ben Kay")
    assert not is_wrong_kind("Where did Ann write?", "to Ben Kay")
