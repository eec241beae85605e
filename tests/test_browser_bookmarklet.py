"""The page that another tab shows is added as a document of one's own, in a real browser, and only where one agrees."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from chromium import GRADIO_WARNINGS, axe
from pages import Opener, ask
from playwright.sync_api import Page, expect
from serving import collect_event_loops, get

import ui
from qa.assistant import Assistant
from qa.page.bookmarklet import LARGEST
from qa.page.english import ENGLISH
from qa.page.offline_gradio import gr
from qa.page.options import Options

pytestmark = GRADIO_WARNINGS

SENTENCE = "People first walked on the moon in 1969."
ARTICLE = f"""<!doctype html><meta charset="iso-8859-1"><title>The Moon \u2013 <b>caf\u00e9</b> / notes</title>
<script>window.secret = "Nobody must see this."</script>
<article><h1>The Moon</h1><p>The moon is a rock that circles the earth.</p><p>{SENTENCE}</p>
<p>In a caf\u00e9 nobody lives up there, and nobody has ever lived there for long.</p></article>"""


_SAVE = "Some sites send no page: save it there, and add the file."


class _Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=iso-8859-1")
        if self.path == "/closed":
            self.send_header("cross-origin-opener-policy", "same-origin")
        self.end_headers()
        self.wfile.write(ARTICLE.encode("iso-8859-1", "xmlcharrefreplace"))

    def log_message(self, *_: Any) -> None:
        """Nothing is told."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def addresses(assistant: Assistant) -> Iterator[dict[str, str]]:
    options = {"one": Options(per_minute=0), "without": Options(per_minute=0, bookmarklet=False)}
    yield {name: ui.launch(assistant, each, block=False) for name, each in options.items()}
    gr.close_all()
    collect_event_loops()


@pytest.fixture
def code(opened: Opener) -> str:
    """The bookmarklet, as a reader gets it from the page."""
    page = opened()
    page.locator(".qa-more summary").click()
    page.get_by_role("button", name=ENGLISH.bookmarklet).click()
    link = page.get_by_role("dialog").get_by_role("link", name=ENGLISH.bookmarklet_link)
    link.click()
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text(ENGLISH.bookmarklet_drag)
    address = link.get_attribute("href")
    assert address
    page.close()
    return unquote(address.removeprefix("javascript:"))


def clicked(opened: Opener, address: str, code: str) -> Page:
    """The tab that the bookmarklet opens from a page of another site."""
    page = opened.blank()
    page.goto(address)
    with page.expect_popup() as popup:
        page.evaluate(f"() => {{ {code} }}")
    return popup.value


def test_a_page_is_added_once_its_reader_has_agreed_and_is_asked(opened: Opener, site: str, code: str) -> None:
    tab = clicked(opened, f"http://{site}/moon", code)
    told = tab.get_by_role("status")
    expect(told).to_have_text(
        f"Add \u201cThe Moon \u2013 <b>caf\u00e9</b> / notes\u201d from {site} to your documents?"
    )
    add = tab.get_by_role("button", name="Add", exact=True)
    expect(add).to_be_disabled()
    expect(add).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab.locator(".qa-mine [data-number]")).to_have_count(1)
    assert tab.evaluate("sessionStorage.getItem('qa-incoming')") is None
    answer = ask(tab, "When did people first walk on the moon?")
    expect(answer.locator("blockquote")).to_have_text(SENTENCE)
    expect(tab.locator("#qa-panel article")).to_contain_text("In a caf\u00e9 nobody lives up there")
    expect(tab.locator("#qa-panel article")).not_to_contain_text("Nobody must see this")
    assert tab.evaluate("opener") is None
    tab.reload()
    expect(tab.locator(".qa-mine [data-number]")).to_have_count(1)
    tab.close()


def test_nothing_is_added_where_its_reader_does_not_agree(opened: Opener, site: str, code: str) -> None:
    tab = clicked(opened, f"http://{site}/moon", code)
    with tab.expect_event("close"):
        tab.get_by_role("button", name="Do not add").click()


def test_only_who_opened_it_may_send_and_only_once(opened: Opener, site: str, code: str) -> None:
    tab = clicked(opened, f"http://{site}/moon", code)
    expect(tab.get_by_role("status")).to_contain_text("The Moon")
    forged = "postMessage({ title: 'Forged', html: '<p>Forged</p>' }, '*')"
    tab.evaluate(forged)
    tab.evaluate("opener.postMessage('qa-ready', '*')")
    tab.wait_for_timeout(200)
    expect(tab.get_by_role("status")).to_contain_text("The Moon")
    alone = opened.blank()
    alone.goto(opened.address("one") + "add")
    alone.evaluate(forged)
    expect(alone.get_by_role("status")).to_have_text("Nothing came from the other tab. " + _SAVE)
    tab.close()


def test_what_is_too_large_is_told_of(opened: Opener, site: str, code: str) -> None:
    large = f"document.querySelector('article').append('x'.repeat({LARGEST})); {code}"
    tab = clicked(opened, f"http://{site}/moon", large)
    expect(tab.get_by_role("status")).to_have_text(
        "This page is too large to be taken so. Save it there, and add the file."
    )
    expect(tab.get_by_role("button")).to_have_count(0)
    tab.close()


def test_axe_finds_nothing_where_it_is_asked_and_where_the_bookmarklet_is_given(
    opened: Opener, site: str, code: str
) -> None:
    page = opened.blank(320, 480, dark=True, any_script=True)
    page.goto(f"http://{site}/moon")
    with page.expect_popup() as popup:
        page.evaluate(f"() => {{ {code} }}")
    tab = popup.value
    expect(tab.get_by_role("button", name="Add", exact=True)).to_be_enabled()
    asked = opened("one", any_script=True)
    asked.locator(".qa-more summary").click()
    asked.get_by_role("button", name=ENGLISH.bookmarklet).click()
    for each in (tab, asked):
        each.evaluate(axe())
        violations = each.evaluate("axe.run()")["violations"]
        assert [found["id"] for found in violations if found["impact"] in ("serious", "critical")] == []
    tab.close()


def test_an_owner_who_switches_it_off_has_neither_page_nor_button(opened: Opener) -> None:
    page = opened("without")
    page.locator(".qa-more summary").click()
    expect(page.get_by_role("button", name=ENGLISH.notebook)).to_be_visible()
    expect(page.get_by_role("button", name=ENGLISH.bookmarklet)).to_have_count(0)
    assert get(opened.address("without"), "/add")[0] == 404
