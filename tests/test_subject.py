"""qa.reading.subject: of whom or what a sentence tells."""

import pytest

from qa.reading.subject import is_of_another, names_of

SHIPS = [
    ["The Fulmar was built in Kiel.", "She carried salt.", "She sank in 1911."],
    ["The Petrel was built in Turku.", "She was sold in 1926."],
]


@pytest.mark.parametrize(
    ("question", "place", "other"),
    [
        ("When was the Fulmar sold?", (1, 1), True),
        ("when was the fulmar sold", (1, 1), True),
        ("When was the Petrel sold?", (1, 1), False),
        ("When did the Fulmar sink?", (0, 2), False),
        ("When was the Fulmar sold?", (0, 2), True),
        ("When was the Osprey sold?", (1, 1), True),
        ("When was the ship sold?", (1, 1), False),
    ],
)
def test_a_pronoun_stands_for_the_subject_before_it(question, place, other):
    assert is_of_another(question, SHIPS, *place) is other


def test_a_heading_tells_of_whom_the_sentences_below_it_speak():
    assert not is_of_another("When was the Osprey sold?", SHIPS, 1, 1, under="The Osprey and the Petrel")


def test_a_role_belongs_to_what_was_spoken_of_last():
    paragraphs = [["The Fulmar carries salt.", "The cook, Hans Lie, wrote a diary."], ["The Petrel was built in 1910."]]
    assert is_of_another("Who was the cook of the Petrel?", paragraphs, 0, 1)
    assert not is_of_another("Who was the cook of the Fulmar?", paragraphs, 0, 1)


def test_a_name_is_told_by_its_own_words_not_by_its_common_ones():
    bridges = [["The Karva Bridge was opened in 1888.", "It was closed in 1999."], ["The Solna Bridge is long."]]
    assert is_of_another("When was the Solna Bridge closed?", bridges, 0, 1)
    assert names_of("How long is the Solna Bridge?", "") == {frozenset({"solna"})}


def test_a_common_noun_stands_for_the_one_name_that_has_it():
    river = "The River Tamble runs through both towns."
    assert names_of("Who is the river's mayor?", river) == {frozenset({"tambl"})}
    assert names_of("Who is the river's mayor?", f"{river} No other river does.") == frozenset()
    assert names_of("Who is the river's mayor?", f"{river} The River Oss does not.") == frozenset()


def test_a_given_name_is_as_good_as_a_surname():
    lives = [["Agnes did not marry.", "She returned in 1924 and is buried at Mawnan."]]
    assert not is_of_another("Where does Agnes Tarrant lie buried?", lives, 0, 1)


def test_a_short_heading_tells_of_whom_nothing_below_it_is_said():
    yard = [["The slipway was lengthened in April."]]
    assert is_of_another("When was the slipway at Oban lengthened?", yard, 0, 0, heading="Falmouth yard")
    assert not is_of_another("When was the slipway at Oban lengthened?", yard, 0, 0, heading="The yard")
    assert not is_of_another("When was the slipway lengthened?", yard, 0, 0, heading="Falmouth yard")
