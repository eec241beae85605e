"""The labelling page in a real browser: by keyboard, for everyone, and saved at once."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chromium import axe, chromium
from labelling import DOCUMENTS, HONEY, NOT_THERE, TEXT, answer, tasks
from playwright.sync_api import Browser, Page, expect

from qa.evaluation.labelling.label import Label
from qa.evaluation.labelling.label_journal import LabelJournal

REPOSITORY = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


class Served:
    """The page of a folder, in a process of its own; what went wrong in the browser is kept."""

    def __init__(self, browser: Browser, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "qa", "label", "questions.jsonl", "bees.txt", "--no-open", *arguments],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        )
        assert self._process.stdout
        found = re.search(r"http://\S+", self._process.stdout.readline())
        assert found
        self.address = found.group()
        self._browser, self.wrong = browser, list[str]()

    def open(self, width: int = 1280, dark: bool = False) -> Page:
        context = self._browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light"
        )
        page = context.new_page()
        page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.goto(self.address)
        expect(page.locator(".sentence").first).to_be_visible()
        return page

    def stop(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def serve(browser: Browser) -> Iterator[Any]:
    started: list[Served] = []

    def start(*arguments: str, count: int = 3) -> Served:
        tasks(Path(), count)
        Path("bees.txt").write_text(TEXT, encoding="utf-8")
        started.append(Served(browser, *arguments))
        return started[-1]

    yield start
    for one in started:
        one.stop()
        assert one.wrong == []


def kept(annotator: str = "first", count: int = 3) -> dict[str, Label]:
    return LabelJournal(tasks(Path(), count), annotator, DOCUMENTS).labels


def test_a_question_is_labelled_by_keyboard_alone(serve: Any) -> None:
    page = serve().open()
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator(".sentence").first).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#saved")).to_have_text("Saved")
    page.keyboard.press("e")
    page.keyboard.type("honey")
    page.keyboard.press("Escape")
    expect(page.locator("#saved")).to_have_text("Saved")
    expect(page.locator("#progress")).to_have_text("Question 1 of 3; 1 labelled")
    page.keyboard.press("n")
    expect(page.locator("#question")).to_have_text("When do wasps die?")
    page.keyboard.press("x")
    expect(page.get_by_role("radio", name="Not there")).to_have_attribute("aria-checked", "true")
    expect(page.locator("#progress")).to_have_text("Question 2 of 3; 2 labelled")
    page.keyboard.press("u")
    expect(page.locator("#question")).to_contain_text("<script>alert(1)</script>")
    assert kept() == {"q0": answer("honey"), "q1": NOT_THERE}


def test_what_was_labelled_is_there_after_a_reload(serve: Any) -> None:
    page = serve().open()
    page.get_by_role("button", name="Bees make honey, wax and jelly.").click()
    page.get_by_role("radio", name="A list").click()
    page.locator("#answer").fill("honey\nwax")
    expect(page.locator("#saved")).to_have_text("Saved")
    page.reload()
    expect(page.get_by_role("button", name="Bees make honey, wax and jelly.")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#answer")).to_have_value("honey\nwax")
    assert kept()["q0"] == Label("list", (HONEY,), ("honey", "wax"))


def test_marked_words_of_a_chosen_sentence_become_the_answer(serve: Any) -> None:
    page = serve().open()
    sentence = page.get_by_role("button", name="Bees make honey, wax and jelly.")
    sentence.click()
    sentence.evaluate(
        """(node) => {
          const range = document.createRange();
          range.setStart(node.firstChild, 10);
          range.setEnd(node.firstChild, 15);
          window.getSelection().removeAllRanges();
          window.getSelection().addRange(range);
          node.dispatchEvent(new MouseEvent("click", { bubbles: true }));
        }"""
    )
    expect(page.locator("#answer")).to_have_value("honey")
    expect(sentence).to_have_attribute("aria-pressed", "true")


def test_words_that_do_not_stand_there_are_not_saved_and_that_is_said(serve: Any) -> None:
    served = serve()
    page = served.open()
    page.get_by_role("button", name="Bees make honey, wax and jelly.").click()
    page.locator("#answer").fill("pollen")
    expect(page.get_by_role("alert")).to_have_text("“pollen” does not stand in a sentence chosen. Copy it from there.")
    expect(page.locator("#saved")).to_have_text("Not saved")
    page.locator("#answer").fill("wax")
    expect(page.locator("#wrong")).to_be_empty()
    expect(page.locator("#saved")).to_have_text("Saved")
    served.wrong[:] = [one for one in served.wrong if "400" not in one]


def test_other_sentences_are_found_by_other_words(serve: Any) -> None:
    page = serve().open()
    page.keyboard.press("/")
    page.keyboard.type("autumn")
    page.keyboard.press("Enter")
    expect(page.locator(".sentence").first).to_be_focused()


def test_the_adjudicator_sees_both_and_only_where_they_differ(serve: Any) -> None:
    for name, label in (("ann", answer("honey")), ("ben", NOT_THERE)):
        journal = LabelJournal(tasks(Path()), name, DOCUMENTS)
        journal.open()
        journal.keep("q0", label)
        journal.keep("q1", NOT_THERE)
        journal.close()
    page = serve("--adjudicate").open()
    expect(page.locator("h1")).to_have_text("Adjudicate questions (adjudicated)")
    expect(page.locator("#others li")).to_have_text(["ann: answer (honey)", "ben: not-there"])
    expect(page.locator("#progress")).to_have_text("Question 1 of 1; 0 labelled")
    expect(page.locator(".sentence .by")).to_have_text("Chosen by ann")
    page.keyboard.press("x")
    expect(page.locator("#saved")).to_have_text("Saved")
    assert kept("adjudicated") == {"q0": NOT_THERE}


@pytest.mark.parametrize(("width", "dark"), [(360, False), (360, True), (1440, False), (1440, True)])
def test_everyone_can_use_it_at_every_width(serve: Any, width: int, dark: bool) -> None:
    page = serve().open(width, dark)
    page.get_by_role("button", name="Bees make honey, wax and jelly.").click()
    expect(page.locator("#saved")).to_have_text("Saved")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    # The page's own policy lets no script in: axe-core is run through the debugger.
    page.evaluate(axe())
    found = page.evaluate("axe.run().then((result) => result.violations.map((one) => `${one.id}: ${one.help}`))")
    assert found == []
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/label-{width}-{'dark' if dark else 'light'}.png")


def test_thousands_of_questions_open_at_once(serve: Any) -> None:
    page = serve(count=6000).open()
    page.keyboard.press("x")
    expect(page.locator("#progress")).to_have_text("Question 1 of 6000; 1 labelled")
    page.keyboard.press("u")
    expect(page.locator("#progress")).to_have_text("Question 2 of 6000; 1 labelled")
