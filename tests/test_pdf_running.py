"""A running line stands at one place of most pages, or counts up with them; a single one is text."""

from collections.abc import Sequence

import pytest
from pdf_writing import Page, pdf

from index.formats.pdf import read
from index.formats.pdf_lines import Line
from index.formats.pdf_running import running_lines, watermarks


def line(text: str, base: float, page: int = 1, left: float = 50, size: float = 10) -> Line:
    return Line(page, 800, left, left + 6 * len(text), base, size, False, text)


def left_out(*pages: Sequence[tuple[str, float]]) -> list[list[str]]:
    """Of each page, given as texts at heights, those that are running lines."""
    made = [[line(text, base, number) for text, base in page] for number, page in enumerate(pages, 1)]
    return [[page[at].text for at in sorted(numbers)] for page, numbers in zip(made, running_lines(made), strict=True)]


MIDDLE = ("In the middle", 400.0)


def test_a_line_that_is_repeated_at_the_same_place_is_running() -> None:
    pages = [[("The Gazette", 780), MIDDLE, (f"Note of page {name}", 30)] for name in ("one", "two", "three")]
    assert left_out(*pages) == [["The Gazette"]] * 3


def test_the_same_words_elsewhere_or_on_one_page_alone_stay() -> None:
    assert left_out([("The Gazette", 780), MIDDLE], [("The Gazette", 760), MIDDLE]) == [[], []]
    assert left_out([("The Gazette", 780), MIDDLE], [MIDDLE], [MIDDLE]) == [[], [], []]
    assert left_out([("The Gazette", 500), MIDDLE], [("The Gazette", 500), MIDDLE]) == [[], []]


def test_left_and_right_pages_can_have_their_own_and_chapters_too() -> None:
    sides = [[(("The Gazette", "Volume seven")[number % 2], 780), MIDDLE] for number in range(6)]
    assert left_out(*sides) == [["The Gazette"], ["Volume seven"]] * 3
    chapters = [[(f"Chapter {'abcd'[number // 3]}", 780.0), MIDDLE] for number in range(12)]
    assert [len(found) for found in left_out(*chapters)] == [1] * 12


@pytest.mark.parametrize(
    "form", ["{}", "- {} -", "Page {}", "p. {}", "{} of 9", "The Gazette | {}", "{} \u2022 The Gazette"]
)
def test_a_number_that_counts_up_with_the_pages_is_running(form: str) -> None:
    pages = [[MIDDLE, (form.format(number), 30.0)] for number in (7, 8, 9)]
    assert left_out(*pages) == [[form.format(number)] for number in (7, 8, 9)]


def test_roman_numbers_count_too() -> None:
    assert left_out(*[[MIDDLE, (number, 30.0)] for number in ("iii", "iv", "v")]) == [["iii"], ["iv"], ["v"]]


@pytest.mark.parametrize("form", ["Take {} mg each day.", "Week {}", "In 201{} it won", "{} tablets"])
def test_other_words_with_a_number_stay(form: str) -> None:
    pages = [[(form.format(number), 780.0), MIDDLE] for number in (1, 2, 3)]
    assert left_out(*pages) == [[], [], []]


def test_a_year_at_the_top_of_one_page_or_of_each_stays() -> None:
    assert left_out([("1923", 780), MIDDLE]) == [[]]
    assert left_out(*[[(str(year), 780.0), MIDDLE] for year in (2019, 2020, 2021)]) == [[], [], []]


def test_numbers_that_do_not_count_stay() -> None:
    assert left_out(*[[MIDDLE, (number, 30.0)] for number in ("40", "9", "26")]) == [[], [], []]


@pytest.mark.parametrize("number", ["- 7 -", "Page 7 of 9", "\u2013 7 \u2013", "7 of 9"])
def test_what_says_that_it_is_a_page_number_is_left_out_of_a_single_page(number: str) -> None:
    assert left_out([MIDDLE, (number, 30)]) == [[number]]


def test_a_single_number_is_left_out_where_it_is_the_page_s_own_alone_in_its_line() -> None:
    assert left_out([MIDDLE, ("1", 30)]) == [["1"]]
    assert left_out([MIDDLE, ("7", 30)]) == [[]]
    assert left_out([MIDDLE, ("1", 30), ("Harbour", 30)]) == [[]]


def test_what_stands_further_in_than_text_is_no_running_line() -> None:
    pages = [[(f"Words of {name} alone", 785), ("The Gazette", 770), MIDDLE] for name in ("one", "two")]
    assert left_out(*pages) == [[], []]


def test_large_letters_under_the_text_are_a_watermark() -> None:
    text = [line("a line of the text that is long enough", 400 + 12 * number) for number in range(4)]
    assert watermarks([*text, Line(1, 800, 50, 250, 400, 60, False, "DRAFT")], 10) == {4}
    assert watermarks([*text, line("A title", 600, size=30)], 10) == set()
    capital = Line(1, 800, 20, 48, 400, 40, False, "T")
    assert watermarks([*text, capital], 10) == set()


def test_a_page_number_far_above_the_edge_goes_and_a_dose_there_stays() -> None:
    words = "\n".join(["The wardens counted the seals of the bay from the cliff at noon."] * 3)
    numbered = [Page().lines(words, 60, 700).write(str(number), 300, 150) for number in (1, 2, 3)]
    assert not any(line.strip().isdigit() for line in read(pdf(*numbered), "a.pdf").text.splitlines())
    dosed = [Page().lines(words, 60, 700).write(f"{dose} mg", 300, 150) for dose in (10, 25, 40)]
    assert "25 mg" in read(pdf(*dosed), "a.pdf").text
