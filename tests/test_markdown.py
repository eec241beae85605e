import pytest

from index.formats.blocks import Omission
from index.formats.markdown import read


def blocks(text: str) -> list[tuple[str, str]]:
    """(kind, words) of each block."""
    parsed = read(text)
    return [(block.kind, parsed.text[block.start : block.end]) for block in parsed.blocks]


def test_marks_within_a_line_are_left_out() -> None:
    text = "An *em*, a **strong**, a [link](http://example.org), ![a map](map.png), `code`, <b>bold</b> &amp; \\*."
    assert blocks(text) == [("paragraph", "An em, a strong, a link, a map, code, bold & *.")]


def test_lines_of_a_paragraph_are_joined_unless_broken_on_purpose() -> None:
    assert blocks("one\ntwo  \nthree<br>four") == [("paragraph", "one two\nthree\nfour")]


def test_headings_keep_their_level() -> None:
    parsed = read("# Top\n\nOne.\n\nUnder\n-----\n\nTwo.\n\n### Deep *er*\n\nThree.")
    found = [(block.level, parsed.text[block.start : block.end]) for block in parsed.blocks if block.kind == "heading"]
    assert found == [(1, "Top"), (2, "Under"), (3, "Deep er")]


def test_items_of_lists_are_items_however_deep() -> None:
    text = "Three things:\n\n- one\n  - two\n\n    more of two\n- three\n\n1. four\n\nAfter."
    assert blocks(text) == [
        ("paragraph", "Three things:"),
        *[("item", words) for words in ("one", "two", "more of two", "three", "1. four")],
        ("paragraph", "After."),
    ]


def test_rows_of_tables_are_items() -> None:
    text = "| City | People |\n|---|---:|\n| Oslo | 700,000 |\n| Bergen | |\n"
    assert blocks(text) == [("item", "City | People"), ("item", "Oslo | 700,000"), ("item", "Bergen |")]


def test_code_is_kept_as_it_is() -> None:
    assert blocks("```python\nx = 1\n\ny = '*'\n```\n\n    indented = 2\n") == [
        ("paragraph", "x = 1\n\ny = '*'"),
        ("paragraph", "indented = 2"),
    ]


def test_quotations_are_paragraphs() -> None:
    assert blocks("> It rained.\n>\n> It poured.") == [("paragraph", "It rained."), ("paragraph", "It poured.")]


def test_markup_shows_its_words_only() -> None:
    text = (
        "<p>One <em>two</em></p><p>three</p>\n\n<script>alert(1)</script>\n\n<!-- a note -->\n\n<style>p {}</style>\n"
    )
    assert blocks(text) == [("paragraph", "One two"), ("paragraph", "three")]


def test_cells_of_a_table_in_markup_are_apart() -> None:
    assert blocks("<table><tr><td>Oslo</td><td>700,000</td></tr></table>") == [("item", "Oslo | 700,000")]


def test_front_matter_gives_the_title_and_is_no_text() -> None:
    parsed = read("---\ntitle: 'Rain: a history'\ntags:\n  - weather\n---\n# Heading\n\nIt rained.")
    assert parsed.title == "Rain: a history"
    assert "weather" not in parsed.text
    assert read("---\r\ntitle: Rain\r\n---\r\nIt rained.\r\n").title == "Rain"
    assert read("---\ndate: 2020-01-01\n---\nIt rained.").title is None


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert blocks("---\n\nIt rained.\n\n---\n\nIt stopped.") == [
        ("paragraph", "It rained."),
        ("paragraph", "It stopped."),
    ]


def test_the_title_is_the_heading_that_opens_the_text() -> None:
    assert read("# A *fine*\u00a0day\n\nIt rained.").title == "A fine day"
    assert read("It rained.\n\n# Later\n\nIt stopped.").title is None


def test_what_has_no_words_is_no_block() -> None:
    assert blocks("***\n\n- \n- …\n\n![](map.png)\n\nIt rained.") == [("paragraph", "It rained.")]


def test_blocks_are_in_order_and_apart() -> None:
    parsed = read("# A\n\nb\n\n- c\n- d\n\n| e | f |\n|---|---|\n| g | h |\n\n```\ni\n```\n\n<p>j</p>\n")
    assert parsed.text == "A\n\nb\n\nc\nd\n\ne | f\ng | h\n\ni\n\nj"
    ends = [0, *(block.end for block in parsed.blocks)]
    assert all(end <= block.start < block.end for end, block in zip(ends, parsed.blocks, strict=False))


def test_windows_line_breaks_are_read_as_others() -> None:
    assert blocks("# A\r\n\r\nb\r\nc\r\n\r\n- d\r\n") == [("heading", "A"), ("paragraph", "b c"), ("item", "d")]


