import pytest
from packing import LAUGHS, SAMPLES, pack, repack

from index.errors import DocumentError
from index.formats.blocks import Omission
from index.formats.odt import read

NAMESPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in {
        "office": "office", "text": "text", "style": "style", "table": "table", "draw": "drawing", "meta": "meta",
    }.items()
)  # fmt: skip
AROUND = (
    f"<office:document-styles {NAMESPACES}><office:master-styles><style:master-page>"
    "<style:footer><text:p>Page <text:page-number>3</text:page-number> of 4</text:p></style:footer>"
    "<style:header><text:p>Draft of May</text:p></style:header>"
    "</style:master-page></office:master-styles></office:document-styles>"
)


def content(body: str, styles: str = "") -> str:
    return (
        f"<office:document-content {NAMESPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )


def document(body: str, styles: str = "") -> bytes:
    return pack({"content.xml": content(body, styles)})


def cell(words: str, said: str = "rows-spanned", number: int = 1) -> str:
    return f"<table:table-cell table:number-{said}='{number}'><text:p>{words}</text:p></table:table-cell>"


def test_a_document_by_pandoc_is_read_with_its_headings_lists_tables_and_notes() -> None:
    parsed = read((SAMPLES / "flood.odt").read_bytes(), "flood.odt")
    assert (parsed.title, parsed.author) == ("The flood of Aldmere", "Ann Lee")
    headings = [parsed.text[block.start : block.end] for block in parsed.blocks if block.kind == "heading"]
    assert headings[-3:] == ["How it came", "What was done", "What it cost"]
    assert "\n\nPlace | Houses flooded | Damage in millions\nLower town | 212 | 31\nHarbour | 40 | 9\n\n" in parsed.text
    assert "\n\nthe sports hall of the grammar school\nthe parish church of Saint Bride\n" in parsed.text
    assert "feared for the dam. \u201cWe had" in parsed.text
    assert parsed.text.endswith("The dam was built in 1931 and strengthened in 1987.")


def test_merged_and_repeated_cells_stand_in_each_place() -> None:
    rows = (
        f"<table:table-header-rows><table:table-row>{cell('Boat')}{cell('Crew')}{cell('Home')}</table:table-row>"
        f"</table:table-header-rows><table:table-row>{cell('Ada', 'rows-spanned', 2)}"
        f"{cell('4', 'columns-repeated', 2)}</table:table-row>"
        f"<table:table-row><table:covered-table-cell/>{cell('both', 'columns-spanned', 2)}"
        "<table:covered-table-cell/></table:table-row>"
    )
    text = read(document(f"<table:table>{rows}</table:table>"), "a.odt").text
    assert text == "Boat | Crew | Home\nAda | 4 | 4\nAda | both | both"


def test_harmful_repetition_is_cut() -> None:
    cells = cell("a", "columns-repeated", 99999999) + cell("b")
    row = f'<table:table-row table:number-rows-repeated="99999999">{cells}</table:table-row>'
    assert len(read(document(f"<table:table>{row}</table:table>"), "a.odt").text) < 10**6


def test_headers_and_footers_come_last_and_page_numbers_not_at_all() -> None:
    packed = pack({"content.xml": content("<text:p>It rained.</text:p>"), "styles.xml": AROUND})
    assert read(packed, "a.odt").text == "It rained.\n\nDraft of May"


def test_deleted_text_and_contents_are_left_out_comments_and_pictures_told_text_boxes_read() -> None:
    parsed = read(
        document(
            "<text:tracked-changes><text:changed-region><text:p>It snowed.</text:p></text:changed-region>"
            "</text:tracked-changes><text:table-of-content><text:p>Rain 3</text:p></text:table-of-content>"
            "<text:p>It<office:annotation><text:p>Sure?</text:p></office:annotation> rained.<draw:frame><draw:image/>"
            "</draw:frame><draw:frame><draw:text-box><text:p>In a box.</text:p></draw:text-box></draw:frame></text:p>"
            "<text:section text:display='none'><text:p>Hidden.</text:p></text:section>"
        ),
        "a.odt",
    )
    assert parsed.text == "It rained.\n\nIn a box."
    assert parsed.omissions == [Omission("1 comment"), Omission("1 picture")]


def test_the_style_title_makes_a_title() -> None:
    style = '<style:style style:family="paragraph" style:name="P1" style:parent-style-name="Title"/>'
    title = '<style:style style:family="paragraph" style:name="Title"/>'
    parsed = read(document('<text:p text:style-name="P1">Rain</text:p><text:p>Much.</text:p>', style + title), "a.odt")
    assert (parsed.title, parsed.blocks[0].kind) == ("Rain", "heading")


def test_locked_harmful_and_damaged_files_are_refused() -> None:
    locked = repack("flood.odt", {"META-INF/manifest.xml": "<m><manifest:encryption-data/></m>"})
    with pytest.raises(DocumentError, match=r"^a\.odt is locked with a password\. Save it without one\.$"):
        read(locked, "a.odt")
    with pytest.raises(DocumentError, match=r"^a\.odt holds XML that defines entities"):
        read(repack("flood.odt", {"content.xml": LAUGHS + "<x>&i;</x>"}), "a.odt")
    with pytest.raises(DocumentError, match=r"^a\.odt is damaged: its content\.xml is no valid XML\.$"):
        read(repack("flood.odt", {"content.xml": "<office:x"}), "a.odt")
    with pytest.raises(DocumentError, match=r"^a\.odt is damaged, or no text document\.$"):
        read(repack("flood.odt", {"content.xml": "<x/>"}), "a.odt")
    with pytest.raises(DocumentError, match=r"^a\.odt is damaged: its content\.xml is no valid XML\.$"):
        read(repack("flood.odt", {"content.xml": "<a>" * 5000 + "</a>" * 5000}), "a.odt")
