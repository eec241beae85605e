"""The page for everyone, in a real browser: keyboard, screen reader, contrast, sizes, languages."""

from __future__ import annotations

import re

import pytest
from chromium import GRADIO_WARNINGS, axe
from pages import ANSWER, OFF_TOPIC, QUESTION, SHORT, Opener, ask, choice, contrast, lit, status
from playwright.sync_api import Page, expect

from qa.page.languages import ARABIC

pytestmark = GRADIO_WARNINGS


def test_the_page_can_be_used_by_keyboard_alone(opened: Opener) -> None:
    page = opened()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    link = page.locator(".qa-answer a")
    expect(link).to_be_visible()
    for _ in range(10):
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


def test_how_sure_it_is_is_explained_on_hover_and_on_focus(opened: Opener) -> None:
    page = opened()
    sure = ask(page, QUESTION).locator(".qa-sure")
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
    scroll_away(page)
    for _ in range(24):
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


def scroll_away(page: Page) -> None:
    """What is lit up is not in view any more, so that it is previewed."""
    page.locator("#qa-panel").evaluate("(panel) => { panel.scrollTop = panel.scrollHeight }")


def test_a_preview_stays_while_the_pointer_is_in_it(opened: Opener) -> None:
    page = opened()
    link = ask(page, QUESTION).get_by_role("link", name="[1]")
    tip = page.get_by_role("tooltip")
    scroll_away(page)
    link.hover()
    expect(tip).to_be_visible()
    tip.hover()
    page.wait_for_timeout(400)
    expect(tip).to_be_visible()
    page.locator("#qa-panel article").hover(position={"x": 300, "y": 300})
    expect(tip).to_be_hidden()


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
    expect(page.locator("#qa-conversation [aria-label*='<']")).to_have_count(0)


def test_an_answer_is_announced_once_in_few_words(opened: Opener) -> None:
    page = opened("short")
    ask(page, QUESTION)
    expect(status(page)).to_have_text(re.compile(rf"^{SHORT}\. .*\. \[1\] The article, paragraph 3$"))
    expect(page.locator("#qa-conversation [role=log]")).to_have_attribute("aria-live", "off")


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
    if width > 720:
        chat, side = page.locator("#qa-chat").bounding_box(), page.locator("#qa-side").bounding_box()
        assert chat is not None
        assert side is not None
        assert chat["x"] > side["x"]
    refusal = ask(page, OFF_TOPIC)
    expect(refusal.locator(".qa-reason")).to_have_text(ARABIC.unclear)
    expect(refusal.locator(".qa-lead")).to_contain_text("لا يجيب المقال عن السؤال:")
    for part in (".qa-lead", ".qa-reason", ".qa-closest"):
        style = refusal.locator(part).evaluate(
            "(node) => [getComputedStyle(node).direction, getComputedStyle(node).textAlign]"
        )
        assert style == ["rtl", "start"]
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [1280, 360], ids=["wide", "phone"])
def test_text_of_twice_the_size_fits(opened: Opener, width: int) -> None:
    page = opened("short", width=width)
    page.add_style_tag(content="html { font-size: 200% }")
    answer = ask(page, QUESTION)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    for part in (answer.locator(".qa-short"), answer.get_by_role("link", name="[1]"), page.locator("#qa-ask textarea")):
        part.scroll_into_view_if_needed()
        expect(part).to_be_in_viewport(ratio=0.99)
    new, save = (
        page.get_by_role("button", name="New conversation").bounding_box(),
        page.locator(".qa-save:not(.qa-more) summary").bounding_box(),
    )
    assert new is not None
    assert save is not None
    assert 0 <= new["x"] <= new["x"] + new["width"] <= width
    assert save["x"] + save["width"] <= new["x"] or save["y"] + save["height"] <= new["y"]
    log = page.locator("#qa-conversation [role=log]").bounding_box()
    assert log is not None
    assert log["height"] >= 280


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
