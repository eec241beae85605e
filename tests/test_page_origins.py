"""Which web pages may talk to a served one."""

from __future__ import annotations

import asyncio
import gc
import http.client
import warnings
from collections.abc import Iterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import gradio as gr
import pytest
from chromium import GRADIO_WARNINGS

import ui
from index.errors import SettingsError
from qa.assistant import Assistant
from qa.page.options import Options
from qa.page.origins import OwnOrigin, outermost, read_allowed_host, read_embedder

pytestmark = GRADIO_WARNINGS

COOKIE = b"token=abc; HttpOnly; Path=/; SameSite=none; Secure"


async def _app(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    headers = [
        (b"content-type", b"text/plain"),
        (b"Access-Control-Allow-Origin", b"https://evil.test"),
        (b"access-control-allow-credentials", b"true"),
        (b"set-cookie", COOKIE),
        (b"set-cookie", b"plain=1; Max-Age=5"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"article"})


def talk(
    *headers: tuple[str, str], bound: str = "127.0.0.1", allowed: tuple[str, ...] = (), **scope: Any
) -> list[dict[str, Any]]:
    """What the wrapped app answers a request with these headers, which came to 10.0.0.5."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    app = OwnOrigin(_app, bound, [read_allowed_host(host) for host in allowed])
    raw = [(name.encode(), value.encode()) for name, value in headers]
    whole = {"type": "http", "scheme": "http", "headers": raw, "server": ("10.0.0.5", 7860), **scope}
    asyncio.run(app(whole, lambda: None, send))  # type: ignore[arg-type, return-value]
    return sent


def status(*headers: tuple[str, str], **options: Any) -> int:
    return int(talk(*headers, **options)[0]["status"])


@pytest.mark.parametrize("host", ["localhost:7860", "127.0.0.1:7860", "[::1]:7860", "LOCALHOST", "10.0.0.5:7860"])
def test_a_page_is_served_as_this_computer_and_as_the_address_that_was_asked(host: str) -> None:
    assert status(("host", host)) == 200
    assert status(("host", host), ("origin", f"http://{host.lower()}")) == 200


@pytest.mark.parametrize(
    "host", ["evil.test", "evil.test:7860", "10.0.0.6", "localhost.evil.test", "127.0.0.1.evil.test", "", "a@localhost"]
)
def test_a_page_is_served_as_nothing_else(host: str) -> None:
    reply = talk(("host", host))
    assert reply[0]["status"] == 421
    assert b"--allow-host" in reply[1]["body"]


def test_a_page_is_served_as_the_host_it_listens_on_and_as_what_its_owner_names() -> None:
    assert status(("host", "box.lan:7860"), bound="box.lan") == 200
    assert status(("host", "[fe80::1]:7860"), bound="FE80:0::1") == 200
    for host in ("qa.example.org", "QA.example.org:9000", "qa.example.org."):
        assert status(("host", host), allowed=("qa.example.org",)) == 200
    assert status(("host", "www.qa.example.org"), allowed=("qa.example.org",)) == 421


def test_a_program_that_sends_neither_host_nor_origin_is_served() -> None:
    assert status() == 200


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.test",
        "null",
        "",
        "http://localhost",
        "http://localhost:7861",
        "http://localhost:7860.evil.test",
        "http://127.0.0.1:7860",
        "http://evil.test@localhost:7860",
        "file://localhost:7860",
        "chrome-extension://localhost:7860",
        "localhost:7860",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "DELETE"])
def test_a_request_from_a_page_of_another_origin_is_refused(origin: str, method: str) -> None:
    reply = talk(("host", "localhost:7860"), ("origin", origin), method=method)
    assert reply[0]["status"] == 403
    assert not [name for name, _ in reply[0]["headers"] if name.startswith(b"access-control")]


def test_a_second_origin_does_not_hide_behind_the_first() -> None:
    own, other = ("origin", "http://localhost"), ("origin", "http://evil.test")
    assert status(("host", "localhost"), own, other) == 403
    assert status(("host", "localhost"), other, own) == 403


def test_the_scheme_of_the_own_origin_is_not_compared() -> None:
    for scheme in ("http", "https"):
        assert status(("host", "qa.test"), ("origin", f"{scheme}://qa.test"), allowed=("qa.test",)) == 200


def test_behind_a_proxy_that_sends_its_own_host_the_owner_names_the_origin_with_its_port() -> None:
    inner = ("host", "127.0.0.1:7860")
    assert status(inner, ("origin", "https://qa.test"), allowed=("qa.test",)) == 200
    assert status(inner, ("origin", "https://qa.test:8443"), allowed=("qa.test",)) == 403
    assert status(inner, ("origin", "https://qa.test:8443"), allowed=("qa.test:8443",)) == 200


def test_a_websocket_of_another_origin_is_closed_before_it_opens() -> None:
    host = ("host", "localhost")
    assert talk(host, ("origin", "http://evil.test"), type="websocket")[0]["type"] == "websocket.close"
    assert talk(host, ("origin", "http://localhost"), type="websocket")[0]["type"] == "websocket.accept"
    assert talk(("host", "evil.test"), type="websocket")[0]["type"] == "websocket.close"


@pytest.mark.parametrize(
    ("scheme", "origin", "token", "plain"),
    [
        ("http", (), True, False),
        ("https", (), True, True),
        ("http", (("origin", "https://localhost"),), True, True),
        ("http", (("origin", "http://localhost"),), True, False),
    ],
)
def test_cookies_are_kept_from_scripts_and_from_other_sites(scheme: str, origin: Any, token: bool, plain: bool) -> None:
    """A cookie is marked Secure where it was, or the browser is known to speak TLS."""
    headers = talk(("host", "localhost"), *origin, scheme=scheme)[0]["headers"]
    cookies = [value.decode() for name, value in headers if name == b"set-cookie"]
    assert cookies == [
        "token=abc; Path=/; HttpOnly; SameSite=Lax" + "; Secure" * token,
        "plain=1; Max-Age=5; HttpOnly; SameSite=Lax" + "; Secure" * plain,
    ]


def test_a_reply_tells_other_sites_nothing_even_where_the_app_would() -> None:
    start, body = talk(("host", "localhost"), ("origin", "http://localhost"))
    assert body["body"] == b"article"
    assert [name for name, _ in start["headers"]] == [b"content-type", b"set-cookie", b"set-cookie"]


@pytest.mark.parametrize(
    "text", ["", " ", "https://qa.test", "qa.test/", "*.qa.test", "a b", "qa.test:x", "[::1", "a@b"]
)
def test_what_is_no_host_cannot_be_allowed(text: str) -> None:
    with pytest.raises(SettingsError, match=r"--allow-host .*is no host: give its name alone"):
        read_allowed_host(text)
    with pytest.raises(SettingsError, match="is no host"):
        Options(allowed_hosts=("qa.test", text)).check()


def test_what_is_outermost_wraps_the_app_before_its_first_request_and_lets_another_lifespan_run() -> None:
    steps: list[str] = []

    class Served:
        middleware_stack = "app"

    @asynccontextmanager
    async def other(app: Any) -> Any:
        steps.append(f"begins with {app.middleware_stack}")
        yield
        steps.append("ends")

    async def serve() -> None:
        async with outermost(lambda app: f"wrapped {app}", other)(Served()):  # type: ignore[arg-type, return-value]
            steps.append("serves")

    asyncio.run(serve())
    assert steps == ["begins with wrapped app", "serves", "ends"]


@pytest.fixture(scope="module")
def address(assistant: Assistant) -> Iterator[str]:
    """A page that is served as page.test too."""
    yield ui.launch(assistant, Options(per_minute=0, allowed_hosts=("page.test",)), block=False)
    gr.close_all()
    asyncio.set_event_loop(None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def fetch(address: str, method: str, path: str, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(str(urlsplit(address).netloc))
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        reply = connection.getresponse()
        reply.read()
        return reply
    finally:
        connection.close()


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
@pytest.mark.parametrize(
    "path", ["/", "/config", "/gradio_api/info", "/gradio_api/queue/data?session_hash=x", "/uploads"]
)
def test_a_served_page_lets_no_other_site_read_any_of_it(address: str, method: str, path: str) -> None:
    """Gradio itself answers a preflight, and allows every origin on a host that is not localhost."""
    for host in ("page.test", urlsplit(address).netloc):
        asked = {"host": host, "origin": "https://evil.test", "access_control_request_method": "POST"}
        reply = fetch(address, method, path, **asked)
        assert reply.status == 403
        assert not [name for name in reply.headers if name.lower().startswith("access-control")]


def test_a_served_page_answers_itself_and_programs_under_its_own_names_alone(address: str) -> None:
    assert fetch(address, "GET", "/config", host="page.test", origin="https://page.test").status == 200
    assert fetch(address, "GET", "/config").status == 200
    assert fetch(address, "GET", "/config", host="rebound.test").status == 421


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("https://site.example", "https://site.example"),
        (" HTTPS://Site.Example/ ", "https://site.example"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("https://[2001:DB8::1]:8443", "https://[2001:db8::1]:8443"),
    ],
)
def test_a_site_that_may_embed_is_written_as_browsers_write_it(given: str, wanted: str) -> None:
    assert read_embedder(given) == wanted


@pytest.mark.parametrize(
    "given",
    [
        *("", "site.example", "https://", "ftp://site.example", "https://site.example/path", "https://*.site.example"),
        *(
            "https://*",
            "https://a.example https://b.example",
            "https://site.example;script-src *",
            "https://a@b.example",
        ),
        *("https://site.example:x", "'self'", "https://\u00e9.example", "https://site.example?x", "null"),
    ],
)
def test_what_is_no_site_cannot_embed(given: str) -> None:
    with pytest.raises(SettingsError, match="is no site: give how its address begins"):
        Options(embedded_by=("https://site.example", given)).check()
