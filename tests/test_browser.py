"""The page in a real browser. Chromium is needed; under CI its absence is a failure."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlsplit

import gradio as gr
import pytest
from chromium import axe, chromium
from playwright.sync_api import Browser, Locator, Page, Route, expect

import ui
from index.collection import Collection
from index.documents import read_document
from index.embedding import SentenceTransformerEncoder
from index.spans import Span
from qa.answer import Answer
from qa.assistant import Assistant
from qa.evaluation.questions import load_questions
from qa.page.answers import CLOSEST
from qa.page.options import Options
from qa.page.words import ARABIC, ENGLISH
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
        page = self.blank(width, height, dark, any_script)
        page.goto(self._addresses[name] + query)
        if not query:
            expect(page.locator("#qa-ask textarea")).to_be_focused()
        expect(page.locator("#qa-panel article")).to_be_visible()
        return page

    def blank(self, width: int = 1280, height: int = 800, dark: bool = False, any_script: bool = False) -> Page:
        """A page that has not gone anywhere."""
        page = self._browser.new_page(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            bypass_csp=any_script,
        )
        self._pages.append(page)
        page.route("**/*", self._guard)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.add_init_script(
            "window.alerted = 0; window.alert = () => { window.alerted += 1 };"
            "window.stopped = []; addEventListener('securitypolicyviolation', (event) => "
            "window.stopped.push(event.violatedDirective));"
        )
        return page

    def address(self, name: str) -> str:
        return self._addresses[name]

    def close(self) -> None:
        for page in self._pages:
            if not page.is_closed():
                self.errors += page.evaluate("window.stopped")
            page.close()

    def _guard(self, route: Route) -> None:
        address = urlsplit(route.request.url)
        if address.scheme == "file" or address.hostname in ("127.0.0.1", "localhost"):
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


def status(page: Page) -> Locator:
    """What is announced to a screen reader."""
    return page.locator("p[role=status]")


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


def test_the_short_answer_stands_first_and_is_marked_in_quotation_and_article(opened: Opener) -> None:
    page = opened("short")
    answer = ask(page, QUESTION)
    short = answer.locator(".qa-short")
    expect(short).to_have_text(SHORT)
    size = "(node) => parseFloat(getComputedStyle(node).fontSize)"
    assert short.evaluate(size) >= 1.4 * answer.locator("blockquote").evaluate(size)
    expect(answer.locator("blockquote")).to_have_text(ANSWER)
    expect(answer.locator("blockquote strong")).to_have_text(SHORT)
    expect(lit(page)).to_have_text(ANSWER)
    expect(lit(page).locator("mark")).to_have_text(SHORT)
    ask(page, GOAL)
    expect(page.locator("#qa-panel mark")).to_have_count(0)
    expect(page.locator("#qa-panel article")).to_contain_text(ANSWER)


def test_how_sure_it_is_is_explained_on_hover_and_on_focus(opened: Opener) -> None:
    page = opened()
    sure = ask(page, QUESTION).locator(".qa-sure button")
    tip = page.get_by_role("tooltip")
    expect(tip).to_be_hidden()
    sure.hover()
    expect(tip).to_have_text(re.compile(r"^Confidence 0\.\d\d: of answers with such confidence .* in 10 are right\.$"))
    page.mouse.move(5, 5)
    expect(tip).to_be_hidden()
    expect(sure).to_have_accessible_name(re.compile("Confidence 0"))


def test_a_citation_is_previewed_by_keyboard_and_escape_hides_it(opened: Opener) -> None:
    page = opened("short")
    link = ask(page, QUESTION).get_by_role("link", name="[1]")
    tip = page.get_by_role("tooltip")
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if link.evaluate("(node) => node === document.activeElement"):
            break
    expect(tip).to_contain_text("The article, paragraph 3")
    expect(tip.locator("mark")).to_have_text(ANSWER)
    expect(tip.locator("strong")).to_have_text(SHORT)
    expect(link).to_have_accessible_description(re.compile("calm AAH down"))
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    expect(link).to_be_focused()


def test_a_preview_stays_while_the_pointer_is_in_it(opened: Opener) -> None:
    page = opened()
    ask(page, QUESTION).get_by_role("link", name="[1]").hover()
    tip = page.get_by_role("tooltip")
    expect(tip).to_be_visible()
    tip.hover()
    page.wait_for_timeout(400)
    expect(tip).to_be_visible()
    page.locator("#qa-panel article").hover(position={"x": 300, "y": 300})
    expect(tip).to_be_hidden()


def test_documents_are_searched_and_chosen_by_keyboard(opened: Opener) -> None:
    page = opened("two")
    choice(page).focus()
    expect(page.get_by_role("option")).to_have_count(2)
    page.keyboard.type("wild bees")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#qa-panel article")).to_contain_text("Bees make honey")
    expect(page.get_by_role("option")).to_have_count(0)
    choice(page).fill("no such title")
    expect(status(page)).to_have_text(ENGLISH.no_document)
    page.keyboard.press("Escape")
    expect(choice(page)).to_have_value(re.compile("^Wild"))


def test_a_link_reproduces_question_answer_and_place(opened: Opener) -> None:
    page = opened()
    answer = ask(page, QUESTION)
    answer.get_by_role("button", name="Copy link").click()
    copied = answer.get_by_label("Copy this link:")
    link = copied.input_value() if copied.count() else page.url
    assert link == page.url == opened.address("one") + f"?q={quote(QUESTION.replace(' ', '+'), safe='+')}"
    elsewhere = opened("one", query=urlsplit(link)._replace(scheme="", netloc="", path="").geturl())
    expect(elsewhere.locator(".qa-asked")).to_have_text(QUESTION)
    expect(elsewhere.locator(".qa-answer blockquote")).to_have_text(ANSWER)
    expect(lit(elsewhere)).to_have_text(ANSWER)
    expect_in_view(elsewhere, lit(elsewhere))


def test_the_link_of_a_follow_up_asks_it_as_it_was_understood(opened: Opener) -> None:
    page = opened()
    ask(page, QUESTION)
    ask(page, "Why?")
    elsewhere = opened("one", query=f"?{urlsplit(page.url).query}")
    expect(elsewhere.locator(".qa-asked")).to_have_text(f"{QUESTION} Why?")
    expect(elsewhere.locator(".qa-answer")).not_to_contain_text("Understood as")


@pytest.mark.parametrize("question", [NASTY, "why " * 400, "   ", "\N{HONEYBEE}"])
def test_a_link_with_a_bad_question_is_answered_in_words_or_passed_over(opened: Opener, question: str) -> None:
    page = opened(query=f"?q={quote(question)}")
    if question.strip():
        expect(page.locator(".qa-answer")).to_be_visible()
    expect(page.locator("#qa-talk :is(script, img, b)")).to_have_count(0)
    assert page.evaluate("window.alerted") == 0
    ask(page, QUESTION)


def test_a_reload_brings_the_conversation_back_with_citations_that_work(opened: Opener) -> None:
    page = opened()
    ask(page, QUESTION)
    ask(page, "Why?")
    ask(page, OFF_TOPIC)
    before = page.locator("#qa-talk [role=log]").inner_text()
    page.reload()
    expect(page.locator(".qa-answer")).to_have_count(3)
    assert page.locator("#qa-talk [role=log]").inner_text() == before
    page.locator(".qa-answer").first.get_by_role("link", name="[1]").click()
    expect(lit(page)).to_have_text(ANSWER)
    expect(ask(page, "How?")).to_contain_text("Understood as")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".qa-answer")).to_have_count(0)
    expect(page).to_have_url(opened.address("one"))
    page.reload()
    expect(page.locator("#qa-ask textarea")).to_be_focused()
    page.wait_for_timeout(500)
    expect(page.locator(".qa-answer")).to_have_count(0)


def test_a_follow_up_can_be_asked_as_it_was_typed(opened: Opener) -> None:
    page = opened()
    ask(page, QUESTION)
    ask(page, "Why?").get_by_role("button", name="Ask it as I typed it").click()
    expect(page.locator(".qa-answer")).to_have_count(3)
    expect(page.locator(".qa-asked").last).to_have_text("Why?")
    expect(page.locator(".qa-answer").last).not_to_contain_text("Understood as")


def test_a_question_offered_after_an_answer_or_in_place_of_one_is_asked_by_a_click(opened: Opener) -> None:
    page = opened("short")
    ask(page, QUESTION).get_by_role("button", name=GOAL).click()
    expect(page.locator(".qa-answer")).to_have_count(2)
    expect(page.locator(".qa-asked").last).to_have_text(GOAL)
    refusal = ask(page, OFF_TOPIC)
    expect(refusal).to_contain_text("You could ask instead:")
    refusal.get_by_role("button", name=GOAL).click()
    expect(page.locator(".qa-answer")).to_have_count(4)


def test_a_conversation_is_saved_as_markdown_and_as_json(opened: Opener) -> None:
    page = opened()
    expect(page.get_by_text("Save", exact=True)).to_be_hidden()
    ask(page, QUESTION)
    ask(page, NASTY)
    for label, name in (("As Markdown", "conversation.md"), ("As JSON", "conversation.json")):
        page.get_by_text("Save", exact=True).click()
        with page.expect_download() as download:
            page.get_by_role("button", name=label).click()
        assert download.value.suggested_filename == name
        text = download.value.path().read_text(encoding="utf-8")
        assert SHORT in text
        if name.endswith("json"):
            assert [each["question"] for each in json.loads(text)["exchanges"]] == [QUESTION, NASTY]
    expect(status(page)).to_have_text("conversation.json is saved.")


def test_an_answer_is_saved_as_a_card_that_needs_nothing(opened: Opener, tmp_path: Path) -> None:
    page = opened("two")
    answer = ask(page, f"What do bees make from nectar? {NASTY}")
    with page.expect_download() as download:
        answer.get_by_role("button", name="Save as a card").click()
    card = tmp_path / "answer.html"
    card.write_bytes(download.value.path().read_bytes())
    page.goto(card.as_uri())
    expect(page.get_by_role("heading")).to_have_text(f"What do bees make from nectar? {NASTY}")
    expect(page.locator("blockquote").first).to_have_text(NASTY)
    expect(page.locator("body :is(script, img)")).to_have_count(0)
    assert page.evaluate("window.alerted") == 0


def test_a_thumb_up_is_stored(opened: Opener, said: Path) -> None:
    page = opened("short")
    expect(page.locator("#qa-stored")).to_contain_text("Nothing about you.")
    answer = ask(page, QUESTION)
    answer.get_by_role("button", name="This is right").click()
    expect(answer).to_contain_text("Thank you, this is stored.")
    expect(answer.get_by_role("button", name="This is wrong")).to_have_count(0)
    question = load_questions(said, allow_drafts=True).questions[-1]
    assert (question.question, question.answers) == (QUESTION, (SHORT,))


def test_a_thumb_down_lets_the_right_sentence_be_chosen_by_keyboard(opened: Opener, said: Path) -> None:
    page = opened("short")
    answer = ask(page, QUESTION)
    answer.get_by_role("button", name="This is wrong").click()
    expect(answer.get_by_role("button", name="Choose the right sentence")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text(ENGLISH.picking).first).to_be_visible()
    expect(lit(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(answer.get_by_role("button", name="Choose the right sentence")).to_be_focused()
    page.keyboard.press("Enter")
    expect(lit(page)).to_be_focused()
    page.keyboard.press("ArrowUp")
    chosen = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    expect(answer).to_contain_text("Thank you, this is stored.")
    assert load_questions(said, allow_drafts=True).questions[-1].evidence[0].text == chosen


def test_a_thumb_down_may_say_that_the_article_does_not_say(opened: Opener, said: Path) -> None:
    page = opened("short")
    answer = ask(page, QUESTION)
    answer.get_by_role("button", name="This is wrong").click()
    answer.get_by_role("button", name="The article does not say").click()
    expect(answer).to_contain_text("Thank you, this is stored.")
    assert not load_questions(said, allow_drafts=True).questions[-1].answerable


def test_an_answer_is_announced_once_in_few_words(opened: Opener) -> None:
    page = opened("short")
    ask(page, QUESTION)
    expect(status(page)).to_have_text(re.compile(rf"^{SHORT}\. .*\. \[1\] The article, paragraph 3$"))
    expect(page.locator("#qa-talk [role=log]")).to_have_attribute("aria-live", "off")


def test_a_client_that_asks_too_fast_is_told_so(opened: Opener) -> None:
    page = opened("slow")
    page.locator("#qa-ask textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.get_by_text(ENGLISH.too_fast)).to_be_visible()
    expect(page.locator("#qa-ask textarea")).to_have_value(QUESTION)


@pytest.mark.parametrize("width", [1280, 360], ids=["wide", "phone"])
def test_a_language_that_runs_from_right_to_left_keeps_the_layout(opened: Opener, width: int) -> None:
    page = opened("arabic", width=width)
    assert page.locator("html").get_attribute("lang") == "ar"
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.title() == ARABIC.title
    answer = ask(page, QUESTION)
    expect(answer.locator("blockquote")).to_have_text(ANSWER)
    assert answer.locator("blockquote").evaluate("(node) => getComputedStyle(node).direction") == "ltr"
    assert page.evaluate("document.documentElement.scrollWidth") == width
    if width > 800:
        chat, side = page.locator("#qa-chat").bounding_box(), page.locator("#qa-side").bounding_box()
        assert chat is not None
        assert side is not None
        assert chat["x"] > side["x"]
    refusal = ask(page, OFF_TOPIC)
    expect(refusal).to_contain_text("لا يبدو أن المقال يذكر ذلك.")
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [1280, 360], ids=["wide", "phone"])
def test_text_of_twice_the_size_fits(opened: Opener, width: int) -> None:
    page = opened("short", width=width)
    page.add_style_tag(content="html { font-size: 200% }")
    answer = ask(page, QUESTION)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    for part in (answer.locator(".qa-short"), answer.get_by_role("link", name="[1]"), page.locator("#qa-ask textarea")):
        part.scroll_into_view_if_needed()
        expect(part).to_be_in_viewport(ratio=1)
    new = page.get_by_role("button", name="New conversation").bounding_box()
    assert new is not None
    assert 0 <= new["x"] <= new["x"] + new["width"] <= width


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("name", "width"), [("short", 1280), ("short", 360), ("two", 1280), ("arabic", 1280)])
def test_axe_finds_nothing_serious(opened: Opener, name: str, width: int, dark: bool) -> None:
    page = opened(name, width=width, dark=dark, any_script=True)
    script = axe()
    page.evaluate(script)
    violations = page.evaluate("axe.run()")["violations"]
    for question in (QUESTION, "Why?", OFF_TOPIC):
        ask(page, question)
    if name == "short":
        page.locator(".qa-answer").last.get_by_role("button", name="This is wrong").click()
    if name == "two":
        choice(page).focus()
        expect(page.get_by_role("option")).to_have_count(2)
    violations += page.evaluate("axe.run()")["violations"]
    severe = [
        (violation["id"], node["html"], node.get("failureSummary"))
        for violation in violations
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]
    assert severe == []


@pytest.mark.parametrize("path", ["file=/etc/passwd", "file=../pyproject.toml", "file=ui.py", "file=qa/../ui.py"])
def test_no_file_of_this_computer_can_be_read(addresses: dict[str, str], path: str) -> None:
    for prefix in ("gradio_api/", ""):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{addresses['one']}{prefix}{path}")
        with refused.value:
            assert refused.value.code == 404


def test_no_file_can_be_left_on_this_computer(addresses: dict[str, str]) -> None:
    request = urllib.request.Request(f"{addresses['one']}gradio_api/upload", b"x", method="POST")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    with refused.value:
        assert refused.value.code == 404


def test_a_script_that_is_not_the_pages_own_does_not_run(opened: Opener) -> None:
    page = opened()
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)>')")
    page.evaluate(
        "const script = document.createElement('script'); script.append('alert(1)'); document.body.append(script)"
    )
    page.wait_for_timeout(300)
    assert page.evaluate("window.alerted") == 0
    assert page.evaluate("window.stopped.splice(0)")


def test_the_address_says_what_it_waits_for_until_the_page_is_usable(opened: Opener, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "qa", "chat", "--port", str(port), "--language", "ar"]
    root = str(Path(ui.__file__).parent)
    process = subprocess.Popen(command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": root}, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        page = opened.blank()
        page.goto(f"http://127.0.0.1:{port}/")
        expect(page.get_by_role("heading")).to_have_text(ARABIC.getting_ready)
        expect(page.get_by_role("status")).to_have_text(re.compile(r"\S"))
        expect(page.locator("#qa-ask textarea")).to_be_focused(timeout=120_000)
        expect(ask(page, QUESTION)).to_contain_text(SHORT)
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    """Until something answers at the port."""
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"Nothing answers at port {port}")


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
