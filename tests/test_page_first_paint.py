"""The page's first bytes."""

from __future__ import annotations

import gzip

import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from qa.page.english import ENGLISH
from qa.page.first_paint import COMPONENTS, assets, with_first_paint
from qa.page.guard import Guard
from qa.page.languages import ARABIC
from qa.page.markup import escape

PAGE = (
    b'<!doctype html><html lang="en"><head><title>x</title><script>window.gradio_config = {"a": "</head>"}</script>'
    b'<script>(() => { s.src = "js/iframeResizer.contentWindow.min.js" })();</script>'
    b'<script type="module" src="./assets/index-1.js"></script>'
    b'<link rel="stylesheet" crossorigin href="./assets/index-1.css"></head>'
    b'<body style=""><gradio-app></gradio-app></body></html>'
).replace(b'"</head>"', b'"b"')


def test_the_title_is_painted_before_anything_is_asked_for() -> None:
    page = with_first_paint(PAGE, ENGLISH).decode()
    assert (
        page.index(ENGLISH.title) < page.index("<gradio-app>") < page.index("gradio_config") < page.index('module" src')
    )
    assert page.count("<script") == page.count("</script>") == 3
    assert "contentWindow" not in page
    assert "index-1.css" not in page
    assert page.endswith("</script></body></html>")


def test_another_language_is_painted_in_its_own_words() -> None:
    assert escape(ARABIC.promise) in with_first_paint(PAGE, ARABIC).decode()


def test_what_is_no_page_of_gradio_stays_as_it_is() -> None:
    assert with_first_paint(b"<html><body>Sign in</body></html>", ENGLISH) == b"<html><body>Sign in</body></html>"


def test_gradios_scripts_and_styles_of_the_components_shown_are_found() -> None:
    names = assets()
    assert len(names) == len(set(names)) > 2 * len(COMPONENTS)
    assert any(name.startswith("core-") for name in names)
    assert {name.rpartition(".")[2] for name in names} == {"js", "css"}


@pytest.fixture
def client() -> TestClient:
    async def page(_: Request) -> Response:
        return HTMLResponse(PAGE)

    async def asset(_: Request) -> Response:
        return PlainTextResponse("x")

    app = Starlette(routes=[Route("/", page), Route("/assets/a.js", asset), Route("/other", asset)])
    return TestClient(Guard(app, ENGLISH, 0))


def test_the_page_is_compressed_for_whom_it_may_be(client: TestClient) -> None:
    zipped = client.get("/", headers={"accept-encoding": "gzip"})
    assert zipped.headers["content-encoding"] == "gzip"
    plain = client.get("/", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert len(gzip.compress(plain.content)) < len(plain.content) / 2
    assert ENGLISH.title in zipped.text


def test_what_never_changes_is_kept_by_the_browser(client: TestClient) -> None:
    assert "immutable" in client.get("/assets/a.js").headers["cache-control"]
    assert "cache-control" not in client.get("/other").headers
    assert "cache-control" not in client.get("/assets/none.js").headers
