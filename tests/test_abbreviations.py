"""qa.language.abbreviations: names that a text abbreviates."""

import pytest

from qa.language.abbreviations import abbreviated, abbreviations


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the Popular Mobilization Forces (PMF), which", [("Popular Mobilization Forces", "PMF")]),
        ("leader of Asa'ib Ahl al-Haq (AAH), had", [("Asa'ib Ahl al-Haq", "AAH")]),
        ("The Middle East Institute (MEI) is", [("Middle East Institute", "MEI")]),
        ("He left (XQ), and came back.", []),
        ("Nothing is abbreviated here (not even this).", []),
    ],
)
def test_a_short_form_in_brackets_is_found_with_its_long_one(text, found):
    assert list(abbreviations(text)) == found


def test_the_place_of_the_long_form_is_told():
    text = "They met the Popular Mobilization Forces (PMF)."
    [(span, short)] = abbreviated(text)
    assert (text[slice(*span)], short) == ("Popular Mobilization Forces", "PMF")
