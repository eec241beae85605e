"""Documents as HTML."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import NASTY, HashEncoder, Markup

from index.collection import Collection
from index.documents import from_parsed
from index.embedding import Encoder
from index.formats import plain_text
from index.reading import read_document
from qa.assistant import Assistant
from qa.page.article import AROUND, ArticleView
from qa.page.english import ENGLISH
from qa.page.library import Library, Place

KNOWN = {"aria-label", "class", "data-document", "data-end", "data-number", "data-start", "data-title", "dir", "hidden"}
KNOWN |= {"id", "tabindex", "type", "value", "for", "role", "autocomplete", "spellcheck", "placeholder"}
KNOWN |= {"aria-expanded", "aria-autocomplete", "aria-controls"}


@pytest.fixture
def view(assistant: Assistant) -> ArticleView:
    return ArticleView(Library(assistant.collection, ENGLISH))


@pytest.fixture
def view_of_two(two: Assistant) -> ArticleView:
    return ArticleView(Library(two.collection, ENGLISH))


def test_the_article_is_there_letter_for_letter_in_sentences_with_ids_of_their_own(
    assistant: Assistant, view: ArticleView
) -> None:
    (document,) = assistant.collection.documents.values()
    page = Markup(view.article(0))
    for block in document.blocks:
        assert document.text[block.start : block.end] in page.text
    ids = page.attributes("span", "id")
    sentences = [s for passage in assistant.collection.passages for s in passage.sentences]
    assert sorted(map(str, ids)) == sorted(f"sentence-{sentence.start}" for sentence in sentences)


def test_document_text_and_titles_are_inert(view_of_two: ArticleView) -> None:
    for markup in (view_of_two.article(1), view_of_two.panel()):
        page = Markup(markup)
        assert not {"script", "img", "b", "code", "em"} & {tag for tag, _ in page.tags}
        assert all(set(attributes) <= KNOWN for _, attributes in page.tags)
    assert NASTY.strip() in Markup(view_of_two.article(1)).text


def test_a_preview_names_the_headings_and_they_are_inert() -> None:
    document = from_parsed(plain_text.read("Report\n\nMoney & <b>2020</b>\n\nProfits rose."), "a.txt", "0")
    collection = Collection.build([document], HashEncoder())
    markup = ArticleView(Library(collection, ENGLISH)).preview(Place(0, *collection.passages[0].span))
    assert "b" not in {tag for tag, _ in Markup(markup).tags}
    assert Markup(markup).text == "Report \u203a Money & <b>2020</b>, paragraph 1Profits rose."


def test_a_document_that_is_not_there_is_nothing(view: ArticleView) -> None:
    assert [
        view.article(1),
        view.article(-1),
        view.preview(Place(1, 0, 9)),
        view.preview(Place(0, 9**8, 9**8 + 1)),
    ] == [""] * 4


def test_a_choice_is_offered_of_several_documents_only(view: ArticleView, view_of_two: ArticleView) -> None:
    assert 'class="qa-choose" hidden' in view.panel()
    assert Markup(view_of_two.panel()).attributes("input", "role") == ["combobox"]


def test_a_heading_that_is_the_title_is_not_shown_twice(encoder: Encoder, tmp_path: Path) -> None:
    path = tmp_path / "wintering.md"
    path.write_text("# Wintering\n\nBees keep warm in winter by shivering.\n", encoding="utf-8")
    library = Library(Collection.build([read_document(path)], encoder), ENGLISH)
    assert Markup(ArticleView(library).article(0)).text.count("Wintering") == 1


def test_a_preview_shows_the_place_among_its_neighbours(assistant: Assistant, view: ArticleView) -> None:
    (document,) = assistant.collection.documents.values()
    cited = assistant.ask("Why did Qaani go to Baghdad?").citations[0]
    start = document.text.index("to calm AAH down")
    markup = view.preview(Place(0, cited.start, cited.end, (start, start + len("to calm AAH down"))))
    page = Markup(markup)
    assert "<strong>to calm AAH down</strong>" in markup
    assert page.text.startswith("The article, paragraph 3")
    shown = page.text.removeprefix("The article, paragraph 3").strip("\u2026 ")
    assert shown in document.text
    assert cited.quote in shown
    assert len(shown) <= len(cited.quote) + 2 * AROUND


def test_a_preview_is_inert(view_of_two: ArticleView, two: Assistant) -> None:
    cited = two.ask("What do bees make from nectar?").citations[0]
    page = Markup(view_of_two.preview(view_of_two.library.place(cited)))
    assert {tag for tag, _ in page.tags} <= {"span", "mark", "strong"}
    assert all(set(attributes) <= {"class", "dir"} for _, attributes in page.tags)
