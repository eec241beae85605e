import pytest
from defusedxml import ElementTree
from packing import LAUGHS, SAMPLES, book, pack, repack

from index.errors import DocumentError
from index.formats import epub
from index.formats.blocks import Omission
from index.formats.epub import read

ONE = '<?xml version="1.0" encoding="utf-8"?><html><body><h1>One</h1><p>It rained in Łódź.</p></body></html>'
TWO = "<html><body><h1>Two</h1><p>It poured.</p></body></html>"


def test_a_book_by_pandoc_is_read_with_its_title_author_and_date() -> None:
    parsed = read((SAMPLES / "flood.epub").read_bytes(), "flood.epub")
    assert (parsed.title, parsed.author, parsed.date) == ("The flood of Aldmere", "Ann Lee", "2024-05-06")
    assert "feared for the dam. \u201cWe had no choice,\u201d said" in parsed.text


def test_chapters_come_in_the_order_of_the_spine() -> None:
    parsed = read(book({"one": ONE, "two": TWO, "unused": TWO}, ["two", "one", "gone", "two"]), "a.epub")
    assert parsed.text == "Two\n\nIt poured.\n\nOne\n\nIt rained in Łódź."
    assert parsed.title == "Two"


def test_a_chapter_that_is_empty_or_missing_is_passed_over() -> None:
    assert read(book({"one": "", "two": TWO}, ["one", "two"]), "a.epub").text == "Two\n\nIt poured."


def test_entities_in_a_chapter_are_not_expanded() -> None:
    chapter = f"{LAUGHS}<html><body><p>It rained &i; here.</p></body></html>"
    assert len(read(book({"one": chapter}, ["one"]), "a.epub").text) < 2000


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (pack({"a": "b"}), r"^a\.epub is damaged, or not what its name says: it has no META-INF/container\.xml inside"),
        (
            repack("flood.epub", {"META-INF/container.xml": f"{LAUGHS}<x>&i;</x>"}),
            r"^a\.epub holds XML that defines entities, which harmful files do; it is not read\.$",
        ),
        (
            repack("flood.epub", {"META-INF/container.xml": "<container"}),
            r"^a\.epub is damaged: its META-INF/container\.xml is no valid XML\.$",
        ),
        (
            repack("flood.epub", {"META-INF/container.xml": "<container/>"}),
            r"^a\.epub is damaged: it does not say where its chapters are\.$",
        ),
        (
            repack("flood.epub", {"META-INF/encryption.xml": '<x><EncryptionMethod Algorithm="aes"/></x>'}),
            r"^a\.epub is protected against copying\.",
        ),
    ],
)
def test_a_damaged_locked_or_harmful_book_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        read(data, "a.epub")


def test_obfuscated_fonts_lock_nothing() -> None:
    fonts = '<x><EncryptionMethod Algorithm="http://www.idpf.org/2008/embedding"/></x>'
    assert "Aldmere" in read(repack("flood.epub", {"META-INF/encryption.xml": fonts}), "a.epub").text


def test_all_authors_are_named_and_the_day_is_that_of_publication() -> None:
    said = (
        "<dc:creator>Ann Lee</dc:creator><dc:creator>Ben Roe</dc:creator>"
        '<dc:date opf:event="modification">2024-05-06</dc:date><dc:date opf:event="publication">2011-05-02</dc:date>'
    )
    names = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf"'
    root = ElementTree.fromstring(f"<package {names}>{said}</package>")
    assert epub._said(root, "creator") == ["Ann Lee", "Ben Roe"]
    assert epub._date(root) == "2011-05-02"


def test_pictures_are_told() -> None:
    chapters = {name: f"<html><body><p>It rained.</p><img src='{name}.png'/></body></html>" for name in ("one", "two")}
    assert read(book(chapters, ["one", "two"]), "a.epub").omissions == [Omission("2 pictures")]
