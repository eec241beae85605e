"""The widget for other web sites, from a page that is being served."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from chromium import GRADIO_WARNINGS
from fakes import Markup
from serving import collect_event_loops, get, post, served

from qa.assistant import Assistant
from qa.page.branding import Branding
from qa.page.english import ENGLISH
from qa.page.languages import LANGUAGES
from qa.page.library import Library
from qa.page.options import Options
from qa.page.program_questions import ProgramQuestions
from qa.page.usage import Usage
from qa.page.widget import Widget
from qa.page.widget_messages import WIDGET_MESSAGES

pytestmark = GRADIO_WARNINGS

QUESTION = "Why did Qaani go to Baghdad?"
SITE = ("https://site.example",)


@pytest.fixture(scope="module")
def addresses(two: Assistant) -> Iterator[dict[str, str]]:
    with (
        served(two, Options(per_minute=2, embedded_by=SITE, embed_per_minute=0)) as open_to_all,
        served(two, Options(per_minute=0, embedded_by=SITE, embed_per_minute=2)) as limited,
        served(two) as without,
    ):
        yield {"open": open_to_all, "limited": limited, "without": without}
    collect_event_loops()


def ask(address: str, **body: Any) -> tuple[int, Any]:
    status, told = post(address, "/embed/ask", body)
    return status, json.loads(told)


def test_an_answer_is_quoted_with_a_link_to_its_place_and_without_tools(addresses: dict[str, str]) -> None:
    status, given = ask(addresses["open"], question=QUESTION)
    shown = Markup(given["html"])
    assert (status, given["answered"]) == (200, True)
    assert "to calm AAH down" in shown.text
    assert "button" not in {tag for tag, _ in shown.tags}
    (link,) = shown.attributes("a", "href")
    assert link.startswith(f"./?q={quote(QUESTION)}#cite-0-")
    assert shown.attributes("a", "rel") == ["noopener"]
    assert "to calm AAH down" in given["said"]


def test_a_follow_up_is_understood_and_a_refusal_shows_what_comes_closest(addresses: dict[str, str]) -> None:
    _, given = ask(addresses["open"], question="Why?", history=[QUESTION])
    assert "Baghdad" in Markup(given["html"]).text
    _, refused = ask(addresses["open"], question="Who won the football match in Lisbon?")
    assert refused["answered"] is False
    assert "does not" in Markup(refused["html"]).text


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        (b"x", 400, "The body is no JSON object in UTF-8."),
        ({"question": QUESTION, "document": "bees"}, 422, "There is no key document. There are: question, history."),
        ({"question": "x" * 1001}, 422, "This question is too long"),
        ({"question": " "}, 422, "The question is empty."),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(addresses: dict[str, str], body: Any, status: int, sentence: str) -> None:
    given, told = post(addresses["open"], "/embed/ask", body)
    assert given == status
    assert json.loads(told)["detail"].startswith(sentence)


def test_it_has_a_rate_of_its_own(addresses: dict[str, str]) -> None:
    assert [ask(addresses["limited"], question=QUESTION)[0] for _ in range(4)] == [200, 200, 429, 429]
    assert post(addresses["limited"], "/v1/ask", {"question": QUESTION})[0] == 200
    assert {ask(addresses["open"], question=QUESTION)[0] for _ in range(4)} == {200}


def test_without_a_site_there_is_none(addresses: dict[str, str]) -> None:
    assert get(addresses["without"], "/embed")[0] == 404
    assert post(addresses["without"], "/embed/ask", {"question": QUESTION})[0] in {404, 405}


def test_its_questions_are_counted_as_its_own(addresses: dict[str, str]) -> None:
    ask(addresses["open"], question=QUESTION)
    assert 'article_qa_questions_answered_total{entry="embed"}' in get(addresses["open"], "/v1/metrics")[1]


@pytest.mark.parametrize("code", LANGUAGES)
def test_its_page_speaks_the_page_s_language_and_has_the_owner_s_colour(code: str, two: Assistant) -> None:
    library = Library(two.collection, LANGUAGES[code])
    widget = Widget(ProgramQuestions(lambda: two, Usage()), lambda: library, Branding(accent="#8a1c1c"))
    page = Markup(widget._page)
    assert page.attributes("html", "lang") == [code]
    assert page.attributes("input", "placeholder") == [LANGUAGES[code].type_here]
    assert WIDGET_MESSAGES[code].ask in page.text
    assert "--qa-link: #8a1c1c;" in widget._page


def test_its_words_are_told_in_every_language() -> None:
    assert WIDGET_MESSAGES.keys() == LANGUAGES.keys()
    spoken = [set(vars(words).values()) for words in WIDGET_MESSAGES.values()]
    assert not set.intersection(*spoken)
    assert ENGLISH.code in WIDGET_MESSAGES
