"""training.negatives: questions that a context does not answer."""

from dataclasses import replace

from index.spans import Span
from training.examples import Example
from training.negatives import mined, removed, swapped

MOON = "The moon is a rock. It was visited by Neil Armstrong in 1969. " + "Nothing grows there, and no wind blows. " * 5
SUN = "The sun is a star. It was never visited by anybody. " + "It is far too hot for that, as everybody knows. " * 5
MARS = "Mars is a planet. Armstrong never went there. " + "Its dust is red, and storms carry it around. " * 5


def ask(question, context, answer):
    start = context.index(answer)
    return Example("squad2-half", "1", question, context, (Span(start, start + len(answer)),))


ASKED = [
    ask("Who visited the moon?", MOON, "Neil Armstrong"),
    ask("What is the sun?", SUN, "a star"),
    ask("What is Mars?", MARS, "a planet"),
]


def test_a_mined_context_is_another_of_the_document_and_lacks_the_answer():
    made = mined(ASKED, seed=1)
    assert {example.question for example in made} == {example.question for example in ASKED}
    for example in made:
        (own,) = [asked for asked in ASKED if asked.question == example.question]
        assert example.answers == ()
        assert example.context != own.context
        assert own.answer_texts[0] not in example.context


def test_a_removed_context_lost_the_sentence_that_answers():
    made = {example.question: example.context for example in removed(ASKED)}
    assert "Armstrong" not in made["Who visited the moon?"]
    assert "The moon is a rock." in made["Who visited the moon?"]


def test_of_an_answer_whose_words_are_not_known_its_sentence_is_what_must_be_missing():
    start = MOON.index("It was visited")
    place = Span(start, MOON.index(" Nothing grows"))
    asked = [replace(ASKED[0], answers=(), sentence=place), *ASKED[1:]]
    (lacking,) = [made for made in removed(asked) if made.question == asked[0].question]
    assert "Armstrong" not in lacking.context
    assert "The moon is a rock." in lacking.context
    (elsewhere,) = [made for made in mined(asked, seed=1) if made.question == asked[0].question]
    assert elsewhere.context in (SUN, MARS)
    assert not lacking.is_answerable
    assert not elsewhere.is_answerable


def test_a_swapped_question_asks_about_something_else_in_the_same_context():
    asked = ask("Who sang before Beyonce in 2013?", "In 2013, Ann sang before Beyonce, and so did Bob Hill.", "Ann")
    (made,) = swapped([asked], seed=1)
    assert made.answers == ()
    assert made.context == asked.context
    assert made.question != asked.question
