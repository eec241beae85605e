"""What training sees: a draw of every source, and questions with and without answer made from them."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
from training.sources import SENTENCES_OF_TALES, read_sources
from training.traps import KINDS
from training.window_file import HELD_OUT, SEED, save_windows

EPOCHS = 4


@dataclass(frozen=True)
class Mix:
    """What an epoch draws.

    `shares` is the share of each source, the next ones of the order that `Example.key` gives;
    `made`, of each kind of training/negatives.py, how many for one answerable question; `traps`,
    of each kind of training/traps.py, how many traps and twins together.
    """

    shares: Mapping[str, float]
    made: Mapping[str, float]
    traps: Mapping[str, int]


FROM_THE_BASE = Mix(
    shares={
        "squad2-half": 1.0,
        "squad2-other": 1.0,
        "condaqa": 1.0,
        "fool-me-twice": 1.0,
        "timeqa": 1.0,
        "fairytaleqa-sentences": 0.0,
        "fairytaleqa": 0.3,
        "squadshifts": 0.25,
        "nq-oracle": 0.5,
        "covidqa": 0.25,
        "qamr": 0.08,
        "qadiscourse": 0.2,
        "policyqa": 0.2,
    },
    made={"mined": 0.18, "removed": 0.06, "swapped": 0.12},
    traps={"moods": 3200, "limits": 700, "others": 2400, "headings": 1800, "rows": 1200, "verdicts": 3600},
)
"""Of each of the `EPOCHS` that the reader is trained on from the base."""

FURTHER = Mix(
    shares={
        "squad2-half": 0.5,
        "squad2-other": 0.4,
        "condaqa": 0.25,
        "fool-me-twice": 0.2,
        "timeqa": 0.2,
        "fairytaleqa-sentences": 1.0,
        "fairytaleqa": 0.06,
        "squadshifts": 0.03,
        "nq-oracle": 0.4,
        "covidqa": 0.1,
        "qamr": 0.02,
        "qadiscourse": 0.05,
        "policyqa": 0.1,
    },
    made=FROM_THE_BASE.made,
    traps={"moods": 600, "limits": 150, "others": 500, "headings": 400, "rows": 250, "verdicts": 900},
)
"""Of the one epoch in which the shipped weights are trained further (training/train_further.py)."""

WHOLE = ("squad2-half", "squad2-other")
"""Sources with questions that people wrote to look answerable."""

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


def prepare(
    data: Path, tokenizer: Any, path: Path, mix: Mix = FROM_THE_BASE, epochs: Sequence[int] = range(EPOCHS)
) -> None:
    """Write the windows of epochs, named by numbers, and of what is held out, as training/window_file.py keeps them."""
    kept, shared = without_overlap(read_sources(data), data)
    print("examples that share words with a measuring set:", json.dumps(shared, indent=1))
    train = [example for example in kept if not is_held_out(example)]
    held_out = [example for example in kept if is_held_out(example)]
    print(f"{len(train)} training examples, {len(held_out)} held out:", Counter(e.source for e in train), flush=True)
    made = {str(epoch): epoch_windows(train, mix, epoch, tokenizer) for epoch in epochs}
    save_windows(path, {**made, HELD_OUT: windows(held_out, tokenizer, SEED)})


def epoch_windows(examples: Sequence[Example], mix: Mix, epoch: int, tokenizer: Any) -> list[Window]:
    """One epoch; no two make the same questions without answer, nor the same slips of the finger."""
    chosen = epoch_examples(examples, mix, epoch)
    found = windows(chosen, tokenizer, SEED + epoch)
    without = sum(window.starts == (0,) for window in found)
    print(f"{len(found)} windows, {without} of them without answer, {token_count(found)} tokens:", end=" ")
    print(dict(Counter(example.source for example in chosen)), flush=True)
    return found


def epoch_examples(examples: Sequence[Example], mix: Mix, epoch: int) -> list[Example]:
    """Those drawn, cut and with their leads, and what is made from them."""
    draw = random.Random(SEED + epoch)
    drawn = [example for example in examples if _is_drawn(example, mix, epoch)]
    made = [*_without_answer(drawn, mix, draw), *_traps(examples, mix, SEED + epoch)]
    return [*(_led(_cut(example, draw), draw) for example in drawn), *made]


def _without_answer(drawn: Sequence[Example], mix: Mix, draw: random.Random) -> Iterator[Example]:
    """Questions made by training/negatives.py from those whose answer's words, or in a tale its sentence, are known."""
    tellable = [e for e in drawn if e.answers or (e.sentence and e.source == SENTENCES_OF_TALES)]
    known = [example for example in tellable if example.verdict is None]
    seed = draw.getrandbits(32)
    made = {"mined": mined(known, seed), "removed": removed(known), "swapped": swapped(known, seed)}
    for kind, found in made.items():
        for example in found:
            if draw.random() < mix.made[kind]:
                yield _led(example, draw)


def _traps(examples: Sequence[Example], mix: Mix, seed: int) -> Iterator[Example]:
    """So many of each kind; each source's examples come in another order every epoch."""
    sources = [example for example in examples if example.source.startswith(MADE_FROM)]
    random.Random(seed).shuffle(sources)
    for kind, wanted in mix.traps.items():
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


def _is_drawn(example: Example, mix: Mix, epoch: int) -> bool:
    share = next((share for name, share in mix.shares.items() if example.source.startswith(name)), 0.0)
    place = int(example.key[8:16], 16) / 2**32
    return (place - epoch * share) % 1.0 < share
