"""Examples that training never sees, to choose by and to fit the confidence on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache

from training.examples import Example

ARTICLES = frozenset({"2", "5"})
"""Of squad2-half/train.json, counted from 0."""

TITLES = frozenset({"Private school", "Rhine"})
"""Of squad2-other."""

SHARE = 0.02
"""Of the contexts of squadshifts."""

MEASURED_PAGES = 60
"""Of timeqa-train: pages that are for measuring only (benchmarks/measuring_sets.py), never trained on or chosen by."""

VERDICTS = 0.06
"""Of the passages of condaqa and the pages of fool-me-twice."""


TALES = 0.1
"""Of the tales of fairytaleqa-sentences."""


def is_held_out(example: Example) -> bool:
    match example.source:
        case "squad2-half":
            return example.document in ARTICLES
        case "squad2-other":
            return example.document in TITLES
        case "condaqa" | "fool-me-twice":
            return hash_share(example.document) < VERDICTS
        case "fairytaleqa-sentences":
            return hash_share(example.document) < TALES
    return example.source.startswith("squadshifts") and hash_share(example.context) < SHARE


def is_measured_page(name: str, all_names: Iterable[str]) -> bool:
    """Whether the page of timeqa-train is one of the `MEASURED_PAGES` whose names have the smallest SHA-256.

    A page's name is its `link` ("/wiki/Newton_D._Baker_House"); `all_names` are those of the whole file, in any order,
    and may have a name twice, where a page stands there with two sorts of question.
    """
    return name in _measured_pages(frozenset(all_names))


@cache
def _measured_pages(names: frozenset[str]) -> frozenset[str]:
    by_hash = sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    return frozenset(by_hash[:MEASURED_PAGES])


def hash_share(text: str) -> float:
    """A number from 0 to 1 that is the same for the same text."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) / 2**32
