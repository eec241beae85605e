"""Answers in the form that clients of OpenAI's chat completions read, their citations beside the text."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from typing import Any

from qa.answer import Answer
from qa.page.export import Export
from qa.page.rest_requests import MODEL

CREATED = int(time.time())
"""Since when the model is there."""


def models() -> dict[str, Any]:
    """What /v1/models tells."""
    return {"object": "list", "data": [{"id": MODEL, "object": "model", "created": CREATED, "owned_by": "article-qa"}]}


def completion(answer: Answer, export: Export, number: str) -> dict[str, Any]:
    """The whole answer as one object."""
    message = {"role": "assistant", "content": "\n\n".join(export.markdown_of(answer)), "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return {**_head(number, "chat.completion"), "choices": [choice], **_beside(answer)}


def chunks(answer: Answer, export: Export, number: str) -> Iterator[str]:
    """The same as server-sent events: a paragraph each, the citations with the last."""
    head = _head(number, "chat.completion.chunk")
    yield _event({**head, "choices": [_delta({"role": "assistant", "content": ""})]})
    for place, part in enumerate(export.markdown_of(answer)):
        yield _event({**head, "choices": [_delta({"content": f"\n\n{part}" if place else part})]})
    yield _event({**head, "choices": [_delta({}, "stop")], **_beside(answer)})
    yield "data: [DONE]\n\n"


def _head(number: str, kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{number}", "object": kind, "created": int(time.time()), "model": MODEL}


def _beside(answer: Answer) -> dict[str, Any]:
    told = answer.to_dict()
    return {name: told[name] for name in _BESIDE}


_BESIDE: Sequence[str] = ("form", "answered", "confidence", "citations", "nearest")
"""What stands beside OpenAI's own keys, as `qa ask --json` prints it."""


def _delta(delta: dict[str, Any], finished: str | None = None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "finish_reason": finished, "logprobs": None}


def _event(told: dict[str, Any]) -> str:
    return f"data: {json.dumps(told)}\n\n"
