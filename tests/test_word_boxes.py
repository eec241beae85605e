"""index.word_boxes and index.formats.pdf_words: where each word stands on its page."""

from pathlib import Path

import pypdfium2
import pytest
import regex
from packing import SAMPLES
from pdf_writing import Page, pdf

from index.documents import Document
from index.formats.blocks import Block
from index.formats.pdf import read
from index.formats.pdf_letters import Box, Frame
from index.formats.pdf_lines import Line, Mark
from index.formats.pdf_words import word_boxes
from index.reading import read_document
from index.spans import Span
from index.word_boxes import UNITS, WordBox, boxes_of, joined, pack, unpack

BOXES = [
    WordBox(0, 4, 1, 100, 200, 180, 230),
    WordBox(5, 9, 1, 200, 200, 280, 230),
    WordBox(10, 14, 2, 90, 50, 170, 80),
]


def test_boxes_come_back_as_they_were_packed() -> None:
    assert unpack(pack(BOXES)) == BOXES
    assert (pack([]), unpack("")) == ("", [])


@pytest.mark.parametrize("damaged", ["no base64!", "AAAA", pack(BOXES)[:-8]])
def test_damaged_boxes_are_none(damaged: str) -> None:
    assert unpack(damaged) == []


def test_a_stretch_has_its_words_and_parts_of_words() -> None:
    assert boxes_of(BOXES, Span(2, 9)) == [WordBox(2, 4, 1, 140, 200, 180, 230), BOXES[1]]
    assert boxes_of(BOXES, Span(4, 5)) == []


def test_words_side_by_side_on_one_line_share_a_box() -> None:
    assert joined(BOXES) == [WordBox(0, 9, 1, 100, 200, 280, 230), BOXES[2]]


def words_in(data: bytes, boxes: list[WordBox]) -> list[tuple[WordBox, str]]:
    """What PDFium finds printed within each box, the page turned as it is shown."""
    found = []
    with pypdfium2.PdfDocument(data) as printed:
        for box in boxes:
            page = printed[box.page - 1]
            wide, high = page.get_size()
            left, top, right, bottom = box.left / UNITS, box.top / UNITS, box.right / UNITS, box.bottom / UNITS
            for _ in range(page.get_rotation() // 90):
                left, top, right, bottom = top, 1 - right, bottom, 1 - left
                wide, high = high, wide
            sides = (left * wide - 0.5, (1 - bottom) * high, right * wide + 0.5, (1 - top) * high)
            found.append((box, page.get_textpage().get_text_bounded(*sides)))
    return found


def check(data: bytes, document: Document, least: float = 0.97) -> None:
    boxes = unpack(document.boxes)
    words = sum(len(document.text[block.start : block.end].split()) for block in document.blocks)
    assert len(boxes) >= least * (words - document.text.count(" | "))
    for box, printed in words_in(data, boxes):
        if box.right == UNITS:
            continue  # What runs over the edge of the page is cut off there.
        word = document.text[box.start : box.end].strip("|")
        assert regex.sub(r"\W", "", word) in regex.sub(r"\W", "", printed), (word, printed)


@pytest.mark.parametrize("name", ["flood.pdf", "columns.pdf"])
def test_each_word_of_a_printed_document_stands_in_its_box(name: str) -> None:
    check((SAMPLES / name).read_bytes(), read_document(SAMPLES / name))


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_boxes_are_those_of_the_page_as_it_is_shown(rotate: int, tmp_path: Path) -> None:
    page = Page(rotate=rotate).lines("The heron fishes in the shallow water\nof the river all day long.", 100, 700)
    (tmp_path / "a.pdf").write_bytes(pdf(page))
    check(pdf(page), read_document(tmp_path / "a.pdf"))


def test_a_note_mark_that_is_left_out_moves_no_box() -> None:
    page = Page().mixed("We counted 45 swans{3} on the lake.", 80, 700).mixed("{3} On the first of May.", 80, 60, 8)
    parsed = read(pdf(page), "a.pdf")
    assert parsed.text.startswith("We counted 45 swans on the lake.")
    (swans,) = [box for box in unpack(parsed.boxes) if parsed.text[box.start : box.end] == "swans"]
    (on,) = [box for box in unpack(parsed.boxes) if parsed.text[box.start : box.end] == "on"]
    assert swans.right < on.left


def line(text: str, left: int = 0, top: int = 0) -> Line:
    marks = tuple(
        Mark(letter, left + 10 * at, top, left + 10 * at + 9, top + 20)
        for at, letter in enumerate(text)
        if letter != " "
    )
    return Line(1, 800, left, left + 10 * len(text), 700, 10, False, text, marks=marks)


def boxes(text: str, *lines: Line) -> list[tuple[str, int, int]]:
    found = word_boxes(text, [Block(0, len(text))], [lines])
    return [(text[box.start : box.end], box.left, box.top) for box in found]


def test_a_word_that_is_parted_at_the_end_of_a_line_has_two_boxes() -> None:
    assert boxes("a reservoir", line("a reser-"), line("voir", top=40)) == [
        ("a", 0, 0),
        ("reser", 20, 0),
        ("voir", 0, 40),
    ]


def test_a_block_whose_letters_cannot_be_followed_has_no_boxes() -> None:
    assert boxes("The heron fishes here", line("Quite other words stand on it")) == []


def test_what_parts_the_cells_of_a_row_stands_nowhere() -> None:
    assert boxes("Alm | 60 m", line("Alm"), line("60 m", 200)) == [("Alm", 0, 0), ("60", 200, 0), ("m", 230, 0)]


def test_a_point_of_a_sheet_comes_back_to_its_place_on_the_page() -> None:
    for quarter in (0, 90, 180, 270):
        frame = Frame(Box(10, 20, 610, 820), quarter, 2.5)
        assert frame.back(*frame.place(123.0, 456.0)) == pytest.approx((123.0, 456.0))
