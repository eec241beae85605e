"""What the page does not let happen, in a real browser."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest
from pages import NASTY, QUESTION, Opener, ask, choose
from playwright.sync_api import expect

import ui
from qa.assistant import Assistant
from qa.page.options import Options
from qa.page.words import ENGLISH

# Gradio makes an event loop for each page and never closes it, and calls pandas in ways that pandas 4 drops.
pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:.*no_silent_downcasting"),
    pytest.mark.filterwarnings("ignore:The copy keyword is deprecated"),
]


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


def test_a_script_that_is_not_the_pages_own_does_not_run(opened: Opener) -> None:
    page = opened()
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)>')")
    page.evaluate(
        "const script = document.createElement('script'); script.append('alert(1)'); document.body.append(script)"
    )
    page.wait_for_timeout(300)
    assert page.evaluate("window.alerted") == 0
    assert page.evaluate("window.stopped.splice(0)")


def test_a_client_that_asks_too_fast_is_told_so(opened: Opener) -> None:
    page = opened("slow")
    page.locator("#qa-ask textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.get_by_text(ENGLISH.too_fast)).to_be_visible()
    expect(page.locator("#qa-ask textarea")).to_have_value(QUESTION)


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


def test_a_page_with_a_password_is_closed_until_it_is_given(opened: Opener, assistant: Assistant) -> None:
    address = ui.launch(assistant, Options(per_minute=0), auth=("ann", "secret"), block=False)
    page = opened.blank()
    page.goto(address)
    for password in ("wrong", "secret"):
        expect(page.locator("#qa-ask")).to_have_count(0)
        page.locator("input[type=text], textarea").first.fill("ann")
        page.locator("input[type=password]").fill(password)
        page.get_by_role("button").last.click()
        page.wait_for_timeout(500)
    expect(page.locator("#qa-ask textarea")).to_be_focused()
    ask(page, QUESTION)


def test_the_page_cannot_be_framed_by_another(opened: Opener) -> None:
    page = opened.blank()
    page.set_content(f'<iframe src="{opened.address("one")}"></iframe>')
    page.wait_for_timeout(1000)
    assert page.frames[1].locator("#qa-ask").count() == 0
    assert page.frames[1].url.startswith("chrome-error:")
