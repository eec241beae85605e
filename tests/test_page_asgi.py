"""qa.page.asgi: short replies, and who sent a request."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from qa.page.asgi import HEADERS, client_address, header_values, refuse


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("testclient", "testclient"),
    ],
)
def test_a_client_is_its_address_or_its_ipv6_network(host: str, address: str) -> None:
    assert client_address({"client": (host, 1)}) == address


def test_a_client_that_is_not_known_is_nobody() -> None:
    assert client_address({"client": None}) == client_address({}) == ""


def test_a_refusal_is_json_with_the_pages_headers() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(refuse(send, 418, "No.", [(b"x-more", b"1")]))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    assert sent[0]["status"] == 418
    assert json.loads(sent[1]["body"]) == {"detail": "No."}
    about = {"content-type": "application/json", "content-length": str(len(sent[1]["body"]))}
    assert headers == {**about, **HEADERS, "x-more": "1"}


def test_every_value_of_a_header_is_seen() -> None:
    scope = {"headers": [(b"origin", b"a"), (b"host", b"b"), (b"origin", b"\xff")]}
    assert header_values(scope, b"origin") == ["a", "\xff"]
    assert header_values(scope, b"cookie") == []
