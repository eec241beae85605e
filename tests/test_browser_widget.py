"""The widget in a real browser: shown by the site that was named, refused to any other, and asked."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from chromium import GRADIO_WARNINGS, axe
from pages import ANSWER, QUESTION, Opener, lit
from playwright.sync_api import FrameLocator, Page, expect
from serving import collect_event_loops

import ui
from qa.assistant import Assistant
from qa.page.offline_gradio import gr
from qa.page.options import Options

pytestmark = GRADIO_WARNINGS


class _Site(http.server.BaseHTTPRequestHandler):
    """Shows the address in its query in a frame."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        framed = self.path.partition("?")[2]
        self.wfile.write(
            f'<!doctype html><title>Site</title><iframe src="{framed}" title="Ask" width=400 height=480>'.encode()
        )

    def log_message(self, *_: Any) -> None:
        """Nothing is told."""


@contextmanager
def site() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def sites() -> Iterator[tuple[str, str]]:
    """One that may show the widget, and one that may not."""
    with site() as friend, site() as stranger:
        yield friend, stranger


@pytest.fixture(scope="module")
def addresses(assistant: Assistant, sites: tuple[str, str]) -> Iterator[dict[str, str]]:
    yield {"one": ui.launch(assistant, Options(per_minute=0, embedded_by=sites[:1], embed_per_minute=0), block=False)}
    gr.close_all()
    collect_event_loops()


def framed(opened: Opener, site: str, path: str, **how: Any) -> tuple[Page, FrameLocator]:
    page = opened.blank(**how)
    page.goto(f"{site}/?{opened.address('one')}{path}")
    return page, page.frame_locator("iframe")


def ask(frame: FrameLocator, question: str) -> None:
    frame.get_by_role("textbox", name="Your question").fill(question)
    frame.get_by_role("button", name="Ask").click()


def test_the_site_that_was_named_shows_it_and_a_reader_asks(opened: Opener, sites: tuple[str, str]) -> None:
    page, frame = framed(opened, sites[0], "embed")
    ask(frame, QUESTION)
    expect(frame.locator("blockquote")).to_have_text(ANSWER)
    expect(frame.get_by_role("status")).to_contain_text("calm")
    expect(frame.get_by_role("textbox")).to_have_value("")
    ask(frame, "Who is Khazali?")
    expect(frame.locator("section")).to_have_count(2)
    expect(frame.locator("h2").last).to_be_in_viewport()
    with page.expect_popup() as popup:
        frame.get_by_role("link", name="[1]").first.click()
    expect(lit(popup.value)).to_have_text(ANSWER)
    popup.value.close()


def test_any_other_site_is_refused_and_so_is_the_page_itself(opened: Opener, sites: tuple[str, str]) -> None:
    for site_of, path in ((sites[1], "embed"), (sites[0], "")):
        page = opened.blank()
        told: list[str] = []
        page.on("console", lambda message, told=told: told.append(message.text))
        page.goto(f"{site_of}/?{opened.address('one')}{path}")
        page.wait_for_timeout(300)
        assert page.frames[1].url.startswith("chrome-error:")
        assert any("frame" in text.lower() for text in told)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_and_it_fits_where_it_is_narrow(opened: Opener, dark: bool) -> None:
    page = opened.blank(320, 480, dark, any_script=True)
    page.goto(f"{opened.address('one')}embed")
    for question in (QUESTION, "Who won the football match in Lisbon?"):
        page.get_by_role("textbox").fill(question)
        page.keyboard.press("Enter")
        expect(page.locator(".qa-answer").last).to_be_visible()
    expect(page.locator(".qa-answer")).to_have_count(2)
    page.evaluate(axe())
    assert [each["id"] for each in page.evaluate("axe.run()")["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(20, 22, 26)" if dark else "rgb(247, 246, 242)")


def test_the_site_chooses_light_or_dark(opened: Opener) -> None:
    page = opened.blank(dark=True)
    page.goto(f"{opened.address('one')}embed?theme=light")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(247, 246, 242)"


def test_a_question_that_was_not_answered_stands_in_the_box_again(opened: Opener) -> None:
    page = opened.blank()
    page.goto(f"{opened.address('one')}embed")
    page.route("**/embed/ask", lambda route: route.abort())
    page.get_by_role("textbox").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("section p")).to_have_text("The page could not be reached. Try again.")
    expect(page.get_by_role("textbox")).to_have_value(QUESTION)
