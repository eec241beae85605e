"""qa.language.keywords: words typed as into a search box."""

import pytest

from qa.language.keywords import Attribute, are_topic, are_topic_by_themselves, as_questions, attribute, is_keywords


@pytest.mark.parametrize("query", ["bridge opening date", "storm damage", "Arden", "mayor name", "price of a ticket"])
def test_a_few_words_without_a_verb_are_keywords(query):
    assert is_keywords(query)


@pytest.mark.parametrize(
    "query",
    [
        "", "?", "Who leads Arden?", "is it open", "tell me more", "and the mayor", "in Arden", "name the towns",
        "this bridge", "hello", "one two three four five six seven", "the",
    ],
)  # fmt: skip
def test_other_words_are_not(query):
    assert not is_keywords(query)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("bridge opening date", "When was the bridge opening?"),
        ("bridge opening year", "In what year was the bridge opening?"),
        ("hall ticket price children", "How much does the hall ticket cost for children?"),
        ("price of a ticket", "How much does a ticket cost?"),
        ("repair cost", "How much does the repair cost?"),
        ("mayor name", "Who is the mayor?"),
        ("arden place", "Where is arden?"),
        ("bridge age", "How old is the bridge?"),
        ("arden storm", "What is arden storm?"),
        ("number of bridges", "How many bridges are there?"),
    ],
)
def test_keywords_stand_for_a_question(query, first):
    assert as_questions(query, {"arden"}.__contains__)[0] == first


def test_a_name_alone_may_be_a_person():
    assert "Who is Arden?" in as_questions("Arden", {"Arden"}.__contains__)


def test_the_last_word_that_says_what_is_asked_counts():
    assert attribute("year ticket price") == Attribute(2, "number")
    assert attribute("storm damage") is None
    assert attribute("price") is None


@pytest.mark.parametrize("query", ["Arden", "storm damage", "troop withdrawal", "the storm", "SSD failures"])
def test_keywords_may_be_a_topic(query):
    assert are_topic(query)


@pytest.mark.parametrize("query", ["bridge opening date", "Arden mayor", "AAH", "price", "more", "next year"])
def test_keywords_that_ask_for_something_are_none(query):
    assert not are_topic(query)


def test_a_topic_stands_by_itself_after_keywords_alone():
    assert are_topic_by_themselves("storm damage", ("Arden", "bridge opening date"))
    assert not are_topic_by_themselves("storm damage", ("Arden", "Who leads Arden?"))
    assert not are_topic_by_themselves("bridge opening date", ("Arden",))
