from lxml import etree

from index.formats.odt_words import Styles
from index.formats.raised import END, START

NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("text", "style", "office")
)
LOOKS = {
    "gone": 'style:text-line-through-style="solid"',
    "up": 'style:text-position="super 58%"',
    "down": 'style:text-position="sub 58%"',
    "unseen": 'text:display="none"',
}


def words(inside: str) -> str:
    styles = "".join(
        f'<style:style style:family="text" style:name="{name}"><style:text-properties {look}/></style:style>'
        f'<style:style style:family="text" style:name="of-{name}" style:parent-style-name="{name}"/>'
        for name, look in LOOKS.items()
    )
    root = etree.fromstring(f"<office:styles {NAMESPACES}>{styles}<text:p>{inside}</text:p></office:styles>")
    return Styles(root).words(root[-1])


def span(style: str, inside: str) -> str:
    return f'<text:span text:style-name="{style}">{inside}</text:span>'


def test_spaces_tabs_and_line_ends_are_those_that_are_shown() -> None:
    assert words("It\n  rained<text:s text:c='900000000'/>and<text:tab/>poured<text:line-break/>here.") == (
        "It rained and poured\nhere."
    )


def test_what_is_struck_out_or_hidden_is_none_of_the_words_whatever_style_says_it() -> None:
    struck_out = span("of-gone", f"6 {span('bold', 'and')} ")
    assert words(f"It costs {struck_out}7{span('unseen', ' and 8')}.") == "It costs  7."


def test_raised_words_are_marked_and_lowered_ones_written() -> None:
    assert (
        words(f"10{span('of-up', '6')} is 1010{span('down', '2')}, not CO{span('down', '2')}")
        == f"10{START}6{END} is 1010\u2082, not CO2"
    )


def test_notes_and_comments_are_none_of_the_words() -> None:
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>No</text:p></text:note-body>"
    assert words(f"It rained{note}</text:note>.<office:annotation><text:p>Sure?</text:p></office:annotation>") == (
        "It rained."
    )
