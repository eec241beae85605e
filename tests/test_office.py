import pytest
from packing import LAUGHS, pack

from index.errors import DocumentError
from index.formats.archive import open_archive
from index.formats.office import counts_pages, read_xml, refuse_entities, somebody


@pytest.mark.parametrize("words", ["", "3", "Page 3 of 12", "- 3 -", "3 / 12", "Seite 3 von 12"])
def test_a_line_that_counts_pages_is_told(words: str) -> None:
    assert counts_pages(words)


@pytest.mark.parametrize("words", ["Order 88", "Page 3 of the lease", "3 May 2024"])
def test_a_line_that_says_more_is_none(words: str) -> None:
    assert not counts_pages(words)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_that_defines_entities_is_refused_in_whatever_encoding(encoding: str) -> None:
    harmful = f'<?xml version="1.0" encoding="{encoding}"?>{LAUGHS}<x>&i;</x>'.encode(encoding)
    with (
        open_archive(pack({"word/any.xml": harmful}), "a.docx") as archive,
        pytest.raises(DocumentError, match=r"^a\.docx holds XML that defines entities, which harmful files do"),
    ):
        refuse_entities(archive, "a.docx")


def test_xml_that_is_none_is_refused() -> None:
    with open_archive(pack({"a.xml": "<x>", "b.xml": "<x>It<!-- not --> rained</x>"}), "a.odt") as archive:
        assert "".join(read_xml(archive, "b.xml", "a.odt").itertext()) == "It rained"
        with pytest.raises(DocumentError, match=r"^a\.odt is damaged: its a\.xml is no valid XML\.$"):
            read_xml(archive, "a.xml", "a.odt")


def test_what_a_program_writes_by_itself_is_no_author() -> None:
    assert somebody(" Ann\u00ad Lee ") == "Ann Lee"
    assert [somebody(said) for said in ("openpyxl", "", None)] == [None, None, None]
