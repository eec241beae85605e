import pytest

from index.formats.aligned_tables import find_table
from index.spans import Span


def rows(text: str) -> list[str]:
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append(Span(at, at + len(line)))
        at += len(line) + 1
    found = find_table(text, lines)
    return [text[slice(*row)] for row in found[2]] if found else []


def test_lines_with_columns_one_under_the_other_are_rows() -> None:
    text = "Boats\nName    Length   Crew\n----    ------   ----\nAda       12 m      4\nBerta      9 m      2\nThe end."
    assert rows(text) == ["Name    Length   Crew", "Ada       12 m      4", "Berta      9 m      2"]


def test_a_line_that_is_set_in_goes_on_the_row_above() -> None:
    text = "Name     Crew   Port\nAda      4      Bergen\n  (new)         harbour\nBerta    2      Oslo"
    assert rows(text)[1:] == ["Ada      4      Bergen\n  (new)         harbour", "Berta    2      Oslo"]


@pytest.mark.parametrize(
    "text", ["Name\tCrew\nAda\t4", "| Name | Crew |\n|---|---|\n| Ada | 4 |", "Name | Crew\nAda | 4"]
)
def test_tabs_and_bars_part_cells_too(text: str) -> None:
    assert len(rows(text)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "It rained.  It poured.  It was all day\nthat it fell.  It stopped in the\nevening.  Nobody went out.",
        "Dear Sir,             12 May\nwe are glad to hear from you.",
        "A  line with a gap\nand one that  has it elsewhere\nand a third  too",
        "One line    only",
        "    set in\n    as code is",
        "",
    ],
)
def test_text_with_wide_gaps_is_no_table(text: str) -> None:
    assert rows(text) == []
