"""qa.evaluation.grounding: what the documents bear out, by hand."""

import pytest

from qa.evaluation.grounding import Grounding, token_recall

GROUNDING = Grounding(["Ann Lee sailed 1,500 km in 1914.", "The boat was blue."])


@pytest.mark.parametrize(
    ("answer", "unknown"),
    [
        ("Ann Lee sailed 1500 km", ()),
        ("In 1915 Ann met Ben Roe.", ("1915", "Ben", "Roe")),
        ("However, the boat sank. Perhaps.", ()),
        ("Asked by Kim, Ann's boat", ()),
        ("15 km", ("15",)),
    ],
)
def test_numbers_and_names_that_stand_nowhere_are_found(answer, unknown):
    assert GROUNDING.unknown(answer, "Who asked Kim?") == unknown


def test_token_recall_by_hand():
    assert token_recall("Ann sailed a blue boat", "the blue boat of Ann Lee") == pytest.approx(3 / 5)
    assert token_recall("", "Ann") == 0
    assert token_recall("Ann", "the") is None
