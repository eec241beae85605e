"""qa.evaluation.making.names: which words are names, and whose."""

from index.passages import split
from qa.evaluation.making.names import Names
from tests.fakes import text_document

TEXT = (
    "The baker Ann met Maria Holm, the owner of a hotel in Bergen. In Bergen the hotel is old. They know Otto Brandt, a"
    " painter from Oslo, and people in Oslo said that John Harvard, a preacher, was at Harvard. They like what NASA did"
    " for NATO, and what NATO did for NASA, and not Mr. Dahl."
)


def names():
    return Names(split(text_document(TEXT)))


def test_a_word_with_a_capital_wherever_it_stands_is_a_name():
    assert names().is_name("Bergen")
    assert not names().is_name("hotel")
    assert not names().is_name("Later")


def test_a_person_is_known_by_what_is_said_of_them_and_by_the_last_name():
    found = names()
    assert found.is_person("Maria Holm")
    assert found.is_person("Holm")
    assert found.is_person("Otto Brandt")
    assert not found.is_person("Bergen")
    assert not found.is_person("Harvard")


def test_names_are_put_in_the_place_of_their_like_alone():
    found = names()
    assert found.like("Bergen") == ["Oslo"]
    assert "Maria Holm" in found.like("Otto Brandt")
    assert found.like("NASA") == ["NATO"]
    assert found.like("Nobody") == []
