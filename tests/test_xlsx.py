import io

import openpyxl
import pytest
from openpyxl.styles import Font
from packing import LAUGHS, SAMPLES, repack

from index.errors import DocumentError
from index.formats import xlsx
from index.formats.blocks import Omission
from index.formats.xlsx import read


def saved(book: openpyxl.Workbook) -> bytes:
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def sheet_of(*rows: list[object]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.active.title = "Trees"
    return book


def test_each_sheet_stands_under_its_name_and_each_row_is_a_line() -> None:
    parsed = read((SAMPLES / "flood.xlsx").read_bytes(), "flood.xlsx")
    assert parsed.text == (
        "Damage\n\nPlace | Houses flooded | Damage in millions\nLower town | 212 | 31\nHarbour | 40 | 9"
        "\n\nHelpers\n\nWho | How many\nSoldiers | 40"
    )
    assert [block.kind for block in parsed.blocks] == ["heading", *["item"] * 3, "heading", *["item"] * 2]
    assert (parsed.title, parsed.author, parsed.date) == ("What it cost", "Ann Lee", "2024-05-06")


def test_merged_cells_stand_in_each_place_and_the_head_is_one_line() -> None:
    book = sheet_of(["Tree", "Crop", ""], ["", "Early", "Late"], ["Pear", 0.25, 4], ["", 3, 5])
    for span in ("A1:A2", "B1:C1", "A3:A4"):
        book.active.merge_cells(span)
    book.active["B3"].number_format = "0%"
    assert read(saved(book), "a.xlsx").text == ("Trees\n\nTree | Crop Early | Crop Late\nPear | 25% | 4\nPear | 3 | 5")


def test_an_empty_row_ends_a_table_and_lines_around_it_are_paragraphs() -> None:
    book = sheet_of(["Crops of 2024"], ["Tree", "Kilos"], ["Pear", 4], ["By the yard"], [], [None, "Who", "Age"])
    book.active.append([None, "Ida", 40])
    parsed = read(saved(book), "a.xlsx")
    assert parsed.text == "Trees\n\nCrops of 2024\n\nTree | Kilos\nPear | 4\n\nBy the yard\n\nWho | Age\nIda | 40"
    assert [block.kind[0] for block in parsed.blocks] == list("hpiipii")


def test_what_is_hidden_or_struck_out_is_left_out_and_told() -> None:
    book = sheet_of(["Tree", "Secret", "Price"], ["Pear", 1, 29], ["Plum", 2, 30], ["Old", 3, None])
    book.active.column_dimensions["B"].hidden = True
    book.active.row_dimensions[3].hidden = True
    book.active["A4"].font = Font(strike=True)
    book.create_sheet("Drafts").sheet_state = "hidden"
    parsed = read(saved(book), "a.xlsx")
    assert parsed.text == "Trees\n\nTree | Price\nPear | 29"
    assert parsed.omissions == [
        Omission("1 hidden column"),
        Omission("1 hidden row"),
        Omission("1 hidden sheet"),
    ]


def test_a_formula_whose_result_was_never_stored_is_told() -> None:
    parsed = read(saved(sheet_of(["Tree", "Kilos"], ["Pear", 4], ["Sum", "=SUM(B2:B2)"])), "a.xlsx")
    assert parsed.text.endswith("Pear | 4\n\nSum")
    assert parsed.omissions == [Omission("1 uncalculated formula")]


def test_a_cell_at_the_far_end_costs_nothing() -> None:
    book = sheet_of(["Tree", "Kilos"])
    book.active["XFD1048576"] = "far"
    parsed = read(saved(book), "a.xlsx")
    assert parsed.text == "Trees\n\nTree | Kilos"
    assert parsed.omissions == [Omission("15,884 far-off columns")]


def test_a_merged_cell_without_words_costs_nothing_however_far_it_reaches() -> None:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1048576">'
        '<c r="A1048576"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        "</worksheet>"
    )
    parsed = read(repack("flood.xlsx", {"xl/worksheets/sheet1.xml": sheet}), "a.xlsx")
    assert parsed.text.startswith("Damage\n\n1\n\nHelpers")


def test_reading_ends_where_the_text_is_longer_than_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "LONGEST_TEXT", 1000)
    book = sheet_of(*[["a" * 50, "b" * 50]] * 100)
    assert 1000 < len(read(saved(book), "a.xlsx").text) < 1500


def test_harmful_and_damaged_files_are_refused() -> None:
    bomb = repack("flood.xlsx", {"xl/worksheets/sheet1.xml": LAUGHS + "<worksheet>&i;</worksheet>"})
    with pytest.raises(DocumentError, match=r"^a\.xlsx holds XML that defines entities"):
        read(bomb, "a.xlsx")
    with pytest.raises(DocumentError, match=r"^a\.xlsx is damaged, or no spreadsheet\.$"):
        read((SAMPLES / "flood.docx").read_bytes(), "a.xlsx")
    with pytest.raises(DocumentError, match=r"^a\.xlsx is damaged, or no spreadsheet\.$"):
        read(repack("flood.xlsx", {"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row"}), "a.xlsx")
    with pytest.raises(DocumentError, match=r"^a\.xlsx would be larger than 50 MB unpacked; it is not read\.$"):
        read(repack("flood.xlsx", {"xl/worksheets/sheet9.xml": " " * (50 * 2**20 + 1)}), "a.xlsx")
