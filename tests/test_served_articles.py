"""qa.page.served_articles, and a page whose documents change while it is open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from chromium import GRADIO_WARNINGS, chromium
from fakes import Markup, text_document
from playwright.sync_api import expect
from serving import call, get, post, served

from index.collection import Collection
from index.documents import Document
from index.embedding import Encoder
from index.errors import DocumentError
from qa.assistant import Assistant, ClosedAssistant
from qa.page.english import ENGLISH
from qa.page.options import Options
from qa.page.served_articles import LatestChange, ServedArticles
from qa.page.uploads import FIRST_UPLOADED

pytestmark = GRADIO_WARNINGS

FERRY = text_document("The ferry Alma sails at nine in the morning.", "ferry.txt")
LATER = text_document("The ferry Alma sails at seven in the evening.", "ferry.txt")
BAKERY = text_document("The bakery is shut on Mondays.", "bakery.txt")
TOWER = text_document("Greta Olsen keeps the lighthouse.", "tower.txt")
NOON = LatestChange(datetime(2024, 5, 6, 12, 30, tzinfo=UTC), 1)


def assistant_of(encoder: Encoder, *documents: Document) -> Assistant:
    return Assistant(Collection.build(documents, encoder), encoder)


@pytest.fixture
def articles(encoder: Encoder) -> ServedArticles:
    return ServedArticles(assistant_of(encoder, BAKERY, FERRY), Options())


def numbers(articles: ServedArticles) -> dict[str, int]:
    return dict(articles.now.articles.library.numbers)


def test_a_document_keeps_its_number_and_one_that_changed_gets_a_new_one(
    articles: ServedArticles, encoder: Encoder
) -> None:
    assert numbers(articles) == {"bakery.txt": 0, "ferry.txt": 1}
    articles.renew(assistant_of(encoder, BAKERY, LATER, TOWER), NOON)
    assert numbers(articles) == {"bakery.txt": 0, "ferry.txt": 2, "tower.txt": 3}
    assert articles.now.articles.library.document(1) is None
    assert (articles.successor(1), articles.successor(3)) == (2, 3)


def test_a_number_is_never_given_twice_and_one_that_is_gone_leads_to_the_first(
    articles: ServedArticles, encoder: Encoder
) -> None:
    articles.renew(assistant_of(encoder, FERRY), NOON)
    articles.renew(assistant_of(encoder, BAKERY, FERRY), NOON)
    assert numbers(articles) == {"bakery.txt": 2, "ferry.txt": 1}
    articles.renew(assistant_of(encoder, FERRY), NOON)
    assert articles.successor(0) == articles.successor(2) == articles.successor(99) == 1
    assert articles.successor(FIRST_UPLOADED) == FIRST_UPLOADED


def test_whoever_took_a_state_keeps_it(articles: ServedArticles, encoder: Encoder) -> None:
    before = articles.now
    articles.renew(assistant_of(encoder, LATER), NOON)
    assert FERRY.text in Markup(before.article_view(1, None).article(1)).text
    assert before.upload_sessions is articles.now.upload_sessions


def test_where_nothing_is_left_each_question_says_so(articles: ServedArticles) -> None:
    closed = ClosedAssistant(articles.assistant, DocumentError("There is nothing to ask."))
    with pytest.raises(DocumentError, match="nothing to ask"):
        closed.ask("When does the ferry sail?")
    with pytest.raises(DocumentError, match="nothing to ask"):
        closed.with_collection(articles.collection)


@contextmanager
def changing(assistant: Assistant) -> Iterator[tuple[str, ServedArticles]]:
    """The address of a page, and what it answers from."""
    taken: list[ServedArticles] = []

    @contextmanager
    def following(articles: ServedArticles) -> Iterator[None]:
        taken.append(articles)
        yield

    with served(assistant, Options(keeps_up=True, per_minute=0), following=following) as address:
        yield address, taken[0]


def test_programs_are_answered_from_what_there_is_now(encoder: Encoder) -> None:
    with changing(assistant_of(encoder, BAKERY, FERRY)) as (address, articles):
        assert not {"as_of", "changed"} & json.loads(get(address, "/v1/documents")[1]).keys()
        assert call(address, "latest_change", {"number": 1})[1] == {
            "at": None, "changed": 0, "documents": 2, "number": 1,
        }  # fmt: skip
        articles.renew(assistant_of(encoder, BAKERY, LATER, TOWER), NOON)
        listed = json.loads(get(address, "/v1/documents")[1])
        assert (listed["total"], listed["as_of"], listed["changed"]) == (3, "2024-05-06T12:30:00+00:00", 1)
        asked = {"question": "When does the ferry Alma sail?", "document": "ferry.txt"}
        told = json.loads(post(address, "/v1/ask", asked)[1])
        assert [passage["text"] for passage in told["passages"]] == [LATER.text]
        assert call(address, "latest_change", {"number": 1})[1]["number"] == 2
        assert "article_qa_documents 3.0" in get(address, "/v1/metrics")[1]


def test_the_page_says_as_of_when_and_shows_the_text_as_it_is_now(encoder: Encoder) -> None:
    with changing(assistant_of(encoder, FERRY)) as (address, articles), chromium() as browser:
        page = browser.new_page(timezone_id="UTC", locale="en-GB")
        page.goto(address)
        page.locator("#qa-ask textarea").fill("When does the ferry Alma sail?")
        page.keyboard.press("Enter")
        link = page.locator('.qa-answer a[href*="#cite-0-"]').first
        expect(link).to_be_visible()
        expect(page.locator(".qa-as-of")).to_be_hidden()
        articles.renew(assistant_of(encoder, LATER, TOWER), NOON)
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(page.locator(".qa-as-of")).to_have_text("As of 12:30, 1 changed")
        expect(page.locator("#qa-panel article")).to_contain_text(LATER.text)
        expect(page.locator("#qa-panel .qa-choose")).to_be_visible()
        # What was cited is not there any more, and nothing else is lit in its place.
        link.click()
        expect(page.locator(".qa-answer").first).to_contain_text(ENGLISH.document_changed)
        assert page.locator("#qa-panel .qa-lit").count() == 0
