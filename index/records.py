"""Documents and passages as JSON Lines, one a line."""

from __future__ import annotations

import json
from typing import Any

from index.documents import Document
from index.formats.blocks import Block, Omission, PageStart, TimeStart
from index.passages import Passage, Sentence


def line_of(record: Document | Passage) -> bytes:
    """A line of ASCII."""
    # Not asdict, which copies every number of every sentence and takes five times as long.
    return json.dumps(vars(record), default=_told).encode("ascii") + b"\n"


def _told(part: object) -> dict[str, Any]:
    """What a part of a record holds; of a block, where it stands beside the main text only if it does."""
    told = vars(part)
    return {name: value for name, value in told.items() if name != "part" or value} if "part" in told else told


def document_of(line: bytes | str) -> Document:
    """What `line_of` wrote of a document, in this version of the format or an earlier one."""
    record: dict[str, Any] = json.loads(line)
    blocks = tuple(Block(**block) for block in record["blocks"])
    pages = tuple(PageStart(*start) for start in record.get("pages", ()))
    omissions = tuple(Omission(*omission) for omission in record.get("omissions", ()))
    recognised = tuple(record.get("recognised", ()))
    times = tuple(TimeStart(*start) for start in record.get("times", ()))
    told = {"blocks": blocks, "pages": pages, "omissions": omissions, "recognised": recognised, "times": times}
    made = {"has_own_title": False, **record, **told}
    return Document(**made)


def passage_of(line: bytes | str) -> Passage:
    """What `line_of` wrote of a passage, in this version of the format or an earlier one."""
    record: dict[str, Any] = json.loads(line)
    record.pop("heading", None)  # What format versions 1 and 2 kept; it was not searched.
    sentences = tuple(Sentence(**sentence) for sentence in record["sentences"])
    return Passage(**{**record, "sentences": sentences, "headings": tuple(record.get("headings", ()))})
