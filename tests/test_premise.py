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


@pytest.mark.parametrize(
    "question",
    [
        "When was Qaani born?",
        "When was Mozart's sister born?",
        "When was the book first published?",
        "When did the project start?",
        "When did the concert take place?",
        "How did he grow up?",
        "How did Iran react?",
        "How does the boiler work?",
        "How do the militias work?",
        "How is the museum funded?",
        "When is the pool cleaned?",
    ],
)
def test_what_nobody_could_deny_is_no_premise(question):
    assert premise(question) is None


@pytest.mark.parametrize(
    ("question", "granted"),
    [
        ("When did Khazali resign?", "Khazali resigned"),
        ("When did Qaani live in Kerman?", "Qaani lived in Kerman"),
        ("When was the bridge built by the army?", "the bridge was built by the army"),
        ("When do visitors get lunch?", "visitors get lunch"),
        ("When is the pool closed to members?", "the pool is closed to members"),
        ("Why was the museum founded?", "the museum was founded"),
    ],
)
def test_what_may_not_be_so_is_one(question, granted):
    assert premise(question) == granted


def test_a_sentence_may_say_so_in_other_forms_of_the_words():
    said = [("It rained.", 0.1), ("In May Qaani goes to Baghdad again.", 0.6)]
    assert is_told("Qaani went to Baghdad", said)
    assert not is_told("Qaani bombed the embassy", said)


def test_a_sentence_may_say_so_in_other_words():
    assert is_told("Ann gave up the shop", [("She closed her business in May.", 0.75)])
    assert not is_told("Ann gave up the shop", [("She closed the door in May.", 0.5)])
