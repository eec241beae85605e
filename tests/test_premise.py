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
    assert is_told("Qaani went to Baghdad", ["It rained.", "In May Qaani goes to Baghdad again."])
    assert not is_told("Qaani bombed the embassy", ["Qaani went to Baghdad.", "The embassy was shelled in May."])
