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
from qa.page.accounts import Accounts
from qa.page.api_keys import ApiKeys, hash_key, new_key
from qa.page.english import ENGLISH
from qa.page.logins import OF_ALL, OF_ONE, LoginLimit, Logins
from qa.page.options import Options
from qa.page.rate_limit import CLIENTS

pytestmark = GRADIO_WARNINGS


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


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


def test_right_passwords_do_not_count() -> None:
    limit = LoginLimit(2, 3, Clock())
    for _ in range(50):
        assert limit.begin("a") == 0
        limit.succeed("a")
    assert [bool(limit.begin("a")) for _ in range(3)] == [False, False, True]


def test_clients_are_not_remembered_without_end() -> None:
    limit = LoginLimit(5, 10**9, Clock())
    for number in range(CLIENTS + 5):
        assert limit.begin(str(number)) == 0
        limit.succeed(str(number))
    assert len(limit._known) == len(limit._of_one._tokens) == CLIENTS


def answer(
    app: Logins, path: str, method: str = "GET", client: str = "1.2.3.4", form: Any = None, **headers: str
) -> tuple[int, dict[str, str], str]:
    """Status, headers and body of the reply."""
    sent: list[Any] = []
    body = urlencode(form).encode() if form else b""
    kind = {"content-type": "application/x-www-form-urlencoded"} if form else {}

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": body}

    raw = [(name.encode(), value.encode("latin-1")) for name, value in {**kind, **headers}.items()]
    path, _, query = path.partition("?")
    scope = {"type": "http", "path": path, "method": method, "headers": raw, "client": (client, 1)}
    scope |= {"query_string": query.encode(), "server": ("x", 7860), "root_path": "/qa"}
    asyncio.run(app(scope, receive, send))
    told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], told, b"".join(message.get("body", b"") for message in sent[1:]).decode()


