"""qa.language.mentions: names and noun phrases of a question."""

import pytest

from qa.language.mentions import find_names, find_phrases, split_words


def apart(*words):
    """No two words stand together."""
    return not words


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Why did Qaani go to Baghdad?", ["Qaani", "Baghdad"]),
        ("What position did Abu Mahdi al-Muhannis hold?", ["Abu Mahdi al-Muhannis"]),
        ("Who is the leader of Asa'ib Ahl al-Haq?", ["Asa'ib Ahl al-Haq"]),
        ("How does Khazali feel about a Turkish invasion of northern Iraq?", ["Khazali", "Iraq"]),
        ("What is Iran's deal with China about?", ["Iran", "China"]),
        ("Did the U.S. attack in March?", ["the U.S."]),
        ("AAH leads whom?", ["AAH"]),
        ("how long should bread dough rise", []),
        ("Who painted the Mona Lisa in Paris, Qaani or Soleimani?", ["the Mona Lisa", "Paris", "Qaani", "Soleimani"]),
    ],
)
def test_names_are_found_by_their_capitals(question, names):
    assert [found.text for found in find_names(question)] == names


def test_a_name_keeps_its_place_and_its_preposition():
    question = "Why did Qaani go to Baghdad?"
    qaani, baghdad = find_names(question)
    assert question[qaani.start : qaani.end] == "Qaani"
    assert (baghdad.preposition, baghdad.is_place, qaani.is_place) == ("to", True, False)


def test_names_typed_small_are_found_where_the_collection_knows_them():
    assert [found.text for found in find_names("why did qaani leave", {"qaani"}.__contains__)] == ["qaani"]


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        ("What created a power vacuum among the militias?", ["the power vacuum", "the militias"]),
        ("What did the group send?", ["the group"]),
        ("How much is Iran's deal with China worth?", ["Iran's deal with China"]),
        ("Who has the main goal of the Iraqi militias?", ["the main goal of the Iraqi militias", "the Iraqi militias"]),
    ],
)  # fmt: skip
def test_phrases_begin_with_an_article_or_an_owner(question, phrases):
    assert [found.text for found in find_phrases(question, apart)] == phrases


def test_a_subject_of_two_words_is_told_from_its_verb_by_the_collection():
    question = "Did the rocket attack kill anyone?"
    known = {("rocket", "attack")}
    assert find_phrases(question, lambda *pair: pair in known)[0].text == "the rocket attack"
    assert find_phrases(question, apart)[0].text == "the rocket"


def test_words_are_at_their_places():
    text = "Iran's U.S. deal: $400 (2020)"
    assert [word.text for word in split_words(text)] == ["Iran's", "U.S.", "deal", "$400", "2020"]
    assert all(text[word.start : word.end] == word.text for word in split_words(text))
