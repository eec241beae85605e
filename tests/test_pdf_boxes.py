"""What stands beside the text does not cut its sentences."""

import pytest
from pdf_writing import Page, pdf

from index.formats.pdf import read

FIRST = (
    "The river rose by more than two metres\n"
    "in the night and flooded the lower town\n"
    "of Aldmere on the Sunday before Easter\n"
    "when three hundred people had to leave"
)
SECOND = (
    "their houses, and nobody had told them.\n"
    "It had rained for eleven days on end,\n"
    "while the keepers opened all the gates\n"
    "as they feared that it would not hold."
)
WHOLE = f"{FIRST} {SECOND}".replace("\n", " ")
NOTE = "In short: the mayor was told late."


def paragraphs(*pages: Page) -> list[str]:
    parsed = read(pdf(*pages), "a.pdf")
    return [parsed.text[block.start : block.end] for block in parsed.blocks]


@pytest.mark.parametrize("fill", [False, True])
@pytest.mark.parametrize(("left", "bottom", "width"), [(55, 560, 240), (55, 500, 480)])
def test_a_box_below_or_across_columns_stands_after_the_sentence(
    fill: bool, left: int, bottom: int, width: int
) -> None:
    page = Page().lines(FIRST, 60, 700).lines(SECOND, 330, 700).box(left, bottom, width, 50, fill)
    assert paragraphs(page.write(NOTE, left + 10, bottom + 20)) == [WHOLE, NOTE]


def test_a_box_in_the_midst_of_a_column_stands_after_the_paragraph() -> None:
    page = Page().lines(FIRST, 60, 700).box(55, 600, 300, 40).write(NOTE, 65, 615).lines(SECOND, 60, 580)
    assert paragraphs(page) == [WHOLE, NOTE]


@pytest.mark.parametrize("label", ["{1}", "1 ", "{*}"])
def test_a_note_at_the_foot_stands_after_the_sentence_that_runs_over_the_page(label: str) -> None:
    first = Page().lines(FIRST, 60, 200).mixed(f"{label}The town archive, 1953.", 60, 80, 8)
    sign = label.strip("{} ")
    assert paragraphs(first, Page().lines(SECOND, 60, 780)) == [WHOLE, f"{sign} The town archive, 1953."]


def test_the_sentence_runs_over_the_page_with_a_capital_too() -> None:
    first = Page().lines(FIRST, 60, 200).mixed("{1} The town archive, 1953.", 60, 80, 8)
    second = Page().lines(SECOND.replace("their", "Their"), 60, 780)
    assert paragraphs(first, second)[0] == WHOLE.replace("their", "Their")


def test_two_notes_are_two_paragraphs_each_on_its_page() -> None:
    first = Page().lines(FIRST, 60, 200).mixed("{1} The archive.", 60, 80, 8).mixed("{2} The mayor.", 60, 70, 8)
    parsed = read(pdf(first, Page().lines(SECOND, 60, 780)), "a.pdf")
    assert parsed.text == f"{WHOLE}\n\n1 The archive.\n\n2 The mayor."
    pages = [(parsed.text[start.offset :][:10], start.page) for start in parsed.pages]
    assert pages == [(WHOLE[:10], 1), (SECOND[:10], 2), ("1 The arch", 1)]


def test_a_small_line_at_the_foot_without_a_number_is_no_note() -> None:
    page = Page().lines(FIRST.replace("leave", "go."), 60, 200).write("Photo: Ann Lee", 60, 80, 8)
    assert paragraphs(page)[-1] == "Photo: Ann Lee"


@pytest.mark.parametrize("place", ["head", "foot"])
def test_a_single_line_at_the_edge_of_a_page_does_not_cut_a_sentence_and_is_kept(place: str) -> None:
    first, second = Page().lines(FIRST, 60, 600), Page().lines(SECOND, 60, 700)
    (second if place == "head" else first).write("Take 5 mg each day.", 60, 800 if place == "head" else 60)
    assert paragraphs(first, second) == [WHOLE, "Take 5 mg each day."]


def test_a_caption_in_small_letters_stands_after_the_paragraph() -> None:
    page = Page().lines(FIRST, 60, 700).write("Figure 3 The bridge.", 60, 600, 8).lines(SECOND, 60, 500)
    assert paragraphs(page) == [WHOLE, "Figure 3 The bridge."]


def test_a_sentence_in_larger_letters_is_text_and_a_title_is_a_heading() -> None:
    page = (
        Page()
        .write("How it came", 60, 780, 16)
        .write("In 2020 the club won 57 matches.", 60, 740, 14)
        .lines(WHOLE, 60, 700)
    )
    kinds = [block.kind for block in read(pdf(page), "a.pdf").blocks]
    assert kinds[:2] == ["heading", "paragraph"]
