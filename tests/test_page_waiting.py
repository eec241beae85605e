"""The page before the page."""

from __future__ import annotations

import socket
import urllib.error
import urllib.request

import pytest

from index.errors import SettingsError
from qa.page.messages import ENGLISH
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
