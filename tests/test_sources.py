import os
from pathlib import Path

import pytest

from index.documents import Skipped
from index.errors import DocumentError
from index.reading import read_document
from index.sources import Source, find_sources


def write(path: Path, content: str | bytes = "It rained.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_folder_is_walked_in_order_and_hidden_files_are_left_out(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "sub/c.txt", ".hidden.txt", ".git/d.txt", "sub/e.xls", "noending"):
        write(tmp_path / "docs" / name)
    found = list(find_sources([tmp_path / "docs"]))
    assert [source.name for source in found] == ["a.md", "b.txt", "noending", "sub/c.txt", "sub/e.xls"]
    assert [left_out for left_out in found if isinstance(left_out, Skipped)] == [
        Skipped(
            "noending", "a file without an ending is not a format that can be read. Save it as .pdf, .docx or .txt"
        ),
        Skipped("sub/e.xls", ".xls is not a format that can be read. Save it as .xlsx"),
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
