"""Requests that do not come to an end, on real sockets of this computer."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import anyio
import pytest
import uvicorn
from fakes import HashEncoder, text_document

from index.collection import Collection
from qa.assistant import Assistant
from qa.page.asgi import refuse
from qa.page.english import ENGLISH
from qa.page.options import Options
from qa.page.slow_bodies import Pace, SlowBodies, TimedConnection
from qa.page.upload_endpoint import OF_ONE, UploadEndpoint
from qa.page.uploads import UploadSessions

PACE = Pace(slowest=1000, grace=1.5, idle=1.0)
MOON = b"The moon is a rock. People visited it in 1969.\n"


class QuickConnection(TimedConnection):
    headers_within = 0.6


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answers with how many bytes came."""
    size, more = 0, True
    while more:
        message = await receive()
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    body = str(size).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@contextmanager
def served(app: Any) -> Iterator[int]:
    """The port of a server that runs the app."""
    config = uvicorn.Config(app, port=0, log_level="critical", lifespan="off", http=QuickConnection)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served(SlowBodies(echo, ENGLISH.too_slow, PACE)) as found:
        yield found


def connect(port: int, data: bytes = b"") -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port), timeout=10)
    made.sendall(data)
    return made


def head(length: int, path: str = "/", *lines: str) -> bytes:
    whole = (f"POST {path} HTTP/1.1", "host: localhost", f"content-length: {length}", *lines, "", "")
    return "\r\n".join(whole).encode()


def read_reply(connection: socket.socket) -> tuple[int, bytes]:
    """The status and the body of what is sent until the server closes; 0 where nothing is."""
    with connection:
        whole = b"".join(iter(lambda: connection.recv(4096), b""))
    start, _, body = whole.partition(b"\r\n\r\n")
    return int(start.split()[1]) if start else 0, body


@pytest.mark.parametrize("body", [b"", b"half of it"])
def test_a_body_that_stays_out_is_given_up_with_a_sentence_and_the_connection_closed(port: int, body: bytes) -> None:
    began = time.monotonic()
    status, said = read_reply(connect(port, head(1000) + body))
    assert (status, json.loads(said)) == (408, {"detail": ENGLISH.too_slow})
    assert PACE.idle <= time.monotonic() - began < PACE.idle + 2


async def refusing(_: Any, __: Any, send: Any) -> None:
    await refuse(send, 401, "No.")


def test_a_request_that_is_refused_unread_gets_its_reply_once_its_near_end_has_come() -> None:
    with served(SlowBodies(refusing, ENGLISH.too_slow, PACE)) as port, connect(port, head(20)) as connection:
        connection.settimeout(0.3)
        with pytest.raises(TimeoutError):
            connection.recv(4096)
        connection.settimeout(10)
        connection.sendall(b"x" * 20 + head(0, "/", "connection: close"))
        status, said = read_reply(connection)
        assert (status, said.count(b"No.")) == (401, 2)


def test_a_body_that_is_sent_on_demand_is_not_asked_for_where_it_is_refused() -> None:
    with served(SlowBodies(refusing, ENGLISH.too_slow, PACE)) as port:
        assert read_reply(connect(port, head(20, "/", "expect: 100-continue")))[0] == 401


@pytest.mark.parametrize("body", [b"", b"x" * 100_000])
def test_one_whose_end_is_not_near_is_refused_without_it(body: bytes) -> None:
    with served(SlowBodies(refusing, ENGLISH.too_slow, PACE)) as port:
        connection = connect(port, head(10_000_000) + body)
        assert connection.recv(4096).startswith(b"HTTP/1.1 401")
        connection.close()


def test_a_body_that_trickles_is_given_up_once_it_is_behind_by_the_grace(port: int) -> None:
    connection = connect(port, head(100_000))
    connection.settimeout(0.1)
    began, said = time.monotonic(), b""
    while not said and time.monotonic() - began < 5:
        try:
            connection.sendall(b"x")
            said = connection.recv(4096)
        except TimeoutError:
            continue
    connection.close()
    assert said.startswith(b"HTTP/1.1 408")
    assert PACE.grace <= time.monotonic() - began < PACE.grace + 2


