"""qa.language.document_question: what is asked of a document itself."""

import pytest

from qa.language.document_question import document_question


@pytest.mark.parametrize(
    ("question", "kind", "of"),
    [
        ("Who wrote this text?", "author", "this text"),
        ("By whom was this written?", "author", "this"),
        ("Can you tell me who the author of this article is?", "author", "this article"),
        ("Can you tell me who is the author of this article, please?", "author", "this article"),
        ("Who wrote The Salt Road?", "author", "The Salt Road"),
        ("Who's the author?", "author", ""),
        ("What's the author's name?", "author", ""),
        ("What is the title of this document?", "title", "this document"),
        ("What is this book called?", "title", "this book"),
        ("When was it published?", "date", "it"),
        ("In which year was this report published?", "date", "this report"),
        ("How many pages has it?", "pages", "it"),
        ("How many pages does the file have?", "pages", "the file"),
        ("Where does this text come from?", "source", "this text"),
        ("What is the file name?", "source", ""),
        ("Who led the caravan?", None, ""),
    ],
)
def test_the_fact_is_known_and_what_it_is_asked_of(question: str, kind: str | None, of: str) -> None:
    asked = document_question(question)
    assert (asked and asked.kind) == kind
    if asked:
        assert asked.of == of


@pytest.mark.parametrize(
    ("question", "noun", "surely", "title"),
    [
        ("Who wrote this?", "this", True, ""),
        ("Who wrote it?", "it", False, ""),
        ("Who wrote these notes?", "notes", True, ""),
        ("Who wrote the article?", "article", True, ""),
        ("Who wrote the report?", "report", False, ""),
        ("Who wrote the book called The Salt Road?", "book", False, "The Salt Road"),
        ("Who wrote The Salt Road?", None, False, "The Salt Road"),
        ("What is the oldest boat called?", None, False, "the oldest boat"),
    ],
)
def test_what_it_is_asked_of_is_a_document_for_sure_or_perhaps_or_has_a_title(
    question: str, noun: str | None, surely: bool, title: str
) -> None:
    asked = document_question(question)
    assert asked
    reference = asked.reference
    assert (reference.noun, reference.surely, reference.title) == (noun, surely, title)
