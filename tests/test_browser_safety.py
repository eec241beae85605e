"""What the page does not let happen, in a real browser."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Sequence

import pytest
from chromium import GRADIO_WARNINGS
from pages import NASTY, QUESTION, Opener, ask, choose
from playwright.sync_api import expect

import ui
from qa.answer import Answer
from qa.assistant import Assistant
from qa.page.english import ENGLISH
from qa.page.options import Options
from qa.page.server import AT_ONCE

pytestmark = GRADIO_WARNINGS


def test_markup_in_a_question_is_shown_and_does_nothing(opened: Opener) -> None:
    page = opened()
    ask(page, NASTY)
    expect(page.locator(".qa-asked")).to_have_text(NASTY)
    expect(page.locator("#qa-conversation :is(script, img, strong)")).to_have_count(0)
    expect(page.locator("#qa-conversation a[href^='javascript']")).to_have_count(0)
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
    ask(page, QUESTION)
    expect(page.get_by_text(ENGLISH.too_fast)).to_have_count(0)
    other = "Who is the leader of Asa'ib Ahl al-Haq?"
    expect(ask(page, other)).to_contain_text(ENGLISH.too_fast)
    expect(page.locator("#qa-ask textarea")).to_have_value(other)
    # A reload brings back what was answered: an answer that is kept costs nothing.
    page.reload()
    expect(page.locator(".qa-answer .qa-cited")).to_have_count(1)
    expect(page.get_by_text(ENGLISH.too_fast)).to_have_count(0)


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
        page.locator("input[name=username]").fill("ann")
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


def test_nobody_adds_a_document_without_a_key_nor_gets_one_without_the_password(
    assistant: Assistant, addresses: dict[str, str]
) -> None:
    def post(address: str, path: str, body: bytes, headers: dict[str, str]) -> int:
        request = urllib.request.Request(f"{address}{path}", body, headers, method="POST")
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request)
        with refused.value:
            return refused.value.code

    locked = ui.launch(assistant, Options(), auth=("reader", "secret"), block=False)
    wanted = json.dumps({"session_hash": "x", "component_id": 1, "fn_name": "open_upload_session", "data": {}}).encode()
    assert post(locked, "gradio_api/component_server", wanted, {"Content-Type": "application/json"}) == 401
    headers = {"x-name": "moon.txt", "x-upload-session": "0" * 43}
    for address, status in ((locked, 401), (addresses["one"], 404)):
        assert post(address, "uploads", b"The moon is a rock.", headers) == status


def test_a_full_queue_is_told_in_the_pages_own_words_and_the_question_stays(
    opened: Opener, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    going_on = threading.Event()

    def wait(question: str, history: Sequence[str] = ()) -> Answer:
        going_on.wait(60)
        return Assistant.ask(assistant, question, history)

    monkeypatch.setattr("qa.page.server.WAITING", 1)
    monkeypatch.setattr(assistant, "ask", wait)
    address = ui.launch(assistant, Options(per_minute=0), block=False)
    try:
        # Some are being answered, and one more waits.
        for _ in range(AT_ONCE + 1):
            body = json.dumps({"data": [QUESTION, None]}).encode()
            request = urllib.request.Request(
                f"{address}gradio_api/call/ask", body, {"Content-Type": "application/json"}, method="POST"
            )
            with urllib.request.urlopen(request) as reply:
                assert json.load(reply)["event_id"]
            time.sleep(0.3)
        page = opened.blank()
        page.goto(address)
        page.locator("#qa-ask textarea").fill(QUESTION)
        page.keyboard.press("Enter")
        expect(page.locator("#qa-wait").get_by_text(ENGLISH.busy)).to_be_visible()
        expect(page.get_by_test_id("toast-text").locator("visible=true")).to_have_count(0)
        expect(page.locator("#qa-ask textarea")).to_have_value(QUESTION)
    finally:
        going_on.set()
    # Asked again, it is answered.
    expect(page.locator("#qa-ask textarea")).to_be_focused()
    page.wait_for_timeout(1500)
    page.keyboard.press("Enter")
    expect(page.locator(".qa-answer")).to_have_count(1)
