"""The page as it is served: what its clients get, whatever they send."""

from __future__ import annotations

import http.client
import json
import logging
import socket
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from chromium import GRADIO_WARNINGS
from serving import CountingAssistant, call, collect_event_loops, component_of, event_of, get, post, served, wait_until

import ui
from index.errors import SettingsError
from qa.assistant import Assistant
from qa.page.english import ENGLISH
from qa.page.options import Options
from qa.page.server import WAITING

pytestmark = GRADIO_WARNINGS

QUESTION = "Why did Qaani go to Baghdad?"
MANY = [{"question": f"What did Qaani do on day {number}?"} for number in range(50)]


@pytest.fixture(scope="module", autouse=True)
def no_event_loop_is_left() -> Iterator[None]:
    yield
    collect_event_loops()


def cut(address: str, method: str, path: str, body: Any = None) -> http.client.HTTPConnection:
    """A request whose reply nobody waits for; close it to cut it."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.request(method, path, json.dumps(body).encode(), {"content-type": "application/json"})
    return connection


def told(address: str, session: str) -> list[dict[str, Any]]:
    """What the stream of a session tells, to its end."""
    lines = get(address, f"/gradio_api/queue/data?session_hash={session}")[1].splitlines()
    return [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]


def join(address: str, handler: str, data: list[Any], session: str) -> tuple[int, str]:
    body = {"data": data, "fn_index": event_of(address, handler), "session_hash": session}
    return post(address, "/gradio_api/queue/join", body)


def test_a_port_that_is_taken_is_one_plain_error(assistant: Assistant) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(SettingsError, match=r"cannot be served at port \d+ of 127\.0\.0\.1: it is in use"):
            ui.launch(assistant, port=other.getsockname()[1], block=False)


def test_all_ways_to_have_a_question_read_draw_on_one_rate(assistant: Assistant) -> None:
    counting = CountingAssistant(assistant)
    with served(counting, Options(per_minute=6, mcp=True)) as address:
        before = len(counting.read)
        assert call(address, "card", {"past": MANY[:2]})[0] == 200
        assert join(address, "restore", [MANY[:3], None], "s")[0] == 200
        assert told(address, "s")[-1]["msg"] == "close_stream"
        event = json.loads(post(address, "/gradio_api/call/ask", {"data": [QUESTION, None]})[1])["event_id"]
        assert "event: complete" in get(address, f"/gradio_api/call/ask/{event}")[1]
        assert use_tool(address)["isError"] is False
        assert len(counting.read) - before == 5
        # Five of six are gone, and the minute is young.
        status, refused = call(address, "export_conversation", {"past": MANY, "kind": "json"})
        assert (status, refused) == (200, {"refused": ENGLISH.too_fast})
        assert len(counting.read) - before == 6
        assert post(address, "/gradio_api/call/ask", {"data": [QUESTION, None]})[0] == 429
        # What is kept costs nothing.
        assert QUESTION not in call(address, "export_conversation", {"past": MANY[:4], "kind": "json"})[1]
        assert len(counting.read) - before == 6


def use_tool(address: str) -> Any:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
    body["params"] = {"name": "ask", "arguments": {"question": QUESTION}}
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    headers = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
    connection.request("POST", "/mcp", json.dumps(body), headers)
    with connection.getresponse() as reply:
        return json.load(reply)["result"]


@pytest.mark.parametrize("way", ["export_conversation", "restore", "submit"])
def test_a_request_that_its_client_cuts_is_worked_on_no_more(assistant: Assistant, way: str) -> None:
    counting = CountingAssistant(assistant, seconds=0.3)
    with served(counting) as address:
        before = len(counting.read)
        if way == "export_conversation":
            body = {"session_hash": "x", "component_id": component_of(address), "fn_name": way}
            connection = cut(
                address, "POST", "/gradio_api/component_server", {**body, "data": {"past": MANY, "kind": "json"}}
            )
        else:
            given = [MANY, None] if way == "restore" else ["And then?", [], MANY[:40], None]
            assert join(address, way, given, "s")[0] == 200
            connection = cut(address, "GET", "/gradio_api/queue/data?session_hash=s")
        wait_until(lambda: len(counting.read) >= before + 3)
        connection.sock.shutdown(socket.SHUT_RDWR)
        connection.close()
        read = len(counting.read)
        threading.Event().wait(1.5)
        assert len(counting.read) <= read + 1


@pytest.fixture(scope="module")
def strict(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    options = Options(per_minute=0, mcp=True, feedback=tmp_path_factory.mktemp("said") / "said.jsonl")
    with served(assistant, options) as address:
        yield address


VALUES: list[Any] = [None, True, 0, -1, 10**400, 1.5, "", "x", "\ud800", [], [[]], [None], {}, {"a": {}}, [1] * 60]
FUNCTIONS = ("article_html", "find_documents", "preview", "export_conversation", "card", "next_questions", "feedback")
FUNCTIONS += ("open_upload_session", "uploaded_documents", "remove_document")
RIGHT_DATA: dict[str, list[Any]] = {
    "submit": [QUESTION, [], [], None],
    "submit_starter": [[], [], None],
    "submit_chosen": [[], [], None],
    "begin": [],
    "restore": [[], None],
    "ask": [QUESTION, []],
}


def bodies_for_functions(component: int) -> Iterator[Any]:
    """Calls of the script's functions as the script never makes them."""
    for function in FUNCTIONS:
        call = {"session_hash": "x", "component_id": component, "fn_name": function}
        yield from ({**call, "data": value} for value in VALUES)
        for part in ("number", "text", "place", "past", "kind", "session", "judgement"):
            right = {"number": 0, "text": "", "place": "0-0-1", "past": [{"question": QUESTION}], "judgement": "right"}
            yield from ({**call, "data": {**right, part: value}} for value in VALUES[2::3])
    right = {"session_hash": "x", "component_id": component, "fn_name": "card", "data": {}}
    for part in right:
        yield {name: value for name, value in right.items() if name != part}
        yield from ({**right, part: value} for value in VALUES)


