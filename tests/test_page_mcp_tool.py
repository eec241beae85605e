"""The answers for programs: docs/api.md, run as it stands, against a page that is being served."""

from __future__ import annotations

import asyncio
import gc
import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
import warnings
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

import ui
from qa.assistant import Assistant
from qa.page.options import Options

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "api.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```", DOCUMENT.read_text(encoding="utf-8"), re.S | re.M)
QUESTION = "Why did Qaani go to Baghdad?"
ANSWER = "The attack prompted Qaani to travel to Iraq the next day to calm AAH down."

# Gradio makes an event loop for each page and never closes it.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")


@pytest.fixture(scope="module")
def addresses(assistant: Assistant) -> Iterator[dict[str, str]]:
    """The address of an open page and of one that asks for a password."""
    options = Options(mcp=True, per_minute=0)
    open_page = ui.launch(assistant, options, block=False)
    yield {"open": open_page, "closed": ui.launch(assistant, options, auth=("me", "secret"), block=False)}
    gr.close_all()
    asyncio.set_event_loop(None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def call(address: str, method: str, params: dict[str, Any], **headers: str) -> Any:
    """What the tool says to one JSON-RPC request."""
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
    kinds = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
    with urllib.request.urlopen(urllib.request.Request(f"{address}mcp", body, kinds | headers)) as reply:
        return json.load(reply)["result"]


@pytest.mark.parametrize("code", BLOCKS, ids=["http", "chat", "gradio", "mcp"])
def test_the_clients_in_the_documentation_work(addresses: dict[str, str], code: str) -> None:
    assert "http://127.0.0.1:7860/" in code
    told = code.replace("http://127.0.0.1:7860/", addresses["open"])
    run = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "Qaani" in run.stdout or "successful" in run.stdout


def test_ask_is_the_only_tool(addresses: dict[str, str]) -> None:
    (tool,) = call(addresses["open"], "tools/list", {})["tools"]
    assert tool["name"] == "ask"
    assert tool["inputSchema"]["required"] == ["question"]
    assert "oldest first" in tool["inputSchema"]["properties"]["history"]["description"]


def test_the_tool_gives_the_object_that_the_command_line_prints(
    addresses: dict[str, str], assistant: Assistant
) -> None:
    arguments = {"question": "Why?", "history": [QUESTION]}
    result = call(addresses["open"], "tools/call", {"name": "ask", "arguments": arguments})
    wanted = json.loads(json.dumps(assistant.ask("Why?", [QUESTION]).to_dict()))
    for given in (result["structuredContent"], json.loads(result["content"][0]["text"])):
        assert given.pop("timings_ms")
        assert given == {key: value for key, value in wanted.items() if key != "timings_ms"}


def test_a_question_that_cannot_be_asked_is_an_error_in_a_sentence(addresses: dict[str, str]) -> None:
    result = call(addresses["open"], "tools/call", {"name": "ask", "arguments": {"question": " "}})
    assert result["isError"]
    assert "Type a question about the article." in result["content"][0]["text"]


@pytest.mark.parametrize("given", [None, "me:wrong", "me"])
def test_a_page_with_a_password_lets_no_program_in_without(addresses: dict[str, str], given: str | None) -> None:
    headers = {"authorization": f"Basic {b64encode(given.encode()).decode()}"} if given else {}
    with pytest.raises(urllib.error.HTTPError) as refused:
        call(addresses["closed"], "tools/list", {}, **headers)
    with refused.value:
        assert refused.value.code == 401


def test_a_page_with_a_password_lets_a_program_in_that_has_it(addresses: dict[str, str]) -> None:
    headers = {"authorization": f"Basic {b64encode(b'me:secret').decode()}"}
    assert call(addresses["closed"], "tools/list", {}, **headers)["tools"]


def test_a_page_without_the_option_has_no_tool(assistant: Assistant) -> None:
    address = ui.launch(assistant, Options(), block=False)
    with pytest.raises(urllib.error.HTTPError) as refused:
        call(address, "tools/list", {})
    with refused.value:
        assert refused.value.code in (404, 405)