def wrapped(accounts: Accounts | None, keys: ApiKeys | None = None, **limits: int) -> Logins:
    """An app that says 204 to whoever is let in."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})

    limit = LoginLimit(**limits, clock=Clock())
    return Logins(app, ENGLISH, accounts, keys, limit, ("/mcp", "/v1/"), ("/v1/health",))


ME = Accounts.of_one("me", "secret")
KEY = new_key()
KEYS = ApiKeys({hash_key(KEY): "reports"})
RIGHT, WRONG = {"username": "me", "password": "secret"}, {"username": "me", "password": "wrong"}


def test_whoever_is_not_known_gets_the_login_page_and_a_program_a_sentence() -> None:
    app = wrapped(ME)
    status, headers, body = answer(app, "/?q=Why%3F", accept="text/html,*/*")
    assert (status, headers["cache-control"]) == (401, "no-store")
    assert 'action="/qa/login"' in body
    assert 'name="next" value="/?q=Why%3F"' in body
    for path in ("/config", "/gradio_api/queue/join", "/uploads", "/v1/ask", "/mcp"):
        status, headers, body = answer(app, path, "POST")
        assert (status, json.loads(body)["detail"]) == (401, "This needs a name and a password.")
        assert headers["www-authenticate"] == 'Basic realm="article-qa"'
    assert answer(app, "/v1/health")[0] == 204


def test_a_login_leads_to_where_the_reader_wanted_to_go_and_a_logout_ends_it() -> None:
    app = wrapped(ME)
    status, headers, _ = answer(app, "/login", "POST", form={**RIGHT, "next": "/?q=x"}, accept="text/html")
    assert (status, headers["location"]) == (303, "/qa/?q=x")
    cookie, *rules = headers["set-cookie"].split("; ")
    assert {"HttpOnly", "Path=/qa/", "SameSite=lax"} <= set(rules)
    assert answer(app, "/config", cookie=cookie)[0] == 204
    assert answer(app, "/config", cookie=f"{cookie}x")[0] == 401
    assert answer(app, "/logout", cookie=cookie)[0] == 405
    assert answer(app, "/config", cookie=cookie)[0] == 204
    status, headers, _ = answer(app, "/logout", "POST", cookie=cookie)
    assert (status, headers["location"]) == (303, "/qa/")
    assert answer(app, "/config", cookie=cookie)[0] == 401


def test_a_program_that_logs_in_gets_json() -> None:
    app = wrapped(ME)
    status, headers, body = answer(app, "/login/", "POST", form=RIGHT)
    assert (status, json.loads(body)) == (200, {"success": True})
    assert answer(app, "/config", cookie=headers["set-cookie"].split(";")[0])[0] == 204
    assert answer(app, "/login", "POST", form={"username": "me"})[0] == 422
    assert answer(app, "/login", "POST")[0] == 422


def test_a_wrong_password_is_told_on_the_page_and_the_page_asks_again() -> None:
    status, _, body = answer(wrapped(ME), "/login", "POST", form={**WRONG, "next": "/x"}, accept="text/html")
    assert status == 401
    assert "The name or the password is wrong." in body
    assert 'value="/x"' in body


@pytest.mark.parametrize("path", ["/login", "/login/"])
def test_only_wrong_logins_count(path: str) -> None:
    app = wrapped(ME, of_one=2)
    for _ in range(9):
        assert answer(app, path, "POST", form=RIGHT)[0] == 200
    assert [answer(app, path, "POST", form=WRONG)[0] for _ in range(9)] == [401] * 2 + [429] * 7
    assert answer(app, path, "POST", form=RIGHT)[0] == 429
    assert answer(app, path)[0] == 200
    assert answer(app, path, "POST", client="5.6.7.8", form=RIGHT)[0] == 200


def test_whoever_must_wait_is_told_how_long() -> None:
    app = wrapped(ME, of_one=1)
    answer(app, "/login", "POST", form=WRONG)
    status, headers, body = answer(app, "/login", "POST", form=WRONG)
    assert (status, headers["retry-after"]) == (429, "60")
    assert json.loads(body)["detail"] == ENGLISH.login_limited.format(number=OF_ONE)


def test_one_ipv6_network_is_one_client() -> None:
    app = wrapped(ME, of_one=2)
    clients = [f"2001:db8::{number}" for number in range(3)]
    assert [answer(app, "/login", "POST", client, WRONG)[0] for client in clients] == [401, 401, 429]


def basic(password: str) -> str:
    return f"Basic {b64encode(f'me:{password}'.encode()).decode()}"


def test_http_basic_keys_and_the_login_are_limited_together() -> None:
    app = wrapped(ME, KEYS, of_one=3)
    assert [answer(app, "/mcp")[0] for _ in range(9)] == [401] * 9
    assert [answer(app, "/mcp", authorization=basic("secret"))[0] for _ in range(9)] == [204] * 9
    assert [answer(app, "/v1/ask", authorization=f"Bearer {KEY}")[0] for _ in range(9)] == [204] * 9
    assert answer(app, "/login", "POST", form=WRONG)[0] == 401
    assert answer(app, "/v1/ask", authorization="Bearer x")[0] == 401
    assert [answer(app, "/mcp", authorization=basic("x"))[0] for _ in range(2)] == [401, 429]
    assert answer(app, "/mcp", authorization=basic("secret"))[0] == 429
    assert answer(app, "/v1/ask", authorization=f"Bearer {KEY}")[0] == 429
    assert answer(app, "/mcp", client="5.6.7.8", authorization=basic("secret"))[0] == 204


def test_with_keys_alone_the_page_is_open_and_programs_bring_one() -> None:
    app = wrapped(None, KEYS)
    assert answer(app, "/")[0] == answer(app, "/login", "POST", form=RIGHT)[0] == 204
    status, headers, body = answer(app, "/v1/ask", "POST")
    assert (status, headers["www-authenticate"]) == (401, 'Bearer realm="article-qa"')
    assert json.loads(body)["detail"] == "This needs a key."
    assert answer(app, "/v1/ask", authorization=f"Bearer {KEY}")[0] == 204
    assert answer(app, "/v1/ask", authorization=basic("secret"))[0] == 401


def test_a_websocket_is_let_in_by_the_same_rule() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "websocket", "path": "/x", "headers": [], "client": ("1.2.3.4", 1)}
    asyncio.run(wrapped(ME)(scope, send, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]


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
    """The status, when to come again, and the body; a proxy of this computer is believed who the client is."""
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
        assert statuses[401] in (OF_ONE, OF_ONE + 1)
        assert statuses[429] == 300 - statuses[401]
        status, again, body = log_in(address, "secret", "10.0.0.1")
        assert (status, 0 < int(str(again)) <= 60 / OF_ONE) == (429, True)
        assert json.loads(body)["detail"] == ENGLISH.login_limited.format(number=OF_ONE)
        assert log_in(address, "secret", "10.0.0.2")[0] == 200
        many = Counter(threads.map(lambda number: log_in(address, "wrong", f"10.1.{number}.1")[0], range(250)))
    assert 0 < many[401] <= OF_ALL + 10
    assert many[429] == 250 - many[401]
    assert log_in(address, "secret", "10.0.0.9")[0] == 200
