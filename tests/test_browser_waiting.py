"""Waiting for an answer, giving it up, and losing the connection, in a real browser."""

from __future__ import annotations

from chromium import GRADIO_WARNINGS, axe
from pages import ANSWER, OFF_TOPIC, QUESTION, Opener, ask, status
from playwright.sync_api import Locator, Page, expect

from qa.page.messages import ENGLISH

pytestmark = GRADIO_WARNINGS

SLOW = "How did Qaani go to Baghdad?"


def waiting(page: Page) -> Locator:
    return page.locator(".qa-waiting")


def box(page: Page) -> Locator:
    return page.locator("#qa-ask textarea")


def send(page: Page, question: str) -> None:
    box(page).fill(question)
    page.keyboard.press("Enter")


def test_waiting_is_shown_and_announced_and_stop_gives_the_question_back(opened: Opener) -> None:
    page = opened("slow reader", width=360, height=640, any_script=True)
    ask(page, QUESTION)
    expect(waiting(page)).to_be_hidden()
    send(page, SLOW)
    expect(waiting(page)).to_have_text(ENGLISH.waiting)
    expect(status(page)).to_have_text(ENGLISH.waiting)
    expect(page.locator(".qa-asked").last).to_be_in_viewport(ratio=1)
    page.evaluate(axe())
    assert [each["id"] for each in page.evaluate("axe.run('#qa-chat')")["violations"]] == []
    page.get_by_role("button", name=ENGLISH.stop).click()
    expect(page.locator(".qa-asked")).to_have_count(1)
    expect(box(page)).to_have_value(SLOW)
    expect(box(page)).to_be_focused()
    expect(waiting(page)).to_be_hidden()
    expect(ask(page, QUESTION)).to_contain_text(ANSWER)


def test_a_place_in_the_line_is_told(opened: Opener) -> None:
    pages = [opened("slow reader") for _ in range(4)]
    for page, city in zip(pages, ("Mosul", "Basra", "Erbil", "Kirkuk"), strict=True):
        send(page, f"How did Qaani go to {city}?")
    expect(waiting(pages[-1])).to_have_text(ENGLISH.in_line.format(number=1))
    expect(pages[-1].locator(".qa-answer")).to_have_count(1)


def test_a_lost_connection_is_told_in_the_pages_words_and_loses_nothing(opened: Opener) -> None:
    page = opened("slow reader")
    ask(page, QUESTION)
    page.evaluate("window.lost = true")
    page.context.set_offline(True)
    send(page, OFF_TOPIC)
    expect(page.locator("#qa-wait .qa-notice")).to_contain_text(ENGLISH.cut_off, timeout=30_000)
    expect(page.locator("[data-testid=toast-text]")).to_be_hidden()
    expect(box(page)).to_have_value(OFF_TOPIC)
    page.context.set_offline(False)
    page.wait_for_function("window.lost === undefined")
    expect(page.locator(".qa-answer")).to_have_count(1)
    expect(box(page)).to_have_value(OFF_TOPIC)


def test_what_was_typed_and_what_was_cut_off_survive_a_reload(opened: Opener) -> None:
    page = opened("slow reader")
    box(page).fill("What is half")
    page.reload()
    expect(box(page)).to_have_value("What is half")
    send(page, "How did Qaani go to Tehran?")
    expect(page.locator(".qa-asked")).to_have_count(1)
    page.reload()
    expect(box(page)).to_have_value("How did Qaani go to Tehran?")
    expect(page.locator("#qa-wait .qa-notice")).to_contain_text(ENGLISH.cut_off)
    expect(ask(page, QUESTION)).to_contain_text(ANSWER)
    expect(page.locator("#qa-wait .qa-notice")).to_be_hidden()
