"""Examples as the model sees them: token ids in windows, and where the answer starts and ends in each."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from index.spans import Span
from training.examples import Example
from training.noise import typed

LONGEST_WINDOW = 256
"""Tokens, as in use."""

OVERLAP = 64
LONGEST_QUESTION = 48

BATCH_TOKENS = 6144


@dataclass(frozen=True)
class Window:
    """A question with a piece of its context; token 0 stands for "no answer here".

    `starts` and `ends` hold a token's position for each annotator; `allowed_from` is
    the first token of the context.
    """

    ids: list[int]
    allowed_from: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def windows(examples: Sequence[Example], tokenizer: Any, seed: int) -> list[Window]:
    """Every window of every example; of the windows beside the one with the answer, half."""
    draw = random.Random(seed)
    questions = [_cut(typed(example.question, draw), tokenizer) for example in examples]
    encoded = tokenizer(
        questions,
        [example.context for example in examples],
        truncation="only_second",
        max_length=LONGEST_WINDOW,
        stride=OVERLAP,
        return_overflowing_tokens=True,
        return_offsets_mapping=True,
    )
    made = []
    for row, number in enumerate(encoded["overflow_to_sample_mapping"]):
        example, encoding = examples[number], encoded.encodings[row]
        first = encoding.sequence_ids.index(1)
        places = [
            (position, Span(*offsets))
            for position, offsets in enumerate(encoding.offsets)
            if encoding.sequence_ids[position] == 1
        ]
        found = [tokens for answer in example.answers if (tokens := _tokens_of(places, answer))]
        cut = not found and any(answer.overlaps(span) for answer in example.answers for _, span in places)
        if not cut and (found or not example.answers or draw.random() < 0.5):
            found = found or [(0, 0)]
            made.append(Window(encoding.ids, first, tuple(s for s, _ in found), tuple(e for _, e in found)))
    return made


def batches(made: Sequence[Window], seed: int) -> list[list[Window]]:
    """Windows of like length together, about `BATCH_TOKENS` tokens a batch, in a random order."""
    draw = random.Random(seed)
    order = sorted(made, key=lambda window: (len(window.ids), draw.random()))
    grouped: list[list[Window]] = [[]]
    for window in order:
        if (len(grouped[-1]) + 1) * len(window.ids) > BATCH_TOKENS:
            grouped.append([])
        grouped[-1].append(window)
    draw.shuffle(grouped)
    return grouped


def tensors(batch: Sequence[Window], filler: int) -> dict[str, torch.Tensor]:
    """Inputs, (windows, tokens), padded with the token `filler`, and target distributions over tokens."""
    longest = max(len(window.ids) for window in batch)
    shape = (len(batch), longest)
    ids, mask = np.full(shape, filler, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    allowed = np.zeros(shape, dtype=bool)
    starts, ends = np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=np.float32)
    for row, window in enumerate(batch):
        size = len(window.ids)
        ids[row, :size] = window.ids
        mask[row, :size] = 1
        allowed[row, window.allowed_from : size - 1] = True
        allowed[row, 0] = True
        for target, positions in ((starts, window.starts), (ends, window.ends)):
            for position in positions:
                target[row, position] += 1 / len(positions)
    arrays = {"input_ids": ids, "attention_mask": mask}
    return {
        name: torch.from_numpy(array)
        for name, array in {**arrays, "allowed": allowed, "starts": starts, "ends": ends}.items()
    }


def _tokens_of(places: Sequence[tuple[int, Span]], answer: Span) -> tuple[int, int] | None:
    """First and last token of an answer that stands in the window whole."""
    if not places or answer.start < places[0][1].start or answer.end > places[-1][1].end:
        return None
    touched = [position for position, span in places if span.overlaps(answer)]
    return (touched[0], touched[-1]) if touched else None


def _cut(question: str, tokenizer: Any) -> str:
    """The question, or as much as fits into `LONGEST_QUESTION` tokens."""
    encoding = tokenizer(question, add_special_tokens=False).encodings[0]
    return question[: encoding.offsets[LONGEST_QUESTION - 1][1]] if len(encoding) > LONGEST_QUESTION else question


def token_count(made: Sequence[Window]) -> int:
    return sum(len(window.ids) for window in made)
