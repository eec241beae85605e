import io

import pypdfium2
import pytest
from packing import SAMPLES

from index.documents import from_parsed
from index.errors import DocumentError
from index.formats.blocks import Parsed
from index.formats.pdf import read
from index.formats.pdf_layout import in_reading_order
from index.formats.pdf_lines import Line
from index.formats.pdf_text import canonical_text


@pytest.fixture(scope="module", params=["flood.pdf", "columns.pdf"])
def parsed(request: pytest.FixtureRequest) -> Parsed:
    return read((SAMPLES / request.param).read_bytes(), request.param)


def test_paragraphs_are_joined_over_lines_columns_and_pages(parsed: Parsed) -> None:
    paragraphs = (SAMPLES / "flood.md").read_text(encoding="utf-8").split("\n\n")
    wanted = [
        " ".join(words.split()).replace('"We', "\u201cWe").replace('choice,"', "choice,\u201d").replace("'", "\u2019")
        for words in (text.replace("[^1]", "") for text in paragraphs)
        if len(words) > 200 and not words.startswith(("|", "---"))
    ]
    found = {parsed.text[block.start : block.end] for block in parsed.blocks if block.kind == "paragraph"}
    assert len(wanted) == 5
    assert [text for text in wanted if text not in found] == []


def test_headings_are_told_by_their_size_and_the_title_by_the_file(parsed: Parsed) -> None:
    headings = [(b.level, parsed.text[b.start : b.end]) for b in parsed.blocks if b.kind == "heading"]
    assert headings == [(1, "The flood of Aldmere"), (2, "How it came"), (2, "What was done"), (2, "What it cost")]
    assert (parsed.title, parsed.author) == ("The flood of Aldmere", "Ann Lee")


def test_lists_and_tables_are_items(parsed: Parsed) -> None:
    items = [parsed.text[block.start : block.end] for block in parsed.blocks if block.kind == "item"]
    assert items[:3] == [
        "the sports hall of the grammar school",
        "the parish church of Saint Bride",
        "two hotels near the railway station",
    ]
    assert items[-1] == "Harbour | 40 | 9"


def test_running_headers_and_page_numbers_are_no_text(parsed: Parsed) -> None:
    assert "River Gazette" not in parsed.text
    assert not any(parsed.text[block.start : block.end].isdigit() for block in parsed.blocks)


def test_each_page_begins_where_its_first_line_does(parsed: Parsed) -> None:
    document = from_parsed(parsed, "flood.pdf", "0" * 64)
    assert [start.page for start in document.pages] == [1, 2]
    assert document.page_at(document.text.index("It had rained")) == 1
    assert document.page_at(document.text.index("A public meeting")) == 2
    assert document.page_at(0) == 1


def blank() -> bytes:
    data = io.BytesIO()
    with pypdfium2.PdfDocument.new() as pdf:
        pdf.new_page(200, 200).close()
        pdf.save(data)
    return data.getvalue()


def test_pages_without_text_are_refused() -> None:
    with pytest.raises(DocumentError, match=r"^a\.pdf has no text: its pages are empty\.$"):
        read(blank(), "a.pdf")


def test_a_locked_file_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"^a\.pdf is locked with a password\. Save it without one\.$"):
        read((SAMPLES / "locked.pdf").read_bytes(), "a.pdf")


def test_a_file_that_is_cut_short_is_refused_or_read_in_part() -> None:
    with pytest.raises(DocumentError, match=r"^a\.pdf is damaged or cut short: it cannot be read as a PDF\.$"):
        read((SAMPLES / "flood.pdf").read_bytes()[:2000], "a.pdf")


def line(text: str, base: float, left: float = 50, page: int = 1, **changes: float | bool) -> Line:
    width = 6.0 * len(text)
    values: dict[str, float | bool] = {"size": 10.0, "bold": False, "hyphenated": False} | changes
    return Line(page, 800, left, left + width, base, values["size"], values["bold"], text, values["hyphenated"])  # type: ignore[arg-type]


def text_of(*lines: Line) -> str:
    return canonical_text(in_reading_order(lines)).canonical.text


SIDES = (("l", 50), ("r", 330))
LONG = "is a line of about forty letters, full"


