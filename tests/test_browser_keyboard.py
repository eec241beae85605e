"""Ten tasks in a real browser by the keyboard alone: no click, no pointer, and nothing filled in but by typing."""

from __future__ import annotations

import re
from pathlib import Path

from chromium import GRADIO_WARNINGS
from pages import ANSWER, GOAL, HELD_READER, QUESTION, Opener, choice, lit, offered
from playwright.sync_api import Locator, Page, expect

from qa.page.english import ENGLISH

pytestmark = GRADIO_WARNINGS

MOST_TABS = 45
"""Presses of Tab from anywhere on the page to anything else on it, at most, in one of the two directions."""


def go_to(page: Page, goal: Locator, key: str = "Tab") -> None:
    """Press the key until the goal has the focus, which must be seen all the way."""
    expect(goal).to_be_visible()
    for _ in range(MOST_TABS):
        if goal.evaluate("(node) => node === document.activeElement"):
            break
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement !== document.body"), "the focus fell to the body"
    expect(goal).to_be_focused()
    style = goal.evaluate("(node) => { const s = getComputedStyle(node); return [s.outlineStyle, s.outlineWidth]; }")
    assert style[0] != "none"
    assert style[1] != "0px"


def ask(page: Page, question: str) -> Locator:
    answers = page.locator(".qa-answer")
    before = answers.count()
    page.keyboard.type(question)
    page.keyboard.press("Enter")
    expect(answers).to_have_count(before + 1)
    return answers.nth(before)


def box(page: Page) -> Locator:
    return page.locator("#qa-ask textarea")


def in_menu(page: Page, entry: str) -> None:
    """From the question box to an entry of the menu."""
    go_to(page, page.locator(".qa-more summary"), "Shift+Tab")
    page.keyboard.press("Enter")
    go_to(page, page.get_by_role("button", name=entry))
    page.keyboard.press("Enter")


def test_1_a_question_is_asked_and_the_next_one_after_it(opened: Opener) -> None:
    page = opened()
    expect(ask(page, QUESTION).locator("blockquote")).to_have_text(ANSWER)
    expect(box(page)).to_be_focused()
    ask(page, "Why?")


def test_2_a_citation_is_followed_into_the_article_and_back(opened: Opener) -> None:
    page = opened()
    link = ask(page, QUESTION).get_by_role("link", name="[1]")
    go_to(page, link, "Shift+Tab")
    page.keyboard.press("Enter")
    expect(lit(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(link).to_be_focused()


def test_3_what_is_offered_beside_an_answer_is_asked(opened: Opener) -> None:
    page = opened("short")
    ask(page, QUESTION)
    go_to(page, offered(page).get_by_role("button", name=GOAL), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".qa-answer")).to_have_count(2)
    expect(page.locator(".qa-asked").last).to_have_text(GOAL)


def test_4_the_article_is_searched_and_gone_through_by_its_headings(opened: Opener) -> None:
    page = opened()
    found, count = page.get_by_role("searchbox", name=ENGLISH.find_in_article), page.locator(".qa-count")
    go_to(page, found)
    page.keyboard.type("iraqi militias")
    expect(count).to_have_text(re.compile("^1 of "))
    page.keyboard.press("Enter")
    expect(count).to_have_text(re.compile("^2 of "))
    page.keyboard.press("Shift+Enter")
    expect(count).to_have_text(re.compile("^1 of "))
    page.keyboard.press("Escape")
    expect(found).to_have_value("")
    go_to(page, page.locator(".qa-contents summary"))
    page.keyboard.press("Enter")
    go_to(page, page.locator(".qa-contents").get_by_role("button", name="Escalation and leverage"))
    page.keyboard.press("Enter")
    expect(page.locator("#qa-panel").get_by_role("heading", name="Escalation and leverage")).to_be_focused()


def test_5_another_document_is_found_and_opened(opened: Opener) -> None:
    page = opened("two")
    go_to(page, choice(page))
    page.keyboard.press("Control+A")
    page.keyboard.type("bees")
    expect(page.locator("#qa-documents").get_by_role("option")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#qa-panel article")).to_contain_text("Bees make honey")


def test_6_a_document_of_ones_own_is_added_chosen_and_removed(opened: Opener, tmp_path: Path) -> None:
    moon = tmp_path / "moon.md"
    moon.write_text("# The Moon\n\nPeople first walked on the moon in 1969.\n", encoding="utf-8")
    page = opened()
    add = page.get_by_role("button", name=ENGLISH.uploads_add)
    go_to(page, add, "Shift+Tab")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    # The dialog is the system's own.
    chooser.value.set_files(moon)
    remove = page.get_by_role("button", name="Remove The Moon")
    expect(remove).to_be_visible()
    scope = page.get_by_role("combobox", name=ENGLISH.uploads_ask, exact=True)
    go_to(page, scope, "Shift+Tab")
    page.keyboard.press("ArrowUp")
    expect(scope).to_have_value("")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("/")
    go_to(page, box(page))
    expect(ask(page, "When did people first walk on the moon?")).to_contain_text("1969")
    go_to(page, remove, "Shift+Tab")
    page.keyboard.press("Enter")
    expect(remove).to_have_count(0)
    expect(add).to_be_focused()


def test_7_the_conversation_is_saved(opened: Opener) -> None:
    page = opened()
    ask(page, QUESTION)
    go_to(page, page.locator("summary", has_text=ENGLISH.save), "Shift+Tab")
    page.keyboard.press("Enter")
    go_to(page, page.get_by_role("button", name=ENGLISH.save_markdown))
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert ANSWER.removesuffix(".") in download.value.path().read_text(encoding="utf-8")


def test_8_an_answer_is_pinned_to_the_notebook_which_is_opened_and_closed(opened: Opener) -> None:
    page = opened()
    pin = ask(page, QUESTION).get_by_role("button", name=ENGLISH.pin)
    go_to(page, pin, "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".qa-told")).to_have_text(ENGLISH.pinned.format(number=1))
    in_menu(page, ENGLISH.notebook)
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("blockquote")).to_have_text(ANSWER)
    go_to(page, dialog.get_by_role("button", name=ENGLISH.save_markdown))
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert ANSWER.removesuffix(".") in download.value.path().read_text(encoding="utf-8")
    page.keyboard.press("Escape")
    expect(page.locator(".qa-more summary")).to_be_focused()


def test_9_a_new_conversation_is_begun_and_taken_back(opened: Opener) -> None:
    page = opened()
    ask(page, QUESTION)
    go_to(page, page.locator("#qa-new"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".qa-asked")).to_have_count(0)
    undo = page.get_by_role("button", name=ENGLISH.undo)
    expect(undo).to_be_visible()
    go_to(page, undo, "Shift+Tab" if box(page).evaluate("(node) => node === document.activeElement") else "Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".qa-answer blockquote")).to_have_text(ANSWER)


def test_10_keys_are_told_of_an_earlier_question_is_gone_to_and_an_answer_is_no_longer_waited_for(
    opened: Opener,
) -> None:
    page = opened("held reader")
    ask(page, QUESTION)
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".qa-asked")).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name=ENGLISH.help)).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(box(page)).to_be_focused()
    page.keyboard.type("How did Qaani go to Karbala?")
    with HELD_READER.held():
        page.keyboard.press("Enter")
        go_to(page, page.get_by_role("button", name=ENGLISH.stop), "Shift+Tab")
        page.keyboard.press("Enter")
        expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value("How did Qaani go to Karbala?")
