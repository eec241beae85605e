"""The page in a real browser. Chromium is needed; under CI its absence is a failure."""

from __future__ import annotations

import asyncio
import gc
import json
import re
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import gradio as gr
import pytest
from chromium import chromium
from playwright.sync_api import Browser, Locator, Page, Route, expect

import ui
from index.collection import Collection
from index.documents import read_document
from index.embedding import SentenceTransformerEncoder
from index.spans import Span
from qa.answer import Answer
from qa.assistant import Assistant
from qa.page.answers import CLOSEST
from qa.page.options import Options
from qa.reader import Reading, SentenceReader
from qa.retrieval import Hit
from qa.startup import seeds_folder

QUESTION = "Why did Qaani go to Baghdad?"
OFF_TOPIC = "Who won the 2018 World Cup?"
GOAL = "What is the ultimate goal of the Iraqi militias?"
SHORT = "to calm AAH down"
ANSWER = "The attack prompted Qaani to travel to Iraq the next day to calm AAH down."
NASTY = '<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) **bold** "quoted"'
BEES = f"Bees make honey from nectar. {NASTY}\n\nBees keep warm in winter by shivering.\n"

# Gradio makes an event loop for each page and never closes it, and calls pandas in ways that pandas 4 drops.
pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:.*no_silent_downcasting"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]


class ShortReader:
    """Takes only some words of the article's best known sentence, and quotes all others whole."""

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        reading = SentenceReader().read(question, hits)
        passage = reading.hit.passage
        at = passage.text.find(SHORT)
        if at < 0 or not reading.span.overlaps(Span(passage.start + at, passage.start + at + len(SHORT))):
            return reading
        return replace(reading, span=Span(passage.start + at, passage.start + at + len(SHORT)))


