"""index.formats.dates: the day a document says it is of."""

import pytest

from index.formats.dates import day


@pytest.mark.parametrize(
    "said",
    ["2024-05-06", "2024-05-06T23:59:00+02:00", " 20240506", "2024/05/06", "2024.05.06", "6 May 2024",
     "6th of May 2024", "6. May 2024", "May 6, 2024", "Mon, 6 May 2024 10:00:00 GMT", "Monday, May 6th, 2024",
     "6.5.2024", "06. 05. 2024"],
)  # fmt: skip
def test_a_day_is_read_in_the_ways_that_people_write_it(said: str) -> None:
    assert day(said) == "2024-05-06"


@pytest.mark.parametrize(
    "said",
    [None, "", "2024", "May 2024", "05/06/2024", "5-6-2024", "13.13.2024", "2024-13-06", "31 June 2024", "6 Maj 2024"],
)
def test_anything_else_is_none(said: str | None) -> None:
    assert day(said) is None


def test_the_day_is_told_from_the_month_where_only_one_can_be_the_month() -> None:
    assert day("16/05/2024") == day("05/16/2024") == day("16-5-2024") == "2024-05-16"
    assert day("05/05/2024") == "2024-05-05"