def bodies_for_queue(events: dict[str, int]) -> Iterator[Any]:
    """Events as the page never sends them; each in a session of its own, whose stream must end."""
    for name, event in events.items():
        data = RIGHT_DATA[name]
        right = {"data": data, "fn_index": event, "session_hash": "s"}
        yield from (
            {**right, "data": [*data[:at], value, *data[at + 1 :]]} for value in VALUES for at in range(len(data))
        )
        yield from ({**right, "data": [value] * 7} for value in VALUES[::4])
        yield from ({**right, "event_data": value} for value in VALUES if name in {"submit_starter", "submit_chosen"})
        yield from ({**right, "trigger_id": value} for value in VALUES)
    right = {"data": [], "session_hash": "s"}
    yield from ({**right, "fn_index": value} for value in [*VALUES, *range(20), 999])
    yield from ({**right, "fn_index": 0, "data": value} for value in VALUES)
    yield from ({**right, "fn_index": 0, "session_hash": value} for value in VALUES)


def assert_calm(replies: list[tuple[str, int]], caught: pytest.LogCaptureFixture, printed: str) -> None:
    assert {status for _, status in replies} <= {200, 202, *range(400, 432)}, replies
    assert "Traceback" not in printed
    assert not [record for record in caught.records if record.exc_info and record.levelno > logging.DEBUG]
    assert all("\n" not in record.getMessage() for record in caught.records)


