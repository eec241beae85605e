from lxml import etree

from index.formats.pptx_words import labels, words_of
from index.formats.raised import END, START

NAMESPACES = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


def paragraph(inside: str) -> etree._Element:
    return etree.fromstring(f"<a:p {NAMESPACES}>{inside}</a:p>")


def test_what_is_struck_out_and_the_number_of_the_slide_are_no_words() -> None:
    runs = (
        '<a:r><a:t>It costs </a:t></a:r><a:r><a:rPr strike="sngStrike"/><a:t>6</a:t></a:r><a:r><a:t>7</a:t></a:r>'
        '<a:br/><a:fld type="slidenum"><a:t>12</a:t></a:fld><a:fld type="other"><a:t>euros</a:t></a:fld>'
    )
    assert words_of(paragraph(runs)) == "It costs 7\neuros"


def test_raised_words_are_marked_and_lowered_ones_written() -> None:
    runs = (
        '<a:r><a:t>10</a:t></a:r><a:r><a:rPr baseline="30000"/><a:t>6</a:t></a:r><a:r><a:t> is 1010</a:t></a:r>'
        '<a:r><a:rPr baseline="-25000"/><a:t>2</a:t></a:r>'
    )
    assert words_of(paragraph(runs)) == f"10{START}6{END} is 1010\u2082"


def test_numbers_are_counted_by_level_and_begin_anew_behind_another_paragraph() -> None:
    def numbered(words: str, kind: str, level: int = 0, start: str = "") -> etree._Element:
        return paragraph(
            f'<a:pPr lvl="{level}"><a:buAutoNum type="{kind}"{start}/></a:pPr><a:r><a:t>{words}</a:t></a:r>'
        )

    lines = [
        numbered("Push", "arabicPeriod", start=' startAt="3"'),
        numbered("the boat", "alphaLcParenR", 1),
        numbered("at dawn", "alphaLcParenR", 1),
        numbered("Row", "arabicPeriod", start=' startAt="3"'),
        paragraph("<a:r><a:t>Rest</a:t></a:r>"),
        numbered("Land", "romanUcParenBoth"),
    ]
    assert [label for _, label in labels(lines)] == ["3.", "a)", "b)", "4.", "", "(I)"]
