"""Documents by number, title and place."""

from __future__ import annotations

import pytest
from fakes import HashEncoder, text_document
from packing import SAMPLES

from index.collection import Collection
from index.documents import from_parsed
from index.formats import markdown
from index.reading import read_document
from qa.answer import RankedPassage
from qa.assistant import Assistant
from qa.citation import cite
from qa.page.english import ENGLISH
from qa.page.languages import LANGUAGES
from qa.page.library import MOST_FOUND, Library, Place


@pytest.mark.parametrize("place", [Place(0, 3, 9), Place(12, 0, 100, (4, 8))])
def test_a_place_is_read_as_it_was_written(place: Place) -> None:
    assert Place.parse(str(place)) == place


@pytest.mark.parametrize("text", ["", "1-2", "a-b-c", "1-2-3-4", "-1-2-3", "1-2-3-4-5-6", "1-2-9999999999"])
def test_what_is_no_place_is_none(text: str) -> None:
    assert Place.parse(text) is None


def test_a_single_document_without_a_title_is_the_article(assistant: Assistant, two: Assistant) -> None:
    cited = assistant.ask("Why did Qaani go to Baghdad?").citations[0]
    assert Library(assistant.collection, ENGLISH).named_place(cited) == "The article, paragraph 3"
    assert Library(two.collection, ENGLISH).named_place(cited) == f"{cited.title}, paragraph 3"


def test_the_headings_are_named_below_the_title() -> None:
    document = from_parsed(markdown.read("# Annual report\n\n## Money\n\n### 2020\n\nProfits rose."), "a.md", "0")
    collection = Collection.build([document], HashEncoder())
    (passage,) = collection.passages
    ranked = RankedPassage(document.name, passage.paragraph, passage.start, passage.end, passage.text, 1.0)
    for cited in (cite(document, passage, passage.span), ranked):
        assert Library(collection, ENGLISH).named_place(cited) == "Annual report \u203a Money \u203a 2020, paragraph 1"


def test_thousands_of_titles_are_searched_and_few_are_given() -> None:
    documents = [text_document(f"Words of number {n}.", f"Report {n:04d}.txt") for n in range(3000)]
    library = Library(Collection.build(documents, HashEncoder()), ENGLISH)
    assert library.find("") == [(n, f"Report {n:04d}") for n in range(MOST_FOUND)]
    assert library.find("2999 REPORT") == [(2999, "Report 2999")]
    assert library.find("report 4000") == []


@pytest.mark.parametrize(("name", "page"), [("flood.pdf", ", page 2"), ("flood.html", "")])
def test_page_author_and_date_of_publication_are_named_where_they_are_known(name: str, page: str) -> None:
    """Of a PDF the date is when the file was made."""
    document = read_document(SAMPLES / name)
    collection = Collection.build([document], HashEncoder())
    last = collection.passages[-1]
    cited = RankedPassage(document.name, last.paragraph, last.start, last.end, last.text, 1.0)
    by = f"{document.author}, {document.date}" if document.published else document.author
    assert (document.published is None) == (name == "flood.pdf")
    assert Library(collection, ENGLISH).named_place(cited) == (
        f"The flood of Aldmere ({by}) \u203a {last.headings[-1]}{page}, paragraph {last.paragraph}"
    )
    assert ("الصفحة 2، " in Library(collection, LANGUAGES["ar"]).named_place(cited)) == bool(page)