def test_a_body_that_comes_fast_enough_is_taken_though_it_takes_longer_than_the_grace(port: int) -> None:
    connection = connect(port, head(4000, "/", "connection: close"))
    for _ in range(10):
        connection.sendall(b"x" * 400)
        time.sleep(0.2)
    assert read_reply(connection) == (200, b"4000")


def test_what_came_early_does_not_buy_a_longer_silence(port: int) -> None:
    connection = connect(port, head(1_000_000) + b"x" * 900_000)
    began = time.monotonic()
    assert read_reply(connection)[0] == 408
    assert time.monotonic() - began < PACE.idle + 2


def test_an_app_that_takes_its_time_is_not_held_against_the_sender() -> None:
    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(PACE.grace + 0.2)
        await echo(scope, receive, send)

    with served(SlowBodies(slow, ENGLISH.too_slow, PACE)) as port:
        assert read_reply(connect(port, head(3, "/", "connection: close") + b"abc")) == (200, b"3")


def test_a_reader_who_waits_for_a_long_reply_is_not_dropped() -> None:
    """The page waits for its answers on such a reply, and sends nothing meanwhile."""

    async def stream(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        with anyio.move_on_after(PACE.grace + 0.5):
            assert (await receive())["type"] == "never"
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"connection", b"close"), (b"content-length", b"7")],
            }
        )
        await send({"type": "http.response.body", "body": b"at last"})

    with served(SlowBodies(stream, ENGLISH.too_slow, PACE)) as port:
        assert read_reply(connect(port, b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n")) == (200, b"at last")


@pytest.mark.parametrize("data", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nhost: localhost\r\n"])
def test_a_connection_that_never_finishes_its_headers_is_closed(port: int, data: bytes) -> None:
    began = time.monotonic()
    assert read_reply(connect(port, data)) == (0, b"")
    assert QuickConnection.headers_within * 0.9 <= time.monotonic() - began < QuickConnection.headers_within + 2


def test_headers_that_trickle_are_not_waited_for_either(port: int) -> None:
    connection = connect(port, b"GET / HTTP/1.1\r\n")
    began = time.monotonic()
    with suppress(OSError):
        while time.monotonic() - began < 5:
            connection.sendall(b"x: y\r\n")
            time.sleep(0.05)
    connection.close()
    assert QuickConnection.headers_within * 0.9 <= time.monotonic() - began < QuickConnection.headers_within + 2


def test_a_second_request_on_a_connection_gets_its_own_time(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.connect()
    first = connection.sock
    for _ in range(3):
        time.sleep(QuickConnection.headers_within * 0.6)
        connection.request("POST", "/", b"ab")
        assert connection.getresponse().read() == b"2"
    assert connection.sock is first
    connection.close()


def test_idle_sockets_of_one_client_keep_nobody_else_from_uploading() -> None:
    encoder = HashEncoder()
    assistant = Assistant(Collection.build([text_document("Public.", "public.txt")], encoder), encoder)
    options = Options()
    sessions = UploadSessions(assistant, options)
    key, other = sessions.open(), sessions.open()

    def upload(client: str, key: str | None, body: bytes) -> socket.socket:
        lines = (f"x-forwarded-for: {client}", f"x-upload-session: {key}", "x-name: moon.txt", "connection: close")
        return connect(port, head(len(MOON), "/uploads", *lines) + body)

    with (
        served(SlowBodies(UploadEndpoint(sessions, options), ENGLISH.too_slow, Pace(idle=1.5))) as port,
        ExitStack() as stack,
    ):
        idle = [stack.enter_context(upload("10.0.0.1", key, b"")) for _ in range(OF_ONE)]
        time.sleep(0.3)
        assert read_reply(upload("10.0.0.1", key, MOON))[0] == 429
        status, said = read_reply(upload("10.0.0.2", other, MOON))
        assert status == 200
        assert b'{"step": "ready"' in said
        assert [read_reply(connection)[0] for connection in idle] == [408] * OF_ONE
        assert read_reply(upload("10.0.0.1", key, MOON))[0] == 200
