"""qa.evaluation.making.clause_questions: questions with the place of their answers in the sentence."""

import pytest

from qa.evaluation.making.clause_questions import clause_questions, stands_alone

NAMES = {"Maria", "Holm", "Bergen", "Iran", "Iraq", "Harbour"}


def made(text):
    found = clause_questions(text, lambda word: word in NAMES, lambda name: name.endswith("Holm"))
    return {
        one.question: one.verdict or [text[slice(*item)] for item in one.items] or text[slice(*one.answer)]
        for one in found
    }


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        ("Maria Holm lives in Bergen.", "Does Maria Holm live in Bergen?", "yes"),
        ("Maria Holm does not own the Harbour Hotel.", "Does Maria Holm own the Harbour Hotel?", "no"),
        ("Maria Holm lives in Bergen.", "Where does Maria Holm live?", "in Bergen"),
        ("In May 2019, Maria Holm opened a bakery.", "When did Maria Holm open a bakery?", "May 2019"),
        ("The Harbour Hotel was built in 1912 by Otto.", "When was the Harbour Hotel built by Otto?", "1912"),
        ("Maria Holm bought a boat in Bergen.", "Who bought a boat in Bergen?", "Maria Holm"),
        ("The fall of Bergen delayed the opening of Bergen Hall.",
         "What delayed the opening of Bergen Hall?", "The fall of Bergen"),
        ("Iran has used militias to gain influence.", "Why has Iran used militias?", "to gain influence"),
        ("Maria Holm has failed to sell a boat.", "What has Maria Holm failed to do?", "sell a boat"),
        ("Maria Holm is an architect.", "Who is Maria Holm?", "an architect"),
        ("The Harbour Hotel has 42 rooms.", "How many rooms does the Harbour Hotel have?", "42"),
        ("The Harbour Tower is 90 metres tall.", "How tall is the Harbour Tower?", "90 metres"),
        ("The Harbour Ticket costs $12.", "How much does the Harbour Ticket cost?", "$12"),
        ("They signed a long-term deal with China worth a reported $400 billion.",
         "How much is the long-term deal with China worth?", "$400 billion"),
        ("They flew over the Saudi capital, Riyadh, at night.", "What is the Saudi capital?", "Riyadh"),
        ("They met a militant group called True Pledge there.", "What is the militant group called?", "True Pledge"),
        ("Maria Holm sold apples, pears and plums.", "What did Maria Holm sell?", ["apples", "pears", "plums"]),
    ],
)  # fmt: skip
def test_a_clause_gives_a_question_and_its_answer(text, question, answer):
    assert made(text)[question] == answer


@pytest.mark.parametrize(
    "text",
    [
        "Iran seems to be ready.",
        "Iran may sell oil to Iraq.",
        "Iran sold this plan to Iraq.",
        "Iran is its first customer.",
        "The Harbour Hotel was built by Otto, Anna.",
    ],
)
def test_what_the_text_does_not_state_or_leaves_open_is_not_asked_for_yes_or_no(text):
    assert "yes" not in made(text).values()


def test_a_question_that_points_at_something_else_does_not_stand_alone():
    assert stands_alone("Did Iran sell oil to Iraq?")
    for question in ("Did he sell oil?", "Did Iran sell the ship to Iraq?", "When did Iran leave the next day?"):
        assert not stands_alone(question)
