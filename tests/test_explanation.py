"""qa.form.explanation: the sentences that explain."""

import pytest
from fakes import HashEncoder, text_document

from index.collection import Collection
from index.spans import Span
from qa.assistant import Assistant
from qa.form.explanation import asks_for_explanation, asks_outright, explanation
from qa.reading.reader import Reading

TEXT = """The mill stood still for a year. This was because the wheel had broken. As a result, bread was dear. It came \
from Vell. Cats are grey.

The town is old."""


@pytest.fixture(autouse=True)
def _explained(monkeypatch):
    monkeypatch.setattr("qa.assistant.FORMS", (explanation,))


class OneAnswer:
    threshold = 0.5

    def __init__(self, words):
        self.words = words

    def read(self, question, hits):
        start = TEXT.index(self.words)
        hit = next(hit for hit in hits if hit.passage.start <= start < hit.passage.end)
        return Reading(hit, Span(start, start + len(self.words)), 0.8)


def ask(question, words):
    collection = Collection.build([text_document(TEXT)], HashEncoder())
    return Assistant(collection, HashEncoder(), reader=OneAnswer(words)).ask(question)


def test_the_sentences_that_go_on_from_each_other_explain_together():
    answer = ask("Explain why the mill stood still.", "because the wheel had broken")
    assert answer.form == "explanation"
    assert answer.answers == (
        "This was because the wheel had broken.",
        "The mill stood still for a year.",
        "As a result, bread was dear.",
    )
    assert answer.citations[0].answer == "because the wheel had broken"
    assert all(TEXT[one.start : one.end] == one.quote for one in answer.citations)


@pytest.mark.parametrize(
    ("words", "sentences"),
    [
        ("a year", ["The mill stood still for a year.", "This was because the wheel had broken.",
                    "As a result, bread was dear."]),
        ("bread was dear",
         ["As a result, bread was dear.", "This was because the wheel had broken.", "It came from Vell."]),
        ("Cats are grey", ["Cats are grey.", "It came from Vell."]),
    ],
)  # fmt: skip
def test_it_is_explained_by_the_next_sentence_and_by_what_it_goes_on_from(words, sentences):
    assert list(ask("Explain the mill.", words).answers) == sentences


def test_one_sentence_stays_a_quotation():
    assert ask("Describe the town.", "The town is old").form == "quotation"


@pytest.mark.parametrize("question", ["What broke?", "Why did the mill stand still?", "How did the mill go on?"])
def test_other_questions_are_answered_shortly(question):
    assert ask(question, "the wheel").form == "quotation"


def test_how_a_thing_works_is_explained():
    assert ask("How does the mill work?", "the wheel").form == "explanation"


@pytest.mark.parametrize(
    "question",
    [
        "Why is it so?",
        "How does it work?",
        "Explain the plan.",
        "Please tell me why it broke",
        "What happened in May?",
        "In what way does it spread?",
    ],
)
def test_an_explanation_is_asked_for(question):
    assert asks_for_explanation(question)


@pytest.mark.parametrize(
    "question", ["How many are there?", "How old is it?", "Who broke it?", "What is the reasoning?"]
)
def test_a_measure_or_a_name_is_asked_for(question):
    assert not asks_for_explanation(question)


@pytest.mark.parametrize(
    ("question", "outright"),
    [
        ("Describe the mill", True),
        ("Can you explain why it stood still?", True),
        ("OK, please describe the wheel.", True),
        ("So how does the mill work?", True),
        ("Tell me how the mill works", True),
        ("Why did it stand still?", False),
        ("How many people work?", False),
        ("Who described the mill?", False),
    ],
)
def test_an_explanation_is_asked_for_outright_by_its_own_words(question, outright):
    assert asks_outright(question) == outright
