from collections.abc import Sequence

import docx
from docx.document import Document as Word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from index.formats.docx_numbering import Numbering


def level(at: int, kind: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbered(levels: str, instances: str = '<w:num w:numId="70"><w:abstractNumId w:val="70"/></w:num>') -> Word:
    word = docx.Document()
    numbering = word.part.numbering_part.element
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="70">{levels}</w:abstractNum>'))
    for instance in parse_xml(f"<w:numbering {nsdecls('w')}>{instances}</w:numbering>"):
        numbering.append(instance)
    return word


def labels(word: Word, places: Sequence[tuple[int, int]]) -> list[str | None]:
    """Of paragraphs in a list and on a level."""
    numbering = Numbering(word)
    own = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{{1}}"/><w:numId w:val="{{0}}"/></w:numPr>'
    return [numbering.label(parse_xml(own.format(*place)), None) for place in places]


CLAUSES = level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2") + level(2, "lowerLetter", "(%3)")


def test_clauses_are_counted_level_by_level() -> None:
    places = [(70, 0), (70, 1), (70, 1), (70, 2), (70, 2), (70, 1), (70, 2), (70, 0), (70, 1)]
    assert labels(numbered(CLAUSES), places) == ["1.", "1.1", "1.2", "(a)", "(b)", "1.3", "(a)", "2.", "2.1"]


def test_numerals_words_bullets_and_levels_in_digits() -> None:
    levels = (
        level(0, "upperRoman", "Article %1:") + level(1, "decimal", "%1.%2", "<w:isLgl/>") + level(2, "bullet", "o")
    )
    word = numbered(levels)
    assert labels(word, [(70, 0), (70, 0), (70, 1), (70, 2)]) == ["Article I:", "Article II:", "2.1", ""]
    assert labels(word, [(0, 0), (999, 0)]) == [None, None]


def test_a_list_that_starts_anew_does_and_one_that_goes_on_goes_on() -> None:
    instances = (
        '<w:num w:numId="70"><w:abstractNumId w:val="70"/></w:num>'
        '<w:num w:numId="71"><w:abstractNumId w:val="70"/></w:num>'
        '<w:num w:numId="72"><w:abstractNumId w:val="70"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
        "</w:lvlOverride></w:num>"
    )
    word = numbered(CLAUSES, instances)
    assert labels(word, [(70, 0), (71, 0), (72, 0), (72, 0)]) == ["1.", "2.", "5.", "6."]


def test_a_style_can_number_its_paragraphs() -> None:
    more = '<w:pStyle w:val="Heading2"/>'
    word = numbered(level(0, "decimal", "%1", '<w:pStyle w:val="Heading1"/>') + level(1, "decimal", "%1.%2", more))
    for style in ("Heading 1", "Heading 2"):
        properties = word.styles[style].element.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="70"/></w:numPr>'))
    numbering = Numbering(word)
    styles = ["Heading1", "Heading2", "Heading2", "Heading1", "Normal"]
    assert [numbering.label(None, style) for style in styles] == ["1", "1.1", "1.2", "2", None]
    off = parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="0"/></w:numPr>')
    assert numbering.label(off, "Heading1") is None
