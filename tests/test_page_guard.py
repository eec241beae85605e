"""What stands between the network and the page."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from qa.page.english import ENGLISH
from qa.page.guard import BUSY, LARGEST_REQUEST, LOOKING, UPLOAD_PATH, Guard
from qa.page.languages import ARABIC
from qa.page.messages import Messages

HTML = b'<!doctype html><html lang="en"><head><script>1</script><script type="module" src="x"></script></head></html>'


async def _app(scope: Any, receive: Any, send: Any) -> None:
    """Reads the request to its end, then answers with a page, or with its body."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body, more = body + message.get("body", b""), message.get("more_body", False)
    kind = b"text/html; charset=utf-8" if scope["method"] == "GET" else b"text/plain"
    headers = [(b"content-type", kind), (b"content-length", b"1"), (b"x-frame-options", b"ALLOWALL")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": HTML[:20] if kind != b"text/plain" else body, "more_body": True})
    await send({"type": "http.response.body", "body": HTML[20:] if kind != b"text/plain" else b""})


class Reply:
    def __init__(self, messages: list[Any]) -> None:
        self.status = messages[0]["status"] if messages else None
        self.headers = {name.decode(): value.decode() for name, value in messages[0]["headers"]} if messages else {}
        self.body = b"".join(message["body"] for message in messages[1:])


def request(
    guard: Guard,
    path: str = "/",
    method: str = "GET",
    body: tuple[bytes, ...] = (b"",),
    client: str = "1",
    length: str = "",
) -> Reply:
    sent: list[Any] = []
    parts = [{"type": "http.request", "body": part, "more_body": True} for part in body]
    parts[-1]["more_body"] = False

    async def receive() -> Any:
        return parts.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"content-length", length.encode())] if length else []
    scope = {"type": "http", "path": path, "method": method, "headers": headers, "client": (client, 1)}
    asyncio.run(guard(scope, receive, send))
    return Reply(sent)


def guard(messages: Messages = ENGLISH, per_minute: int = 0) -> Guard:
    return Guard(_app, messages, per_minute)


def test_a_page_cannot_be_framed_sniffed_or_told_on() -> None:
    headers = request(guard()).headers
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_only_scripts_of_the_page_itself_may_run() -> None:
    first, second = request(guard()), request(guard())
    policy = first.headers["content-security-policy"]
    nonce = policy.partition("'nonce-")[2].partition("'")[0]
    assert first.body.count(f'<script nonce="{nonce}"'.encode()) == first.body.count(b"<script") == 2
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
    assert nonce not in second.headers["content-security-policy"]
    assert first.headers["content-length"] == str(len(first.body))


@pytest.mark.parametrize(("messages", "named"), [(ENGLISH, b'lang="en" dir="ltr"'), (ARABIC, b'lang="ar" dir="rtl"')])
def test_a_page_names_its_language(messages: Messages, named: bytes) -> None:
    assert named in request(guard(messages)).body


@pytest.mark.parametrize(
    "path",
    ["file=/etc/passwd", "file/x", "proxy=x", "upload", "stream/1", "run-history/records", "vibe-code", "dev/reload"],
)
def test_what_the_page_does_not_need_is_closed(path: str) -> None:
    assert request(guard(), f"/gradio_api/{path}").status == 404
    assert request(guard(), f"/behind/a/proxy/gradio_api/{path}").status == 404


def test_a_request_that_is_too_large_is_refused_before_it_is_read() -> None:
    reply = request(guard(), "/gradio_api/queue/join", "POST", length=str(LARGEST_REQUEST + 1))
    assert (reply.status, json.loads(reply.body)["detail"]) == (413, ENGLISH.too_large)
    assert request(guard(), "/x", "POST", length="-1").status == 413


