from lxml import etree

from index.formats.odt_numbering import Numbering

NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("text", "style", "loext")
)


def numbering(levels: str) -> Numbering:
    return Numbering(
        etree.fromstring(
            f'<text:styles {NAMESPACES}><text:list-style style:name="L">{levels}</text:list-style>'
            '<text:outline-style><text:outline-level-style text:level="1" style:num-format="I" style:num-suffix="."/>'
            "</text:outline-style></text:styles>"
        )
    )


def level(number: int, said: str) -> str:
    return f'<text:list-level-style-number text:level="{number}" {said}/>'


def test_items_are_counted_by_level() -> None:
    counts = numbering(
        level(1, 'style:num-format="1" style:num-suffix="." text:start-value="3"')
        + level(2, 'style:num-format="a" style:num-prefix="(" style:num-suffix=")" text:display-levels="2"')
        + level(3, 'style:num-format="i" loext:num-list-format="%1%-%3%"')
    )
    steps = [counts.label("L", at) for at in (1, 2, 2, 3, 1, 2)]
    assert steps == ["3.", "(3.a)", "(3.b)", "3-i", "4.", "(4.a)"]
    assert counts.label("L", 1, start="9") == "9."
    counts.begin("L")
    assert counts.label("L", 1) == "3."


def test_headings_are_counted_by_the_outline_and_bullets_have_no_number() -> None:
    counts = numbering('<text:list-level-style-bullet text:level="1"/>' + level(2, 'style:num-format=""'))
    assert [counts.label("", 1), counts.label("", 1), counts.label("", 2)] == ["I.", "II.", None]
    assert [counts.label("L", 1), counts.label("L", 2), counts.label("other", 1)] == [None, None, None]
