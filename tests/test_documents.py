import hashlib
import os
from pathlib import Path

import pytest

from index.documents import LARGEST_FILE, Document, Skipped, Source, find_sources, from_parsed, read_document
from index.errors import DocumentError
from index.formats.blocks import Parsed
from index.passages import split

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


def test_the_articles_headings_are_headings(article: Document) -> None:
    headings = [article.text[block.start : block.end] for block in article.blocks if block.kind == "heading"]
    assert headings == ["Scrambling to fill a power vacuum", "Escalation and leverage"]


def test_headings_go_with_their_passages_and_are_none_themselves(article: Document) -> None:
    passages = split(article)
    headings = ["Scrambling to fill a power vacuum", "Escalation and leverage"]
    assert [passage.heading for passage in passages] == [None] * 3 + headings[:1] * 4 + headings[1:] * 3 + [None] * 3
    assert not any(heading in passage.text for heading in headings for passage in passages)


def test_the_stray_markup_of_the_article_is_in_no_passage(article: Document) -> None:
    assert '">' in article.text
    assert not any('">' in passage.text for passage in split(article))


def test_the_notes_of_the_article_are_passages_of_their_own(article: Document) -> None:
    notes = {passage.about: passage.text for passage in split(article) if passage.about}
    assert notes["author"].startswith("Hamdi Malik, PhD, is an Associate Fellow")
    assert notes["author"].endswith("The views expressed in this piece are his own.")
    assert notes["photograph"] == "Photo by AHMAD AL-RUBAYE/AFP via Getty Images"
    assert notes["publisher"].startswith("The Middle East Institute (MEI) is an independent")
    assert notes["publisher"].endswith("please click here.")


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
    with pytest.raises(
        DocumentError, match=r"^a\.pdf is not in a format that can be read \(\.markdown, \.md, \.text, "
    ):
        read_document(write(tmp_path / "a.pdf"))


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


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("a-fine_day.txt", "It rained.", "A fine day"),
        ("rain.txt", "The great flood\n\nIt rained.", "The great flood"),
        ("article.txt", "It rained.", "It rained."),
        ("document (2).txt", "It rained.", "It rained."),
        ("2021-03.txt", "It rained,\nand it poured.", "It rained, and it poured."),
        ("text.txt", "Rain and snow " * 10, "Rain and snow Rain and snow Rain and snow Rain and snow…"),
        ("folder/rain.txt", "It rained.", "Rain"),
    ],
)
def test_a_document_without_a_title_is_named_by_its_file_or_first_words(name: str, text: str, title: str) -> None:
    from fakes import text_document

    assert text_document(text, name).title == title


def test_what_a_reader_found_is_refused_without_text() -> None:
    with pytest.raises(DocumentError, match="has no text that could be asked"):
        from_parsed(Parsed("", None, []), "a.txt", "0" * 64)


def test_a_folder_is_walked_in_order_and_hidden_files_are_left_out(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "sub/c.txt", ".hidden.txt", ".git/d.txt", "sub/e.pdf", "noending"):
        write(tmp_path / "docs" / name)
    found = list(find_sources([tmp_path / "docs"]))
    assert [source.name for source in found] == ["a.md", "b.txt", "noending", "sub/c.txt", "sub/e.pdf"]
    assert [left_out for left_out in found if isinstance(left_out, Skipped)] == [
        Skipped("noending", "a file without an ending is not a format that can be read"),
        Skipped("sub/e.pdf", ".pdf is not a format that can be read"),
    ]


def test_a_file_goes_by_its_own_name(tmp_path: Path) -> None:
    path = write(tmp_path / "deep" / "down" / "a.txt")
    assert list(find_sources([path])) == [Source(path, "a.txt")]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path / "docs" / "a.txt")
    assert [source.name for source in find_sources([tmp_path / "docs", path])] == ["a.txt"]


def test_two_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    folders = [write(tmp_path / name / "a.txt").parent for name in ("one", "two")]
    names = [source.name for source in find_sources(folders)]
    assert [name[-9:] for name in names] == ["one/a.txt", "two/a.txt"]


def test_a_link_goes_by_its_own_name(tmp_path: Path) -> None:
    write(tmp_path / "store" / "5fa3")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "rain.txt").symlink_to(tmp_path / "store" / "5fa3")
    assert list(find_sources([tmp_path / "docs"])) == [Source(tmp_path / "docs" / "rain.txt", "rain.txt")]


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_name_that_is_no_text_is_made_printable(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    try:
        path.write_text("It rained.")
    except OSError:
        pytest.skip("this file system takes no such name")
    (source,) = find_sources([tmp_path])
    assert source == Source(path, "caf\ufffd.txt")
    assert read_document(source.path, source.name).text == "It rained."


def test_a_path_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        DocumentError, match=r"^There is no file or folder .*nowhere\. Check the spelling of the path\.$"
    ):
        list(find_sources([tmp_path / "nowhere"]))


def test_what_is_no_ordinary_file_or_cannot_be_opened_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    os.mkfifo(folder / "pipe.txt")
    (folder / "broken.txt").symlink_to(folder / "nowhere")
    (folder / "own" / "generations").mkdir(parents=True)
    (folder / "own" / "writer.lock").touch()
    (folder / "own" / "inside.txt").write_text("Part of an index.", encoding="utf-8")
    (folder / "good.txt").write_text("A text.", encoding="utf-8")
    found = list(find_sources([folder, folder / "pipe.txt"]))
    assert [one.name for one in found if isinstance(one, Source)] == ["good.txt"]
    assert [str(one) for one in found if isinstance(one, Skipped)] == [
        "broken.txt: is no ordinary file",
        "pipe.txt: is no ordinary file",
        "pipe.txt: is no ordinary file",
    ]
