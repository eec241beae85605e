"""A note's mark is no part of the number before it; an exponent is one."""

import pytest
from pdf_writing import Page, pdf

from index.formats.pdf import read
from index.formats.pdf_lines import Line
from index.formats.pdf_raised import label_of, lowered, raised, resolve


def text_of(*lines: str, notes: tuple[str, ...] = (), after: tuple[str, ...] = ()) -> str:
    """The text of a page with lines of mixed height, notes in small letters at its foot, and lines on the next page."""
    page, following = Page(), Page()
    for number, line in enumerate(lines):
        page.mixed(line, 60, 780 - 30 * number)
    for number, note in enumerate(notes):
        page.mixed(note, 60, 80 - 10 * number, 8)
    for number, line in enumerate(after):
        following.mixed(line, 60, 780 - 30 * number)
    return read(pdf(page, following) if after else pdf(page), "a.pdf").text.replace("\n\n", "\n")


@pytest.mark.parametrize("label", ["{3}", "3 ", "{3} "])
def test_a_mark_after_a_number_is_left_out_where_the_page_has_its_note(label: str) -> None:
    text = text_of("There were 45{3} swans in all.", notes=(f"{label}Counted at dusk.",))
    assert text == "There were 45 swans in all.\n3 Counted at dusk."


def test_without_a_note_it_stays_raised_and_never_joins_the_number() -> None:
    assert text_of("There were 45{3} swans in all.") == "There were 45\u00b3 swans in all."
    note = ("{4} Counted at dusk.",)
    assert text_of("There were 45{3} swans in all.", notes=note).startswith("There were 45\u00b3 swans in all.")


def test_a_mark_after_a_word_or_a_stop_is_left_out_anyway() -> None:
    assert (
        text_of("The wolves{3} left.{4} They came, as we saw,{12} back.")
        == "The wolves left. They came, as we saw, back."
    )


def test_several_marks_at_one_place_are_left_out() -> None:
    assert text_of("The wolves{3,4} left, and the foxes{5-7} stayed.") == "The wolves left, and the foxes stayed."


def test_an_exponent_is_kept() -> None:
    assert text_of("It held 4.2 x 10{6} cells on 25 m{2}.") == "It held 4.2 x 10\u2076 cells on 25 m\u00b2."
    assert text_of("At 10{-3} a second, x{2} is 9.") == "At 10\u207b\u00b3 a second, x\u00b2 is 9."


def test_an_exponent_is_kept_beside_a_note_of_its_number_that_is_marked_elsewhere() -> None:
    text = text_of("It is 5{3} or 125, as the teacher{3} said.", notes=("{3} Miss Cole.",))
    assert text == "It is 5\u00b3 or 125, as the teacher said.\n3 Miss Cole."
    text = text_of("It held 3 x 10{6} cells of 12 km{2} each.", notes=("{2} By hand.", "{6} By eye."))
    assert text.startswith("It held 3 x 10\u2076 cells of 12 km\u00b2 each.")


def test_notes_at_the_end_are_known_by_all_their_marks() -> None:
    after = ("1. By two wardens.", "2. At dusk.")
    assert text_of("There were 45{1} swans and 30{2} ducks.", after=after).startswith(
        "There were 45 swans and 30 ducks."
    )
    assert text_of("There were 45{1} swans and 30 ducks.", after=after).startswith(
        "There were 45\u00b9 swans and 30 ducks."
    )


def test_signs_mark_notes_too() -> None:
    assert text_of("There were 45{*} swans.", notes=("{*} At dusk.",)) == "There were 45 swans.\n* At dusk."
    assert text_of("It is called A{*} by them.") == "It is called A* by them."


def test_lowered_digits_are_typed_as_usual_and_join_no_number() -> None:
    assert text_of("Plants take up CO[2] and give off H[2]O.") == "Plants take up CO2 and give off H2O."
    assert text_of("Here x[1]2 is written.") == "Here x\u20812 is written."


def test_digits_that_are_raised_by_their_character_are_treated_alike() -> None:
    page = Page().write("There were 45\xb3 swans on 12 km\xb2.", 60, 780).write("3 Counted at dusk.", 60, 80, 8)
    assert read(pdf(page), "a.pdf").text.startswith("There were 45 swans on 12 km\u00b2.")


def test_a_mark_that_was_drawn_after_its_line_is_put_into_it() -> None:
    page = Page().write("It held 10   cells on 25 m   of floor.", 60, 780).write("6", 108, 784, 6.8)
    assert read(pdf(page), "a.pdf").text == "It held 10\u2076 cells on 25 m of floor."


def line(text: str, page: int = 1) -> Line:
    return Line(page, 800, 50, 300, 400, 10, False, text)


def test_a_note_is_the_mark_of_its_own_page_only() -> None:
    words = f"45{raised('3')} swans"
    assert [found.text for found in resolve([line(words, 1), line(words, 2)], [(2, "3")])] == [
        "45\u00b3 swans",
        "45 swans",
    ]


def test_plain_lines_are_left_alone() -> None:
    lines = [line("3 swans, \u00bd a day"), line("plain")]
    assert resolve(lines, [(1, "3")]) == lines


def test_the_label_of_a_note_is_told() -> None:
    assert label_of(f"{raised('1')}{raised('2')}See") == "12"
    assert label_of("12. See") == "12"
    assert label_of("12 See") == "12"
    assert label_of("1990s") is None
    assert label_of(f"x{lowered('1')}") is None


def test_a_gap_behind_a_raised_letter_is_a_space() -> None:
    parsed = read(pdf(Page().mixed("There were 3 \u00d7 10{5}", 60, 700).write("larvae.", 157, 700)), "a.pdf")
    assert parsed.text == "There were 3 \u00d7 10\u2075 larvae."


def test_raised_digits_in_the_cells_of_a_table_are_exponents_and_marks_as_elsewhere() -> None:
    page = Page().grid([60, 200, 300], [760, 740, 720, 700])
    page.write("Room", 62, 745).write("Area", 202, 745).write("Hall", 62, 725).mixed("25 m{2}", 202, 725)
    page.mixed("Loft{1}", 62, 705).mixed("4 m{2}", 202, 705).mixed("{1} Without its stairs.", 60, 60)
    found = read(pdf(page), "a.pdf").text
    assert found.startswith("Room | Area\nHall | 25 m\u00b2\nLoft | 4 m\u00b2")
