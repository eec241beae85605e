"""What /openapi.json tells: the endpoints under /v1, and nothing of the page's own."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from pydantic import BaseModel

from qa.page.rest_requests import AskRequest, ChatRequest

_CITATION: dict[str, Any] = {
    "type": "object",
    "required": ["document", "title", "headings", "paragraph", "start", "end", "quote"],
    "properties": {
        "document": {"type": "string"},
        "title": {"type": "string"},
        "headings": {"type": "array", "items": {"type": "string"}},
        "paragraph": {"type": "integer"},
        "page": {"type": ["integer", "null"]},
        "start": {"type": "integer", "description": "In characters of the document's text."},
        "end": {"type": "integer"},
        "quote": {"type": "string", "description": "Letter for letter the document's text from start to end."},
        "answer_start": {"type": ["integer", "null"]},
        "answer_end": {"type": ["integer", "null"]},
        "subject": {"type": "string"},
    },
}
_CITATIONS = {"type": "array", "items": {"$ref": "#/components/schemas/Citation"}}
_FORMS = ["quotation", "explanation", "verdict", "list", "brief", "reply", "refusal"]
_ANSWER: dict[str, Any] = {
    "type": "object",
    "required": ["question", "form", "answered", "answer", "answers", "confidence", "citations", "nearest", "passages"],
    "properties": {
        "question": {"type": "string"},
        "standalone_question": {"type": "string"},
        "form": {"type": "string", "enum": _FORMS},
        "answered": {"type": "boolean"},
        "answer": {"type": ["string", "null"]},
        "answers": {"type": "array", "items": {"type": "string"}},
        "verdict": {"type": ["string", "null"], "enum": ["yes", "no", None]},
        "reply": {"type": ["string", "null"]},
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
        "reason": {"type": ["string", "null"]},
        "citations": _CITATIONS,
        "nearest": _CITATIONS,
        "withheld": {
            "anyOf": [{"$ref": "#/components/schemas/Citation"}, {"type": "null"}],
            "description": "Only where the request asks for it: what was held back for want of confidence.",
        },
        "withheld_verdict": {"type": ["string", "null"], "enum": ["yes", "no", None]},
        "passages": {"type": "array", "items": {"type": "object"}},
        "index": {"type": "object"},
        "timings_ms": {"type": "object", "additionalProperties": {"type": "number"}},
    },
}
_DOCUMENTS: dict[str, Any] = {
    "type": "object",
    "required": ["index", "total", "documents"],
    "properties": {
        "index": {"type": "string"},
        "total": {"type": "integer", "description": "Of all documents, of which those from offset on are listed."},
        "as_of": {"type": "string", "format": "date-time", "description": "When documents changed last (--watch)."},
        "changed": {"type": "integer", "description": "How many did then."},
        "documents": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "title", "characters", "passages"],
                "properties": {
                    "name": {"type": "string"},
                    "title": {"type": "string"},
                    "author": {"type": ["string", "null"]},
                    "date": {"type": ["string", "null"]},
                    "pages": {"type": ["integer", "null"]},
                    "characters": {"type": "integer"},
                    "passages": {"type": "integer"},
                },
            },
        },
    },
}
_RANGE: list[dict[str, Any]] = [
    {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 0, "maximum": 1000, "default": 1000}},
    {"name": "offset", "in": "query", "schema": {"type": "integer", "minimum": 0, "default": 0}},
]
_READY: dict[str, Any] = {
    "type": "object",
    "required": ["ready"],
    "properties": {"ready": {"type": "boolean"}, "loading": {"type": "string"}},
}
_ERROR: dict[str, Any] = {"type": "object", "required": ["detail"], "properties": {"detail": {"type": "string"}}}
_OBJECT: dict[str, Any] = {"type": "object"}
_REFUSALS = {
    "400": "The body is no JSON.",
    "401": "A name and a password, or a key, are missing or wrong.",
    "422": "A key or a value does not fit, or the question cannot be asked.",
    "429": "Too many questions in a minute, or too many waiting.",
}


def description(root_path: str = "") -> dict[str, Any]:
    """The OpenAPI 3.1 description; `root_path` is what the page's own path begins with, such as "/qa"."""
    schemas = {"Answer": _ANSWER, "Citation": _CITATION, "Documents": _DOCUMENTS, "Readiness": _READY, "Error": _ERROR}
    refused = {"404": "There is no such document or model.", **_REFUSALS}
    paths = {
        "/v1/ask": {"post": _operation("ask", AskRequest, "Answer", refused)},
        "/v1/chat/completions": {"post": _operation("chat", ChatRequest, None, refused)},
        "/v1/models": {"get": _operation("models", None, None)},
        "/v1/documents": {"get": {**_operation("documents", None, "Documents"), "parameters": _RANGE}},
        "/v1/health": {"get": _operation("health", None, "Readiness", {"503": "Not yet ready."}, is_open=True)},
        "/v1/metrics": {"get": _operation("metrics", None, "text")},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "article-qa", "version": _version(), "summary": "Answers in the articles' own words."},
        "servers": [{"url": root_path or "/"}],
        "paths": paths,
        "components": {
            "schemas": {**schemas, **_schema_of(AskRequest), **_schema_of(ChatRequest)},
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer"},
                "password": {"type": "http", "scheme": "basic"},
            },
        },
        "security": [{"key": []}, {"password": []}, {}],
    }


def _operation(
    name: str,
    body: type[BaseModel] | None,
    answer: str | None,
    refused: dict[str, str] | None = None,
    is_open: bool = False,
) -> dict[str, Any]:
    given = {"schema": _reference(answer) if answer else _OBJECT}
    kind = "text/plain" if answer == "text" else "application/json"
    right = {
        "description": "As asked.",
        "content": {kind: {"schema": {"type": "string"}} if answer == "text" else given},
    }
    wrong = {} if is_open else {"401": _REFUSALS["401"]}
    operation: dict[str, Any] = {
        "operationId": name,
        "responses": {"200": right, **{status: _refused(why) for status, why in {**wrong, **(refused or {})}.items()}},
    }
    if is_open:
        operation["security"] = [{}]
    if body:
        content = {"application/json": {"schema": _reference(body.__name__)}}
        operation |= {
            "summary": (body.__doc__ or "").split(".")[0],
            "requestBody": {"required": True, "content": content},
        }
    return operation


def _refused(why: str) -> dict[str, Any]:
    return {"description": why, "content": {"application/json": {"schema": _reference("Error")}}}


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _schema_of(body: type[BaseModel]) -> dict[str, Any]:
    """The schema of a body, and those that it refers to."""
    schema = body.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs", {}), body.__name__: schema}


def _version() -> str:
    try:
        return version("article-qa")
    except PackageNotFoundError:
        return "0"
