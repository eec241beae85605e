"""What training sees: a draw of every source, and questions with and without answer made from them."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from index.sentences import split_sentences
from index.spans import Span
from training.examples import Example
from training.features import Window, token_count, windows
from training.held_out import is_held_out
from training.negatives import mined, removed, swapped
from training.overlap import without_overlap
from training.sources import read_sources
from training.traps import KINDS
from training.window_file import HELD_OUT, SEED, save_windows

EPOCHS = 4

SHARES = {
    "squad2-half": 1.0,
    "squad2-other": 1.0,
    "condaqa": 1.0,
    "fool-me-twice": 1.0,
    "timeqa": 1.0,
    "fairytaleqa": 0.3,
    "squadshifts": 0.25,
    "nq-oracle": 0.5,
    "covidqa": 0.25,
    "qamr": 0.08,
    "qadiscourse": 0.2,
    "policyqa": 0.2,
}
"""The share of each source that an epoch sees, the next ones of the order that `Example.key` gives."""

WHOLE = ("squad2-half", "squad2-other")
"""Sources with questions that people wrote to look answerable."""

MADE = {"mined": 0.18, "removed": 0.06, "swapped": 0.12}
"""Of each kind of training/negatives.py, how many for one answerable question."""

TRAPS = {"moods": 3200, "limits": 700, "others": 2400, "headings": 1800, "rows": 1200, "verdicts": 3600}
"""Of each kind of training/traps.py, traps and twins together."""

MADE_FROM = ("squad2-half", "squadshifts", "qamr", "nq-oracle")
"""Sources that traps are made from; shares of them that an epoch does not see are used too."""

WITH_LEAD = {
    "squad2-half": 0.3,
    "squad2-other": 0.3,
    "fool-me-twice": 0.5,
    "timeqa": 0.85,
    "squadshifts": 0.0,
    "policyqa": 0.0,
}
"""How often a source's examples keep their lead."""

CUT = 0.12
"""Of the answerable examples, those cut before a sentence that points back, which is read after the one before it."""

_POINTS_BACK = re.compile(r"(?:He|She|It|They|His|Her|Its|Their|This|These|Those|That|Such)\b")


def prepare(data: Path, tokenizer: Any, path: Path) -> None:
    """Write the windows of every epoch, and of what is held out, into a file of training/window_file.py."""
    kept, shared = without_overlap(read_sources(data), data)
    print("examples that share words with a measuring set:", json.dumps(shared, indent=1))
    train = [example for example in kept if not is_held_out(example)]
    held_out = [example for example in kept if is_held_out(example)]
    print(f"{len(train)} training examples, {len(held_out)} held out:", Counter(e.source for e in train), flush=True)
    epochs = {str(epoch): epoch_windows(train, epoch, tokenizer) for epoch in range(EPOCHS)}
    save_windows(path, {**epochs, HELD_OUT: windows(held_out, tokenizer, SEED)})


def epoch_windows(examples: Sequence[Example], epoch: int, tokenizer: Any) -> list[Window]:
    """One epoch; no two make the same questions without answer, nor the same slips of the finger."""
    chosen = epoch_examples(examples, epoch)
    found = windows(chosen, tokenizer, SEED + epoch)
    without = sum(window.starts == (0,) for window in found)
    print(f"{len(found)} windows, {without} of them without answer, {token_count(found)} tokens:", end=" ")
    print(dict(Counter(example.source for example in chosen)), flush=True)
    return found


def epoch_examples(examples: Sequence[Example], epoch: int) -> list[Example]:
    """Those drawn, cut and with their leads, and what is made from them."""
    draw = random.Random(SEED + epoch)
    drawn = [example for example in examples if _is_drawn(example, epoch)]
    made = [*_without_answer(drawn, draw), *_traps(examples, SEED + epoch)]
    return [*(_led(_cut(example, draw), draw) for example in drawn), *made]


def _without_answer(drawn: Sequence[Example], draw: random.Random) -> Iterator[Example]:
    """Questions made by training/negatives.py from those whose answer's words are known."""
    known = [example for example in drawn if example.answers and example.verdict is None]
    seed = draw.getrandbits(32)
    made = {"mined": mined(known, seed), "removed": removed(known), "swapped": swapped(known, seed)}
    for kind, found in made.items():
        for example in found:
            if draw.random() < MADE[kind]:
                yield _led(example, draw)


def _traps(examples: Sequence[Example], seed: int) -> Iterator[Example]:
    """So many of each kind; each source's examples come in another order every epoch."""
    sources = [example for example in examples if example.source.startswith(MADE_FROM)]
    random.Random(seed).shuffle(sources)
    for kind, wanted in TRAPS.items():
        for example in islice(KINDS[kind](sources, seed), wanted):
            yield replace(example, source=kind)


def _cut(example: Example, draw: random.Random) -> Example:
    """Some examples without what stands before a sentence that points back, but for the sentence before that."""
    if not example.source.startswith((*WHOLE, "squadshifts")) or not example.answers or draw.random() >= CUT:
        return example
    sentences = split_sentences(example.context, Span(0, len(example.context)))
    places = [at for at, span in enumerate(sentences) if at and _POINTS_BACK.match(example.context, span.start)]
    if not places:
        return example
    at = draw.choice(places)
    start, before = sentences[at].start, sentences[at - 1]
    answers = tuple(Span(a.start - start, a.end - start) for a in example.answers if a.start >= start)
    rest = example.context[start:]
    if not answers and any(answer.lower() in rest.lower() for answer in example.answer_texts):
        return example
    lead = example.lead + example.context[slice(*before)] + " "
    return replace(example, context=rest, answers=answers, sentence=None, lead=lead)


def _led(example: Example, draw: random.Random) -> Example:
    """With its lead, or without."""
    share = next((share for name, share in WITH_LEAD.items() if example.source.startswith(name)), 1.0)
    return example if not example.lead or draw.random() < share else replace(example, lead="")


def _is_drawn(example: Example, epoch: int) -> bool:
    share = next((share for name, share in SHARES.items() if example.source.startswith(name)), 0.0)
    place = int(example.key[8:16], 16) / 2**32
    return (place - epoch * share) % 1.0 < share
