"""How the page is served: Gradio's server, with the guard around it and our own routes beside it."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from index.errors import SettingsError
from qa.page.clients import OpenRequests
from qa.page.guard import UPLOAD_PATH, Guard
from qa.page.handlers import ChatHandlers
from qa.page.logins import OF_ONE, Account, LoginLimit, Logins
from qa.page.mcp_tool import PATH, Tool
from qa.page.offline_gradio import gr
from qa.page.options import Options
from qa.page.origins import OwnOrigin, outermost
from qa.page.resources import style
from qa.page.slow_bodies import SlowBodies, TimedConnection
from qa.page.upload_endpoint import UploadEndpoint

WAITING, AT_ONCE = 64, 2
"""Questions that may stand in line, and that are answered side by side."""

LARGEST_UPLOAD = "1mb"

SESSIONS = 64
"""Visitors that Gradio remembers: each call by HTTP is one, of 40 kB, and nothing of ours is kept with them."""

STOPPING = 2
"""Seconds that open requests have to end when the server stops; then they are cut."""


def serve(
    page: gr.Blocks,
    handlers: ChatHandlers,
    *,
    host: str,
    port: int | None,
    auth: tuple[str, str] | None,
    open_browser: bool,
    block: bool,
) -> str:
    """Serve the page and return its address; see `ui.launch`."""
    account = Account(*auth) if auth else None
    requests = OpenRequests()
    page.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE, api_open=False)
    try:
        _, address, _ = page.launch(
            server_name=host,
            server_port=port,
            auth=account,
            auth_message=handlers.options.messages.login_limited.format(number=OF_ONE) if account else None,
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
            css=style(),
            app_kwargs=_app(handlers, host, account, requests),
        )
    except OSError as error:
        wanted = f"port {port} of {host}" if port else host
        raise SettingsError(
            f"The page cannot be served at {wanted}: it is in use, or not this computer's. Choose another port."
        ) from error
    page.server.config.http_protocol_class = TimedConnection
    if block:
        print(f"The page is at {address} (Ctrl+C stops it).", flush=True)
        _wait(page, requests)
    return str(address)


def _wait(page: gr.Blocks, requests: OpenRequests) -> None:
    """Serve until interrupted. Raises `KeyboardInterrupt` once the server is closed."""
    try:
        while page.is_running:
            time.sleep(0.1)
    finally:
        requests.break_off()
        page.server.config.timeout_graceful_shutdown = STOPPING
        page.close(verbose=False)


def _app(handlers: ChatHandlers, host: str, account: Account | None, requests: OpenRequests) -> dict[str, Any]:
    """What is put around Gradio's own app, and beside it."""
    options = handlers.options
    routes: list[BaseRoute] = []
    if options.uploads:
        endpoint = UploadEndpoint(handlers.workspaces.upload_sessions, options)
        routes.append(Route(UPLOAD_PATH, endpoint, methods=["POST", "DELETE"]))
    lifespan = None
    if options.mcp:
        tool = Tool(handlers.assistant, AT_ONCE, WAITING)
        routes, lifespan = [*routes, *tool.routes], tool.lifespan
    own_origin = partial(OwnOrigin, bound=host, allowed=options.authorities)
    middleware = _middleware(options, account, requests)
    return {"middleware": middleware, "routes": routes, "lifespan": outermost(own_origin, lifespan)}


def _middleware(options: Options, account: Account | None, requests: OpenRequests) -> list[Middleware]:
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
        ),
    ]
    if account:
        sentence = messages.login_limited.format(number=OF_ONE)
        basic = (PATH,) if options.mcp else ()
        middleware.append(Middleware(Logins, account=account, limit=LoginLimit(), sentence=sentence, basic_paths=basic))
    return middleware
