from datetime import date, datetime, time

import pytest

from index.formats.cell_values import shown


@pytest.mark.parametrize(
    ("value", "pattern", "words"),
    [
        (0.25, "0%", "25%"),
        (0.1 + 0.2, "General", "0.3"),
        (29.5, '#,##0.00 "\u20ac"', "29.50 \u20ac"),
        (4000, "[$$-409]#,##0", "$4,000"),
        (-4000.5, "#,##0.0;[Red]-#,##0.0", "-4,000.5"),
        (-0.001, "0.0", "0.0"),
        (1.5, "0.##", "1.5"),
        (2, "0.##", "2"),
        (3.25, '_-* #,##0.00\\ "kg"_-', "3.25 kg"),
        (7, '"No. "0', "No. 7"),
        (12345, "0.00E+00", "12345"),
        (1.5, "# ?/?", "1.5"),
        (1234567, "#,##0,", "1234567"),
        (2.0, "General", "2"),
    ],
)
def test_numbers_are_shown_by_their_pattern(value: float, pattern: str, words: str) -> None:
    assert shown(value, pattern) == words


def test_days_truths_and_words_are_shown_plainly() -> None:
    assert shown(datetime(2024, 5, 6)) == "2024-05-06"
    assert shown(datetime(2024, 5, 6, 10, 30)) == "2024-05-06 10:30"
    assert (shown(date(2024, 5, 6)), shown(time(10, 30))) == ("2024-05-06", "10:30:00")
    assert (shown(True), shown(None), shown("two\nlines\u00ad")) == ("TRUE", "", "two lines")
