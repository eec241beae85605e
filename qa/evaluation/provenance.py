"""What a run was made of, so that two runs are compared only where they can be."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from index.bundled_encoder import sha256_of
from index.documents import Document
from qa.evaluation.question_set import Question
from qa.reading.bundled_model import BUNDLED_SHA256
from qa.settings import BUNDLED_READER, Settings

_NOT_OF_ANSWERS = {"index", "engine", "encoder", "reader"}
"""Settings that are a place, or are told under models."""


@dataclass(frozen=True)
class Provenance:
    """The questions with their gold answers, by a hash; the documents' hashes; settings; and the models' identities."""

    questions: str
    documents: Mapping[str, str]
    settings: Mapping[str, Any]
    models: Mapping[str, str]

    def to_dict(self) -> dict[str, Any]:
        """With one hash for each part."""
        parts = ("documents", "settings", "models")
        hashes = {"questions": self.questions, **{name: digest(getattr(self, name)) for name in parts}}
        return {"hashes": hashes, **{name: dict(getattr(self, name)) for name in parts}}


def trace(
    questions: Sequence[Question],
    documents: Iterable[Document],
    settings: Mapping[str, Any],
    models: Mapping[str, str],
) -> Provenance:
    """The provenance of a run that asks these questions, their evidence placed, of these documents."""
    return Provenance(
        digest([gold_of(question) for question in questions]),
        {document.name: document.content_hash for document in documents},
        settings,
        models,
    )


def answering_settings(settings: Settings) -> dict[str, Any]:
    """The settings that answers depend on."""
    return settings.model_dump(mode="json", exclude=_NOT_OF_ANSWERS)


def reader_identity(name: str) -> str:
    """Of a reader by its setting: with the hash of its weights, where they are on this machine."""
    if name == BUNDLED_READER:
        return f"{name} {BUNDLED_SHA256}"
    folder = Path(name)
    if not folder.is_dir():
        return name
    hashes = [[path.name, sha256_of(path)] for path in sorted(folder.iterdir()) if path.is_file()]
    return f"{folder.name} {digest(hashes)}"


def gold_of(question: Question) -> dict[str, Any]:
    """All of a question that its scores depend on, by the record's names."""
    return {
        "id": question.id,
        "question": question.question,
        "history": list(question.history),
        "answerable": question.answerable,
        "gold_answers": list(question.answers),
        "gold_verdict": question.verdict,
        "gold_items": [list(item) for item in question.items],
        "evidence": [{"document": one.document, "start": one.start, "end": one.end} for one in question.evidence],
    }


def digest(value: Any) -> str:
    """SHA-256 of a value as JSON, whatever the order of its keys; 64 hexadecimal digits."""
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
