"""How the page is served: Gradio's server, with the guard around it and our own routes beside it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from index.errors import SettingsError
from qa.page.accounts import Accounts
from qa.page.api_keys import ApiKeys
from qa.page.bookmarklet import bookmarklet_routes
from qa.page.clients import OpenRequests
from qa.page.guard import UPLOAD_PATH, Guard
from qa.page.handlers import ChatHandlers
from qa.page.logins import Logins
from qa.page.mcp_tool import PATH, Tool
from qa.page.offline_gradio import gr
from qa.page.options import AT_ONCE, WAITING, Options
from qa.page.origins import OwnOrigin, outermost
from qa.page.owner import OWNER_PATH, Owner
from qa.page.proxies import TrustedProxies, read_root_path
from qa.page.question_log import RotatingLog
from qa.page.replies import CountedReplies
from qa.page.resources import style
from qa.page.rest import BELOW, OPEN_TO_ALL, RestApi
from qa.page.slow_bodies import SlowBodies, TimedConnection
from qa.page.upload_endpoint import UploadEndpoint
from qa.page.widget import Widget

LARGEST_UPLOAD = "1mb"

SESSIONS = 64
"""Visitors that Gradio remembers: each call by HTTP is one, of 40 kB, and nothing of ours is kept with them."""

STARTUP = "/gradio_api/startup-events"
"""What Gradio asks of its own server when it has started; it tells nothing."""


@dataclass(frozen=True)
class Access:
    """Who may come in: with neither accounts nor keys, everybody."""

    accounts: Accounts | None = None
    keys: ApiKeys | None = None


STOPPING = 2
"""Seconds that open requests have to end when the server stops; then they are cut."""


def serve(
    page: gr.Blocks,
    handlers: ChatHandlers,
    *,
    host: str,
    port: int | None,
    access: Access,
    owner: Owner | None,
    open_browser: bool,
    block: bool,
) -> str:
    """Serve the page and return its address; see `ui.launch`."""
    requests = OpenRequests()
    page.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE, api_open=False)
    try:
        _, address, _ = page.launch(
            server_name=host,
            server_port=port,
            inbrowser=open_browser,
            prevent_thread_lock=True,
            quiet=True,
            share=False,
            ssr_mode=False,
            mcp_server=False,
            enable_monitoring=False,
            run_history=False,
            max_file_size=LARGEST_UPLOAD,
            state_session_capacity=SESSIONS,
            footer_links=[],
            theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
            css=style(handlers.options),
            app_kwargs=_app(handlers, host, access, owner, requests),
        )
    except OSError as error:
        wanted = f"port {port} of {host}" if port else host
        raise SettingsError(
            f"The page cannot be served at {wanted}: it is in use, or not this computer's. Choose another port."
        ) from error
    page.server.config.http_protocol_class = TimedConnection
    _put_behind_proxies(page, handlers)
    if block:
        print(f"The page is at {address} (Ctrl+C stops it).", flush=True)
        _wait(page, handlers, requests, owner.restart if owner else threading.Event())
    return str(address)


def _wait(page: gr.Blocks, handlers: ChatHandlers, requests: OpenRequests, restart: threading.Event) -> None:
    """Serve until `restart` is set, or interrupted. Raises `KeyboardInterrupt` then, once the server is closed."""
    try:
        while page.is_running and not restart.is_set():
            time.sleep(0.1)
    finally:
        requests.break_off()
        handlers.workspaces.upload_sessions.close()
        page.server.config.timeout_graceful_shutdown = STOPPING
        page.close(verbose=False)


def _put_behind_proxies(page: gr.Blocks, handlers: ChatHandlers) -> None:
    """Uvicorn's own layer for proxies, the outermost of all, gives way to ours, which sees who really connected."""
    options, config = handlers.options, page.server.config
    app = CountedReplies(config.loaded_app.app, handlers.usage.metrics, _log_of(options.access_log))
    config.loaded_app = TrustedProxies(app, options.trusted_proxies, read_root_path(options.root_path))
    _watch(page, handlers)


def _watch(page: gr.Blocks, handlers: ChatHandlers) -> None:
    watch, served = handlers.usage.metrics.watch, handlers.served
    sessions = handlers.workspaces.upload_sessions
    watch(
        "questions_waiting", "Questions that wait for their turn.", lambda: len(page._queue) + handlers.programs.in_line
    )
    watch("documents", "Documents that can be asked.", lambda: len(served.collection.entries))
    watch("passages", "Their passages.", lambda: len(served.collection.passages))
    watch("upload_sessions", "Readers with documents of their own.", lambda: len(sessions))


def _log_of(path: Path | None) -> RotatingLog | None:
    return RotatingLog(path) if path else None


def _app(
    handlers: ChatHandlers, host: str, access: Access, owner: Owner | None, requests: OpenRequests
) -> dict[str, Any]:
    """What is put around Gradio's own app, and beside it."""
    options = handlers.options
    rest = RestApi(handlers.served, handlers.programs, handlers.usage.metrics)
    routes: list[BaseRoute] = [*rest.routes, *(owner.routes(handlers) if owner else [])]
    if options.embedded_by:
        routes += Widget(handlers.programs, lambda: handlers.library, options.branding).routes
    if options.has_bookmarklet:
        routes += bookmarklet_routes(options.messages, options.branding)
    if options.uploads:
        uploads = handlers.usage.metrics.uploads
        sessions = handlers.workspaces.upload_sessions
        endpoint = UploadEndpoint(sessions, options, lambda outcome: uploads.labels(outcome).inc())
        routes.append(Route(UPLOAD_PATH, endpoint, methods=["POST", "DELETE"]))
    lifespan = None
    if options.mcp:
        tool = Tool(handlers.programs)
        routes, lifespan = [*routes, *tool.routes], tool.lifespan
    own_origin = partial(OwnOrigin, bound=host, allowed=options.authorities)
    middleware = _middleware(options, access, OWNER_PATH if owner else None, requests)
    # FastAPI's own description would be of Gradio's routes.
    return {
        "middleware": middleware,
        "routes": routes,
        "lifespan": outermost(own_origin, lifespan),
        "openapi_url": None,
    }


def _middleware(options: Options, access: Access, apart: str | None, requests: OpenRequests) -> list[Middleware]:
    """What a request passes on its way to Gradio, the outermost first."""
    messages = options.messages
    largest = options.upload_megabytes * 2**20 if options.uploads else 0
    middleware = [
        Middleware(SlowBodies, sentence=messages.too_slow),
        Middleware(
            Guard,
            messages=messages,
            per_minute=options.per_minute,
            largest_document=largest,
            requests=requests,
            framed_by=options.embedders,
            embed_per_minute=options.embed_per_minute,
        ),
    ]
    if access.accounts or access.keys:
        middleware.append(
            Middleware(
                Logins,
                messages=messages,
                accounts=access.accounts,
                keys=access.keys,
                program_paths=(PATH, BELOW),
                open_paths=(*OPEN_TO_ALL, STARTUP),
                apart=apart,
            )
        )
    return middleware
