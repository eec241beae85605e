"""What the tests of the page in a real browser share: the pages that are served, and how they are used."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import gradio as gr
from packing import SAMPLES
from playwright.sync_api import Browser, Locator, Page, Route, expect

import ui
from index.collection import Collection
from index.embedding import Encoder
from index.reading import read_document
from index.spans import Span
from qa.answer import Answer
from qa.assistant import Assistant
from qa.page.options import Options
from qa.reading.reader import FoundSpan, Reading
from qa.reading.sentence_reader import SentenceReader
from qa.retrieval import Hit
from qa.startup import seeds_folder

QUESTION = "Why did Qaani go to Baghdad?"
OFF_TOPIC = "Who won the 2018 World Cup?"
GOAL = "What is the ultimate goal of the Iraqi militias?"
SHORT = "to calm AAH down"
ANSWER = "The attack prompted Qaani to travel to Iraq the next day to calm AAH down."
NASTY = '<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) **bold** "quoted"'
BEES = f"Bees make honey from nectar. {NASTY}\n\nBees keep warm in winter by shivering.\n"


class ShortReader:
    """Takes only some words of the article's best known sentence, and quotes all others whole."""

    threshold = SentenceReader.threshold

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        reading = SentenceReader().read(question, hits)
        passage = reading.hit.passage
        at = passage.text.find(SHORT)
        if at < 0 or not reading.span.overlaps(Span(passage.start + at, passage.start + at + len(SHORT))):
            return reading
        return replace(reading, span=Span(passage.start + at, passage.start + at + len(SHORT)))


class PlacesReader:
    """Finds every answer in a second place as well: the last sentence of the passage that is ranked last."""

    threshold = SentenceReader.threshold

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        other = hits[-1]
        return replace(
            SentenceReader().read(question, hits), supporting=(FoundSpan(other, other.passage.sentences[-1].span),)
        )


class HeldReader(ShortReader):
    """Reads for a question that begins with "How" only once nothing holds it, however busy the machine is."""

    def __init__(self) -> None:
        self._free = threading.Event()
        self._free.set()

    @contextmanager
    def held(self) -> Iterator[None]:
        self._free.clear()
        try:
            yield
        finally:
            self._free.set()

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        if question.startswith("How"):
            self._free.wait(120)
        return super().read(question, hits)


HELD_READER = HeldReader()


class Suggestions:
    """Always the same ones."""

    def starters(self, limit: int) -> tuple[str, ...]:
        return (QUESTION, GOAL)[:limit]

    def follow_ups(self, answer: Answer, asked: Sequence[str]) -> tuple[str, ...]:
        return tuple(question for question in (GOAL,) if question not in asked)

    def alternative(self, answer: Answer) -> str | None:
        return GOAL


class LateSuggestions(Suggestions):
    """Take a second, and are there even if they were asked before."""

    def follow_ups(self, answer: Answer, asked: Sequence[str]) -> tuple[str, ...]:
        time.sleep(1)
        return (GOAL,)


@contextmanager
def served(encoder: Encoder, folder: Path, said: Path) -> Iterator[dict[str, str]]:
    """Serves pages and gives their addresses; feedback of "short" and "arabic" is stored in `said`."""
    path = folder / "wild <img src=x onerror=alert(2)> bees.txt"
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
        "late": (one, replace(quick, suggester=LateSuggestions())),
        "printed": (Assistant(Collection.build([read_document(SAMPLES / "columns.pdf")], encoder), encoder), quick),
        "places": (Assistant(one.collection, encoder, reader=PlacesReader()), quick),
        "held reader": (Assistant(one.collection, encoder, reader=HELD_READER), quick),
        "slow": (one, replace(quick, per_minute=1)),
        "own": (short, replace(quick, feedback=said, suggester=Suggestions(), uploads=2, upload_megabytes=1)),
    }
    yield {name: ui.launch(assistant, options, block=False) for name, (assistant, options) in pages.items()}
    gr.close_all()
    asyncio.set_event_loop(None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


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
        # Playwright catches file choosers only from a while after the first listener is added.
        page.on("filechooser", lambda _: None)
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
                self.errors += page.evaluate("window.stopped ?? []")
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


def choose(page: Page, messages: str) -> None:
    """Open the document that is found by these words."""
    choice(page).fill(messages)
    page.locator("#qa-documents").get_by_role("option").first.click()


def offered(page: Page) -> Locator:
    """What could be asked next."""
    return page.locator("#qa-conversation .qa-next")


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
