"""The page that stands at the address while the real one is made ready. It needs nothing but Python."""

from __future__ import annotations

import html
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from string import Template
from urllib.parse import urlsplit

from index.errors import SettingsError
from qa.page.asgi import HEADERS
from qa.page.messages import Messages
from qa.page.resources import read_asset

FIRST_PORT, PORTS = 7860, 100
"""Where no port is asked for, the first free one of these is taken."""

WAIT = 10
"""Seconds that a request may take to come."""

_BELOW = "/v1/"
_HEALTH = "/v1/health"
_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'"


class WaitingPage:
    """Answers every request with what is being done, from `with` on until its block is left."""

    def __init__(self, host: str, port: int | None, messages: Messages) -> None:
        self._messages = messages
        self._step = ""
        self._server = _bind(host, port, self._handler())
        self.port: int = self._server.server_address[1]

    def __enter__(self) -> WaitingPage:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def say(self, step: str, done: int = 0, total: int = 0) -> None:
        """What is being done now, and how far it has come."""
        self._step = f"{step} ({done} / {total})" if total else step

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        page = self

        class Handler(BaseHTTPRequestHandler):
            timeout = WAIT

            def do_GET(self) -> None:
                is_program = urlsplit(self.path).path.startswith(_BELOW)
                body = json.dumps(page._told(self.path)).encode() if is_program else page._html().encode()
                self.send_response(503)
                headers = {
                    **HEADERS,
                    "content-security-policy": _POLICY,
                    "retry-after": "2",
                    "cache-control": "no-store",
                }
                kind = "application/json" if is_program else "text/html; charset=utf-8"
                headers |= {"content-type": kind, "content-length": str(len(body))}
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET  # noqa: N815 - the library's name

            def log_message(self, *_: object) -> None:
                """Requests are not worth a line each."""

        return Handler

    def _told(self, path: str) -> dict[str, object]:
        """For programs: what /v1/health says, or the same as an error."""
        if urlsplit(path).path == _HEALTH:
            return {"ready": False, "loading": self._step}
        return {"detail": f"{self._messages.getting_ready} {self._step}"}

    def _html(self) -> str:
        messages = self._messages
        shown = {"code": messages.code, "direction": messages.direction, "title": messages.title}
        shown |= {"lead": messages.getting_ready, "step": self._step}
        return Template(read_asset("waiting.html")).substitute(
            {name: html.escape(text) for name, text in shown.items()}
        )


def _bind(host: str, port: int | None, handler: type[BaseHTTPRequestHandler]) -> ThreadingHTTPServer:
    class Server(ThreadingHTTPServer):
        daemon_threads = True
        address_family = socket.AF_INET6 if ":" in host else socket.AF_INET

    for wanted in [port] if port else range(FIRST_PORT, FIRST_PORT + PORTS):
        try:
            return Server((host, wanted), handler)
        except OSError:
            continue
    where = f"port {port}" if port else f"any port from {FIRST_PORT} to {FIRST_PORT + PORTS - 1}"
    raise SettingsError(f"The page cannot be served at {where} of {host}: it is in use. Choose another --port.")