def test_columns_drawn_line_by_line_are_read_one_after_the_other() -> None:
    rows = range(6)
    lines = [
        line(f"{row} {side} {LONG}", 600 - 12 * row, left) for row in rows for side, left in (("l", 50), ("r", 330))
    ]
    ordered = in_reading_order(lines)
    assert [found.text[:3] for found in ordered] == [f"{n} l" for n in rows] + [f"{n} r" for n in rows]


def test_what_stands_across_columns_parts_them() -> None:
    columns = [
        line(f"{side}{row} {LONG}", 600 - 12 * row, left) for side, left in (("l", 50), ("r", 330)) for row in range(6)
    ]
    more = [
        line(f"{side}{row} {LONG}", 480 - 12 * row, left) for side, left in (("L", 50), ("R", 330)) for row in range(6)
    ]
    across = line("A heading that stands across both of the columns of this page, and is long", 505)
    ordered = [found.text[0] for found in in_reading_order([*more, across, *columns])]
    assert "".join(ordered) == "llllllrrrrrrALLLLLLRRRRRR"


def test_a_table_is_read_row_by_row() -> None:
    cells = [
        line(f"{side}{row}", 600 - 12 * row, left) for side, left in (("left", 50), ("right", 330)) for row in range(6)
    ]
    assert [found.text for found in in_reading_order(cells)][:2] == ["left0 right0", "left1 right1"]


def test_a_word_parted_at_the_end_of_a_line_is_joined_as_it_is_written_elsewhere() -> None:
    known = line("A well-known river, and a cooperation.", 500)
    assert "the well-known one" in text_of(known, line("It is the well", 450, hyphenated=True), line("known one", 438))
    assert "a cooperation of" in text_of(known, line("It is a co-", 450), line("operation of two", 438))
    assert "the Anglo-Norman one" in text_of(known, line("It is the Anglo-", 450), line("Norman one", 438))
    assert "from 1990-2000 on" in text_of(known, line("It is from 1990-", 450), line("2000 on", 438))
    assert "one - or two" in text_of(known, line("It is one -", 450), line("or two", 438))


def test_a_word_that_is_written_nowhere_else_is_joined_unless_both_parts_are_common_words() -> None:
    assert "a packet-switched net" in text_of(line("It is a packet", 450, hyphenated=True), line("switched net", 438))
    assert "an assimilation of" in text_of(line("It is an assimila", 450, hyphenated=True), line("tion of", 438))
    assert "the grandson of" in text_of(line("It is the grand", 450, hyphenated=True), line("son of", 438))
    assert "the conquering army" in text_of(line("It is the conquer", 450, hyphenated=True), line("ing army", 438))


def test_a_slash_or_a_dash_without_a_space_has_none_at_the_end_of_a_line_either() -> None:
    assert "and/or two" in text_of(line("It is one and/", 450), line("or two", 438))
    assert "1869\u20131909 he" in text_of(line("It is from 1869\u2013", 450), line("1909 he", 438))
    assert "machine\u2014anything" in text_of(line("It is a machine", 450), line("\u2014anything", 438))
    assert "one \u2014 or two" in text_of(line("It is one \u2014", 450), line("or two", 438))


def test_a_justified_line_with_wide_gaps_is_no_row_of_a_table() -> None:
    full = [line(f"{number} {LONG}", 600 - 12 * number) for number in range(4)]
    right = full[0].right
    parts = [line("a line", 552), line("of few", 552, 150), line("words", 552, right - 30)]
    assert "full a line of few words 4 is" in text_of(*full, *parts, line(f"4 {LONG}", 540))


def test_a_line_with_room_for_the_next_word_ends_its_paragraph() -> None:
    full, item = line(f"1 {LONG} to the end", 600), line("the parish church", 588)
    assert text_of(full, item, line("two hotels", 576)).endswith("the end the parish church\n\ntwo hotels")


def test_a_table_that_sticks_out_of_its_column_changes_nothing_for_the_text() -> None:
    lines = [line(f"{number} {LONG}", 600 - 12 * number) for number in range(30)]
    cells = [line(cell, 200, left) for cell, left in (("Place", 50), ("Houses", 200), ("Damage", 450))]
    assert text_of(*lines, *cells) == text_of(*lines) + "\n\nPlace Houses Damage"
