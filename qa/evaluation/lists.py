"""How well a list given meets the items wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from qa.evaluation.answers import holds, tokens

_BETWEEN_ITEMS = regex.compile(r"\s*(?:[,;]\s*(?:and|or)\b|[,;]|\b(?:and|or)\b)\s*", regex.IGNORECASE)


@dataclass(frozen=True)
class ItemOverlap:
    """Precision, None where nothing was given, and recall of a list's items, each 0..1."""

    precision: float | None
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean; 0 where nothing was given."""
        return harmonic_mean(self.precision or 0.0, self.recall)


def harmonic_mean(precision: float, recall: float) -> float:
    """F1; 0 where both are."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def item_overlap(pieces: Sequence[str], items: Sequence[Sequence[str]]) -> ItemOverlap:
    """Compare the pieces of an answer with a list's items, each a list of spellings, at least one item.

    An item is found where a piece holds one of its spellings in whole tokens. A piece is right if
    it holds one, or is a part of one that was found; repeated pieces count once. An answer in one
    piece is parted at commas, "and" and "or" first.
    """
    found = [item for item in items if any(holds(piece, spelling) for piece in pieces for spelling in item)]
    parts = _parts(pieces)
    spellings = [spelling for item in found for spelling in item]
    right = sum(any(holds(part, one) or holds(one, part) for one in spellings) for part in parts)
    return ItemOverlap(right / len(parts) if parts else None, len(found) / len(items))


def _parts(pieces: Sequence[str]) -> list[str]:
    parted = _BETWEEN_ITEMS.split(pieces[0]) if len(pieces) == 1 else pieces
    return list({tokens(part): part for part in parted if tokens(part)}.values())
