from pathlib import Path

import pytest
from packing import pack

from index.documents import Document
from index.errors import DocumentError
from index.pruning import find_gone
from index.reading import read_all
from index.sources import find_sources

TEXT = "It rained all day. The river rose, and nobody went out."


def documents(*paths: Path) -> list[Document]:
    return [found for found in read_all(find_sources(paths)) if isinstance(found, Document)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three archives and a file."""
    folder = tmp_path / "wet! docs"
    folder.mkdir()
    for name in ("a.zip", "b.zip", "c.zip"):
        (folder / name).write_bytes(pack({"kept.txt": TEXT, "sub/gone.txt": TEXT}))
    (folder / "file.txt").write_text(TEXT)
    return folder


def test_nothing_is_gone_while_all_is_there(folder: Path) -> None:
    known = documents(folder)
    assert len(known) == 7
    assert find_gone(known, [folder]) == []


def test_what_is_no_longer_in_an_archive_is_gone(folder: Path) -> None:
    known = documents(folder)
    (folder / "a.zip").write_bytes(pack({"kept.txt": TEXT}))
    assert find_gone(known, [folder]) == ["a.zip/sub/gone.txt"]
    assert find_gone(known, [folder / "a.zip"]) == ["a.zip/sub/gone.txt"]
    assert find_gone(known, [folder / "b.zip"]) == []


def test_with_an_archive_all_that_was_in_it_is_gone(folder: Path) -> None:
    known = documents(folder)
    (folder / "b.zip").unlink()
    (folder / "file.txt").unlink()
    assert find_gone(known, [folder]) == ["b.zip/kept.txt", "b.zip/sub/gone.txt", "file.txt"]


def test_an_archive_that_cannot_be_opened_has_lost_nothing(folder: Path) -> None:
    known = documents(folder)
    (folder / "c.zip").write_bytes(b"PK no more")
    assert find_gone(known, [folder]) == []


def test_what_lies_elsewhere_is_not_looked_for(folder: Path, tmp_path: Path) -> None:
    known = documents(folder)
    (tmp_path / "other").mkdir()
    (folder / "file.txt").unlink()
    assert find_gone(known, [tmp_path / "other"]) == []


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="There is no file or folder"):
        find_gone([], [tmp_path / "nowhere"])
