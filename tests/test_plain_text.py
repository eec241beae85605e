import pytest

from index.formats.plain_text import read


def blocks(text: str) -> list[tuple[str, str]]:
    """(kind, words) of each block."""
    parsed = read(text)
    return [(block.kind, parsed.text[block.start : block.end]) for block in parsed.blocks]


def headings(text: str) -> list[str]:
    return [words for kind, words in blocks(text) if kind == "heading"]


def test_the_text_is_canonical_as_it_is() -> None:
    text = "  One.\r\n\r\n\tTwo\u00a0words.\u2028\n"
    assert read(text).text == text


def test_what_nobody_sees_is_no_part_of_the_text() -> None:
    text = "The boat\u200byard of Lind\u00adholm stood in Ket\u00ad\ntle Bay.\ufeff \U0001f469\u200d\U0001f467"
    assert read(text).text == "The boatyard of Lindholm stood in Kettle Bay. \U0001f469\u200d\U0001f467"


def test_rows_of_tables_are_items_and_the_lines_around_them_paragraphs() -> None:
    text = "Boats of the yard.\nName    Length   Crew\nAda       12 m      4\nBerta      9 m      2\nAll are for hire."
    found = [(block.kind, text[block.start : block.end]) for block in read(text).blocks]
    assert found == [
        ("paragraph", "Boats of the yard."),
        ("item", "Name    Length   Crew"),
        ("item", "Ada       12 m      4"),
        ("item", "Berta      9 m      2"),
        ("paragraph", "All are for hire."),
    ]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_paragraphs_stand_between_blank_lines(line_break: str) -> None:
    text = line_break.join(["First one.", "", "  ", "Second one,", "wrapped.", ""])
    assert blocks(text) == [("paragraph", "First one."), ("paragraph", f"Second one,{line_break}wrapped.")]


def test_each_long_line_is_a_paragraph() -> None:
    first, second = "It rained. " * 14 + "End.", "The sun came out. " * 10 + "End."
    assert blocks(f"{first}\n{second}\n") == [("paragraph", first), ("paragraph", second)]


def test_a_heading_may_stand_right_on_top_of_a_long_line() -> None:
    body = "It rained. " * 14 + "End."
    assert blocks(f"The weather\n{body}") == [("heading", "The weather"), ("paragraph", body)]


def test_a_byline_and_a_date_under_the_title_stand_alone() -> None:
    text = "Council closes bridge\nBy Ana Ruiz\nNov. 3, 2021\n\nThe council voted."
    assert blocks(text) == [
        ("heading", "Council closes bridge"),
        ("paragraph", "By Ana Ruiz"),
        ("paragraph", "Nov. 3, 2021"),
        ("paragraph", "The council voted."),
    ]
    assert read(text).title == "Council closes bridge"


def test_a_wrapped_sentence_may_go_on_with_by() -> None:
    text = "The bridge over the river was closed\nby the council.\n\nIt stays closed."
    assert blocks(text)[0] == ("paragraph", "The bridge over the river was closed\nby the council.")


def test_a_line_without_words_is_no_block() -> None:
    assert blocks('It began.\n\n">\n\n* * *\n\nIt ended.') == [("paragraph", "It began."), ("paragraph", "It ended.")]


@pytest.mark.parametrize(
    "line",
    [
        "Scrambling to fill a power vacuum",
        "CHAPTER I.",
        "Chapter 12: The Return",
        "PART TWO",
        "Appendix IV - Tables",
        "2. Methods",
        "PREFACE.",
        "Élan vital",
    ],
)
def test_a_short_line_that_is_no_sentence_is_a_heading(line: str) -> None:
    assert headings(f"It began.\n\n{line}\n\nIt ended.") == [line]


@pytest.mark.parametrize(
    "line",
    [
        "He left.",
        "Why did he leave?",
        "“No”",
        "2020 saw the collapse of the agreement.",
        "3 apples were left.",
        "Part 2 of the plan was never carried out.",
        "Section 5 applies to everyone.",
        "1. The war began in 1914.",
        "lower case from the start",
        "- an item",
        "By John Smith",
        "Photo: Reuters",
        "November 19, 2020",
        "19 November 2020",
        "2020-11-19",
        "A line of so many short words that it can be no heading of any text",
    ],
)
def test_sentences_credits_and_dates_are_paragraphs(line: str) -> None:
    assert headings(f"It began.\n\n{line}\n\nIt ended.") == []


def test_a_heading_needs_text_under_it() -> None:
    assert blocks("It began.\n\nThe end") == [("paragraph", "It began."), ("paragraph", "The end")]
    assert blocks("One\n\nTwo") == [("heading", "One"), ("paragraph", "Two")]


def test_the_lines_of_a_list_are_no_headings() -> None:
    assert headings("Apples\n\nBananas\n\nPears\n\nPlums\n\nThese are fruits.") == []


def test_a_chapter_after_a_title_page_is_still_a_heading() -> None:
    page = (
        "THE TIME MACHINE\n\nHerbert Wells\n\nA story of the future\n\nCHAPTER I. Introduction\n\nThe traveller spoke."
    )
    assert headings(page) == ["THE TIME MACHINE", "CHAPTER I. Introduction"]


def test_stanzas_are_paragraphs() -> None:
    stanza = "The road goes on\nAnd on and on"
    assert blocks(f"{stanza}\n\n{stanza}") == [("paragraph", stanza)] * 2


def test_the_title_is_a_heading_that_opens_the_text() -> None:
    assert read("The weather\n\nIt rained.").title == "The weather"
    assert read("The weather\n\nIt rained.").blocks[0].level == 1
    assert read("It rained.\n\nThe weather\n\nIt rained.").title is None


def test_no_text_has_no_blocks() -> None:
    assert blocks("") == blocks(" \n\n\t") == []
