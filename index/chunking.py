"""How passages are cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Interval


@dataclass(frozen=True)
class Chunking:
    """Lengths of passages, in characters. Raises `ValueError` where `shortest` is more than `longest`.

    `longest` keeps a passage inside the 256 word pieces that the encoder reads. A
    paragraph shorter than `shortest` shares a passage with its neighbour. The intervals
    are what settings may say.
    """

    longest: Annotated[int, Interval(ge=200, le=10_000)] = 1000
    shortest: Annotated[int, Interval(ge=0, le=1000)] = 120

    def __post_init__(self) -> None:
        if self.shortest > self.longest:
            raise ValueError(f"shortest {self.shortest} is more than longest {self.longest}")
