"""Documents and passages as JSON Lines, one a line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.documents import Document
from index.formats.blocks import Block, Omission, PageStart, TimeStart
from index.passages import Passage, Sentence


def write_documents(path: Path, documents: Iterable[Document]) -> None:
    _write(path, (asdict(document) for document in documents))


def read_documents(path: Path) -> list[Document]:
    return [_document(record) for record in _read(path)]


def _document(record: dict[str, Any]) -> Document:
    blocks = tuple(Block(**block) for block in record["blocks"])
    pages = tuple(PageStart(*start) for start in record.get("pages", ()))
    omissions = tuple(Omission(*omission) for omission in record.get("omissions", ()))
    recognised = tuple(record.get("recognised", ()))
    times = tuple(TimeStart(*start) for start in record.get("times", ()))
    told = {"blocks": blocks, "pages": pages, "omissions": omissions, "recognised": recognised, "times": times}
    made = {"has_own_title": False, **record, **told}
    return Document(**made)


def write_passages(path: Path, passages: Iterable[Passage]) -> None:
    _write(path, (asdict(passage) for passage in passages))


def read_passages(path: Path) -> list[Passage]:
    return [_passage(record) for record in _read(path)]


def _passage(record: dict[str, Any]) -> Passage:
    record.pop("heading", None)  # What format versions 1 and 2 kept; it was not searched.
    sentences = tuple(Sentence(**sentence) for sentence in record["sentences"])
    return Passage(**{**record, "sentences": sentences, "headings": tuple(record.get("headings", ()))})


def _write(path: Path, records: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)


def _read(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="\n") as file:
        return [json.loads(line) for line in file]
