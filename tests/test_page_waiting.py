"""The page before the page."""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.request
from typing import Any

import pytest

from index.errors import SettingsError
from qa.page.english import ENGLISH
from qa.page.waiting import WaitingPage


def fetch(port: int) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_it_says_what_is_being_done_and_how_far_it_is() -> None:
    with WaitingPage("127.0.0.1", None, ENGLISH) as waiting:
        waiting.say("Building <it>", 3, 9)
        status, page = fetch(waiting.port)
    assert status == 503
    assert "Building &lt;it&gt; (3 / 9)" in page


def test_programs_are_told_that_it_is_not_ready_and_what_is_loading() -> None:
    with WaitingPage("127.0.0.1", None, ENGLISH) as waiting:
        waiting.say("Building the index", 3, 9)
        assert post(waiting.port, "/v1/health?x", None) == (
            503,
            {"ready": False, "loading": "Building the index (3 / 9)"},
        )
        status, told = post(waiting.port, "/v1/ask", b"{}")
    assert (status, told) == (503, {"detail": "Getting ready \N{HORIZONTAL ELLIPSIS} Building the index (3 / 9)"})


def post(port: int, path: str, body: bytes | None) -> tuple[int, Any]:
    """Status and JSON of the reply to a POST or, without a body, a GET."""
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", body)
    with refused.value:
        assert refused.value.headers["retry-after"] == "2"
        return refused.value.code, json.load(refused.value)


def test_its_port_is_free_once_it_is_left() -> None:
    with WaitingPage("127.0.0.1", None, ENGLISH) as waiting:
        fetch(waiting.port)
    with WaitingPage("127.0.0.1", waiting.port, ENGLISH) as again:
        assert again.port == waiting.port


def test_a_port_that_is_taken_is_one_plain_error() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(SettingsError, match=r"cannot be served at port \d+ of 127\.0\.0\.1: it is in use"):
            WaitingPage("127.0.0.1", other.getsockname()[1], ENGLISH)
