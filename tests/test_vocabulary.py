"""qa.language.vocabulary: what the collection's words tell."""

import pytest

from index.collection import Collection
from qa.language.vocabulary import Vocabulary
from tests.fakes import HashEncoder, text_document

TEXT = (
    "Today Esmail Qaani travelled to Iraq. The rocket attack had angered Kata\u2019ib Hezbollah, and Qaani knew it.\n\n"
    "Turkey may attack. The US left Iraq, and it told us so. Rockets were fired. Attacks followed, "
    "and Hezbollah saw a drone over Yamama Palace."
)


@pytest.fixture(scope="module")
def vocabulary():
    return Vocabulary(Collection.build([text_document(TEXT)], HashEncoder()))


def test_a_word_is_held_in_any_of_its_forms(vocabulary):
    assert vocabulary.holds("rockets")
    assert vocabulary.holds("attacked")
    assert not vocabulary.holds("irak")


def test_a_name_is_a_word_that_always_has_its_capital(vocabulary):
    assert vocabulary.is_name("qaani")
    assert vocabulary.is_name("hezbollah")
    assert not vocabulary.is_name("rocket")
    assert not vocabulary.is_name("the")


def test_a_common_word_that_is_only_a_part_of_names_is_none(vocabulary):
    assert vocabulary.is_name("yamama")
    assert not vocabulary.is_name("palace")


def test_the_start_of_a_sentence_tells_nothing(vocabulary):
    assert not vocabulary.is_name("today")
    assert not vocabulary.is_name("turkey")


def test_a_question_gets_the_capitals_of_the_collection(vocabulary):
    assert vocabulary.with_capitals("why did qaani's men go to iraq with kataib hezbollah") == (
        "why did Qaani's men go to Iraq with Kata\u2019ib Hezbollah"
    )


def test_what_stands_together_somewhere_is_known(vocabulary):
    assert vocabulary.follows("rocket", "attack")
    assert vocabulary.follows("rockets", "attacked")
    assert not vocabulary.follows("attack", "rocket")
    assert not vocabulary.follows("attack", "nothing")


def test_a_collection_without_words_has_no_vocabulary():
    empty = Vocabulary(Collection.build([text_document("12 the of.")], HashEncoder()))
    assert not empty.is_name("qaani")
    assert empty.with_capitals("who is it") == "who is it"


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("Esmail Qaani", "Qaani"),
        ("Qaani", None),
        ("Omar Qaani", None),
        ("Abu al-Mahdi", "Mahdi"),
        ("Ali Khan", None),
        ("Yamama Palace", None),
    ],
)
def test_somebody_is_called_by_a_last_name_that_nobody_else_has(name, last):
    more = " In March Ali Khan met Reza Khan, and Khan left. They saw Abu al-Mahdi, and but for Mahdi none stayed."
    assert Vocabulary(Collection.build([text_document(TEXT + more)], HashEncoder())).last_name(name) == last
