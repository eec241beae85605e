"""What can be set about retrieval."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Annotated

from annotated_types import Ge

PASSAGES = 8
"""Retrieved and read for a question."""


@dataclass(frozen=True)
class Weights:
    """How much each retrieval signal counts; only their proportions matter. A weight of 0 leaves a signal out.

    Raises `ValueError` where all are 0.
    """

    passage_dense: Annotated[float, Ge(0)] = 1.0
    passage_lexical: Annotated[float, Ge(0)] = 1.0
    sentence_dense: Annotated[float, Ge(0)] = 1.0
    sentence_lexical: Annotated[float, Ge(0)] = 1.0

    def __post_init__(self) -> None:
        if not any(astuple(self)):
            raise ValueError("at least one weight must be above 0")
