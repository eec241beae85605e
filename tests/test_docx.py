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
