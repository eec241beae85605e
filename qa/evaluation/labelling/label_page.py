"""The labelling page: what its script asks for, behind an address that only who started it knows."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from index.documents import Document
from index.errors import QuestionError, SettingsError
from index.passages import Passage
from qa.evaluation.labelling.label import Label, read_label
from qa.evaluation.labelling.label_journal import LabelJournal
from qa.evaluation.labelling.tasks import Task

LARGEST_BODY = 64 * 1024
"""Bytes of a request."""
LONGEST_SEARCH = 300
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_ASSETS = {
    "": ("label.html", "text/html"),
    "label.css": ("label.css", "text/css"),
    "label.js": ("label.js", "text/javascript"),
}

Find = Callable[[str], Sequence[Passage]]
"""The passages that come closest to a text, the best first."""


class LabelPage:
    """The page of one annotator; `others` are labels to be adjudicated, shown beside their annotators' names."""

    def __init__(
        self,
        tasks: Sequence[Task],
        journal: LabelJournal,
        documents: Mapping[str, Document],
        find: Find,
        others: Mapping[str, Mapping[str, Label]] | None = None,
    ) -> None:
        self._tasks, self._journal, self._documents, self._find = tasks, journal, documents, find
        self._others = others or {}

    def app(self, token: str) -> Starlette:
        """The ASGI app; all it serves lies below /token/."""
        routes = [
            *(Route(f"/{token}/{name}", self._asset(name)) for name in _ASSETS),
            Route("/favicon.ico", lambda _: Response(status_code=204, headers=_HEADERS)),
            Route(f"/{token}/state", self._state),
            Route(f"/{token}/question/{{number:int}}", self._question),
            Route(f"/{token}/search", self._search),
            Route(f"/{token}/label/{{number:int}}", self._keep, methods=["POST"]),
        ]
        return Starlette(routes=routes)

    def _asset(self, name: str) -> Callable[[Request], Response]:
        file, kind = _ASSETS[name]
        content = files("qa.evaluation.labelling").joinpath("assets", file).read_text(encoding="utf-8")

        def serve(_: Request) -> Response:
            return Response(content, media_type=kind, headers=_HEADERS)

        return serve

    def _state(self, _: Request) -> Response:
        done = [bool((label := self._journal.labels.get(task.id)) and label.is_done) for task in self._tasks]
        return _json({"annotator": self._journal.annotator, "done": done, "adjudicates": bool(self._others)})

    async def _question(self, request: Request) -> Response:
        task = self._task(request)
        if task is None:
            return _json({"detail": "There is no such question."}, 404)
        passages = await run_in_threadpool(self._find, " ".join([*task.history[-1:], task.question]))
        label = self._journal.labels.get(task.id, Label())
        others = {name: own[task.id].to_dict() for name, own in self._others.items() if task.id in own}
        chosen = [
            *label.sentences,
            *(one for own in self._others.values() if task.id in own for one in own[task.id].sentences),
        ]
        return _json(
            {
                "question": task.question,
                "history": list(task.history),
                "label": label.to_dict(),
                "others": others,
                "passages": [self._passage(one) for one in passages],
                "chosen": [
                    {"document": one.document, "start": one.start, "end": one.end,
                     "text": self._documents[one.document].text[one.start : one.end]}
                    for one in dict.fromkeys(chosen)
                ],
            }
        )  # fmt: skip

    async def _search(self, request: Request) -> Response:
        wanted = request.query_params.get("q", "")[:LONGEST_SEARCH].strip()
        if not wanted:
            return _json({"passages": []})
        try:
            passages = await run_in_threadpool(self._find, wanted)
        except QuestionError as error:
            return _json({"detail": str(error)}, 400)
        return _json({"passages": [self._passage(one) for one in passages]})

    async def _keep(self, request: Request) -> Response:
        task = self._task(request)
        body = await _body(request)
        if task is None or body is None or request.headers.get("content-type") != "application/json":
            return _json({"detail": "This is no label."}, 400)
        try:
            label = read_label(json.loads(body), self._documents)
            await run_in_threadpool(self._journal.keep, task.id, label)
        except (QuestionError, ValueError) as error:
            return _json({"detail": str(error) if isinstance(error, QuestionError) else "This is no label."}, 400)
        except SettingsError as error:
            return _json({"detail": str(error)}, 507)
        return _json({"label": label.to_dict(), "done": label.is_done})

    def _task(self, request: Request) -> Task | None:
        number = int(request.path_params["number"])
        return self._tasks[number] if number < len(self._tasks) else None

    def _passage(self, passage: Passage) -> dict[str, Any]:
        sentences = zip(passage.sentences, passage.sentence_texts, strict=True)
        return {
            "document": passage.document,
            "title": self._documents[passage.document].title,
            "headings": list(passage.headings),
            "sentences": [{"start": one.start, "end": one.end, "text": text} for one, text in sentences],
        }


async def _body(request: Request) -> bytes | None:
    """None where it is too large."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_BODY:
            return None
    return body


def _json(content: Any, status: int = 200) -> Response:
    return JSONResponse(content, status_code=status, headers=_HEADERS)
