"""Which examples each part of training sees: a draw of every source, and questions without answer made from them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from typing import Any

from training.examples import Example
from training.features import Window, batches, token_count, windows
from training.negatives import mined, removed, swapped

SEED = 20261124

LONG = {
    "squad2-half": 1.0,
    "squadshifts": 1.0,
    "nq-oracle": 1.0,
    "covidqa": 0.5,
    "qamr": 0.34,
    "qadiscourse": 0.34,
    "policyqa": 0.34,
}
"""The share of each source that an epoch of the long part sees, the next ones of the order that `Example.key` gives."""

LAST = {
    "squad2-half": 1.0,
    "squadshifts": 0.5,
    "nq-oracle": 0.5,
    "covidqa": 0.1,
    "qamr": 0.06,
    "qadiscourse": 0.1,
    "policyqa": 0.06,
}
"""The same of the last part: above all questions as SQuAD has them."""

WHOLE = "squad2-half"
MADE = {"mined": 0.2, "removed": 0.08, "swapped": 0.2}
MADE_OF_WHOLE = 0.4
"""Of each kind of training/negatives.py, how many for one answerable question."""


def long_part(examples: Sequence[Example], epoch: int, tokenizer: Any) -> list[list[Window]]:
    """The batches of one epoch of the long part."""
    return _part(examples, LONG, epoch, tokenizer)


def last_part(examples: Sequence[Example], epoch: int, tokenizer: Any) -> list[list[Window]]:
    """The batches of the last part, as of this epoch."""
    return _part(examples, LAST, epoch, tokenizer)


def first_examples(examples: Sequence[Example]) -> list[Example]:
    """What the long part's epoch 0 is made of."""
    return _examples(examples, LONG, 0)


def _part(examples: Sequence[Example], shares: dict[str, float], epoch: int, tokenizer: Any) -> list[list[Window]]:
    """Batches of an epoch; no two make the same questions without answer, nor the same slips of the finger."""
    chosen = _examples(examples, shares, epoch)
    found = windows(chosen, tokenizer, SEED + epoch)
    without = sum(window.starts == (0,) for window in found)
    print(f"{len(found)} windows, {without} of them without answer, {token_count(found)} tokens:", end=" ")
    print(dict(Counter(example.source for example in chosen)), flush=True)
    return batches(found, SEED + epoch)


def _examples(examples: Sequence[Example], shares: dict[str, float], epoch: int) -> list[Example]:
    """Those drawn, and questions without answer made from them."""
    seed = SEED + epoch
    drawn = [example for example in examples if _is_drawn(example, shares, epoch)]
    made = {"mined": mined(drawn, seed), "removed": removed(drawn), "swapped": swapped(drawn, seed)}
    draw = random.Random(seed)
    more = [
        example
        for kind, found in made.items()
        for example in found
        if draw.random() < (MADE_OF_WHOLE if example.source == WHOLE else MADE[kind])
    ]
    return [*drawn, *more]


def _is_drawn(example: Example, shares: dict[str, float], epoch: int) -> bool:
    share = next((share for name, share in shares.items() if example.source.startswith(name)), 0.0)
    place = int(example.key[8:16], 16) / 2**32
    return (place - epoch * share) % 1.0 < share
