"""The page of a document as a picture, in a real browser."""

from __future__ import annotations

import re

from chromium import GRADIO_WARNINGS
from pages import Opener
from playwright.sync_api import Page, expect

pytestmark = GRADIO_WARNINGS

QUESTION = "How long had it rained before the river rose?"


def cited(opened: Opener, width: int = 1280) -> Page:
    """The page with a question answered, and its citation followed."""
    page = opened("printed", width=width)
    page.locator("#qa-ask textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    page.locator(".qa-source a").first.click(timeout=30_000)
    expect(page.locator(".qa-lit").first).to_be_visible()
    return page


def test_the_page_shows_the_quotation_boxed_and_turns_by_keyboard(opened: Opener) -> None:
    page = cited(opened)
    switch = page.locator(".qa-picture-switch")
    switch.focus()
    page.keyboard.press("Enter")
    sheet = page.locator(".qa-sheet")
    expect(sheet).to_be_focused()
    expect(page.locator("#qa-panel article")).to_be_hidden()
    image = page.get_by_role("img", name="Picture of page 1; the quotation is boxed")
    expect(image).to_be_visible()
    expect(page.locator(".qa-boxed").first).to_be_in_viewport()
    boxes = page.locator(".qa-boxed").count()
    page.keyboard.press("PageDown")
    expect(page.locator(".qa-turning")).to_contain_text("Page 2 of 2")
    expect(page.locator(".qa-boxed")).to_have_count(0)
    page.keyboard.press("PageUp")
    expect(page.locator(".qa-boxed")).to_have_count(boxes)
    page.keyboard.press("+")
    expect(page.locator(".qa-paper")).to_have_attribute("style", re.compile(r"width: 150%"))
    page.keyboard.press("Escape")
    expect(page.locator("#qa-panel article")).to_be_visible()
    expect(switch).to_be_focused()
    expect(page.locator(".qa-lit").first).to_be_visible()


def test_on_a_phone_the_page_fits_and_nothing_runs_over(opened: Opener) -> None:
    page = cited(opened, width=360)
    page.locator(".qa-picture-switch").click()
    expect(page.locator(".qa-boxed").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator(".qa-paper").bounding_box()["width"] <= 360  # type: ignore[index]


def test_a_document_without_pages_offers_no_picture(opened: Opener) -> None:
    page = opened("one")
    expect(page.locator(".qa-picture-switch")).to_be_hidden()
