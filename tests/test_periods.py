"""qa.reading.periods: years that a text names."""

import pytest

from qa.reading.periods import EARLIEST, LATEST, Period, TimeAgreement, periods, time_agreement


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Which institution employed her from 2006 to 2009?", [Period(2006, 2009)]),
        ("2006\u20132009", [Period(2006, 2009)]),
        ("He taught there in 1906-09.", [Period(1906, 1909)]),
        ("She stayed until 2009.", [Period(EARLIEST, 2009)]),
        ("mayor since May 1990", [Period(1990, LATEST)]),
        ("mayor since 15 May 1990", [Period(1990, LATEST)]),
        ("from 3 May 1990 to June 4, 1994", [Period(1990, 1994)]),
        ("mayor (2005\u2013present)", [Period(2005, LATEST)]),
        ("in the 1960s", [Period(1960, 1969)]),
        ("between Aug 1815 and Mar 1816", [Period(1815, 1816)]),
        ("in 1815, and again in 1817", [Period(1815, 1815), Period(1817, 1817)]),
        ("in 1990 and 12 men", [Period(1990, 1990)]),
        ("1,815 men and 1815.5 tonnes and 18150 sheep", []),
    ],
)
def test_periods_are_found_however_they_are_written(text, found):
    assert periods(text) == found


@pytest.mark.parametrize("told", ["from 2006 to 2009", "since 1999", "until June 2009", "in 2009", "in the 2000s"])
def test_nothing_speaks_against_a_sentence_that_names_a_year_of_the_time_asked_about(told):
    assert time_agreement("Who led it from 2007 to 2009?", f"Ann led it {told}.") == TimeAgreement()


@pytest.mark.parametrize("told", ["from 2002 to 2006", "since 2010", "until 15 May 2006", "1998\u201399"])
def test_a_sentence_that_names_other_years_alone_is_of_another_time(told):
    assert time_agreement("Who led it from 2007 to 2009?", f"Ann led it {told}.") == TimeAgreement(another_time=1.0)


def test_a_sentence_without_a_year_is_of_the_last_time_before_it():
    question, said = "Who led it in 2007?", "Ann led it then."
    assert time_agreement(question, said, "Since 2006 it was large.") == TimeAgreement(asked_time_before=1.0)
    assert time_agreement(question, said, "In 2007 it grew, in 2009 less.") == TimeAgreement(another_time_before=1.0)
    assert time_agreement(question, said, "It was large.") == TimeAgreement(untold_time=1.0)


def test_a_question_without_a_year_is_of_no_time():
    assert time_agreement("Who led it?", "He led it in 2006.", "In 2005 it grew.") == TimeAgreement()