class Suggestions:
    """Always the same ones."""

    def starters(self, limit: int) -> tuple[str, ...]:
        return (QUESTION, GOAL)[:limit]

    def lead_on(self, answer: Answer, asked: Sequence[str]) -> tuple[str, ...]:
        return tuple(question for question in (GOAL,) if question not in asked)

    def instead(self, answer: Answer) -> str | None:
        return GOAL


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where feedback is stored."""
    return tmp_path_factory.mktemp("feedback") / "said.jsonl"


@pytest.fixture(scope="module")
def addresses(
    encoder: SentenceTransformerEncoder, tmp_path_factory: pytest.TempPathFactory, said: Path
) -> Iterator[dict[str, str]]:
    """The address of each page."""
    path = tmp_path_factory.mktemp("bees") / "wild <img src=x onerror=alert(2)> bees.txt"
    path.write_text(BEES, encoding="utf-8")
    documents = [read_document(seeds_folder() / "article.txt"), read_document(path)]
    one = Assistant(Collection.build(documents[:1], encoder), encoder)
    two = Assistant(Collection.build(documents, encoder), encoder)
    short = Assistant(one.collection, encoder, reader=ShortReader())
    quick = Options(per_minute=0)
    pages = {
        "one": (one, quick),
        "two": (two, quick),
        "short": (short, replace(quick, feedback=said, suggester=Suggestions())),
        "arabic": (short, replace(quick, language="ar", feedback=said, suggester=Suggestions())),
        "slow": (one, replace(quick, per_minute=1)),
    }
    yield {name: ui.launch(assistant, options, block=False) for name, (assistant, options) in pages.items()}
    gr.close_all()
    asyncio.set_event_loop(None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture(scope="module")
def browser(addresses: dict[str, str]) -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def opened(browser: Browser, addresses: dict[str, str]) -> Iterator[Opener]:
    opener = Opener(browser, addresses)
    yield opener
    opener.close()
    assert opener.outside == []
    assert opener.errors == []


class Opener:
    """Opens pages that are cut off from all but this computer, and keeps what they tried to reach."""

    def __init__(self, browser: Browser, addresses: dict[str, str]) -> None:
        self._browser, self._addresses = browser, addresses
        self._pages: list[Page] = []
        self.outside: list[str] = []
        self.errors: list[str] = []

    def __call__(
        self,
        name: str = "one",
        *,
        width: int = 1280,
        height: int = 800,
        dark: bool = False,
        any_script: bool = False,
        query: str = "",
    ) -> Page:
        page = self._browser.new_page(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            bypass_csp=any_script,
            accept_downloads=True,
        )
        self._pages.append(page)
        page.route("**/*", self._guard)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.add_init_script(
            "window.alerted = 0; window.alert = () => { window.alerted += 1 };"
            "window.stopped = []; addEventListener('securitypolicyviolation', (event) => "
            "window.stopped.push(event.violatedDirective));"
        )
        page.goto(self._addresses[name] + query)
        if not query:
            expect(page.locator("#qa-ask textarea")).to_be_focused()
        expect(page.locator("#qa-panel article")).to_be_visible()
        return page

    def close(self) -> None:
        for page in self._pages:
            if not page.is_closed():
                self.errors += page.evaluate("window.stopped")
            page.close()

    def _guard(self, route: Route) -> None:
        if urlsplit(route.request.url).hostname in ("127.0.0.1", "localhost"):
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()


def ask(page: Page, question: str) -> Locator:
    """Ask and wait for the answer, which is returned."""
    answers = page.locator(".qa-answer")
    before = answers.count()
    page.locator("#qa-ask textarea").fill(question)
    page.keyboard.press("Enter")
    expect(answers).to_have_count(before + 1)
    return answers.nth(before)


def choice(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Document")


def choose(page: Page, words: str) -> None:
    """Open the document that is found by these words."""
    choice(page).fill(words)
    page.get_by_role("option").first.click()


def lit(page: Page) -> Locator:
    return page.locator("#qa-panel .qa-lit")


def expect_in_view(page: Page, sentence: Locator) -> None:
    """The sentence lies inside the window and inside the part of the article that shows."""
    expect(sentence).to_be_in_viewport(ratio=1)
    box, panel = sentence.bounding_box(), page.locator("#qa-panel").bounding_box()
    assert box is not None
    assert panel is not None
    assert panel["y"] <= box["y"]
    assert box["y"] + box["height"] <= panel["y"] + panel["height"]


def contrast(page: Page, sentence: Locator) -> float:
    """WCAG's contrast ratio of the sentence's own colours."""
    ratio = sentence.evaluate(
        """(node) => {
          const light = (colour) => {
            const [r, g, b] = colour.match(/[0-9.]+/g).slice(0, 3).map((part) => {
              const share = part / 255;
              return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const style = getComputedStyle(node);
          const [low, high] = [light(style.color), light(style.backgroundColor)].sort((a, b) => a - b);
          return (high + 0.05) / (low + 0.05);
        }"""
    )
    assert isinstance(ratio, float | int)
    return float(ratio)


def test_the_citation_shows_the_very_words_in_the_article(opened: Opener) -> None:
    page = opened()
    answer = ask(page, QUESTION)
    expect(answer.locator("blockquote")).to_have_text(ANSWER)
    page.locator("#qa-panel").evaluate("(panel) => { panel.scrollTop = panel.scrollHeight }")
    answer.get_by_role("link", name="[1]").click()
    expect(lit(page)).to_have_text(ANSWER)
    expect(lit(page)).to_contain_text("to calm AAH down")
    expect(lit(page)).to_be_focused()
    expect_in_view(page, lit(page))


def test_the_answer_is_lit_and_in_view_before_anything_is_clicked(opened: Opener) -> None:
    page = opened()
    ask(page, GOAL)
    expect(lit(page)).to_contain_text("capture the Iraqi state")
    expect_in_view(page, lit(page))
    expect(page.locator("#qa-ask textarea")).to_be_focused()


def test_what_the_article_does_not_say_is_refused_with_the_closest_passages(opened: Opener) -> None:
    page = opened()
    ask(page, QUESTION)
    refusal = ask(page, OFF_TOPIC)
    expect(refusal).to_contain_text("The article does not seem to say.")
    expect(refusal).to_contain_text("Closest passages \N{EN DASH} not an answer")
    expect(refusal.get_by_role("link")).to_have_count(CLOSEST)
    expect(lit(page)).to_have_count(0)
    refusal.get_by_role("link").first.click()
    expect(lit(page).first).to_be_in_viewport()


def test_a_citation_of_an_earlier_answer_still_works(opened: Opener) -> None:
    page = opened()
    first = ask(page, QUESTION)
    ask(page, GOAL)
    expect(lit(page)).to_contain_text("capture the Iraqi state")
    first.get_by_role("link", name="[1]").click()
    expect(lit(page)).to_have_text(ANSWER)
    expect_in_view(page, lit(page))


def test_markup_in_a_question_is_shown_and_does_nothing(opened: Opener) -> None:
    page = opened()
    ask(page, NASTY)
    expect(page.locator(".qa-asked")).to_have_text(NASTY)
    expect(page.locator("#qa-talk :is(script, img, strong)")).to_have_count(0)
    expect(page.locator("#qa-talk a[href^='javascript']")).to_have_count(0)
    assert page.evaluate("window.alerted") == 0


def test_markup_in_a_document_is_shown_and_does_nothing(opened: Opener) -> None:
    page = opened("two")
    choose(page, "wild")
    expect(page.locator("#qa-panel article")).to_contain_text(NASTY)
    expect(page.locator("#qa-panel :is(script, img, strong)")).to_have_count(0)
    ask(page, "What do bees make from nectar?")
    assert page.evaluate("window.alerted") == 0


def test_a_citation_opens_the_document_it_is_from(opened: Opener) -> None:
    page = opened("two")
    bees = ask(page, "How do bees keep warm in winter?")
    expect(bees.get_by_role("link")).to_contain_text("Wild <img src=x onerror=alert(2)> bees")
    expect(lit(page)).to_have_text("Bees keep warm in winter by shivering.")
    expect(choice(page)).to_have_value(re.compile("^Wild"))
    ask(page, QUESTION)
    expect(choice(page)).to_have_value(re.compile("I sent a clear"))
    expect(lit(page)).to_have_text(ANSWER)
    bees.get_by_role("link").click()
    expect(choice(page)).to_have_value(re.compile("^Wild"))
    expect(lit(page)).to_have_text("Bees keep warm in winter by shivering.")
    expect_in_view(page, lit(page))


def test_the_page_can_be_used_by_keyboard_alone(opened: Opener) -> None:
    page = opened()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    link = page.locator(".qa-answer a")
    expect(link).to_be_visible()
    for _ in range(5):
        page.keyboard.press("Shift+Tab")
        if link.evaluate("(node) => node === document.activeElement"):
            break
    expect(link).to_be_focused()
    assert link.evaluate("(node) => getComputedStyle(node).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(lit(page)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Back to the answer")).to_be_focused()
    page.keyboard.press("Enter")
    expect(link).to_be_focused()


def test_a_starter_question_is_asked_by_a_click(opened: Opener) -> None:
    page = opened()
    page.get_by_role("button", name=QUESTION).click()
    expect(page.locator(".qa-asked")).to_have_text(QUESTION)
    expect(page.locator(".qa-answer blockquote")).to_have_text(ANSWER)


def test_a_new_conversation_starts_empty(opened: Opener) -> None:
    page = opened()
    ask(page, QUESTION)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".qa-asked")).to_have_count(0)
    expect(lit(page)).to_have_count(0)
    expect(page.get_by_role("button", name=QUESTION)).to_be_visible()


def test_a_follow_up_is_understood_from_the_question_before_it(opened: Opener) -> None:
    page = opened()
    ask(page, QUESTION)
    expect(ask(page, "Why?")).to_contain_text(f"Understood as: {QUESTION} Why?")


def test_a_blank_question_is_passed_over_and_a_long_one_gets_a_sentence(opened: Opener) -> None:
    page = opened()
    page.locator("#qa-ask textarea").fill("   ")
    page.keyboard.press("Enter")
    expect(page.locator("#qa-ask textarea")).to_have_value("")
    page.wait_for_timeout(300)
    expect(ask(page, "why " * 300)).to_contain_text("Ask a shorter one.")
    expect(page.locator(".qa-asked")).to_have_count(1)


def test_a_phone_shows_the_chat_over_the_article_without_scrolling_sideways(opened: Opener) -> None:
    page = opened(width=360, height=740)
    answer = ask(page, QUESTION)
    expect(answer).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    answer.get_by_role("link", name="[1]").click()
    expect(lit(page)).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Back to the answer").click()
    expect(answer.get_by_role("link")).to_be_focused()
    expect(answer).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_highlight_can_be_read(opened: Opener, dark: bool) -> None:
    page = opened(dark=dark)
    ask(page, QUESTION)
    expect(lit(page)).to_have_count(1)
    assert contrast(page, lit(page)) >= 4.5
    assert contrast(page, page.locator(".qa-asked")) >= 4.5


def test_the_page_says_its_language_and_title_and_labels_its_parts(opened: Opener) -> None:
    page = opened()
    ask(page, QUESTION)
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.title() == "Ask the article"
    expect(page.get_by_label("Your question")).to_be_visible()
    expect(page.locator("#qa-talk [aria-label*='<']")).to_have_count(0)


def test_scripts_get_the_answer_as_json(addresses: dict[str, str]) -> None:
    answer = call(addresses["one"], ["How?", [QUESTION]])
    assert answer["standalone_question"] == f"{QUESTION} How?"
    assert answer["citations"][0]["quote"] == ANSWER
    assert set(answer) >= {"question", "answered", "confidence", "reason", "passages", "index", "timings_ms"}
    assert call(addresses["one"], [OFF_TOPIC, None])["answered"] is False


def call(address: str, arguments: list[object]) -> dict[str, object]:
    """What "ask" answers over plain HTTP."""
    url = f"{address}gradio_api/call/ask"
    body = json.dumps({"data": arguments}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as reply:
        event = json.load(reply)["event_id"]
    with urllib.request.urlopen(f"{url}/{event}") as reply:
        lines = reply.read().decode().splitlines()
    assert lines[0] == "event: complete"
    (result,) = json.loads(lines[1].removeprefix("data: "))
    assert isinstance(result, dict)
    return result
