"""Columns of a table that stand nearer to each other than columns of prose are told by their lanes."""

import pytest
from pdf_writing import Page, pdf

from index.formats.pdf import read

ROWS = [("Pear tree", "2.5 m", "29 euros"), ("Quince", "1.8 m", "35 euros"), ("Medlar", "2.0 m", "31 euros")]
PROSE = [
    "The keepers of the dam  had opened all of the gates",
    "as they feared it would  not hold for much longer in",
    "the wind, and the river  rose in the night and took",
    "the lower town before  anybody could be told of it",
]


def blocks(page: Page) -> list[tuple[str, str]]:
    parsed = read(pdf(page), "a.pdf")
    return [(block.kind, parsed.text[block.start : block.end]) for block in parsed.blocks]


def one_text_each(rows: list[tuple[str, ...]], lefts: tuple[float, ...]) -> Page:
    page = Page()
    for number, row in enumerate(rows):
        for cell, left in zip(row, lefts, strict=True):
            page.write(cell, left, 700 - 16 * number, 11)
    return page


def test_rows_with_narrow_gaps_at_one_place_are_rows_of_cells() -> None:
    page = one_text_each([("Plant", "Height", "Price"), *ROWS], (60, 118, 158))
    assert blocks(page) == [
        ("item", "Plant | Height | Price"),
        *(("item", " | ".join(row)) for row in ROWS),
    ]


def test_heads_that_stand_near_to_each_other_are_parted_above_the_lane() -> None:
    page = one_text_each(ROWS, (60, 118, 158))
    page.write("Plant grown", 56, 716, 11).write("Height", 118, 716, 11).write("Price", 157, 716, 11)
    assert blocks(page)[0] == ("item", "Plant grown | Height | Price")


def test_two_lines_alone_make_no_lane() -> None:
    page = one_text_each(ROWS[:2], (60, 118, 158))
    assert "|" not in read(pdf(page), "a.pdf").text


def test_labels_of_items_and_wide_spaces_of_prose_part_nothing() -> None:
    listed = Page()
    for number, words in enumerate(("Open the lid of the tank.", "Fill it with water.", "Shut the lid again.")):
        listed.write(f"{number + 1}.", 60, 700 - 16 * number).write(words, 80, 700 - 16 * number)
    assert "|" not in read(pdf(listed), "a.pdf").text
    prose = Page().lines("\n".join(PROSE), 60, 700)
    assert blocks(prose) == [("paragraph", " ".join(" ".join(PROSE).split()))]


@pytest.mark.parametrize("centre", [0.0, 14.0])
def test_a_head_that_is_centred_over_its_column_makes_no_column_of_its_own(centre: float) -> None:
    page = Page()
    for left, head in zip((60 + 3 * centre, 200, 300), ("Plant", "Height", "Price"), strict=True):
        page.write(head, left, 720)
    for number, row in enumerate(ROWS):
        for left, cell in zip((60, 200, 300), row, strict=True):
            page.write(cell, left, 700 - 18 * number)
    assert [words for _, words in blocks(page)] == ["Plant | Height | Price", *(" | ".join(row) for row in ROWS)]


def test_a_stripe_is_one_row_though_its_cells_have_several_lines() -> None:
    page = Page().box(56, 664, 340, 34, fill=True)
    for base, row in ((710, ("Plant", "Height", "Price")), (678, ("", "1.8 m", "35 euros")), (646, ROWS[2])):
        for left, cell in zip((60, 200, 300), row, strict=True):
            page.write(cell, left, base)
    page.write("Quince, grafted on", 60, 685).write("dwarf stock", 60, 671)
    found = [words for _, words in blocks(page)]
    assert found == ["Plant | Height | Price", "Quince, grafted on dwarf stock | 1.8 m | 35 euros", " | ".join(ROWS[2])]
