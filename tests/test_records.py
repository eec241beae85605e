from dataclasses import replace

from fakes import text_document
from hypothesis import assume, given
from test_sentences import ugly_text

from index.documents import Document
from index.errors import DocumentError
from index.formats.blocks import Omission
from index.passages import split
from index.records import document_of, line_of, passage_of


def check_round_trip(document: Document) -> None:
    assert document_of(line_of(document)) == document
    assert [passage_of(line_of(passage)) for passage in split(document)] == split(document)


def test_documents_and_passages_come_back_as_they_were(article: Document) -> None:
    check_round_trip(article)


def test_what_was_omitted_comes_back(article: Document) -> None:
    check_round_trip(replace(article, omissions=(Omission("a picture", 2), Omission("a comment"))))


@given(ugly_text)
def test_ugly_text_comes_back_as_it_was(text: str) -> None:
    try:
        document = text_document(text)
    except DocumentError:
        assume(False)
    check_round_trip(document)


def test_each_record_is_a_line(article: Document) -> None:
    lines = [line_of(article), *map(line_of, split(article))]
    assert [(line.count(b"\n"), line[-1:]) for line in lines] == [(1, b"\n")] * len(lines)
