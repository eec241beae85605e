"""The parts of ASGI that the layers around Gradio's app share: types, headers, short replies, who sent a request."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping, Sequence
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Header = tuple[bytes, bytes]

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
"""Of every reply."""

IPV6_PREFIX = 64
"""Bits of an IPv6 address that tell one client from another: the rest a client chooses itself (RFC 6177)."""


async def refuse(send: Send, status: int, sentence: str, headers: Iterable[Header] = ()) -> None:
    """Send a JSON reply, {"detail": sentence}, in the form that Gradio's own page shows to its reader."""
    body = json.dumps({"detail": sentence}).encode()
    always = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
    about = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*about, *always, *headers]})
    await send({"type": "http.response.body", "body": body})


def header_values(scope: Scope, name: bytes) -> Sequence[str]:
    """Every value that the request gives for the header of this name, in lower case."""
    return [value.decode("latin-1") for given, value in scope["headers"] if given == name]


def client_address(scope: Scope) -> str:
    """The address that a request came from, or of IPv6 its network; "" where it is not known."""
    host = str(scope["client"][0]) if scope.get("client") else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address) and not address.ipv4_mapped:
        return str(ipaddress.ip_network((int(address), IPV6_PREFIX), strict=False))
    return str(getattr(address, "ipv4_mapped", None) or address)
