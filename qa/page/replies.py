"""Every reply, counted by its status; and a line for each request, where the owner switched that on."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

from qa.page.asgi import App, Message, Receive, Scope, Send, client_address
from qa.page.metrics import Metrics
from qa.page.question_log import RotatingLog


class CountedReplies:
    """Wraps an app. A line of `access_log` has no query of an address: a link's is a question."""

    def __init__(self, app: App, metrics: Metrics, access_log: RotatingLog | None = None) -> None:
        self._app, self._metrics, self._access_log = app, metrics, access_log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status, size = time.perf_counter(), 0, 0

        async def counted(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            size += len(message.get("body", b""))
            await send(message)

        # Further in, the path may be cut.
        method, path = scope["method"], scope.get("root_path", "") + scope["path"]
        try:
            await self._app(scope, receive, counted)
        finally:
            self._metrics.replies.labels(str(status or "none")).inc()
            if self._access_log:
                seconds = time.perf_counter() - began
                self._access_log.write(_line(client_address(scope), method, path, status, size, seconds))


def _line(client: str, method: str, path: str, status: int, size: int, seconds: float) -> str:
    told = {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "client": client,
        "method": method,
        "path": path[:500],
        "status": status,
        "bytes": size,
        "ms": round(1000 * seconds, 1),
    }
    return json.dumps(told, ensure_ascii=True)
