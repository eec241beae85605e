"""qa.language.table_words: places that are asked for."""

import pytest

from qa.language.table_words import place_asked


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("Which club came last?", -1),
        ("Who finished second?", 1),
        ("Which team was at the bottom of the league?", -1),
        ("Which rower was last but one in the race?", -2),
        ("What happened last?", None),
        ("Who was last seen in May?", None),
        ("Which boat is the last to leave?", None),
    ],
)
def test_a_place_in_an_order_is_told(question: str, place: int | None) -> None:
    assert place_asked(question) == place
