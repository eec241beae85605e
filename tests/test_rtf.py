import pytest
from packing import SAMPLES

from index.errors import DocumentError
from index.formats import rtf
from index.formats.blocks import Omission, Parsed
from index.formats.rtf import read


def parsed(body: str) -> Parsed:
    return read(b"{\\rtf1\\ansi\\ansicpg1252 " + body.encode("latin-1") + b"}", "a.rtf")


def text(body: str) -> str:
    return parsed(body).text


def test_a_document_by_pandoc_is_read_with_its_headings_lists_tables_and_notes() -> None:
    found = read((SAMPLES / "flood.rtf").read_bytes(), "flood.rtf")
    headings = [found.text[block.start : block.end] for block in found.blocks if block.kind == "heading"]
    assert headings[-3:] == ["How it came", "What was done", "What it cost"]
    assert "\n\nPlace | Houses flooded | Damage in millions\nLower town | 212 | 31\nHarbour | 40 | 9\n\n" in found.text
    assert "\n\nthe sports hall of the grammar school\nthe parish church of Saint Bride\n" in found.text
    assert found.text.endswith("The dam was built in 1931 and strengthened in 1987.")


def test_letters_are_read_in_the_encodings_that_the_file_names() -> None:
    assert text("caf\\'e9 \\u8364? \\u-10180?\\u-8438? {\\uc2\\u233''}.") == "caf\u00e9 \u20ac \U0001f30a \u00e9."
    fonts = "{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset204 Arial;}{\\f2\\fcharset128 Gothic;}}"
    assert text(fonts + "\\f1\\'cc\\'e8\\'f0 \\f2\\'83\\'41\\'83A\\f0\\'e9") == "\u041c\u0438\u0440 \u30a2\u30a2\u00e9"


def test_what_is_hidden_struck_out_or_deleted_is_left_out() -> None:
    assert text("It {\\v not }costs {\\strike 6 }{\\deleted 5 }7{\\v\\v0  euros}.\\par") == "It costs 7 euros."


def test_raised_digits_are_exponents_or_marks_of_notes() -> None:
    assert text("10{\\super 6} is 1010\\sub 2\\nosupersub .") == "10\u2076 is 1010\u2082."
    marked = text(
        "Fifty swans{\\super\\chftn}{\\footnote\\pard\\plain{\\super\\chftn} Counted twice.} came.\\par Then."
    )
    assert marked == "Fifty swans came.\n\nThen.\n\nCounted twice."


def test_headings_are_told_by_their_style_or_level_and_items_by_their_label() -> None:
    found = parsed(
        "{\\stylesheet{\\s0 Normal;}{\\s2\\b heading 2;}}\\pard\\s2 Rain\\par\\pard\\outlinelevel0 Sun\\par\\pard "
        "{\\listtext\\tab 1.\\tab}Push\\par{\\listtext\\u8226?\\tab}Row\\par\\pard Much.\\par"
    )
    blocks = [(block.kind, block.level, found.text[block.start : block.end]) for block in found.blocks]
    assert blocks == [
        ("heading", 2, "Rain"), ("heading", 1, "Sun"), ("item", 0, "1. Push"), ("item", 0, "Row"),
        ("paragraph", 0, "Much."),
    ]  # fmt: skip


def test_the_file_says_its_title_author_and_day() -> None:
    found = parsed("{\\info{\\title Rain}{\\author Ann Lee}{\\creatim\\yr2024\\mo5\\dy6\\hr1}{\\operator X}}It rained.")
    assert (found.title, found.author, found.date, found.text) == ("Rain", "Ann Lee", "2024-05-06", "It rained.")


def test_headers_come_last_pictures_and_comments_are_told() -> None:
    found = parsed(
        "{\\header Draft of May\\par}{\\footer Page {\\field{\\*\\fldinst PAGE}{\\fldrslt 3}}\\par}It rained."
        "{\\*\\shppict{\\pict\\bin4 {}}x}}{\\nonshppict{\\pict 00}}{\\*\\annotation Sure?}{\\*\\unknown No}"
        "{\\shp{\\*\\shpinst{\\sp{\\sn x}{\\sv 1}}{\\shptxt In a box.}}{\\shprslt No}}\\par"
    )
    assert found.text == "It rained.In a box.\n\nDraft of May"
    assert found.omissions == [Omission("1 comment"), Omission("1 picture")]


def test_a_file_that_is_cut_short_is_read_and_told() -> None:
    found = read(b"{\\rtf1 It {\\b rained", "a.rtf")
    assert (found.text, found.omissions) == ("It rained", [Omission("the end of the file, which is cut short")])
    assert read(b"{\\rtf1 It rained.}{\\rtf1 No.}", "a.rtf").text == "It rained."


def test_harmful_files_end(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(b"{\\rtf1 It rained. " + b"{" * 100_000, "a.rtf").text == "It rained."
    monkeypatch.setattr(rtf, "LONGEST_TEXT", 1000)
    assert len(text("It rained.\\par " * 1000)) < 1500


def test_another_file_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"^a\.rtf is no rich text, whatever its name says, or its beginning is"):
        read(b"It rained.", "a.rtf")
