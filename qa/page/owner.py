"""The owner's page, at /owner: how the page is used, and which documents it has. It has a password of its own."""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import PurePosixPath
from urllib.parse import unquote

import anyio.to_thread
from jinja2 import Environment
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from index.sources import FORMATS
from qa.page.accounts import Accounts
from qa.page.asgi import client_address
from qa.page.handlers import ChatHandlers
from qa.page.logins import LoginLimit
from qa.page.owner_documents import OwnerDocuments
from qa.page.owner_report import report
from qa.page.resources import read_asset
from qa.page.upload_endpoint import clean_name
from qa.page.upload_files import UploadFiles

OWNER_PATH = "/owner"
LISTED = 500
"""Documents that the page lists; `qa list` tells of all."""

Endpoint = Callable[[Request], Awaitable[Response]]


class Owner:
    """The owner's access, and what was asked for; `restart` is set when the page shall open the index anew."""

    def __init__(self, accounts: Accounts, documents: OwnerDocuments) -> None:
        self._accounts, self._documents = accounts, documents
        self._limit, self._files = LoginLimit(), UploadFiles()
        self.restart = threading.Event()

    def routes(self, handlers: ChatHandlers) -> list[BaseRoute]:
        """For the app that serves the page."""
        self._documents.mark_served()
        page = OwnerPage(self._documents, self._files, handlers, self.restart)
        endpoints: tuple[tuple[str, str, Endpoint], ...] = (
            ("GET", "", page.show),
            ("GET", "/change", page.change),
            ("POST", "/documents", page.add),
            ("POST", "/documents/remove", page.remove),
            ("POST", "/restart", page.open_anew),
        )
        return [Route(OWNER_PATH + path, self._closed(call), methods=[method]) for method, path, call in endpoints]

    def _closed(self, endpoint: Endpoint) -> Endpoint:
        """Only for whoever brings the owner's name and password by HTTP Basic."""

        async def closed(request: Request) -> Response:
            given, client = request.headers.get("authorization"), client_address(request.scope)
            if given:
                wait = self._limit.begin(client)
                if wait:
                    return Response("Too many wrong passwords.", 429, {"retry-after": str(math.ceil(wait))})
                if await anyio.to_thread.run_sync(self._accounts.of_basic, given):
                    self._limit.succeed(client)
                    return await endpoint(request)
            return Response("This needs the owner's name and password.", 401, _ASK)

        return closed


class OwnerPage:
    """What the owner sees and does."""

    def __init__(
        self, documents: OwnerDocuments, files: UploadFiles, handlers: ChatHandlers, restart: threading.Event
    ) -> None:
        self._documents, self._files, self._handlers, self._restart = documents, files, handlers, restart
        self._template = Environment(autoescape=True).from_string(read_asset("owner.html"))

    async def show(self, _: Request) -> Response:
        """The page."""
        return HTMLResponse(await anyio.to_thread.run_sync(self._html), headers=_NOT_KEPT)

    def _html(self) -> str:
        return self._template.render(
            report=report(self._handlers.usage, self._handlers.options.feedback),
            documents=self._documents.documents()[:LISTED],
            all_documents=len(self._documents.documents()),
            is_as_served=self._documents.is_as_served,
            formats=",".join(FORMATS),
        )

    async def change(self, _: Request) -> Response:
        """How far the change of the index has come."""
        return JSONResponse(asdict(self._documents.state), headers=_NOT_KEPT)

    async def add(self, request: Request) -> Response:
        """Take a file as the body, its name percent-encoded in `x-name`, and begin to add it."""
        name = clean_name(unquote(request.headers.get("x-name", "")))
        ending = PurePosixPath(name).suffix.lower()
        if ending not in FORMATS:
            return JSONResponse({"detail": f"{name} is not in a format that can be read."}, 415)
        with ExitStack() as stack:
            file = stack.enter_context(self._files.file(ending))
            try:
                with file.open("wb") as out:
                    async for part in request.stream():
                        out.write(part)
            except ClientDisconnect:
                return JSONResponse({"detail": f"{name} did not come whole."}, 400)
            held = stack.pop_all()
        if self._documents.add(file, name, self._handlers.assistant.encoder, held.close):
            return JSONResponse({}, 202)
        held.close()
        return JSONResponse({"detail": _UNDER_WAY}, 409)

    async def remove(self, request: Request) -> Response:
        """Begin to take out the document of the name in {"name"}."""
        try:
            name = json.loads(await request.body())["name"]
        except (ValueError, KeyError, TypeError):
            name = None
        if not isinstance(name, str):
            return JSONResponse({"detail": "Send the document's name."}, 422)
        if self._documents.remove(name, self._handlers.assistant.encoder):
            return JSONResponse({}, 202)
        return JSONResponse({"detail": _UNDER_WAY}, 409)

    async def open_anew(self, request: Request) -> Response:
        """Have the page opened with the index as it is now."""
        if not self._documents.state.is_over:
            return JSONResponse({"detail": _UNDER_WAY}, 409)
        self._restart.set()
        return RedirectResponse(f"{request.scope.get('root_path', '').rstrip('/')}/owner", 303)


_ASK = {"www-authenticate": 'Basic realm="article-qa owner", charset="UTF-8"', "cache-control": "no-store"}
_NOT_KEPT = {"cache-control": "no-store"}
_UNDER_WAY = "Another change is under way. Wait until it is done."
