"""qa.language.premise: what a question takes for granted."""

import pytest

from qa.language.premise import is_told, premise


@pytest.mark.parametrize(
    ("question", "granted"),
    [
        ("Why did Qaani bomb the embassy?", "Qaani bombed the embassy"),
        ("When was Soleimani killed?", "Soleimani was killed"),
        ("How did Geegen die?", "Geegen died"),
        ("How many people died?", None),
        ("When is the meeting?", None),
        ("Who bombed the embassy?", None),
        ("Did Qaani bomb the embassy?", None),
        ("Pourquoi est-il parti?", None),
    ],
)
def test_it_is_put_as_a_clause_or_not_at_all(question, granted):
    assert premise(question) == granted


def test_a_sentence_may_say_so_in_other_forms_of_the_words():
    said = [("It rained.", 0.1), ("In May Qaani goes to Baghdad again.", 0.6)]
    assert is_told("Qaani went to Baghdad", said)
    assert not is_told("Qaani bombed the embassy", said)


def test_a_sentence_may_say_so_in_other_words():
    assert is_told("Ann gave up the shop", [("She closed her business in May.", 0.75)])
    assert not is_told("Ann gave up the shop", [("She closed the door in May.", 0.5)])
