"""The page's name and password, and how often a wrong one may be tried."""

from __future__ import annotations

import asyncio
import gc
import http.client
import json
import warnings
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode, urlsplit

import gradio as gr
import pytest
from chromium import GRADIO_WARNINGS

import ui
from qa.assistant import Assistant
from qa.page.logins import OF_ALL, OF_ONE, Account, LoginLimit, Logins
from qa.page.messages import ENGLISH
from qa.page.options import Options
from qa.page.rate_limit import CLIENTS

pytestmark = GRADIO_WARNINGS


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("user", "password", "fits"),
    [
        ("me", "s\u00e9cret", True),
        ("me", "secret", False),
        ("me", "s\u00e9cret ", False),
        ("you", "s\u00e9cret", False),
        ("", "", False),
        ("me", "\ud800", False),
    ],
)
def test_an_account_is_its_name_and_its_password(user: str, password: str, fits: bool) -> None:
    assert Account("me", "s\u00e9cret")(user, password) is fits


def test_a_password_is_in_no_traceback_or_log() -> None:
    assert "secret" not in repr(Account("me", "secret"))


@pytest.mark.parametrize(
    ("given", "fits"),
    [
        ("me:se:cret", True),
        ("me:wrong", False),
        ("me", False),
        ("", False),
    ],
)
def test_http_basic_is_read(given: str, fits: bool) -> None:
    account, encoded = Account("me", "se:cret"), b64encode(given.encode()).decode()
    assert account.fits_basic(f"Basic {encoded}") is fits
    assert account.fits_basic(f"basic  {encoded}") is fits
    for broken in (encoded, f"Bearer {encoded}", "Basic ***", "Basic", f"Basic {b64encode(bytes([255])).decode()}"):
        assert not account.fits_basic(broken)


def test_a_client_may_be_wrong_so_often_in_a_minute_and_then_as_often_as_time_passes() -> None:
    clock = Clock()
    limit = LoginLimit(5, 60, clock)
    assert [limit.begin("a") for _ in range(7)] == [0, 0, 0, 0, 0, 12, 12]
    clock.now = 11
    assert limit.begin("a") == pytest.approx(1)
    clock.now = 12.1
    assert [bool(limit.begin("a")) for _ in range(2)] == [False, True]
    clock.now = 9999
    assert [bool(limit.begin("a")) for _ in range(6)] == [False] * 5 + [True]


def test_one_client_that_is_often_wrong_keeps_no_other_out() -> None:
    limit = LoginLimit(5, 60, Clock())
    for _ in range(1000):
        limit.begin("a")
    assert limit.begin("b") == 0


def test_many_clients_together_are_limited_and_one_that_was_right_is_not_kept_out_by_them() -> None:
    clock = Clock()
    limit = LoginLimit(5, 60, clock)
    limit.begin("known")
    limit.succeed("known")
    assert sum(limit.begin(f"client {number}") == 0 for number in range(1000)) == 60
    assert limit.begin("new") == pytest.approx(1)
    assert limit.begin("known") == 0
    clock.now = 2.5
    assert limit.begin("new") == 0


def test_right_passwords_and_requests_without_one_do_not_count() -> None:
    limit = LoginLimit(2, 3, Clock())
    for finish in (limit.succeed, limit.withdraw):
        for _ in range(50):
            assert limit.begin("a") == 0
            finish("a")
    assert [bool(limit.begin("a")) for _ in range(3)] == [False, False, True]


def test_clients_are_not_remembered_without_end() -> None:
    limit = LoginLimit(5, 10**9, Clock())
    for number in range(CLIENTS + 5):
        assert limit.begin(str(number)) == 0
        limit.succeed(str(number))
    assert len(limit._known) == len(limit._of_one._tokens) == CLIENTS


def answer(app: Logins, path: str, method: str = "POST", client: str = "1.2.3.4", **headers: str) -> Any:
    """The status of the reply, and its headers."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "path": path, "method": method, "headers": raw, "client": (client, 1)}
    asyncio.run(app(scope, lambda: None, send))  # type: ignore[arg-type, return-value]
    return sent[0]["status"], dict(sent[0]["headers"])


def wrapped(status: int, **limits: int) -> Logins:
    """An app that gives this status, limited."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": status, "headers": []})

    limit = LoginLimit(**limits, clock=Clock())
    return Logins(app, Account("me", "secret"), limit, ENGLISH.login_limited, ("/mcp",))