@pytest.mark.parametrize(
    ("front", "author", "date"),
    [
        ("author: Lena Brook\ndate: 2023-04-11", "Lena Brook", "2023-04-11"),
        ("author: \"Lena Brook\"\ndate: '2023-04-11T10:00:00Z'", "Lena Brook", "2023-04-11"),
        ("authors: [Lena Brook, 'Piet Hove']\ndate: April 11, 2023", "Lena Brook, Piet Hove", "2023-04-11"),
        ("author:\n  - Lena Brook\n  - name: Piet Hove\ndate: 11 Apr 2023", "Lena Brook, Piet Hove", "2023-04-11"),
        ("Author: Lena Brook\r\nDate: 2023/04/11", "Lena Brook", "2023-04-11"),
        ("tags:\n  - date\nauthor:\ndate: soon", None, None),
    ],
)
def test_the_front_matter_names_authors_and_the_day_in_the_ways_that_people_write(
    front: str, author: str | None, date: str | None
) -> None:
    parsed = read(f"---\ntitle: Bees\n{front}\n---\n\nThey buzz.\n")
    assert (parsed.title, parsed.author, parsed.date) == ("Bees", author, date)
    assert parsed.text == "They buzz."


def test_what_is_struck_out_or_hidden_is_left_out() -> None:
    text = "It costs ~~8 *or* 9~~ <del>7</del> 6 <span style='display:none'>x <b>y</b></span> euros<s>!</s>."
    assert blocks(text) == [("paragraph", "It costs 6 euros.")]
    assert blocks("One.\n\n<div hidden>\n\nTwo.\n\n- three\n\n</div>\n\nFour.") == [
        ("paragraph", "One."),
        ("paragraph", "Four."),
    ]
    assert blocks("5 < 6, and ~7~ <b>8</b> <u>9</u>") == [("paragraph", "5 < 6, and ~7~ 8 9")]


def test_lists_are_numbered_as_they_are_shown() -> None:
    text = "4. Mix\n5. Bake\n   1. Long\n\n   More.\n9. Eat\n\n2) Sleep\n"
    assert [words for _, words in blocks(text)] == ["4. Mix", "5. Bake", "1. Long", "More.", "6. Eat", "2) Sleep"]


def test_footnotes_come_last_without_their_marks() -> None:
    text = "It rained.[^a] It poured.^[Quietly.]\n\n[^a]: In May.\n\n    And in June.\n\nIt stopped."
    assert [words for _, words in blocks(text)] == [
        "It rained. It poured.",
        "It stopped.",
        "In May.",
        "And in June.",
        "Quietly.",
    ]


def test_tasks_definitions_and_callouts_read_as_they_are_shown() -> None:
    text = "- [ ] Sow\n- [x] Dig\n- [link](x) here\n\nWeir\n: A low dam.\n: A fence.\n\n> [!NOTE]\n> Mind it.\n"
    assert blocks(text) == [
        ("item", "\u2610 Sow"),
        ("item", "\u2611 Dig"),
        ("item", "link here"),
        ("item", "Weir: A low dam."),
        ("item", "A fence."),
        ("paragraph", "Note: Mind it."),
    ]


def test_raised_digits_are_exponents_or_marks() -> None:
    text = "Of 10<sup>6</sup> trees<sup>2</sup> 300<sup>3</sup> fell on 5 m<sup>2</sup>.\n\n3 In May.\n\n6. Six\n"
    assert blocks(text)[0] == ("paragraph", "Of 10\u2076 trees 300 fell on 5 m\u00b2.")


def test_a_summary_of_the_front_matter_opens_the_text() -> None:
    parsed = read("---\nsummary: Of bees.\n---\n# Bees\n\nThey buzz.\n\n- a\n\n| b | c |\n|---|---|\n")
    assert (parsed.title, parsed.text) == ("Bees", "Of bees.\n\nBees\n\nThey buzz.\n\na\n\nb | c")
    assert read("---\nsummary: They buzz.\n---\nThey buzz.\n").text == "They buzz."


def test_pictures_are_told() -> None:
    text = "It rained. ![The Ald](a.png) Much <img src='b.png'>.\n\n<p><img src='c.png'></p>\n"
    assert read(text).omissions == [Omission("3 pictures")]


def test_digits_raised_and_lowered_in_pandocs_way_are_exponents() -> None:
    parsed = read("The hall has 25 m^2^ and 4 x 10^-3^ of it is water, H~2~O. It costs 5~10 euros, `a^2^` or 3^x^.")
    assert parsed.text == (
        "The hall has 25 m\u00b2 and 4 x 10\u207b\u00b3 of it is water, H2O. It costs 5~10 euros, a^2^ or 3^x^."
    )
