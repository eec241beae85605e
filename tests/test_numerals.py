import pytest

from index.formats.numerals import numeral


@pytest.mark.parametrize(
    ("number", "kind", "written"),
    [
        (3, "1", "3"), (7, "01", "07"), (12, "01", "12"), (1, "1st", "1st"), (12, "1st", "12th"), (23, "1st", "23rd"),
        (3, "a", "c"), (26, "A", "Z"), (27, "a", "aa"), (28, "A", "BB"), (4, "i", "iv"), (1994, "I", "MCMXCIV"),
        (0, "a", "0"), (-1, "i", "-1"), (5000, "I", "5000"), (9, "?", "9"),
    ],
)  # fmt: skip
def test_a_number_is_written_in_its_kind(number: int, kind: str, written: str) -> None:
    assert numeral(number, kind) == written
