import pytest

from index.formats.tables import Cell, is_head, is_row, table_lines


def cells(*words: str, names: bool = False) -> list[Cell]:
    return [Cell(each, names=names) for each in words]


def test_each_row_is_a_line_of_cells() -> None:
    rows = [cells("City", "People", "Since"), cells("Oslo", "700,000", ""), cells("", "9", "1900")]
    assert table_lines(rows) == ["City | People | Since", "Oslo | 700,000 |", "| 9 | 1900"]
    assert table_lines([cells("a", "", "c"), cells("", "", "")]) == ["a | | c"]


def test_what_reaches_over_rows_stands_in_each_of_them() -> None:
    rows = [cells("Kind", "Loaf", "Minutes"), [Cell("Sour", rows=2), *cells("Rye", "50")], cells("Spelt", "45")]
    rows.append([*cells("Sweet", "Bun"), Cell("20", rows=9)])
    rows.append(cells("Sweet", "Plait"))
    assert table_lines(rows)[1:] == ["Sour | Rye | 50", "Sour | Spelt | 45", "Sweet | Bun | 20", "Sweet | Plait | 20"]


def test_what_reaches_over_columns_stands_in_each_of_them_but_once_in_a_row_of_its_own() -> None:
    rows = [cells("Day", "Early", "Late"), [Cell("Summer", columns=3)], [Cell("Monday"), Cell("shut", columns=2)]]
    assert table_lines(rows)[1:] == ["Summer", "Monday | shut | shut"]


def test_the_rows_of_the_head_are_one_line() -> None:
    groups = [Cell("Town", rows=2), Cell("Rain", columns=2), Cell("Snow")]
    body = cells("Kerr", "3", "4", "5")
    expected = ["Town | Rain May | Rain June | Snow May", "Kerr | 3 | 4 | 5"]
    assert table_lines([groups, cells("May", "June", "May"), body]) == expected
    named = [[Cell(cell.words, cell.columns, cell.rows, names=True) for cell in groups]]
    assert table_lines([*named, cells("May", "June", "May", names=True), body]) == expected
    assert table_lines([[Cell("Town"), Cell("Rain", columns=2)], body[:3], body[:3]])[0] == "Town | Rain | Rain"


@pytest.mark.parametrize("names", [True, False])
def test_what_fills_a_row_is_a_caption_or_a_section_and_no_part_of_the_head(names: bool) -> None:
    head, body = cells("Town", "People", "Since", names=names), cells("Oslo", "700,000", "1048")
    caption, section = ([Cell(words, columns=3, names=names)] for words in ("Towns", "Europe"))
    lines = table_lines([caption, head, section, body, [Cell("Asia", columns=3)], body])
    row = "Oslo | 700,000 | 1048"
    assert lines == ["Towns", "Town | People | Since", "Europe", row, "Asia", row]
    grouped = [Cell("Town"), Cell("Figures", columns=2)]
    assert table_lines([grouped, section, body])[:2] == ["Town | Figures | Figures", "Europe"]


def test_a_harmful_span_is_cut() -> None:
    assert len(table_lines([[Cell("a", columns=10**9, rows=10**9), Cell("b")]])[0]) < 1000


@pytest.mark.parametrize("line", ["a | b", "| b", "a |", "Pear    29", "Pear\t29", "Pear tree   29   euros"])
def test_a_row_is_told_by_what_parts_its_cells(line: str) -> None:
    assert is_row(line)


@pytest.mark.parametrize("line", ["It rained. It poured.", "a|b", "  indented", "end  "])
def test_other_lines_are_no_rows(line: str) -> None:
    assert not is_row(line)


def test_a_row_of_a_name_and_a_figure_names_no_columns() -> None:
    assert not is_head("Height | 60 m")
    assert not is_head("Height   60 m")
    assert is_head("Town | Height")
    assert is_head("Income | 2019")
    assert is_head("Town | Height 1 | Height 2")
