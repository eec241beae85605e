import pytest
from packing import SAMPLES

from index.errors import DocumentError
from index.formats.kinds import check_kind, kind

PDF, HTML, ZIP, OLD_WORD = (
    b"%PDF-1.7\n",
    b"<!DOCTYPE html><p>It rained.",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (PDF, ".pdf"),
        (b"\n\n junk " + PDF, ".pdf"),
        (HTML, ".html"),
        (b"\xef\xbb\xbf <!-- saved --> <HTML lang=en>", ".html"),
        (ZIP, ".zip"),
        (OLD_WORD, ".doc"),
        (b"{\\rtf1 It rained.}", ".rtf"),
        (b"It rained.", None),
        (b"<p>It rained.", None),
    ],
)
def test_a_kind_is_told_by_the_first_bytes(data: bytes, found: str | None) -> None:
    assert kind(data) == found


@pytest.mark.parametrize(
    "name",
    ["flood.pdf", "flood.html", "flood.docx", "flood.epub", "flood.odt", "flood.pptx", "flood.rtf", "flood.xlsx"],
)
def test_real_files_are_what_their_names_say(name: str) -> None:
    check_kind((SAMPLES / name).read_bytes(), name, name[name.index(".") :])


@pytest.mark.parametrize(
    ("data", "ending", "message"),
    [
        (HTML, ".pdf", r"^a is not a PDF, whatever its name says: it looks like \.html\.$"),
        (PDF, ".html", r"^a is not a web page, whatever its name says: it looks like \.pdf\.$"),
        (PDF, ".docx", r"^a is not a Word document, whatever its name says: it looks like \.pdf\.$"),
        (HTML, ".epub", r"^a is not an electronic book, whatever its name says: it looks like \.html\.$"),
        (
            OLD_WORD,
            ".docx",
            r"^a is locked with a password, or is an old \.doc file\. Save it as",
        ),
        (
            OLD_WORD,
            ".xlsx",
            r"^a is locked with a password, or is an old \.xls file\. Save it as \.xlsx without one\.$",
        ),
        (ZIP, ".rtf", r"^a is not rich text, whatever its name says: it looks like \.zip\.$"),
        (b"{\\rtf1", ".docx", r"^a is not a Word document, whatever its name says: it looks like \.rtf\.$"),
        (b"It rained.", ".pdf", r"^a is not a PDF, whatever its name says, or its beginning is lost\.$"),
        (b"", ".pdf", r"^a has no text that could be asked: it is empty\.$"),
        (bytes(9), ".html", r"^a has no text that could be asked: it is empty\.$"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(data: bytes, ending: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        check_kind(data, "a", ending)
