"""Two origins in a real browser over TLS: what a page of another site gets in the name of a reader who is logged in."""

from __future__ import annotations

import asyncio
import functools
import gc
import http.server
import json
import ssl
import threading
import warnings
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import gradio as gr
import pytest
from chromium import FLAGS, GRADIO_WARNINGS, executable
from pages import QUESTION, ask
from playwright.sync_api import BrowserContext, expect, sync_playwright
from proxy_servers import self_signed

import ui
from qa.assistant import Assistant
from qa.page.options import Options

pytestmark = GRADIO_WARNINGS

THIRD_PARTY_COOKIES = {"profile": {"cookie_controls_mode": 0, "block_third_party_cookies": False}}
PROBE = """async (base) => {
  const attempt = async (path, options) => {
    try {
      const reply = await fetch(base + path, { credentials: "include", ...options });
      return `${reply.status} ${await reply.text()}`;
    } catch (error) { return "blocked"; }
  };
  const body = JSON.stringify({ data: ["Why did Qaani go to Baghdad?", null] });
  const account = new URLSearchParams({ username: "me", password: "secret" });
  const json = { method: "POST", headers: { "content-type": "application/json" }, body };
  return {
    page: await attempt("/"),
    config: await attempt("/config"),
    info: await attempt("/gradio_api/info"),
    ask: await attempt("/gradio_api/call/ask", json),
    plain: await attempt("/gradio_api/call/ask", { method: "POST", body }),
    tool: await attempt("/mcp", json),
    upload: await attempt("/uploads", { method: "POST", body }),
    login: await attempt("/login", { method: "POST", body: account }),
  };
}"""


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The files of a certificate that nobody else has signed, and of its key."""
    certificate, key = self_signed(tmp_path_factory.mktemp("tls"), "page.test")
    return str(certificate), str(key)


@pytest.fixture(scope="module")
def address(assistant: Assistant, tls: tuple[str, str]) -> Iterator[str]:
    """The page over TLS, with a password."""
    over_tls = functools.partialmethod(gr.Blocks.launch, ssl_certfile=tls[0], ssl_keyfile=tls[1], ssl_verify=False)
    options = Options(per_minute=0, allowed_hosts=("page.test",))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gr.Blocks, "launch", over_tls)
        local = ui.launch(assistant, options, auth=("me", "secret"), block=False)
    yield f"https://page.test:{urlsplit(local).port}"
    gr.close_all()
    asyncio.set_event_loop(None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


class _OtherSite(http.server.BaseHTTPRequestHandler):
    """Sets a cookie for all sites, and tells every site which cookies it was sent."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.send_header("set-cookie", "seen=1; SameSite=None; Secure")
        self.send_header("access-control-allow-origin", self.headers.get("origin", "*"))
        self.send_header("access-control-allow-credentials", "true")
        self.end_headers()
        self.wfile.write(self.headers.get("cookie", "none").encode())

    def log_message(self, *_: Any) -> None:
        """Nothing is told."""


@pytest.fixture(scope="module")
def other_port(tls: tuple[str, str]) -> Iterator[int]:
    """Where another server answers, under every name."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _OtherSite)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*tls)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def reader(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """The browser of somebody who has logged in, which sends cookies to third parties."""
    profile = tmp_path_factory.mktemp("profile")
    (profile / "Default").mkdir()
    (profile / "Default" / "Preferences").write_text(json.dumps(THIRD_PARTY_COOKIES), encoding="utf-8")
    names = ", ".join(f"MAP {name} 127.0.0.1" for name in ("page.test", "evil.test", "third.test"))
    flags = [*FLAGS, "--ignore-certificate-errors", f"--host-resolver-rules={names}"]
    found = executable()
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=found, args=flags, ignore_https_errors=True
        )
        page = context.new_page()
        page.goto(address)
        page.locator("input[name=username]").fill("me")
        page.locator("input[type=password]").fill("secret")
        page.get_by_role("button").last.click()
        expect(page.locator("#qa-panel article")).to_be_visible(timeout=20_000)
        yield context
        context.close()


def test_a_reader_who_logs_in_over_tls_can_ask_on_the_page_itself(reader: BrowserContext) -> None:
    answer = ask(reader.pages[-1], QUESTION)
    expect(answer).to_contain_text("Qaani")


def test_the_login_cookie_is_for_the_page_alone(reader: BrowserContext, address: str) -> None:
    cookies = [cookie for cookie in reader.cookies(address) if cookie["name"].startswith("qa-login")]
    assert [(cookie["sameSite"], cookie["httpOnly"], cookie["secure"]) for cookie in cookies] == [("Lax", True, True)]


def test_this_browser_sends_cookies_to_third_parties(reader: BrowserContext, other_port: int) -> None:
    """Without that the next test would show nothing."""
    page = reader.new_page()
    page.goto(f"https://evil.test:{other_port}/")
    seen = "async (address) => (await fetch(address, { credentials: 'include' })).text()"
    assert [page.evaluate(seen, f"https://third.test:{other_port}/") for _ in range(2)] == ["none", "seen=1"]


@pytest.mark.parametrize("name", ["evil.test", "page.test"])
def test_a_page_of_another_origin_can_neither_read_nor_ask(
    reader: BrowserContext, address: str, other_port: int, name: str
) -> None:
    """Another site, and another port of the same host, to which the login cookie is sent."""
    page = reader.new_page()
    replies: list[tuple[str, int]] = []
    page.on("response", lambda reply: replies.append((reply.url, reply.status)))
    page.goto(f"https://{name}:{other_port}/")
    assert set(page.evaluate(PROBE, address).values()) == {"blocked"}
    assert {status for url, status in replies if url.startswith(address)} <= {403}


def test_the_same_requests_from_the_page_itself_are_answered(reader: BrowserContext, address: str) -> None:
    page = reader.new_page()
    page.goto(address)
    got = page.evaluate(PROBE, address)
    assert "Qaani" in got["page"]
    assert "Qaani" in got["config"]
    assert got["info"].startswith('200 {"named_endpoints"')
    assert got["ask"].startswith('200 {"event_id"')
    assert got["login"].startswith("200")
