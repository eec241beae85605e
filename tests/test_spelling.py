"""qa.language.spelling: mistyped words become the collection's, and right ones stay."""

import pytest

from index.collection import Collection
from qa.language.spelling import Speller, distance
from qa.language.vocabulary import Vocabulary
from tests.fakes import HashEncoder


@pytest.fixture(scope="module")
def speller(article):
    return Speller(Vocabulary(Collection.build([article], HashEncoder())))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("why did qani travel to irak", "why did Qaani travel to Iraq"),
        ("Who is Solemani?", "Who is Soleimani?"),
        ("what did hezbolah's leader say", "what did Hezbollah's leader say"),
        ("wich atack was the largst?", "which attack was the largest?"),
        ("Whne did Khazalli speak?", "When did Khazali speak?"),
        ("Whay did Qaani go?", "What did Qaani go?"),
        ("whn did teh attack happen", "when did the attack happen"),
        ("wat did Khazali say", "what did Khazali say"),
        ("hwo mnay rockets adn drones", "how many rockets and drones"),
        ("Who runs the countri?", "Who runs the country?"),
    ],
)
def test_a_mistyped_word_is_corrected(speller, typed, meant):
    assert speller.correct(typed) == meant


@pytest.mark.parametrize(
    "question",
    [
        "Why did Qaani go to Baghdad?",
        "Who won the 2018 World Cup?",
        "What is unproven, restated or irrelevant?",
        "Who is Xi?",
        "Where does Karimov live?",
        "Who said “kinetic”? <b>nobody</b> \u202e 😀",
        "",
    ],
)
def test_what_is_right_or_too_far_off_is_left_alone(speller, question):
    assert speller.correct(question) == question


def test_every_question_of_the_article_that_is_typed_well_is_left_alone(speller, article_questions):
    typed_well = [row["question"] for row in article_questions if row["kind"] != "typo"]
    assert len(typed_well) > 30
    assert [speller.correct(question) for question in typed_well] == typed_well


@pytest.mark.parametrize(("typed", "sure"), [("irak", True), ("irax", False), ("Solemani", True), ("Iraq", True)])
def test_a_short_word_that_is_a_whole_slip_off_is_in_doubt(speller, typed, sure):
    assert speller.spell(typed).sure == sure


@pytest.mark.parametrize(
    ("typed", "meant", "slips"),
    [
        ("irak", "iraq", 0.5),
        ("irak", "iran", 1.0),
        ("qani", "qaani", 0.5),
        ("whne", "when", 1.0),
        ("", "ab", 2.0),
        ("same", "same", 0.0),
    ],
)
def test_slips_are_counted_by_hand(typed, meant, slips):
    assert distance(typed, meant) == slips
