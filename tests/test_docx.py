import io

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from packing import LAUGHS, SAMPLES, pack, repack

from index.errors import DocumentError
from index.formats.docx import read


def saved(document: object) -> bytes:
    data = io.BytesIO()
    document.save(data)  # type: ignore[attr-defined]
    return data.getvalue()


def blocks(data: bytes) -> list[tuple[str, int, str]]:
    parsed = read(data, "a.docx")
    return [(block.kind, block.level, parsed.text[block.start : block.end]) for block in parsed.blocks]


def test_a_document_by_pandoc_is_read_with_its_title_author_headings_lists_and_notes() -> None:
    parsed = read((SAMPLES / "flood.docx").read_bytes(), "flood.docx")
    assert (parsed.title, parsed.author) == ("The flood of Aldmere", "Ann Lee")
    headings = [parsed.text[block.start : block.end] for block in parsed.blocks if block.kind == "heading"]
    assert headings == ["The flood of Aldmere", "How it came", "What was done", "What it cost"]
    items = [parsed.text[block.start : block.end] for block in parsed.blocks if block.kind == "item"]
    assert items[0] == "the sports hall of the grammar school"
    assert items[-1] == "Harbour | 40 | 9"
    assert parsed.text.endswith("The dam was built in 1931 and strengthened in 1987.")


def test_headings_lists_and_tables_are_told_by_their_styles() -> None:
    document = docx.Document()
    document.add_heading("Rain", 0)
    document.add_heading("Here", 2)
    document.add_paragraph("It\u00ad rained.\tMuch.")
    document.add_paragraph("One thing", style="List Bullet")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Oslo", "700,000"
    assert blocks(saved(document)) == [
        ("heading", 1, "Rain"),
        ("heading", 2, "Here"),
        ("paragraph", 0, "It rained. Much."),
        ("item", 0, "One thing"),
        ("item", 0, "Oslo | 700,000"),
    ]


def test_tracked_changes_are_read_as_accepted_and_links_and_controls_are_text() -> None:
    document = docx.Document()
    document.element.body.insert(
        0,
        parse_xml(
            f"<w:p {nsdecls('w')}><w:r><w:t>It </w:t></w:r><w:del><w:r><w:delText>snowed</w:delText></w:r></w:del>"
            "<w:ins><w:r><w:t>rained</w:t></w:r></w:ins><w:hyperlink><w:r><w:t> here</w:t></w:r></w:hyperlink>"
            "<w:sdt><w:sdtContent><w:r><w:t> today.</w:t></w:r></w:sdtContent></w:sdt></w:p>"
        ),
    )
    assert blocks(saved(document)) == [("paragraph", 0, "It rained here today.")]


def test_an_author_that_is_nobody_is_none() -> None:
    assert read(saved(docx.Document()), "a.docx").author is None


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (pack({"a.txt": "It rained."}), r"^a\.docx is damaged, or no Word document\.$"),
        (repack("flood.docx", {"word/document.xml": "<w:document"}), r"^a\.docx is damaged, or no Word document\.$"),
        (
            repack("flood.docx", {"word/document.xml": f"{LAUGHS}<x>&i;</x>"}),
            r"^a\.docx holds XML that defines entities, which harmful files do; it is not read\.$",
        ),
    ],
)
def test_a_damaged_or_harmful_file_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        read(data, "a.docx")


def test_numbers_that_word_gives_stand_in_front_of_clauses_and_headings() -> None:
    document = docx.Document()
    for words in ("Open the hatch.", "Lower the rope."):
        document.add_paragraph(words, style="List Number")
    document.add_paragraph("A rope", style="List Bullet")
    assert blocks(saved(document)) == [
        ("item", 0, "1. Open the hatch."),
        ("item", 0, "2. Lower the rope."),
        ("item", 0, "A rope"),
    ]


def test_cells_of_several_paragraphs_content_controls_and_merged_cells_are_rows() -> None:
    document = docx.Document()
    table = document.add_table(4, 3)
    rows = [("Ship", "Port", "Crew"), ("Ada", "Bergen", "12"), ("", "Oslo", "9"), ("Cora", "Turku", "7")]
    for row, words in zip(table.rows, rows, strict=True):
        for cell, said in zip(row.cells, words, strict=True):
            cell.text = said
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(3, 1).add_paragraph("(in winter)")
    held = table.rows[3].cells[2]._tc
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr/><w:sdtContent/></w:sdt>")
    held.addprevious(control)
    control[1].append(held)
    assert [words for _, _, words in blocks(saved(document))] == [
        "Ship | Port | Crew",
        "Ada | Bergen | 12",
        "Ada | Oslo | 9",
        "Cora | Turku (in winter) | 7",
    ]


def test_a_table_for_the_layout_is_read_as_if_it_were_none() -> None:
    document = docx.Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "It rained. " * 100, "It poured."
    assert [kind for kind, _, _ in blocks(saved(document))] == ["paragraph", "paragraph"]


def test_headers_and_footers_say_their_words_once_and_no_page_numbers() -> None:
    document = docx.Document()
    document.add_paragraph("It rained.")
    document.add_section()
    document.sections[0].header.paragraphs[0].text = "Order 88, of 3 May"
    document.sections[0].footer.paragraphs[0].text = "Page 1 of 3"
    document.sections[1].footer.is_linked_to_previous = False
    document.sections[1].footer.paragraphs[0].text = "It rained."
    document.sections[1].first_page_header.paragraphs[0].text = "Never shown"
    assert [words for _, _, words in blocks(saved(document))] == ["It rained.", "Order 88, of 3 May"]


def test_text_boxes_are_read_once_and_the_table_of_contents_not_at_all() -> None:
    document = docx.Document()
    document.styles.add_style("toc 1", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("Rain 1", style="toc 1")
    document.element.body.insert(
        0,
        parse_xml(
            f"<w:p {nsdecls('w')} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'><w:r><w:t>It "
            "rained.</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>Call 112.</w:t>"
            "</w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>Call 112.</w:t></w:r>"
            "</w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        ),
    )
    assert [words for _, _, words in blocks(saved(document))] == ["It rained.", "Call 112."]


def test_what_is_no_text_is_told() -> None:
    document = docx.Document()
    document.add_paragraph("It rained.")
    chart = "http://schemas.openxmlformats.org/drawingml/2006/chart"
    document.element.body.insert(
        0,
        parse_xml(
            f"<w:p {nsdecls('w')} xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'><w:r><w:drawing>"
            f"<a:graphicData uri='{chart}'/></w:drawing><w:object/><w:object/></w:r></w:p>"
        ),
    )
    document.add_comment(document.paragraphs[-1].runs, "Is this so?", "Ida", "I")
    parsed = read(saved(document), "a.docx")
    assert [what for what, _ in parsed.omissions] == ["1 chart", "1 comment", "2 embedded objects"]
    assert parsed.text == "It rained."
