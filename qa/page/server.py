"""How the page is served: Gradio's server, with the guard around it and our own routes beside it."""

from __future__ import annotations

import time
from typing import Any

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from index.errors import SettingsError
from qa.page.clients import OpenRequests
from qa.page.guard import UPLOAD_PATH, Guard
from qa.page.handlers import ChatHandlers
from qa.page.mcp_tool import Password, Tool
from qa.page.offline_gradio import gr
from qa.page.resources import style
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
    requests = OpenRequests()
    page.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE, api_open=False)
    try:
        _, address, _ = page.launch(
            server_name=host,
            server_port=port,
            auth=auth,
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
            app_kwargs=_app(handlers, auth, requests),
        )
    except OSError as error:
        wanted = f"port {port} of {host}" if port else host
        raise SettingsError(
            f"The page cannot be served at {wanted}: it is in use, or not this computer's. Choose another port."
        ) from error
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


def _app(handlers: ChatHandlers, auth: tuple[str, str] | None, requests: OpenRequests) -> dict[str, Any]:
    """What is put around Gradio's own app, and beside it."""
    options = handlers.options
    largest = options.upload_megabytes * 2**20 if options.uploads else 0
    guard = Middleware(
        Guard,
        messages=options.messages,
        per_minute=options.per_minute,
        largest_document=largest,
        requests=requests,
    )
    routes: list[BaseRoute] = []
    if options.uploads:
        endpoint = UploadEndpoint(handlers.workspaces.upload_sessions, options)
        routes.append(Route(UPLOAD_PATH, endpoint, methods=["POST", "DELETE"]))
    if not options.mcp:
        return {"middleware": [guard], "routes": routes}
    tool = Tool(handlers.assistant, AT_ONCE, WAITING)
    password = [Middleware(Password, auth=auth)] if auth else []
    return {"middleware": [guard, *password], "routes": [*routes, *tool.routes], "lifespan": tool.lifespan}
