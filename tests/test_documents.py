from dataclasses import replace

import pytest
from fakes import text_document

from index.documents import Document, from_parsed
from index.errors import DocumentError
from index.formats.blocks import Block, PageStart, Parsed
from index.passages import split


def test_the_articles_headings_are_headings(article: Document) -> None:
    headings = [article.text[block.start : block.end] for block in article.blocks if block.kind == "heading"]
    assert headings == ["Scrambling to fill a power vacuum", "Escalation and leverage"]


def test_headings_go_with_their_passages_and_are_none_themselves(article: Document) -> None:
    passages = split(article)
    headings = ["Scrambling to fill a power vacuum", "Escalation and leverage"]
    paths = [()] * 3 + [(headings[0],)] * 4 + [(headings[1],)] * 3 + [()] * 3
    assert [passage.headings for passage in passages] == paths
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
    assert text_document(text, name).title == title


def test_what_a_reader_found_is_refused_without_text() -> None:
    with pytest.raises(DocumentError, match="has no text that could be asked"):
        from_parsed(Parsed("", None, []), "a.txt", "0" * 64)


def test_a_character_stands_on_the_last_page_that_began_before_it() -> None:
    parsed = Parsed("One two three.", None, [Block(0, 14)], pages=[PageStart(0, 1), PageStart(4, 2), PageStart(8, 3)])
    document = from_parsed(parsed, "a.pdf", "0" * 64)
    assert [document.page_at(offset) for offset in (0, 3, 4, 7, 8, 13)] == [1, 1, 2, 2, 3, 3]


def test_a_format_without_pages_has_none() -> None:
    assert from_parsed(Parsed("One.", None, [Block(0, 4)]), "a.txt", "0" * 64).page_at(0) is None


@pytest.mark.parametrize(
    ("name", "published", "made"),
    [("a.pdf", None, "2020-01-02"), ("a.DOCX", None, "2020-01-02"), ("a.html", "2020-01-02", None)],
)
def test_when_a_file_was_made_is_told_from_when_its_text_was_published(
    name: str, published: str | None, made: str | None
) -> None:
    document = replace(text_document("One two three.", name), date="2020-01-02")
    assert (document.published, document.made) == (published, made)
