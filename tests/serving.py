"""Pages that are served for a test, assistants that count what they read, and requests to them."""

from __future__ import annotations

import asyncio
import gc
import http.client
import json
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import ui
from qa.answer import Answer
from qa.assistant import Assistant
from qa.page.offline_gradio import gr
from qa.page.options import Options

_REPOSITORY = Path(__file__).resolve().parents[1]


class CountingAssistant(Assistant):
    """Keeps the questions that it was asked to read in `read`, and takes `seconds` for each."""

    def __init__(self, assistant: Assistant, seconds: float = 0.0) -> None:
        super().__init__(assistant.collection, assistant.encoder)
        self.read: list[str] = []
        self._seconds = seconds

    def ask(self, question: str, history: Sequence[str] = (), *, as_typed: bool = False) -> Answer:
        self.read.append(question)
        time.sleep(self._seconds)
        return super().ask(question, history, as_typed=as_typed)


@contextmanager
def served(assistant: Assistant, options: Options | None = None, **how: Any) -> Iterator[str]:
    """The address of a page that is served as long as the context."""
    yield ui.launch(assistant, options or Options(per_minute=0), block=False, **how)
    gr.close_all()
    collect_event_loops()


def chat_program(*arguments: str) -> str:
    """Python that runs `qa chat` with these arguments, with an encoder that is quick."""
    return (
        f"import sys; sys.path[:0] = [{str(_REPOSITORY)!r}, {str(_REPOSITORY / 'tests')!r}]\n"
        "from fakes import HashEncoder\nimport index.embedding\nfrom index import bundled_encoder\n"
        "HashEncoder.model = bundled_encoder.NAME\nindex.embedding.encoder_named = lambda model: HashEncoder()\n"
        "import qa.startup\nqa.startup.encoder_named = index.embedding.encoder_named\n"
        "from qa.commandline.parser import main\n"
        f"sys.exit(main({['chat', *arguments]!r}))"
    )


def collect_event_loops() -> None:
    """Have the event loops gone that Gradio makes for each page and never closes: a warning fails other tests."""
    asyncio.set_event_loop(None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def post(address: str, path: str, body: Any, kind: str = "application/json") -> tuple[int, str]:
    """Status and body of the reply; a body that is not bytes is sent as JSON."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    try:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        connection.request("POST", path, data, {"content-type": kind})
        reply = connection.getresponse()
        return reply.status, reply.read().decode()
    finally:
        connection.close()


def get(address: str, path: str) -> tuple[int, str]:
    """Status and body of the reply."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    try:
        connection.request("GET", path)
        reply = connection.getresponse()
        return reply.status, reply.read().decode()
    finally:
        connection.close()


def component_of(address: str) -> int:
    """The number of the component that serves functions to the page's script."""
    config = json.loads(get(address, "/config")[1])
    return next(each["id"] for each in config["components"] if each["props"].get("elem_id") == "qa-panel")


def event_of(address: str, name: str) -> int:
    """The number of the event that a handler of that name takes."""
    config = json.loads(get(address, "/config")[1])
    return next(each["id"] for each in config["dependencies"] if each["api_name"] == name)


def call(address: str, function: str, given: Any) -> tuple[int, Any]:
    """What a function for the page's script gives, with the status."""
    body = {"session_hash": "x", "component_id": component_of(address), "fn_name": function, "data": given}
    status, reply = post(address, "/gradio_api/component_server", body)
    return status, json.loads(reply)


def wait_until(holds: Callable[[], bool], seconds: float = 10.0) -> None:
    """Return as soon as it holds; fail where it does not in that time."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never held"
        time.sleep(0.02)
