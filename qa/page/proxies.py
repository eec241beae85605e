"""What stands in front of the page: which proxies are believed, and below which path the page is served.

Plain ASGI, around everything else.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Sequence

from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from index.errors import SettingsError
from qa.page.asgi import App, Receive, Scope, Send, header_values

VARIABLE = "FORWARDED_ALLOW_IPS"
"""Uvicorn's own; read where no proxy is named."""

THIS_COMPUTER = ("127.0.0.1", "::1")
"""Proxies that are believed where none is named."""

LONGEST_PREFIX = 200

_PREFIX = re.compile(r"(?:/[A-Za-z0-9._~-]+)+")
_OF_PROXIES = (b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"x-forwarded-prefix", b"forwarded")
_OF_GRADIO = b"x-gradio-server"
"""By this header Gradio would take its own address from anybody."""


def read_root_path(text: str) -> str:
    """What --root-path names: "" or "/qa". Raises `SettingsError` where it is no path."""
    path = text.rstrip("/")
    if path and (not _PREFIX.fullmatch(path) or ".." in path.split("/") or len(path) > LONGEST_PREFIX):
        raise SettingsError(f"--root-path {text} is no path: give what addresses begin with, such as /qa")
    return path


def read_proxy(text: str) -> str:
    """What --trusted-proxy names: an address or a network. Raises `SettingsError`."""
    try:
        return str(ipaddress.ip_network(text.strip(), strict=False))
    except ValueError:
        raise SettingsError(
            f"--trusted-proxy {text} is no address or network: give one such as 10.0.0.2 or 10.0.0.0/24"
        ) from None


class TrustedProxies:
    """Wraps an app: what a trusted proxy says of a request's sender, scheme and prefix is believed, and of no one else.

    The app's `root_path` is what the proxy says in X-Forwarded-Prefix, or `root_path`; a path that still begins with it
    goes on without. Where `trusted` is empty, the proxies are those of the variable `VARIABLE`, or `THIS_COMPUTER`.
    """

    def __init__(self, app: App, trusted: Sequence[str] = (), root_path: str = "") -> None:
        self._app, self._root_path = app, root_path
        given = [each.strip() for each in os.environ.get(VARIABLE, "").split(",") if each.strip()]
        self._forwarded = ProxyHeadersMiddleware(app, list(trusted) or given or list(THIS_COMPUTER))  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        peer = str(scope["client"][0]) if scope.get("client") else ""
        is_trusted = peer in self._forwarded.trusted_hosts
        prefix = header_values(scope, b"x-forwarded-prefix")[:1] if is_trusted else ()
        dropped = (_OF_GRADIO, b"x-forwarded-prefix") if is_trusted else (_OF_GRADIO, *_OF_PROXIES)
        scope["headers"] = [header for header in scope["headers"] if header[0] not in dropped]
        _put_below(scope, _prefix(prefix[0] if prefix else "") or self._root_path)
        await (self._forwarded if is_trusted else self._app)(scope, receive, send)  # type: ignore[arg-type]


def _prefix(given: str) -> str:
    """A prefix that a proxy gave; "" where it is no path."""
    try:
        return read_root_path(given.partition(",")[0].strip())
    except SettingsError:
        return ""


def _put_below(scope: Scope, root: str) -> None:
    if not root:
        return
    scope["root_path"] = root
    if scope["path"] == root or scope["path"].startswith(f"{root}/"):
        scope["path"] = scope["path"].removeprefix(root) or "/"
    raw = scope.get("raw_path")
    encoded = root.encode("ascii")
    if raw and (raw == encoded or raw.startswith(encoded + b"/")):
        scope["raw_path"] = raw.removeprefix(encoded) or b"/"