@pytest.mark.parametrize(("status", "passed"), [(400, 2), (200, 9), (422, 9)])
@pytest.mark.parametrize("path", ["/login", "/login/"])
def test_only_wrong_logins_count(status: int, passed: int, path: str) -> None:
    app = wrapped(status, of_one=2)
    assert [answer(app, path)[0] for _ in range(9)] == [status] * passed + [429] * (9 - passed)
    assert answer(app, path, "GET")[0] == status
    assert answer(app, "/config")[0] == status
    assert answer(app, path, client="5.6.7.8")[0] == status


def test_whoever_must_wait_is_told_how_long() -> None:
    app = wrapped(400, of_one=1)
    answer(app, "/login")
    status, headers = answer(app, "/login")
    assert (status, headers[b"retry-after"]) == (429, b"60")


def test_one_ipv6_network_is_one_client() -> None:
    app = wrapped(400, of_one=2)
    assert [answer(app, "/login", client=f"2001:db8::{number}")[0] for number in range(3)] == [400, 400, 429]


def basic(password: str) -> str:
    return f"Basic {b64encode(f'me:{password}'.encode()).decode()}"


def test_http_basic_and_the_login_are_limited_together() -> None:
    app = wrapped(400, of_one=3)
    assert [answer(app, "/mcp")[0] for _ in range(9)] == [401] * 9
    assert [answer(app, "/mcp", authorization=basic("secret"))[0] for _ in range(9)] == [400] * 9
    assert answer(app, "/login")[0] == 400
    assert [answer(app, "/mcp", authorization=basic("x"))[0] for _ in range(3)] == [401, 401, 429]
    assert answer(app, "/mcp", authorization=basic("secret"))[0] == 429
    assert answer(app, "/login")[0] == 429
    assert answer(app, "/mcp", client="5.6.7.8", authorization=basic("secret"))[0] == 400


@pytest.fixture
def address(assistant: Assistant) -> Iterator[str]:
    """A page with a password, at the default rate."""
    yield ui.launch(assistant, Options(), auth=("me", "secret"), block=False)
    gr.close_all()
    asyncio.set_event_loop(None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def log_in(address: str, password: str, client: str) -> tuple[int, str | None, str]:
    """The status, when to come again, and the body; Gradio believes a proxy of this computer who the client is."""
    connection = http.client.HTTPConnection(str(urlsplit(address).netloc))
    headers = {"content-type": "application/x-www-form-urlencoded", "x-forwarded-for": client}
    try:
        connection.request("POST", "/login", urlencode({"username": "me", "password": password}), headers)
        reply = connection.getresponse()
        return reply.status, reply.getheader("retry-after"), reply.read().decode()
    finally:
        connection.close()


def test_of_300_wrong_passwords_a_served_page_looks_at_a_few_and_lets_the_reader_in(address: str) -> None:
    """From one address, then from 300; the reader's own is another, from which the right one came before."""
    assert log_in(address, "secret", "10.0.0.9")[0] == 200
    with ThreadPoolExecutor(8) as threads:
        statuses = Counter(threads.map(lambda number: log_in(address, f"wrong {number}", "10.0.0.1")[0], range(300)))
        assert statuses[400] in (OF_ONE, OF_ONE + 1)
        assert statuses[429] == 300 - statuses[400]
        status, again, body = log_in(address, "secret", "10.0.0.1")
        assert (status, 0 < int(str(again)) <= 60 / OF_ONE) == (429, True)
        assert json.loads(body)["detail"] == ENGLISH.login_limited.format(number=OF_ONE)
        assert log_in(address, "secret", "10.0.0.2")[0] == 200
        many = Counter(threads.map(lambda number: log_in(address, "wrong", f"10.1.{number}.1")[0], range(250)))
    assert 0 < many[400] <= OF_ALL + 10
    assert many[429] == 250 - many[400]
    assert log_in(address, "secret", "10.0.0.9")[0] == 200
