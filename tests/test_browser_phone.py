"""The page on phones, on their side, and enlarged: what was asked for is on the screen."""

from __future__ import annotations

import pytest
from chromium import GRADIO_WARNINGS
from pages import GOAL, OFF_TOPIC, QUESTION, Opener, ask, offered
from playwright.sync_api import Page, expect

pytestmark = GRADIO_WARNINGS

QUESTIONS = (QUESTION, OFF_TOPIC, GOAL, "When did Qaani go to Baghdad?", OFF_TOPIC)
SIZES = ((320, 640), (360, 640), (740, 360), (768, 1024), (1440, 900), (320, 256), (360, 480))
"""Phones, one on its side, a tablet, a laptop, 1280 by 1024 enlarged fourfold, a phone with its keyboard."""


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_top_of_the_newest_answer_and_the_question_box_are_on_the_screen(
    opened: Opener, width: int, height: int
) -> None:
    page = opened("short", width=width, height=height)
    for number, question in enumerate(QUESTIONS, 1):
        ask(page, question)
        if number in (1, 2, 5):
            expect(offered(page)).to_have_count(1)
            expect_top_in_sight(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def expect_top_in_sight(page: Page) -> None:
    """The newest answer's first line lies inside the conversation, and all of the question box inside the window."""
    expect(page.locator("#qa-ask textarea")).to_be_in_viewport(ratio=1)
    box, log = (
        page.locator(".qa-answer").last.bounding_box(),
        page.locator("#qa-conversation [role=log]").bounding_box(),
    )
    assert box is not None
    assert log is not None
    assert page.evaluate("scrollY") == 0
    assert log["y"] <= box["y"] <= log["y"] + log["height"] - 40


def test_how_sure_it_is_is_explained_inside_a_narrow_window(opened: Opener) -> None:
    page = opened("short", width=360, height=640)
    ask(page, QUESTION).locator(".qa-sure").click()
    box = page.get_by_role("tooltip").bounding_box()
    assert box is not None
    assert 0 <= box["x"] <= box["x"] + box["width"] <= 360