def test_a_request_that_hides_its_size_is_cut_off() -> None:
    half = b"x" * (LARGEST_REQUEST // 2)
    assert request(guard(), "/x", "POST", (half, half)).body == half + half
    assert request(guard(), "/x", "POST", (half, half, b"x")).status is None


async def _reading_app(scope: Any, receive: Any, send: Any) -> None:
    """Reads a question for each POST, as a program's question is."""
    if scope["method"] == "POST":
        scope["state"]["client"].allow()
    await _app(scope, receive, send)


PROGRAMS = ["gradio_api/call/ask", "gradio_api/run/ask", "gradio_api/api/ask", "mcp"]


@pytest.mark.parametrize("path", PROGRAMS)
def test_a_program_that_has_had_its_questions_read_is_asked_to_wait_and_no_other(path: str) -> None:
    one = Guard(_reading_app, ENGLISH, 2)
    statuses = [request(one, f"/{path}", "POST").status for _ in range(3)]
    assert statuses == [200, 200, 429]
    refused = request(one, f"/{path}", "POST")
    assert json.loads(refused.body)["detail"] == ENGLISH.too_fast
    assert refused.headers["retry-after"] == "60"
    assert request(one, f"/{path}", "POST", client="2").status == 200
    assert request(one, "/").status == 200


@pytest.mark.parametrize("path", ["gradio_api/queue/join", "gradio_api/component_server", *PROGRAMS])
def test_what_has_nothing_read_costs_nothing_of_what_may_be_read(path: str) -> None:
    one = guard(per_minute=1)
    assert [request(one, f"/{path}", "POST").status for _ in range(5)] == [200] * 5


def test_a_page_may_send_more_when_nothing_is_left_to_be_read_and_is_told_by_the_page() -> None:
    one = Guard(_reading_app, ENGLISH, 1)
    assert request(one, "/gradio_api/call/ask", "POST").status == 200
    one._app = _app
    assert request(one, "/gradio_api/queue/join", "POST").status == 200


@pytest.mark.parametrize("path", ["queue/join", "component_server", "call/ask", "run/ask"])
def test_what_the_app_cannot_take_is_one_400_and_one_line(path: str, caplog: pytest.LogCaptureFixture) -> None:
    async def broken(scope: Any, receive: Any, send: Any) -> None:
        raise RuntimeError("what was typed")

    reply = request(Guard(broken, ENGLISH, 0), f"/gradio_api/{path}", "POST")
    assert (reply.status, json.loads(reply.body)) == (400, {"detail": ENGLISH.foreign})
    (line,) = [record.getMessage() for record in caplog.records]
    # What was raised may hold what a reader typed.
    assert line == f"POST /gradio_api/{path} was ill-formed (RuntimeError)"
    caplog.clear()
    request(Guard(broken, ENGLISH, 0), "/gradio_api/x\nan injected line\x1b[2J")
    assert caplog.records[0].getMessage() == "GET /gradio_api/x an injected line [2J was ill-formed (RuntimeError)"
    with pytest.raises(RuntimeError):
        request(Guard(broken, ENGLISH, 0), "/")


def test_a_reply_that_breaks_off_is_ended(caplog: pytest.LogCaptureFixture) -> None:
    async def breaking(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x", "more_body": True})
        raise RuntimeError("in the middle")

    assert request(Guard(breaking, ENGLISH, 0), "/gradio_api/queue/data").body == b"x"
    assert "was ill-formed (RuntimeError)" in caplog.text


def test_looking_is_limited_more_widely_than_asking() -> None:
    one = guard(per_minute=1)
    statuses = [request(one, "/gradio_api/component_server", "POST").status for _ in range(LOOKING + 1)]
    assert statuses == [200] * LOOKING + [429]


def test_own_documents_are_let_in_up_to_their_own_size_and_nothing_else_is() -> None:
    one = Guard(_app, ENGLISH, 0, largest_document=LARGEST_REQUEST + 10)
    half = b"x" * (LARGEST_REQUEST // 2 + 5)
    assert request(one, UPLOAD_PATH, "POST", (half, half), length=str(2 * len(half))).body == half + half
    assert request(one, UPLOAD_PATH, "POST", (half, half, b"x")).status is None
    refused = request(one, UPLOAD_PATH, "POST", length=str(LARGEST_REQUEST + 11))
    assert (refused.status, json.loads(refused.body)["detail"]) == (413, ENGLISH.too_large)
    for path in (f"/gradio_api/call{UPLOAD_PATH}", f"{UPLOAD_PATH}/x", f"/x{UPLOAD_PATH}"):
        assert request(one, path, "POST", length=str(LARGEST_REQUEST + 1)).status == 413
    assert request(one, "/gradio_api/upload", "POST").status == 404


def test_where_own_documents_are_not_taken_there_is_nothing() -> None:
    assert request(guard(), UPLOAD_PATH, "POST").status == 404


def test_adding_documents_counts_as_asking() -> None:
    one = Guard(_app, ENGLISH, 1, largest_document=10)
    assert [request(one, UPLOAD_PATH, "POST").status for _ in range(2)] == [200, 429]


@pytest.mark.parametrize("messages", [ENGLISH, ARABIC])
def test_a_full_queue_is_told_in_the_pages_own_words(messages: Messages) -> None:
    async def full(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 503, "headers": [(b"content-type", b"application/json")]})
        await send({"type": "http.response.body", "body": b'{"detail": "Queue is full."}'})

    reply = request(Guard(full, messages, 0), "/gradio_api/queue/join", "POST")
    assert (reply.status, json.loads(reply.body)) == (429, {"detail": messages.busy})
    assert reply.headers["retry-after"] == str(BUSY)
    assert request(Guard(full, messages, 0), "/elsewhere", "POST").status == 503
