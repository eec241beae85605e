import io

import pptx
import pytest
from packing import LAUGHS, SAMPLES, repack
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Cm

from index.errors import DocumentError
from index.formats.blocks import Omission
from index.formats.pptx import read


def saved(shown: object) -> bytes:
    data = io.BytesIO()
    shown.save(data)  # type: ignore[attr-defined]
    return data.getvalue()


def slide(shown: object, title: str, *lines: str) -> object:
    added = shown.slides.add_slide(shown.slide_layouts[1])  # type: ignore[attr-defined]
    added.shapes.title.text = title
    added.placeholders[1].text = "\n".join(lines)
    return added


def test_slides_by_pandoc_are_pages_under_their_titles() -> None:
    parsed = read((SAMPLES / "flood.pptx").read_bytes(), "flood.pptx")
    assert (parsed.title, parsed.author) == ("The flood of Aldmere", "Ann Lee")
    headings = [parsed.text[block.start : block.end] for block in parsed.blocks if block.kind == "heading"]
    assert headings[:4] == ["The flood of Aldmere", "How it came", "What was done", "What it cost"]
    assert "\n\nPlace | Houses flooded | Damage in millions\nLower town | 212 | 31\nHarbour | 40 | 9\n\n" in parsed.text
    for start in parsed.pages:
        assert parsed.text[: start.offset].endswith("\n\n") or start.offset == 0
    assert [start.page for start in parsed.pages] == [1, 2, 3, 4, 5, 6, 7]


def test_points_are_items_notes_stand_under_their_own_heading_and_the_title_comes_first() -> None:
    shown = pptx.Presentation()
    first = slide(shown, "Boats", "Ada", "Cora")
    first.notes_slide.notes_text_frame.text = "Ada was built in 1931."  # type: ignore[attr-defined]
    tree = first.shapes._spTree  # type: ignore[attr-defined]
    tree.append(tree[2])
    parsed = read(saved(shown), "a.pptx")
    assert parsed.text == "Boats\n\nAda\nCora\n\nNotes\n\nAda was built in 1931."
    assert [(block.kind, block.level) for block in parsed.blocks] == [
        ("heading", 1), ("item", 0), ("item", 0), ("heading", 2), ("paragraph", 0),
    ]  # fmt: skip


def test_tables_groups_and_merged_cells_are_read() -> None:
    shown = pptx.Presentation()
    shapes = slide(shown, "Boats", "Two of them").shapes  # type: ignore[attr-defined]
    table = shapes.add_table(3, 3, Cm(1), Cm(1), Cm(9), Cm(3)).table
    for row, words in enumerate((("Boat", "Rain", ""), ("", "May", "June"), ("Ada", "3", "4"))):
        for column, said in enumerate(words):
            table.cell(row, column).text = said
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    group = shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, Cm(3), Cm(1)).text_frame.text = "Inside a group"
    text = read(saved(shown), "a.pptx").text
    assert text == "Boats\n\nTwo of them\n\nBoat | Rain May | Rain June\nAda | 3 | 4\n\nInside a group"


def test_hidden_slides_pictures_and_charts_are_told_with_their_pages() -> None:
    shown = pptx.Presentation()
    slide(shown, "Secret", "No").element.set("show", "0")  # type: ignore[attr-defined]
    data = CategoryChartData()
    data.categories = ["May"]
    data.add_series("Rain", (3,))
    shapes = slide(shown, "Boats", "Ada").shapes  # type: ignore[attr-defined]
    shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, Cm(3), Cm(3), data)
    parsed = read(saved(shown), "a.pptx")
    assert parsed.text == "Boats\n\nAda"
    assert parsed.omissions == [Omission("a hidden slide", 1), Omission("1 chart", 2)]
    assert [start.page for start in parsed.pages] == [2]


def test_harmful_and_damaged_files_are_refused() -> None:
    with pytest.raises(DocumentError, match=r"^a\.pptx holds XML that defines entities"):
        read(repack("flood.pptx", {"ppt/slides/slide1.xml": LAUGHS + "<x>&i;</x>"}), "a.pptx")
    for data in (
        (SAMPLES / "flood.docx").read_bytes(),
        repack("flood.pptx", {"ppt/slides/slide1.xml": "<p:sld"}),
        repack("flood.pptx", {"ppt/presentation.xml": "<x/>"}),
    ):
        with pytest.raises(DocumentError, match=r"^a\.pptx is damaged, or holds no slides\.$"):
            read(data, "a.pptx")
    with pytest.raises(DocumentError, match=r"^a\.pptx would be larger than 50 MB unpacked; it is not read\.$"):
        read(repack("flood.pptx", {"ppt/x.xml": " " * (50 * 2**20 + 1)}), "a.pptx")
