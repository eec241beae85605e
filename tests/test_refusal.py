"""qa.refusal: why no answer was given, in one English sentence or two."""

import pytest

from qa.refusal import Refusal, refusal_kind


@pytest.mark.parametrize(
    ("refusal", "documents", "sentence"),
    [
        (
            Refusal("unlikely", "who won"),
            1,
            "The article does not say who won. What comes closest is not clear enough ",
        ),
        (Refusal("unsure", "who won"), 1, "The article does not seem to say who won. What comes closest "),
        (Refusal("unrelated", None), 1, "The article does not say this. What comes closest does not speak of this."),
        (
            Refusal("unrelated", "who won"),
            3,
            "None of the 3 documents says who won. What comes closest does not speak ",
        ),
        (Refusal("unlikely", "that Ann won"), 1, "The article does not say that Ann won. What comes closest "),
        (Refusal("unsure", None), 3, "None of the 3 documents seems to say this. What comes closest "),
    ],
)
def test_a_refusal_is_put_in_words(refusal, documents, sentence):
    assert refusal.sentence(documents).startswith(sentence)


def test_how_far_off_what_comes_closest_is_decides_how_much_is_claimed():
    assert refusal_kind(0.0, 0.12, 0.25) == "unrelated"
    assert refusal_kind(0.0, 0.13, 0.25) == "unsure"
    assert refusal_kind(0.5, 0.12, 0.25) == "unlikely"
    assert refusal_kind(0.5, 0.13, 0.25) == "unsure"


def test_the_assistant_tells_it(assistant):
    answer = assistant.ask("Who won the 2018 World Cup?")
    assert answer.refusal == Refusal("unlikely", "who won the 2018 World Cup")
    assert "refusal" not in answer.to_dict()
    assert assistant.ask("Why did Qaani go to Baghdad?").refusal is None


def test_what_a_question_takes_for_granted_and_no_sentence_says_is_named(assistant):
    refused = assistant.ask("How did Geegen bake the bread?")
    assert refused.refusal.wanted == "that Geegen baked the bread"
    assert refused.reason.startswith("The article does not say that Geegen baked the bread. ")
