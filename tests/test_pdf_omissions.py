"""What a page holds and its text does not is told, with the page."""

import pytest
from pdf_writing import Page, pdf

from index.formats.blocks import Omission
from index.formats.pdf import read

WORDS = "The river rose by more than two metres in the night."


def omitted(*pages: Page) -> list[Omission]:
    return list(read(pdf(*pages), "a.pdf").omissions)


def text_page() -> Page:
    return Page().write(WORDS, 60, 700)


def test_a_plain_page_omits_nothing() -> None:
    assert omitted(text_page()) == []


def test_pictures_are_told_but_for_the_scan_behind_recognised_text_and_small_marks() -> None:
    assert omitted(text_page(), text_page().picture(60, 300, 300, 200)) == [Omission("a picture", 2)]
    two = text_page().picture(60, 300, 300, 200).picture(60, 50, 300, 200)
    assert omitted(two) == [Omission("2 pictures", 1)]
    assert omitted(text_page().picture(0, 0, 595, 842)) == []
    assert omitted(text_page().picture(60, 300, 10, 10)) == []


def test_a_page_that_is_a_picture_only_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.formats.scanned_page.engine", lambda: None)
    what = "a picture of the whole page: its words can be read with an extra, pip install 'article-qa[ocr]'"
    assert omitted(text_page(), Page().picture(0, 0, 595, 842)) == [Omission(what, 2)]


def test_a_filled_form_field_is_told_and_an_empty_one_is_not() -> None:
    assert omitted(text_page().field("Ann Lee")) == [Omission("a form field that is filled in", 1)]
    assert omitted(text_page().field("")) == []


def test_the_layout_of_an_equation_is_told_and_an_underlined_word_is_not() -> None:
    fraction = text_page().write("a + b", 100, 505).rule(98, 500, 130, 500).write("c + d", 100, 488)
    assert omitted(fraction) == [Omission("the layout of an equation", 1)]
    assert omitted(text_page().write("a + b", 100, 505).rule(98, 500, 130, 500)) == []


def test_running_words_that_are_left_out_are_told_once() -> None:
    pages = [text_page().write("The River Gazette", 60, 810).write(str(number), 290, 30) for number in (1, 2, 3)]
    assert omitted(*pages) == [Omission("running words at the edge, \u201cThe River Gazette\u201d", 1)]
