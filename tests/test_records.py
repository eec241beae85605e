from dataclasses import replace
from pathlib import Path

from fakes import text_document
from hypothesis import assume, given
from test_sentences import ugly_text

from index.documents import Document
from index.errors import DocumentError
from index.formats.blocks import Omission
from index.passages import split
from index.records import read_documents, read_passages, write_documents, write_passages


def check_round_trip(document: Document, folder: Path) -> None:
    write_documents(folder / "documents.jsonl", [document, document])
    assert read_documents(folder / "documents.jsonl") == [document, document]
    passages = split(document)
    write_passages(folder / "passages.jsonl", passages)
    assert read_passages(folder / "passages.jsonl") == passages


def test_documents_and_passages_come_back_as_they_were(article: Document, tmp_path: Path) -> None:
    check_round_trip(article, tmp_path)


def test_what_was_omitted_comes_back(article: Document, tmp_path: Path) -> None:
    check_round_trip(replace(article, omissions=(Omission("a picture", 2), Omission("a comment"))), tmp_path)


@given(ugly_text)
def test_ugly_text_comes_back_as_it_was(text: str) -> None:
    try:
        document = text_document(text)
    except DocumentError:
        assume(False)
    check_round_trip(document, Path())


def test_each_record_is_a_line(article: Document, tmp_path: Path) -> None:
    write_passages(tmp_path / "passages.jsonl", split(article))
    assert (tmp_path / "passages.jsonl").read_bytes().count(b"\n") == len(split(article))


def test_nothing_comes_back_as_nothing(tmp_path: Path) -> None:
    write_documents(tmp_path / "documents.jsonl", [])
    assert read_documents(tmp_path / "documents.jsonl") == []
