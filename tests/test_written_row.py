"""qa.reading.written_row: the words that a row is read in."""

from index.documents import Document
from index.reading import read_document
from index.tables import Table, find_tables
from qa.reading.written_row import write_out


def table_of(tmp_path, text: str) -> tuple[Document, Table]:
    (tmp_path / "table.md").write_text(text, encoding="utf-8")
    document = read_document(tmp_path / "table.md")
    return document, find_tables(document)[0]


def test_each_cell_has_a_sentence_with_the_names_of_its_row_and_column(tmp_path):
    _, table = table_of(
        tmp_path, "| Eyepiece | Maker | GDP |\n|---|---|---|\n| Beta | Harlow | 4 |\n| Delta | Nordlicht | 6 |\n"
    )
    written = write_out(table, table.rows[1])
    assert written.text == "The eyepiece is Delta. The maker of Delta is Nordlicht. The GDP of Delta is 6."
    assert [written.text[slice(*cell)] for cell in written.cells] == ["Delta", "Nordlicht", "6"]


def test_a_cell_without_words_and_a_column_without_a_name_are_left_out(tmp_path):
    _, table = table_of(tmp_path, "| Line | | Fare |\n|---|---|---|\n| 9 | x | - |\n| 12 | y | 3 |\n")
    assert write_out(table, table.rows[0]).text == "The line is 9."
    assert [cell.start < cell.end for cell in write_out(table, table.rows[1]).cells] == [True, False, True]
