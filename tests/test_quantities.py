"""qa.language.quantities: the number in a cell, and what it counts."""

from decimal import Decimal

import pytest

from qa.language.quantities import CLOCK, Quantity, is_nothing, quantities, quantity


@pytest.mark.parametrize(
    ("cell", "value", "unit"),
    [
        ("1,032", "1032", ""),
        ("$1,496.5", "1496.5", "$"),
        ("(45)", "-45", ""),
        ("$(12.5)", "-12.5", "$"),
        ("\u22127", "-7", ""),
        ("29 euros", "29", "euros"),
        ("120 cm", "120", "cm"),
        ("12%", "12", "%"),
        ("1 234 567", "1234567", ""),
        ("1.234.567", "1234567", ""),
        ("9:05", "545", CLOCK),
        ("2.30 pm", "870", CLOCK),
    ],
)
def test_a_number_is_read_with_its_unit(cell: str, value: str, unit: str) -> None:
    assert quantity(cell) == Quantity(Decimal(value), unit)


@pytest.mark.parametrize(
    "cell", ["", "Pear tree", "3 May", "12 to 15", "2019/20", "1,2,3", "about 40 or so men", "(45"]
)
def test_what_is_no_single_number_is_none(cell: str) -> None:
    assert quantity(cell) is None


def test_a_comma_parts_decimals_where_a_cell_of_the_column_shows_that_it_does() -> None:
    assert quantities(["9,50", "1.204,75"]) == [Quantity(Decimal("9.50")), Quantity(Decimal("1204.75"))]
    assert quantities(["1,204", "950"]) == [Quantity(Decimal(1204)), Quantity(Decimal(950))]


def test_a_column_with_a_cell_that_is_no_number_or_of_another_unit_has_none() -> None:
    assert quantities(["12", "many"]) is None
    assert quantities(["12 kg", "12 cm"]) is None
    assert quantities(["-", ""]) is None


def test_a_dash_says_that_there_is_no_number() -> None:
    assert quantities(["12", "\u2014", "n/a", "7"]) == [Quantity(Decimal(12)), None, None, Quantity(Decimal(7))]
    assert is_nothing(" - ")
    assert not is_nothing("0")