def test_no_call_of_a_function_for_the_script_is_a_500(
    strict: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    bodies = list(bodies_for_functions(component_of(strict)))
    replies = [(str(body), post(strict, "/gradio_api/component_server", body)[0]) for body in bodies]
    assert len({status for _, status in replies}) > 1
    assert_calm(replies, caplog, "".join(capfd.readouterr()))


def test_no_event_of_the_page_is_a_500(
    strict: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    replies = []
    bodies = list(bodies_for_queue({name: event_of(strict, name) for name in RIGHT_DATA}))
    # No more at once than may stand in line.
    for number, some in enumerate(bodies[at : at + WAITING] for at in range(0, len(bodies), WAITING)):
        for body in some:
            body["session_hash"] = f"s{number}" if body["session_hash"] == "s" else body["session_hash"]
            replies.append((str(body), post(strict, "/gradio_api/queue/join", body)[0]))
        assert told(strict, f"s{number}")[-1]["msg"] == "close_stream"
    assert_calm(replies, caplog, "".join(capfd.readouterr()))


PATHS = ["queue/join", "component_server", "call/ask", "call/nothing", "call/v2/ask", "call/v2/nothing", "run/ask"]
PATHS += ["api/ask", "run/nothing", "cancel", "reset", "nothing", "queue/data", "queue/status"]
RAW = [
    b"",
    b"{",
    b"[]",
    b"1",
    b"null",
    b'"x"',
    b"\xff\xfe",
    b'{"data": NaN}',
    b"[" * 100_000,
    b'{"data": [1, 2, 3, 4]}',
]
RAW += [b'{"data": {}}', b'{"data": [], "fn_index": 99}', b'{"data": ["x"], "session_hash": 5}', b'{"question": 5}']
RAW += [b'{"question": "x", "history": 7, "more": 1}', b'{"session_hash": "x", "fn_index": 0, "event_id": []}']
KINDS = ["application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x", "\u00e9", ""]


@pytest.mark.parametrize("path", PATHS)
def test_no_body_is_a_500(
    strict: str, path: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    replies = [
        (f"{path} {raw[:40]!r} {kind}", post(strict, f"/gradio_api/{path}", raw, kind)[0])
        for raw in RAW
        for kind in KINDS
    ]
    assert_calm(replies, caplog, "".join(capfd.readouterr()))


def test_no_header_of_an_upload_is_a_500(
    strict: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    key = call(strict, "open_upload_session", {})[1]
    odd = ["", "%", "%ff.txt", "%ed%a0%80.txt", "\u00ff", "x" * 10_000, "a.txt", ".txt", "../../x.pdf", "{}"]
    replies = []
    for name in odd:
        for session in (key, name):
            connection = http.client.HTTPConnection(urlsplit(strict).netloc, timeout=60)
            connection.request("POST", "/uploads", b"\x00", {"x-name": name, "x-upload-session": session})
            with connection.getresponse() as reply:
                reply.read()
                replies.append((name, reply.status))
    assert_calm(replies, caplog, "".join(capfd.readouterr()))


ADDRESSES = ["queue/data", "queue/data?session_hash=nobody", "call/ask/nobody", "call/v2/ask/nobody", "queue/status"]
ADDRESSES += ["upload_progress?upload_id=x", "info", "info?page=nowhere", "app_id", "startup-events"]


@pytest.mark.parametrize("path", [*ADDRESSES, "../config?page=x", "../theme.css?x", "../nowhere", "../?view=%ff"])
def test_no_address_is_a_500(
    strict: str, path: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    replies = [(path, get(strict, f"/gradio_api/{path}".replace("/gradio_api/..", ""))[0])]
    assert_calm(replies, caplog, "".join(capfd.readouterr()))


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_no_call_of_the_tool_is_a_500(
    strict: str, value: Any, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    def use(body: Any) -> int:
        connection = http.client.HTTPConnection(urlsplit(strict).netloc, timeout=60)
        headers = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
        connection.request("POST", "/mcp", json.dumps(body), headers)
        with connection.getresponse() as reply:
            return reply.status

    right = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask", "arguments": {}}}
    bodies = [value, *({**right, part: value} for part in right)]
    arguments: list[Any] = [value, {"question": value}, {"question": QUESTION, "history": value}]
    bodies += [{**right, "params": {"name": "ask", "arguments": given}} for given in arguments]
    assert_calm([(str(body), use(body)) for body in bodies], caplog, "".join(capfd.readouterr()))
