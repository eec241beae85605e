"""Who may read a served page: its own scripts, at an address that is its own.

Plain ASGI, put around everything else: Gradio's middleware allows any web site to read a page that is not on localhost.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from index.errors import SettingsError
from qa.page.asgi import App, Header, Message, Receive, Scope, Send, header_values, refuse

THIS_COMPUTER = ("localhost", "127.0.0.1", "::1")
"""Names that lead a browser nowhere but to its own computer."""

WRONG_HOST = "This page is not served as {host}. Its owner can allow that: --allow-host {host}"
WRONG_ORIGIN = "Only the page itself can read this, and not a page of {origin}."

# What may stand in a Content-Security-Policy, where ";" and " " would begin something else and "*" is all sites.
_HOST = re.compile(r"(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d+)?")

_COOKIE_RULES = ("samesite", "httponly", "secure")

Lifespan = Callable[[Any], AbstractAsyncContextManager[None]]


@dataclass(frozen=True)
class Authority:
    """A host by its name or address, in lower case, and its port, None where it is the usual one."""

    name: str
    port: int | None = None

    def __str__(self) -> str:
        name = f"[{self.name}]" if ":" in self.name else self.name
        return name if self.port is None else f"{name}:{self.port}"


def read_authority(text: str) -> Authority | None:
    """What stands in a Host header, as "name", "name:port" or "[IPv6]:port"; None where that is something else."""
    try:
        parts = urlsplit(f"//{text}")
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname or parts.netloc != text or "@" in text or text.endswith(":") or " " in text:
        return None
    return Authority(_plain_name(parts.hostname), port)


def read_allowed_host(text: str) -> Authority:
    """What --allow-host names. Raises `SettingsError` where it is no host."""
    host = read_authority(text.strip())
    if host is None or "*" in text:
        raise SettingsError(f"--allow-host {text} is no host: give its name alone, such as qa.example.org")
    return host


def read_embedder(text: str) -> str:
    """What --embed names, as browsers write it: "https://site.example". Raises `SettingsError` where it is none."""
    scheme, _, rest = text.strip().lower().rstrip("/").partition("://")
    host = read_authority(rest) if scheme in {"http", "https"} else None
    if host is None or not _HOST.fullmatch(str(host)):
        raise SettingsError(f"--embed {text} is no site: give how its address begins, such as https://site.example")
    return f"{scheme}://{host}"


class OwnOrigin:
    """Wraps an app: refuses requests from pages of other origins, and requests for a host that is not this one.

    Of an origin, name and port are compared with the request's Host, or with a host that was allowed. The scheme is
    not: TLS may end at a proxy. Requests without an Origin, which no web page sends, go on. Headers that would
    let other sites read a reply are taken off, and cookies are kept from them.
    """

    def __init__(self, app: App, bound: str, allowed: Sequence[Authority] = ()) -> None:
        self._app, self._allowed = app, frozenset(allowed)
        self._names = {*THIS_COMPUTER, _plain_name(bound.strip("[]")), *(host.name for host in allowed)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is None:
            await self._app(scope, receive, _closed_to_others(send, _is_https(scope)))
        elif scope["type"] == "http":
            await refuse(send, *refusal)
        else:
            await send({"type": "websocket.close", "code": 1008, "reason": refusal[1]})

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        """The status and the sentence with which a request is turned away."""
        # Gradio makes the page's own addresses of the one that a proxy forwards.
        forwarded = [host for given in header_values(scope, b"x-forwarded-host") for host in given.split(",")]
        hosts = [*header_values(scope, b"host"), *(host.strip() for host in forwarded)]
        for host in hosts:
            if not self._is_served_as(read_authority(host), scope):
                return 421, WRONG_HOST.format(host=host)
        own = self._allowed | {read_authority(host) for host in hosts}
        for origin in header_values(scope, b"origin"):
            if _authority_of(origin) not in own:
                return 403, WRONG_ORIGIN.format(origin=origin)
        return None

    def _is_served_as(self, host: Authority | None, scope: Scope) -> bool:
        """Where all of this computer's addresses are listened on, the one that the request came to is known."""
        if host is None:
            return False
        return host.name in self._names or host.name == _plain_name(str((scope.get("server") or [""])[0]))


def outermost(wrap: Callable[[App], App], lifespan: Lifespan | None = None) -> Lifespan:
    """A lifespan that puts `wrap` around the whole app before its first request, then runs `lifespan`.

    Middleware given to Gradio stands inside of Gradio's own.
    """

    @asynccontextmanager
    async def run(app: Any) -> AsyncIterator[None]:
        app.middleware_stack = wrap(app.middleware_stack)
        async with lifespan(app) if lifespan else nullcontext():
            yield

    return run


def _closed_to_others(send: Send, is_https: bool) -> Send:
    async def send_closed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [_own(header, is_https) for header in message.get("headers", ()) if not _is_for_others(header)]
            message = {**message, "headers": headers}
        await send(message)

    return send_closed


def _is_for_others(header: Header) -> bool:
    return header[0].lower().startswith(b"access-control-")


def _own(header: Header, is_https: bool) -> Header:
    """The header; a cookie is hidden from scripts, and not sent with what other sites' pages ask for."""
    if header[0].lower() != b"set-cookie":
        return header
    value, *rules = (part.strip() for part in header[1].decode("latin-1").split(";"))
    is_secure = is_https or "secure" in (rule.lower() for rule in rules)
    kept = [rule for rule in rules if rule.partition("=")[0].strip().lower() not in _COOKIE_RULES]
    # Lax, since links to answers are sent by mail and must open for whoever is logged in.
    whole = [value, *kept, "HttpOnly", "SameSite=Lax", *(["Secure"] if is_secure else [])]
    return header[0], "; ".join(whole).encode("latin-1")


def _is_https(scope: Scope) -> bool:
    """Whether the browser speaks TLS, as far as is known: a proxy may have taken it off."""
    return scope.get("scheme") in {"https", "wss"} or any(
        origin.startswith("https:") for origin in header_values(scope, b"origin")
    )


def _authority_of(origin: str) -> Authority | None:
    scheme, _, rest = origin.partition(":")
    is_web = scheme in {"http", "https"} and rest.startswith("//")
    return read_authority(rest.removeprefix("//")) if is_web else None


def _plain_name(name: str) -> str:
    """One spelling for each name and address."""
    try:
        return ipaddress.ip_address(name).compressed
    except ValueError:
        return name.lower().removesuffix(".")
