"""Words of a PDF that a line is drawn through are left out and told; underlined ones stay."""

from pdf_writing import Page, pdf

from index.formats.blocks import Omission
from index.formats.pdf import read

BEFORE, STRUCK, AFTER = "The lamp costs ", "80 euros", " 65 euros."


def page_with_rule(height: float, left: float = 136, right: float = 182) -> Page:
    return Page().write(BEFORE + STRUCK + AFTER, 60, 700).rule(left, height, right, height)


def test_struck_out_words_are_left_out_and_told_with_their_page() -> None:
    parsed = read(pdf(page_with_rule(703.3)), "a.pdf")
    assert parsed.text == "The lamp costs 65 euros."
    assert parsed.omissions == [Omission("words that are struck out, \u201c80 euros\u201d", 1)]


def test_underlined_words_and_a_longer_rule_stay() -> None:
    for page in (page_with_rule(698.5), page_with_rule(703.3, 20, 400), page_with_rule(709)):
        parsed = read(pdf(page), "a.pdf")
        assert parsed.text == BEFORE + STRUCK + AFTER
        assert not parsed.omissions


def test_a_table_with_a_struck_out_cell_keeps_its_columns() -> None:
    page = Page()
    for number, row in enumerate((("Plant", "Price", "Stock"), ("Pear", "80 euros", "12"), ("Plum", "20 euros", "9"))):
        for left, cell in zip((60, 160, 260), row, strict=True):
            page.write(cell, left, 700 - 18 * number)
    page.rule(160, 685.3, 204, 685.3)
    assert read(pdf(page), "a.pdf").text == "Plant | Price | Stock\nPear |  | 12\nPlum | 20 euros | 9"
