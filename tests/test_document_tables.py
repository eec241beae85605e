"""index.tables: the tables of a document, found again in its text."""

from pathlib import Path

import pytest
from fakes import text_document

from index.documents import Document
from index.reading import read_document
from index.spans import Span
from index.tables import CellPlace, cell_place, find_tables

HTML = """<article><h1>Ferries of the sound</h1><p>The ferries cross the sound all year,
and the table gives what they carry.</p>
<table><tr><td>Ferries in service</td><td></td><td></td></tr><tr><td></td><td>2023</td><td>2024</td></tr>
<tr><td>Car ferries:</td><td></td><td></td></tr><tr><td>Heron</td><td>1,204</td><td>1,311</td></tr>
<tr><td>Tern</td><td>980</td><td>-</td></tr></table><p>All figures are in thousands of passengers.</p></article>"""


def read(folder: Path, name: str, content: str) -> Document:
    (folder / name).write_text(content, encoding="utf-8")
    return read_document(folder / name)


@pytest.fixture
def ferries(tmp_path: Path) -> Document:
    return read(tmp_path, "ferries.html", HTML)


def test_every_cell_stands_at_its_place_in_the_text(ferries: Document) -> None:
    (table,) = find_tables(ferries)
    for row in (*table.heads, *table.rows):
        assert [ferries.text[slice(*cell)] for cell in row.cells] == list(row.words)


def test_a_line_with_one_cell_is_a_caption_above_the_head_and_a_section_below_it(ferries: Document) -> None:
    (table,) = find_tables(ferries)
    assert [table.column_name(column) for column in range(3)] == ["", "2023", "2024"]
    assert table.lead.endswith("what they carry. Ferries in service")
    assert [table.row_name(row) for row in table.rows] == ["Car ferries: Heron", "Car ferries: Tern"]


def test_a_cell_is_called_by_its_row_and_its_column(ferries: Document) -> None:
    (table,) = find_tables(ferries)
    start = ferries.text.index("1,311")
    assert cell_place(table, Span(start, start + 5)) == CellPlace("Car ferries: Heron", "2024")
    assert cell_place(table, Span(start, start + 5)).name == "Car ferries: Heron \u00b7 2024"
    name = ferries.text.index("Heron")
    assert cell_place(table, Span(name, name + 5)) == CellPlace("Car ferries: Heron", "")


def test_what_reaches_over_several_cells_is_in_none_of_them(ferries: Document) -> None:
    (table,) = find_tables(ferries)
    start = ferries.text.index("Heron")
    assert cell_place(table, Span(start, start + 12)) is None


def test_two_heads_name_a_column_together_and_each_thing_once(tmp_path: Path) -> None:
    page = read(
        tmp_path,
        "two.html",
        "<article><p>Visitors of the park by season and age.</p><table><tr><td></td><td>Summer</td><td>Winter</td></tr>"
        "<tr><td></td><td>adults</td><td>adults</td></tr><tr><td>Gate</td><td>12</td><td>3</td></tr>"
        "<tr><td>Hut</td><td>7</td><td>1</td></tr></table></article>",
    )
    (table,) = find_tables(page)
    assert [table.column_name(column) for column in range(3)] == ["", "Summer adults", "Winter adults"]


def test_names_and_figures_in_two_columns_have_no_head(tmp_path: Path) -> None:
    document = read(tmp_path, "tower.csv", "Height,60 m\nSteps,302\nBuilt,1811\n")
    (table,) = find_tables(document)
    assert table.heads == ()
    assert len(table.rows) == 3


def test_rows_that_have_other_cells_than_the_table_are_counted_and_left_out(tmp_path: Path) -> None:
    document = read(tmp_path, "rows.txt", "Name\tAge\tTown\nAnn\t31\tHolt\nBea\t28\nCid\t44\tMora\nDan\t52\tFalun\n")
    (table,) = find_tables(document)
    assert table.irregular == 1
    assert [row.words[0] for row in table.rows] == ["Ann", "Cid", "Dan"]


def test_prose_and_plain_lists_have_no_tables() -> None:
    assert find_tables(text_document("The heron is grey. It fishes.\n\n- one\n- two\n- three")) == ()
