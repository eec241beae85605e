"""The examples in deploy/: real proxies in front of a page, below /qa/, over TLS, with two users."""

from __future__ import annotations

import http.client
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from chromium import GRADIO_WARNINGS, chromium
from playwright.sync_api import expect
from proxy_servers import DEPLOY, PROXIES, free_port, unverified
from serving import collect_event_loops, served

from qa.assistant import Assistant
from qa.page.accounts import Accounts
from qa.page.options import Options

pytestmark = GRADIO_WARNINGS

QUESTION = "Why did Qaani go to Baghdad?"
USERS = Accounts({"ann": "one", "bob": "two"})


@dataclass(frozen=True)
class Proxied:
    """A page behind a proxy, and the log of its requests."""

    address: str
    access_log: Path

    def request(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, Any, str]:
        """Status, headers and body of the reply."""
        connection = http.client.HTTPSConnection(urlsplit(self.address).netloc, timeout=60, context=unverified())
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        with connection.getresponse() as reply:
            told = reply.status, reply.headers, reply.read().decode()
        connection.close()
        return told

    def logged_in(self, user: str, password: str) -> str:
        """The cookie of somebody who logged in, as a browser does it."""
        form = urlencode({"username": user, "password": password, "next": "/?q=x"})
        kind, origin = "application/x-www-form-urlencoded", self.address
        status, headers, _ = self.request(
            "POST", "/qa/login", form, content_type=kind, accept="text/html", origin=origin
        )
        assert (status, headers["location"]) == (303, "/qa/?q=x")
        cookie, *rules = headers["set-cookie"].split("; ")
        assert {"Path=/qa/", "HttpOnly", "Secure", "SameSite=Lax"} <= set(rules)
        return str(cookie)


@pytest.fixture(scope="module", params=list(PROXIES))
def proxied(request: pytest.FixtureRequest, assistant: Assistant, tmp_path_factory: Any) -> Iterator[Proxied]:
    folder = tmp_path_factory.mktemp(request.param)
    port = free_port()
    start: Any = PROXIES[request.param]
    with start(port, folder) as address:
        options = Options(per_minute=0, access_log=folder / "access.log")
        with served(assistant, options, auth=USERS, port=port):
            yield Proxied(address, folder / "access.log")
    collect_event_loops()


def test_the_path_without_a_slash_leads_to_the_page_with_its_question(proxied: Proxied) -> None:
    status, headers, _ = proxied.request("GET", "/qa?q=x")
    assert status == 308
    assert urlsplit(headers["location"]).path == "/qa/"


def test_it_is_ready_and_nobody_is_let_in_without_a_password(proxied: Proxied) -> None:
    assert proxied.request("GET", "/qa/v1/health")[0] == 200
    status, _, page = proxied.request("GET", "/qa/?q=x", accept="text/html")
    assert status == 401
    assert 'action="/qa/login"' in page
    assert proxied.request("GET", "/qa/config")[0] == 401


@pytest.mark.parametrize(("user", "password"), [("ann", "one"), ("bob", "two")])
def test_each_user_logs_in_and_asks_by_the_page_s_own_addresses(proxied: Proxied, user: str, password: str) -> None:
    cookie = proxied.logged_in(user, password)
    config = json.loads(proxied.request("GET", "/qa/config", cookie=cookie)[2])
    assert config["root"] == f"{proxied.address}/qa"
    body, kind = json.dumps({"data": [QUESTION, None]}), "application/json"
    path = f"{urlsplit(config['root']).path}{config['api_prefix']}/call/ask"
    status, _, told = proxied.request("POST", path, body, content_type=kind, cookie=cookie, origin=proxied.address)
    assert status == 200
    stream = proxied.request("GET", f"{path}/{json.loads(told)['event_id']}", cookie=cookie)[2]
    assert "event: complete" in stream
    assert "to calm AAH down" in stream


def test_programs_ask_with_a_password(proxied: Proxied) -> None:
    given = f"Basic {b64encode(b'bob:two').decode()}"
    body = json.dumps({"question": QUESTION})
    assert proxied.request("POST", "/qa/v1/ask", body)[0] == 401
    status, _, told = proxied.request("POST", "/qa/v1/ask", body, authorization=given)
    assert (status, json.loads(told)["answered"]) == (200, True)
    assert json.loads(proxied.request("GET", "/qa/openapi.json")[2])["servers"] == [{"url": "/qa"}]


def test_the_client_s_address_is_known_and_what_it_says_of_itself_is_not_believed(proxied: Proxied) -> None:
    given = {"x_forwarded_for": "203.0.113.7", "x_forwarded_prefix": "/evil", "x_forwarded_host": "evil.example"}
    status, _, page = proxied.request("GET", "/qa/?marked", accept="text/html", **given)
    assert status == 401
    assert "evil" not in page
    lines = [json.loads(line) for line in proxied.access_log.read_text(encoding="utf-8").splitlines()]
    assert {line["client"] for line in lines if line["path"] == "/qa/"} == {"127.0.0.1"}


def test_another_site_is_refused(proxied: Proxied) -> None:
    assert proxied.request("GET", "/qa/config", origin="https://evil.example")[0] == 403


def test_a_reader_logs_in_asks_and_logs_out(proxied: Proxied) -> None:
    with chromium() as browser:
        page = browser.new_context(ignore_https_errors=True).new_page()
        page.goto(f"{proxied.address}/qa")
        page.get_by_label("Name").fill("ann")
        page.get_by_label("Password").fill("one")
        page.get_by_role("button", name="Log in").click()
        expect(page.locator("#qa-panel article")).to_be_visible()
        page.locator("#qa-ask textarea").fill(QUESTION)
        page.keyboard.press("Enter")
        expect(page.locator(".qa-answer").first).to_contain_text("to calm AAH down")
        page.get_by_role("button", name="Log out").click()
        expect(page.get_by_label("Password")).to_be_visible()
        assert page.url == f"{proxied.address}/qa/"


def test_the_unit_and_the_container_run_what_the_command_line_knows() -> None:
    from qa.commandline.parser import _parser

    unit = (DEPLOY / "article-qa.service").read_text(encoding="utf-8")
    command = re.search(r"ExecStart=/opt/article-qa/bin/qa ((?:.*\\\n)*.*)", unit)
    assert command
    assert _parser().parse_args(command[1].replace("\\\n", " ").split()).allow_host == ["qa.example.org"]
    image = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    started = json.loads(re.findall(r"^CMD (\[.*\])$", image, re.M)[-1])
    assert _parser().parse_args(started).host == "0.0.0.0"
    compose = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    told = re.search(r'command: (\["chat".*?\])$', compose, re.M | re.S)
    assert told
    options = _parser().parse_args(json.loads(told[1].replace("${QA_NAME:-localhost}", "localhost")))
    assert options.trusted_proxy == ["172.30.0.0/24"]
