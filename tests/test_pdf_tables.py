"""A table is read row by row, each of its cells whole."""

import pytest
from pdf_writing import Page, pdf

from index.documents import from_parsed
from index.formats.pdf import read
from index.passages import split

COLUMNS = [60.0, 200.0, 300.0, 440.0]
HEAD = ("Town", "Year", "What it cost")


def row(page: Page, base: float, *cells: str, size: float = 11) -> Page:
    """Words in each of the columns; `|` breaks a cell's line."""
    for left, cell in zip(COLUMNS, cells, strict=False):
        page.lines(cell.replace("|", "\n"), left + 4, base, size, 12)
    return page


def rows_of(*pages: Page) -> list[str]:
    parsed = read(pdf(*pages), "a.pdf")
    return [parsed.text[block.start : block.end] for block in parsed.blocks if block.kind == "item"]


def test_a_wrapped_cell_is_whole_where_all_cells_are_ruled() -> None:
    page = Page().grid(COLUMNS, [760, 740, 700, 680])
    row(page, 745, *HEAD)
    row(page, 725, "Aldmere on the|river Ald", "2001", "3,100 euros for|the bridge and|its repair")
    row(page, 685, "Borley", "2002", "120 euros")
    assert rows_of(page) == [
        "Town | Year | What it cost",
        "Aldmere on the river Ald | 2001 | 3,100 euros for the bridge and its repair",
        "Borley | 2002 | 120 euros",
    ]


def test_a_word_parted_at_the_end_of_a_cell_s_line_is_whole() -> None:
    page = Page().grid(COLUMNS, [760, 740, 700])
    row(page, 745, *HEAD)
    row(page, 725, "the neighbour-|hood of Aldmere", "2001", "3,100")
    assert rows_of(page)[1] == "the neighbourhood of Aldmere | 2001 | 3,100"


def test_narrow_columns_are_parted_by_their_rule() -> None:
    page = Page().grid([60, 110, 150], [760, 740, 720])
    page.write("Aldmere A", 62, 745, 10).write("2001", 112, 745, 10)
    page.write("Borleys B", 62, 725, 10).write("2002", 112, 725, 10)
    assert rows_of(page) == ["Aldmere A | 2001", "Borleys B | 2002"]


def test_a_cell_over_several_rows_stands_in_each_and_one_over_the_whole_width_once() -> None:
    page = Page()
    for height in (780, 760, 720):
        page.rule(60, height, 440, height)
    page.rule(200, 740, 440, 740)
    for place in (60, 440):
        page.rule(place, 720, place, 780)
    for place in (200, 300):
        page.rule(place, 720, place, 760)
    page.write("What was spent", 70, 765)
    row(page, 735, "Aldmere")
    row(page, 745, "", "2001", "3,100")
    row(page, 725, "", "2002", "120")
    assert rows_of(page)[-2:] == ["Aldmere | 2001 | 3,100", "Aldmere | 2002 | 120"]
    assert read(pdf(page), "a.pdf").text.count("What was spent") == 1


@pytest.mark.parametrize("rules", ["each row", "head", "stripes", "none"])
def test_wrapped_cells_are_whole_without_upright_rules(rules: str) -> None:
    page = Page()
    heights = {"each row": (760, 738, 696, 656), "head": (760, 738, 656), "stripes": (), "none": ()}[rules]
    for height in heights:
        page.rule(60, height, 440, height)
    if rules == "stripes":
        page.box(60, 696, 380, 42, fill=True)
    row(page, 745, *HEAD)
    row(page, 724, "Aldmere on the|river Ald", "2001", "3,100 euros for|the bridge")
    row(page, 684, "Borley at the|foot of the hill", "2002", "120 euros")
    row(page, 640, "Cawley", "2003", "97 euros")
    assert rows_of(page)[:3] == [
        "Town | Year | What it cost",
        "Aldmere on the river Ald | 2001 | 3,100 euros for the bridge",
        "Borley at the foot of the hill | 2002 | 120 euros",
    ]


