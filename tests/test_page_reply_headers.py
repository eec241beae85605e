"""The headers of every reply."""

from __future__ import annotations

import pytest

from qa.page.reply_headers import BOOKMARKLET_PATH, EMBED_PATH, reply_headers

SITES = ("https://site.example", "https://other.example:8443")


@pytest.mark.parametrize("path", ["/", "/embed/ask", "/embedded", "/owner", "/v1/ask", BOOKMARKLET_PATH])
def test_no_page_but_the_widget_can_be_framed(path: str) -> None:
    headers = reply_headers(path, framed_by=SITES)
    assert headers["x-frame-options"] == "DENY"
    assert headers["content-security-policy"].endswith("frame-ancestors 'none'")


def test_the_widget_is_framed_by_the_sites_that_were_named_and_by_no_other() -> None:
    headers = reply_headers(EMBED_PATH, "n", SITES)
    assert "x-frame-options" not in headers
    assert headers["content-security-policy"].endswith(f"frame-ancestors {' '.join(SITES)}")
    assert "frame-ancestors 'none'" in reply_headers(EMBED_PATH)["content-security-policy"]
    assert reply_headers(EMBED_PATH)["x-frame-options"] == "DENY"


@pytest.mark.parametrize("path", [EMBED_PATH, BOOKMARKLET_PATH])
def test_a_small_page_runs_its_own_script_alone(path: str) -> None:
    assert "script-src 'nonce-n';" in reply_headers(path, "n", SITES)["content-security-policy"]
    assert "script-src 'none';" in reply_headers(path)["content-security-policy"]


def test_only_the_page_of_the_bookmarklet_knows_who_opened_it() -> None:
    opener = "cross-origin-opener-policy"
    assert reply_headers(BOOKMARKLET_PATH)[opener] == "unsafe-none"
    assert {reply_headers(path, framed_by=SITES)[opener] for path in ("/", EMBED_PATH)} == {"same-origin"}
