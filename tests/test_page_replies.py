"""Every reply is counted, and logged where that is switched on."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from qa.page.metrics import Metrics
from qa.page.question_log import RotatingLog
from qa.page.replies import CountedReplies


def reply(status: int, fails: bool = False) -> tuple[Metrics, dict[str, Any]]:
    metrics, log = Metrics(), RotatingLog(Path("access.log"))

    async def app(scope: Any, receive: Any, send: Any) -> None:
        scope["path"] = "/elsewhere"
        if fails:
            raise ValueError
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b"abc", "more_body": True})
        await send({"type": "http.response.body", "body": b"de"})

    async def send(_: Any) -> None:
        return None

    scope = {"type": "http", "method": "GET", "path": "/v1/x\n", "root_path": "/qa", "query_string": b"q=secret"}
    try:
        asyncio.run(CountedReplies(app, metrics, log)({**scope, "client": ("10.0.0.1", 1)}, lambda: None, send))  # type: ignore[arg-type, return-value]
    finally:
        log.close()
    (line,) = Path("access.log").read_text(encoding="utf-8").splitlines()
    return metrics, json.loads(line)


def test_a_line_says_who_asked_for_what_and_what_came_but_not_the_question_of_a_link() -> None:
    metrics, line = reply(404)
    assert line.pop("at").endswith("+00:00")
    assert line.pop("ms") >= 0
    assert line == {"client": "10.0.0.1", "method": "GET", "path": "/qa/v1/x\n", "status": 404, "bytes": 5}
    assert metrics.total(metrics.replies, status="404") == 1


def test_a_request_that_got_no_reply_is_counted_too() -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - it has no words
        reply(200, fails=True)
    assert json.loads(Path("access.log").read_text(encoding="utf-8"))["status"] == 0
