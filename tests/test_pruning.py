"""index.pruning: which documents have lost their file."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from packing import pack

from index.documents import Document
from index.pruning import vanished
from index.reading import read_all
from index.sources import find_sources

TWO = {"a.txt": "It rained.", "deep/b!.txt": "It snowed."}


def documents(*paths: Path) -> list[Document]:
    return [found for found in read_all(find_sources(paths)) if isinstance(found, Document)]


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A folder with a file, and an archive of two files in a folder of its own."""
    docs = tmp_path / "docs"
    (docs / "packed").mkdir(parents=True)
    (docs / "wow!.txt").write_text("The sun came out.", encoding="utf-8")
    (docs / "packed" / "two.zip").write_bytes(pack(TWO))
    return docs


def test_what_is_there_is_not_gone(docs: Path) -> None:
    known = documents(docs)
    assert len(known) == 3
    assert vanished(known, [docs]) == []
    assert vanished(known, [docs.parent]) == []
    assert vanished(known, [docs / "packed" / "two.zip", docs / "wow!.txt"]) == []


def test_what_is_gone_from_an_archive_is_gone(docs: Path) -> None:
    known = documents(docs)
    archive = docs / "packed" / "two.zip"
    archive.write_bytes(pack({"a.txt": "It rained."}))
    for path in (docs, docs / "packed", archive):
        assert vanished(known, [path]) == ["packed/two.zip/deep/b!.txt"]
    archive.unlink()
    assert vanished(known, [docs]) == ["packed/two.zip/a.txt", "packed/two.zip/deep/b!.txt"]
    assert vanished(known, [docs / "wow!.txt"]) == []


def test_a_folder_that_only_begins_alike_is_another(docs: Path) -> None:
    other = docs.with_name("docs2")
    other.mkdir()
    (other / "c.txt").write_text("It was foggy.", encoding="utf-8")
    known = documents(docs, other)
    (other / "c.txt").unlink()
    assert vanished(known, [docs]) == []
    assert vanished(known, [other]) == ["c.txt"]


@pytest.mark.parametrize("content", [b"", pack(TWO)[:-40]])
def test_an_archive_that_cannot_be_opened_keeps_what_came_from_it(docs: Path, content: bytes) -> None:
    known = documents(docs)
    (docs / "packed" / "two.zip").write_bytes(content)
    assert vanished(known, [docs]) == []


def test_a_folder_that_cannot_be_opened_keeps_what_came_from_it(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = documents(docs)
    scandir = os.scandir

    def closed(folder: str) -> Any:
        if Path(folder).name == "packed":
            raise PermissionError(13, "Permission denied", folder)
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", closed)
    assert vanished(known, [docs]) == []
    monkeypatch.chdir(docs.parent)
    assert vanished(known, [Path("docs")]) == []


def test_a_file_that_can_no_longer_be_read_is_still_there(docs: Path) -> None:
    known = documents(docs)
    (docs / "packed" / "two.zip").write_bytes(pack(TWO | {"a.txt": b"\0"}))
    (docs / "wow!.txt").write_bytes(b"")
    assert vanished(known, [docs]) == []


@pytest.mark.skipif(sys.platform != "linux", reason="other systems' names are text")
def test_a_name_with_bytes_that_are_no_text_is_known_again(docs: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(docs) + b"/caf\xe9.txt"))
    odd.write_text("It hailed.", encoding="utf-8")
    known = documents(docs)
    assert vanished(known, [docs]) == []
    odd.unlink()
    assert [name for name in vanished(known, [docs]) if name.startswith("caf")] == ["caf\ufffd.txt"]


def test_documents_from_nowhere_and_from_the_web_stay(docs: Path) -> None:
    known = documents(docs)
    assert vanished([replace(known[0], source=source) for source in (None, "https://a.org/x!b.txt")], [docs]) == []
