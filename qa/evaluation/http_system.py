"""Another system, asked over HTTP: `qa chat`, one with the same contract, or an OpenAI-compatible endpoint."""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from index.errors import AnsweringError, SettingsError
from qa.evaluation.question_set import Question
from qa.evaluation.response import Ask, Response
from qa.evaluation.system_answers import AnswerReader
from qa.retrieval import Hit

ATTEMPTS = 4
"""Of one request; between them 1, 2 and 4 seconds are waited, or as long as the server asks."""
TIMEOUT = 60.0
"""Seconds."""
_LONGEST_WAIT = 60.0
_LONGEST_REPLY = 16 * 2**20
_OWN_CALL = "/v1/ask"
_CHAT_CALL = "/chat/completions"

Retrieve = Callable[[str], Sequence[Hit]]

_INSTRUCTIONS = (
    "Answer the question from the passages alone, as briefly as you can and in their words. "
    "If they do not say, answer: The passages do not say."
)


@dataclass
class Connection:
    """Sends requests to one server, again where it does not answer; counts them."""

    timeout: float = TIMEOUT
    key: str | None = field(default=None, repr=False)
    attempts: int = ATTEMPTS
    sleep: Callable[[float], None] = time.sleep
    requests: int = 0
    retries: int = 0

    def send(self, url: str, body: Any = None) -> bytes:
        """POST `body` as JSON, or GET where it is None. Raises `AnsweringError` where there is no good reply."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {self.key}"} if self.key else {})}
        for attempt in range(1, self.attempts + 1):
            self.requests += 1
            wait = 2.0 ** (attempt - 1)
            try:
                request = urllib.request.Request(url, data, headers)  # noqa: S310 - `checked` has seen the scheme
                with urllib.request.urlopen(request, timeout=self.timeout) as reply:  # noqa: S310
                    return bytes(reply.read(_LONGEST_REPLY))
            except urllib.error.HTTPError as error:
                trouble = f"it replied {error.code} {error.reason}"
                if error.code != http.client.TOO_MANY_REQUESTS and error.code < 500:
                    raise AnsweringError(f"{url} did not answer: {trouble}.") from None
                wait = _asked_wait(error.headers.get("Retry-After")) or wait
            except (OSError, http.client.HTTPException) as error:
                trouble = str(getattr(error, "reason", None) or error or type(error).__name__)
            if attempt < self.attempts:
                self.retries += 1
                self.sleep(min(wait, _LONGEST_WAIT))
        raise AnsweringError(f"{url} did not answer in {self.attempts} attempts: {trouble}.")


def http_system(
    url: str, connection: Connection, reader: AnswerReader, retrieve: Retrieve | None = None, model: str | None = None
) -> Ask:
    """The system at this address.

    An address without a path, or one that ends with /v1/ask, is a server of `qa chat`; one that ends with /v1 or
    /chat/completions an OpenAI-compatible chat endpoint, which is given the passages that `retrieve` finds; any other
    takes a POST of `question` and `history`. Raises `SettingsError` where it is no address.
    """
    url = checked(url)
    if is_chat(url):
        assert retrieve
        return _chat(url, connection, reader, retrieve, model)
    url = url.rstrip("/")
    if not urlsplit(url).path:
        url += _OWN_CALL
    post = _own if url.endswith(_OWN_CALL) else _contract

    def ask(question: Question) -> Response:
        started = time.perf_counter()
        given = post(url, connection, question)
        return reader.read(question, given, _milliseconds(started))

    return ask


def checked(url: str) -> str:
    """The address, where it is one of http or https."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise SettingsError(f"--ask {url} is no address: write it as http://HOST:PORT/PATH.")
    return url


def is_chat(url: str) -> bool:
    """Whether it is an OpenAI-compatible chat endpoint."""
    return url.rstrip("/").endswith(("/v1", _CHAT_CALL))


def _contract(url: str, connection: Connection, question: Question) -> Any:
    return _json(url, connection.send(url, {"question": question.question, "history": list(question.history)}))


def _own(url: str, connection: Connection, question: Question) -> Any:
    """With what it held back, so that what is measured is what it would be without HTTP."""
    asked = {"question": question.question, "history": list(question.history), "withheld": True}
    given = _json(url, connection.send(url, asked))
    if not isinstance(given, dict) or "withheld" not in given:
        raise AnsweringError(f"{url} did not answer as this version of qa chat: it does not tell what it withheld.")
    return given


def _chat(
    url: str, connection: Connection, reader: AnswerReader, retrieve: Retrieve, model: str | None
) -> Callable[[Question], Response]:
    url = url if url.endswith(_CHAT_CALL) else url.rstrip("/") + _CHAT_CALL

    def ask(question: Question) -> Response:
        hits = retrieve(question.question)
        body = {
            **({"model": model} if model else {}),
            "messages": [
                {"role": "system", "content": _INSTRUCTIONS},
                {"role": "user", "content": _prompt(question, hits)},
            ],
            "temperature": 0,
            "seed": 0,
        }
        started = time.perf_counter()
        reply = _json(url, connection.send(url, body))
        try:
            text = reply["choices"][0]["message"]["content"]
        except (KeyError, IndexError, TypeError):
            raise AnsweringError(f"{url} did not answer as a chat endpoint does: it has no choices.") from None
        contexts = [
            {"text": hit.passage.text, "document": hit.passage.document, "start": span.start, "end": span.end}
            for hit in hits
            for span in [hit.passage.span]
        ]
        return reader.read(question, {"answer": text, "contexts": contexts}, _milliseconds(started))

    return ask


def _prompt(question: Question, hits: Sequence[Hit]) -> str:
    passages = "\n\n".join(f"[{number}] {hit.passage.text}" for number, hit in enumerate(hits, 1))
    earlier = "".join(f"Asked before: {said}\n" for said in question.history)
    return f"{passages}\n\n{earlier}Question: {question.question}"


def _json(url: str, reply: bytes) -> Any:
    try:
        return json.loads(reply)
    except (ValueError, RecursionError):
        raise AnsweringError(f"{url} did not answer with JSON.") from None


def _asked_wait(header: str | None) -> float | None:
    return float(header) if header and header.isdecimal() else None


def _milliseconds(started: float) -> float:
    return round(1000 * (time.perf_counter() - started), 2)