def test_a_table_with_a_ruled_head_alone_is_read_row_by_row() -> None:
    page = Page().rule(60, 760, 440, 760).rule(60, 740, 440, 740).rule(60, 680, 440, 680)
    for number, cells in enumerate(
        [HEAD, ("Aldmere", "2001", "3,100"), ("Borley", "2002", "120"), ("Cawley", "", "97")]
    ):
        row(page, 745 - 20 * number, *cells)
    assert rows_of(page) == [
        "Town | Year | What it cost",
        "Aldmere | 2001 | 3,100",
        "Borley | 2002 | 120",
        "Cawley |  | 97",
    ]


def test_a_table_goes_on_on_the_next_page_without_its_head_again_and_with_a_row_that_was_cut() -> None:
    first = Page().grid(COLUMNS, [160, 140, 100])
    row(first, 145, *HEAD)
    row(first, 125, "Aldmere on the", "2001", "3,100 euros for|the bridge")
    second = Page().grid(COLUMNS, [800, 780, 760, 740])
    row(second, 785, *HEAD)
    row(second, 765, "river Ald")
    row(second, 745, "Borley", "2002", "120 euros")
    assert rows_of(first, second) == [
        "Town | Year | What it cost",
        "Aldmere on the river Ald | 2001 | 3,100 euros for the bridge",
        "Borley | 2002 | 120 euros",
    ]


def test_a_later_part_of_a_table_is_read_with_its_header_row() -> None:
    page = Page()
    for number in range(24):
        name = f"The town with number {number}"
        row(
            page,
            780 - 20 * number,
            *(HEAD if number == 0 else (name, str(1900 + number), "3,100 euros in all and more")),
        )
    passages = split(from_parsed(read(pdf(page), "a.pdf"), "a.pdf", "0" * 64))
    assert len(passages) > 1
    assert {passage.before for passage in passages[1:]} == {"Town | Year | What it cost"}


def test_prose_in_two_columns_between_rules_is_no_table() -> None:
    left = (
        "The river rose by more than two metres\n"
        "in the night and flooded the lower town\n"
        "of Aldmere on the Sunday before Easter\n"
        "when three hundred people had to leave"
    )
    right = (
        "their houses, and nobody had told them.\n"
        "It had rained for eleven days on end,\n"
        "while the keepers opened all the gates\n"
        "as they feared that it would not hold"
    )
    page = Page().rule(50, 790, 540, 790).rule(50, 60, 540, 60).lines(left, 60, 700).lines(right, 330, 700)
    parsed = read(pdf(page), "a.pdf")
    assert parsed.text == " ".join(f"{left}\n{right}".split("\n"))


def test_one_ruled_cell_and_an_underlined_word_are_no_table() -> None:
    page = Page().box(50, 640, 400, 100).rule(60, 697, 90, 697).write("The river rose by two metres.", 60, 700)
    page.write("It fell again.", 60, 660)
    assert rows_of(page) == []


def test_the_name_of_a_section_as_wide_as_the_table_does_not_end_it() -> None:
    heights = [780, 760, 740, 720, 700]
    page = Page()
    for height in heights:
        page.rule(60, height, 440, height)
    for place in (60, 440):
        page.rule(place, 700, place, 780)
    for place in (200, 300):
        for low, high in ((760, 780), (720, 740), (700, 720)):
            page.rule(place, low, place, high)
    row(page, 765, *HEAD)
    row(page, 745, "The north")
    row(page, 725, "Aldmere", "2001", "3,100 euros")
    row(page, 705, "Borley", "2002", "120 euros")
    text = read(pdf(page), "a.pdf").text
    assert text == ("Town | Year | What it cost\nThe north\nAldmere | 2001 | 3,100 euros\nBorley | 2002 | 120 euros")
