import hashlib
from pathlib import Path

import pytest
from packing import LAUGHS, SAMPLES, pack, repack

import index.reading
from index.documents import Document, Skipped
from index.errors import DocumentError
from index.passages import split
from index.reading import LARGEST_FILE, read_all, read_document
from index.sources import Source, find_sources

SEED = Path(__file__).parents[1] / "seeds" / "article.txt"


def write(path: Path, content: str | bytes = "It rained.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_the_seed_is_the_article_byte_for_byte(shared_data: Path) -> None:
    assert SEED.read_bytes() == (shared_data / "article" / "article.txt").read_bytes()


def test_the_article_is_read_as_it_is(article: Document) -> None:
    assert article.text == SEED.read_bytes().decode()
    assert (article.name, article.encoding) == ("article.txt", "utf-8")
    assert article.content_hash == hashlib.sha256(SEED.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", ["a.txt", "a.TXT", "a.text", "a.md", "a.Markdown"])
def test_each_format_is_known_by_its_ending(tmp_path: Path, name: str) -> None:
    document = read_document(write(tmp_path / name, "It *rained*."))
    markdown = name.lower().endswith(("md", "markdown"))
    assert document.text == ("It rained." if markdown else "It *rained*.")


def test_the_encoding_is_told(tmp_path: Path) -> None:
    document = read_document(write(tmp_path / "a.txt", "Il a plu à Paris.".encode("cp1252")))
    assert (document.text, document.encoding) == ("Il a plu à Paris.", "cp1252")


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    assert read_document(write(tmp_path / "a.txt", "\ufeffIt rained.")).text == "It rained."


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"^a\.xls is not in a format that can be read\. Save it as \.xlsx\.$"):
        read_document(write(tmp_path / "a.xls"))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"^a\.txt could not be opened: No such file or directory\.$"):
        read_document(tmp_path / "a.txt")


def test_a_folder_with_the_name_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(DocumentError, match=r"^a\.txt could not be opened: Is a directory\.$"):
        read_document(tmp_path / "a.txt")


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    with pytest.raises(DocumentError, match=r"^a\.txt is larger than 50 MB\. Split it into smaller files\.$"):
        read_document(tmp_path / "a.txt")


@pytest.mark.parametrize("content", ["", "\ufeff", " \n\n", "* * *"])
def test_a_file_without_words_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(DocumentError, match=r"^a\.txt has no text that could be asked: it is empty, or has headings"):
        read_document(write(tmp_path / "a.txt", content))


def test_headings_alone_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"^a\.md has no text that could be asked"):
        read_document(write(tmp_path / "a.md", "# One\n\n## Two\n"))


@pytest.mark.parametrize("name", ["flood.html", "flood.docx", "flood.epub", "flood.pdf", "columns.pdf", "flood.md"])
def test_every_format_keeps_its_offsets(name: str) -> None:
    document = read_document(SAMPLES / name)
    assert (document.title, document.author, document.source) == (
        "The flood of Aldmere",
        "Ann Lee",
        str(SAMPLES / name),
    )
    assert document.content_hash == hashlib.sha256((SAMPLES / name).read_bytes()).hexdigest()
    passages = split(document)
    assert len(passages) >= 5
    for passage in passages:
        assert document.text[passage.start : passage.end] == passage.text
    assert any("a baker, who had seen the water in his cellar" in passage.text for passage in passages)


def test_the_same_file_is_read_the_same_every_time() -> None:
    assert read_document(SAMPLES / "columns.pdf") == read_document(SAMPLES / "columns.pdf")


def names_and_reasons(folder: Path) -> tuple[list[str], dict[str, str]]:
    found = list(read_all(find_sources([folder])))
    documents = [one.name for one in found if isinstance(one, Document)]
    return documents, {one.name: str(one) for one in found if isinstance(one, Skipped)}


def test_bad_files_get_one_sentence_each_and_the_others_are_read(tmp_path: Path) -> None:
    pdf = (SAMPLES / "flood.pdf").read_bytes()
    bad = {
        "cut.pdf": pdf[:3000],
        "cut.docx": (SAMPLES / "flood.docx").read_bytes()[:5000],
        "empty.pdf": b"",
        "empty.html": b"",
        "locked.pdf": (SAMPLES / "locked.pdf").read_bytes(),
        "page.pdf": b"<!doctype html><p>It rained.",
        "words.html": pdf,
        "laughs.epub": repack("flood.epub", {"META-INF/container.xml": f"{LAUGHS}<x>&i;</x>"}),
        "laughs.docx": repack("flood.docx", {"word/document.xml": f"{LAUGHS}<x>&i;</x>"}),
        "bomb.docx": repack("flood.docx", {"word/document.xml": bytes(60 * 2**20)}),
        "bomb.zip": pack({f"{number}.txt": bytes(51 * 2**20) for number in range(10)}),
        "table.xlsx": b"PK",
    }
    for name, content in bad.items():
        write(tmp_path / name, content)
    write(tmp_path / "a.txt", "It rained.")
    write(tmp_path / "z.pdf", pdf)
    documents, reasons = names_and_reasons(tmp_path)
    assert documents == ["a.txt", "z.pdf"]
    assert reasons.keys() == bad.keys()
    for reason in reasons.values():
        assert "\n" not in reason
        assert len(reason) < 200
    assert reasons["bomb.docx"] == "bomb.docx would be larger than 50 MB unpacked; it is not read."
    assert reasons["bomb.zip"] == "bomb.zip would be larger than 500 MB unpacked; it is not read."


def test_an_archive_is_read_as_a_folder_and_nothing_leaves_it(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "docs/flood.pdf": (SAMPLES / "flood.pdf").read_bytes(),
        "../../evil.md": "# Evil\n\nIt rained.",
        "notes.txt": "It rained.",
        "inner.zip": pack({"a.txt": "It rained."}),
        "table.ods": "",
        "empty.txt": "",
    }
    write(tmp_path / "docs" / "all.zip", pack(files))
    before = sorted(tmp_path.rglob("*"))
    documents, reasons = names_and_reasons(tmp_path / "docs")
    assert documents == ["all.zip/evil.md", "all.zip/docs/flood.pdf", "all.zip/notes.txt"]
    assert reasons == {
        "all.zip/empty.txt": "all.zip/empty.txt has no text that could be asked: it is empty, or has headings only.",
        "all.zip/inner.zip": "all.zip/inner.zip: an archive inside an archive is not unpacked",
        "all.zip/table.ods": "all.zip/table.ods: .ods is not a format that can be read. Save it as .xlsx",
    }
    assert sorted(tmp_path.rglob("*")) == before


def test_an_unchanged_file_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = [Source(write(tmp_path / name), name) for name in ("a.txt", "b.txt")]
    known = {one.source or "": one for one in read_all(sources) if isinstance(one, Document)}
    write(tmp_path / "b.txt", "It poured.")
    read: list[str] = []
    original = index.reading.read_source
    monkeypatch.setattr(
        index.reading, "read_source", lambda one, process: read.append(one.name) or original(one, process)
    )
    again = [one for one in read_all(sources, known) if isinstance(one, Document)]
    assert read == ["b.txt"]
    assert again[0] is known[sources[0].location]
    assert again[1].text == "It poured."
