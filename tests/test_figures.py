"""qa.language.figures: years, dates, sums and numbers by how they are written."""

import pytest

from qa.language.figures import find_figures


def found(kind, text):
    return [text[slice(*span)] for span in find_figures(kind, text)]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Founded in 1987, rebuilt in the 1990s and closed on 6 May 2004.", ["1987", "1990s", "2004"]),
        ("Kept from 1914\u201318 and from 1939-1945.", ["1914\u201318", "1939-1945"]),
        ("Signed on 2020-11-19 and on 3.4.2021.", ["2020", "2021"]),
        ("The 1984 protests began in the year 1066.", ["1984", "1066"]),
        ("It has 1200 workers, 1500 km of track and $2000 at No. 1984.", []),
        ("Room 2011B holds 2,011 books, 2000.5 of them red.", []),
    ],
)
def test_a_year_is_a_number_that_counts_nothing(text, years):
    assert found("year", text) == years


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("On Nov.\u00a019, 2020 and on April 2, as in 2011.", ["Nov.\u00a019, 2020", "April 2", "2011"]),
        ("The 3rd of June, 12 March 2020, May 1998, 2020-11-19 and 19.11.2020.",
         ["3rd of June", "12 March 2020", "May 1998", "2020-11-19", "19.11.2020"]),
        ("It may rain in March; they march in May.", ["March", "May"]),
        ("Mark may march on.", []),
    ],
)  # fmt: skip
def test_a_date_is_as_full_as_it_is_written(text, dates):
    assert found("date", text) == dates


def test_sums_shares_and_numbers_are_found_whole():
    text = "In 2020 about 45% of $3.5 million, US$ 2bn, 20 euros and £5,000 went to 1,200 people on 3 May."
    assert found("sum", text) == ["$3.5 million", "US$ 2bn", "20 euros", "£5,000"]
    assert found("share", text) == ["45%"]
    assert found("number", text) == ["45%", "$3.5 million", "US$ 2bn", "20 euros", "£5,000", "1,200"]
