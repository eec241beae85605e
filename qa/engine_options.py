"""What can be set about the engine that keeps the index."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from annotated_types import Interval
from pydantic import SecretStr

from index.candidates import DEPTH, DOCUMENTS


@dataclass(frozen=True)
class EngineOptions:
    """Where the index is, other than in a folder, and how much of it is ranked for a question.

    `url` leads to a PostgreSQL database (a URL, or what else libpq understands); empty, the index is in the folder.
    It may hold a password, so it is never shown. `depth` is how many passages each signal gives,
    `documents` how many of their documents are ranked whole.
    """

    url: SecretStr = field(default=SecretStr(""), repr=False)
    depth: Annotated[int, Interval(ge=8, le=10_000)] = DEPTH
    documents: Annotated[int, Interval(ge=1, le=1_000)] = DOCUMENTS
