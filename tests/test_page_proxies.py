"""Proxies in front of the page: who is believed, and what."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from index.errors import SettingsError
from qa.page.proxies import TrustedProxies, read_proxy, read_root_path


def passed(
    client: str, path: str = "/x", trusted: tuple[str, ...] = (), root: str = "", **headers: str
) -> dict[str, Any]:
    """What the app is told of a request: client, scheme, path, root and the headers' names."""
    told: dict[str, Any] = {}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        told.update(scope)

    raw = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope = {"type": "http", "path": path, "raw_path": path.encode(), "scheme": "http", "headers": raw}
    asyncio.run(TrustedProxies(app, trusted, root)({**scope, "client": (client, 4711)}, lambda: None, lambda _: None))
    assert told["raw_path"] == told["path"].encode()
    names = {name.decode() for name, _ in told["headers"]}
    return {"client": told["client"][0], "scheme": told["scheme"], "path": told["path"], "names": names} | {
        "root": told.get("root_path", "")
    }


FORWARDED = {"x_forwarded_for": "203.0.113.7", "x_forwarded_proto": "https", "x_forwarded_prefix": "/qa"}


def test_a_proxy_of_this_computer_is_believed_and_a_stranger_is_not() -> None:
    told = passed("127.0.0.1", **FORWARDED)
    assert (told["client"], told["scheme"], told["root"]) == ("203.0.113.7", "https", "/qa")
    told = passed("198.51.100.1", **FORWARDED, x_forwarded_host="evil.example", forwarded="for=1.1.1.1")
    assert (told["client"], told["scheme"], told["root"], told["names"]) == ("198.51.100.1", "http", "", set())


def test_a_proxy_that_is_named_is_believed_and_then_no_other() -> None:
    assert passed("10.0.0.9", trusted=("10.0.0.0/24",), **FORWARDED)["client"] == "203.0.113.7"
    assert passed("10.0.1.9", trusted=("10.0.0.0/24",), **FORWARDED)["client"] == "10.0.1.9"
    assert passed("127.0.0.1", trusted=("10.0.0.0/24",), **FORWARDED)["client"] == "127.0.0.1"


def test_of_several_proxies_the_last_address_that_is_none_of_theirs_is_the_client() -> None:
    headers = {"x_forwarded_for": "6.6.6.6, 203.0.113.7, 10.0.0.2"}
    assert passed("10.0.0.1", trusted=("10.0.0.0/24",), **headers)["client"] == "203.0.113.7"


def test_proxies_may_be_named_in_uvicorn_s_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "10.0.0.1, 10.0.0.2")
    assert passed("10.0.0.2", **FORWARDED)["client"] == "203.0.113.7"
    assert passed("127.0.0.1", **FORWARDED)["client"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("path", "wanted"), [("/qa/v1/ask", "/v1/ask"), ("/v1/ask", "/v1/ask"), ("/qa", "/"), ("/qax", "/qax")]
)
def test_the_prefix_is_taken_off_where_the_proxy_has_not_done_so(path: str, wanted: str) -> None:
    for told in (passed("127.0.0.1", path, x_forwarded_prefix="/qa/"), passed("127.0.0.1", path, root="/qa")):
        assert (told["path"], told["root"]) == (wanted, "/qa")


def test_what_a_proxy_says_goes_before_the_option_and_what_is_no_path_is_not_said() -> None:
    assert passed("127.0.0.1", root="/a", x_forwarded_prefix="/b")["root"] == "/b"
    for prefix in ("//evil.example", "/a b", "/<script>", "javascript:", "/../x", "", "/" + "x" * 300):
        assert passed("127.0.0.1", root="/a", x_forwarded_prefix=prefix)["root"] == "/a"


def test_nobody_tells_gradio_its_own_address() -> None:
    for client in ("127.0.0.1", "198.51.100.1"):
        assert passed(client, x_gradio_server="http://evil.example")["names"] == set()


@pytest.mark.parametrize("text", ["qa", "//", "/a//b", "/a?b", "/..", "http://x/qa", "/" + "x" * 300])
def test_a_root_path_that_is_none_is_refused(text: str) -> None:
    if text == "//":
        assert read_root_path(text) == ""
        return
    with pytest.raises(SettingsError, match="is no path: give what addresses begin with, such as /qa"):
        read_root_path(text)


def test_a_root_path_has_no_slash_at_its_end() -> None:
    assert [read_root_path(text) for text in ("", "/", "/qa/", "/a/b.c")] == ["", "", "/qa", "/a/b.c"]


def test_a_proxy_is_an_address_or_a_network() -> None:
    assert [read_proxy(text) for text in ("10.0.0.2", "10.0.0.9/24", " ::1 ")] == [
        "10.0.0.2/32",
        "10.0.0.0/24",
        "::1/128",
    ]
    for text in ("", "*", "proxy.example", "10.0.0.0/99"):
        with pytest.raises(SettingsError, match="is no address or network: give one such as"):
            read_proxy(text)
