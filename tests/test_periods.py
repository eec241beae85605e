"""qa.reading.periods: years that a text names."""

import pytest

from qa.reading.periods import EARLIEST, LATEST, Period, is_of_another_time, periods


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Which institution employed her from 2006 to 2009?", [Period(2006, 2009)]),
        ("2006\u20132009", [Period(2006, 2009)]),
        ("He taught there in 1906-09.", [Period(1906, 1909)]),
        ("She stayed until 2009.", [Period(EARLIEST, 2009)]),
        ("mayor since May 1990", [Period(1990, LATEST)]),
        ("in the 1960s", [Period(1960, 1969)]),
        ("between Aug 1815 and Mar 1816", [Period(1815, 1816)]),
        ("in 1815, and again in 1817", [Period(1815, 1815), Period(1817, 1817)]),
        ("in 1990 and 12 men", [Period(1990, 1990)]),
        ("1,815 men and 1815.5 tonnes and 18150 sheep", []),
    ],
)
def test_periods_are_found_however_they_are_written(text, found):
    assert periods(text) == found


def test_texts_of_one_time_share_a_year():
    assert not is_of_another_time("Who led it in 2007?", "He led it from 2006 to 2009.")
    assert is_of_another_time("Who led it in 2010?", "He led it from 2006 to 2009.")
    assert not is_of_another_time("Who led it in 2010?", "He led it for years.")
    assert not is_of_another_time("Who led it?", "He led it in 2006.")
