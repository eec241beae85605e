"""Which way letters run on a page, and in which order that is read."""

from math import cos, radians, sin

import pytest
from pdf_writing import HEIGHT, WIDTH, Page, pdf

from index.formats.pdf import read
from index.formats.pdf_letters import Box, Frame

LINES = (
    "The river rose by more than two metres in the night",
    "and flooded the lower town of Aldmere on the Sunday",
    "before Easter, when three hundred people had to get",
    "out of their houses, and nobody could tell them why",
)
TEXT = " ".join(LINES)


def text_of(*pages: Page) -> str:
    return read(pdf(*pages), "a.pdf").text


def leaning(angle: float, *columns: tuple[float, tuple[str, ...]]) -> Page:
    """Columns at a place each, of a page that leans by an angle."""
    page, lean = Page(), radians(angle)
    for left, lines in columns:
        for number, line in enumerate(lines):
            down = 700 - 14 * number
            page.write(line, left * cos(lean) - down * sin(lean), left * sin(lean) + down * cos(lean), angle=angle)
    return page


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_page_stored_on_its_side_is_read_as_it_is_shown(rotate: int) -> None:
    page = Page(rotate=rotate)
    for number, line in enumerate(LINES):
        left, base = 60, 500 - 14 * number
        place = {
            0: (left, base),
            90: (WIDTH - base, left),
            180: (WIDTH - left, HEIGHT - base),
            270: (base, HEIGHT - left),
        }
        page.write(line, *place[rotate], angle=rotate)
    assert text_of(page) == TEXT


@pytest.mark.parametrize("angle", [-3, -1.3, 0.4, 3])
def test_a_skewed_text_layer_is_read_line_by_line(angle: float) -> None:
    assert text_of(leaning(angle, (100, LINES))) == TEXT


def test_columns_of_a_skewed_page_are_read_one_after_the_other() -> None:
    right = ("they had been told nothing by those who kept the", "dam. It had rained for eleven days without a break")
    right += ("and the keepers of it opened all of the gates, as", "they feared that it would not hold for much longer")
    assert text_of(leaning(1.8, (90, LINES), (390, right))) == f"{TEXT} {' '.join(right)}"


@pytest.mark.parametrize("slope", [-0.04, 0.03])
def test_level_words_on_rising_lines_are_put_in_order(slope: float) -> None:
    page = Page()
    for number, line in enumerate(LINES):
        left = 60.0
        for word in line.split():
            page.write(word, left, 700 - 14 * number + slope * left)
            left += 6.5 * len(word) + 5
    assert text_of(page) == TEXT


def test_a_note_along_the_margin_stands_after_the_text() -> None:
    page = Page().write("The lamp was replaced in 1927.", 40, 200, angle=90).lines("\n".join(LINES), 60, 700)
    assert text_of(page) == f"{TEXT}\n\nThe lamp was replaced in 1927."


def test_a_watermark_is_left_out_and_told() -> None:
    slanted = Page().write("DRAFT", 150, 300, 90, angle=45).lines("\n".join(LINES), 60, 700)
    level = Page().write("DRAFT", 60, 672, 90).lines("\n".join(LINES), 60, 700)
    for page in (slanted, level):
        parsed = read(pdf(page), "a.pdf")
        assert parsed.text == TEXT
        assert [(omission.what, omission.page) for omission in parsed.omissions] == [
            ("a watermark, \u201cDRAFT\u201d", 1)
        ]


def test_a_page_that_is_slanted_as_a_whole_is_read() -> None:
    assert text_of(leaning(20, (330, LINES))) == TEXT


def test_a_frame_turns_a_page_about_its_middle() -> None:
    frame = Frame(Box(0, 0, 600, 800), 90)
    assert (frame.width, frame.height) == (800, 600)
    assert frame.place(600, 0) == pytest.approx((0, 0))
    assert frame.place(0, 0) == pytest.approx((0, 600))
    assert Frame(Box(10, 20, 610, 820)).place(10, 20) == pytest.approx((0, 0))
