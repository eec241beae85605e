"""Examples as the model sees them: token ids in windows, and where the answer starts and ends in each."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from index.spans import Span
from training.examples import Example, Verdict
from training.noise import typed

LONGEST_WINDOW = 256
"""Tokens, as in use."""

OVERLAP = 64
LONGEST_QUESTION = 48

BATCH_TOKENS = 12288

VERDICTS: tuple[Verdict, ...] = ("neither", "yes", "no")
NO_VERDICT = -100
"""What torch leaves out of a cross-entropy."""


@dataclass(frozen=True)
class Window:
    """A question with a piece of its context; token 0 stands for "no answer here".

    `starts` and `ends` hold a token's position for each annotator; `allowed_from` is the first
    token of the context. Where only the sentence is known they are the first token and the last
    that the answer may have, and `is_sentence` is true. `verdict` is the place in `VERDICTS`.
    """

    ids: list[int]
    allowed_from: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    is_sentence: bool = False
    verdict: int = NO_VERDICT
    source: str = ""


def windows(examples: Sequence[Example], tokenizer: Any, seed: int) -> list[Window]:
    """Every window of every example; of the windows beside the one with the answer, half."""
    draw = random.Random(seed)
    questions = [_cut(typed(example.question, draw), tokenizer) for example in examples]
    encoded = tokenizer(
        questions,
        [example.lead + example.context for example in examples],
        truncation="only_second",
        max_length=LONGEST_WINDOW,
        stride=OVERLAP,
        return_overflowing_tokens=True,
        return_offsets_mapping=True,
    )
    made = []
    for row, number in enumerate(encoded["overflow_to_sample_mapping"]):
        window = _window(examples[number], encoded.encodings[row])
        if window and (not examples[number].is_answerable or window.starts != (0,) or draw.random() < 0.5):
            made.append(window)
    return made


def _window(example: Example, encoding: Any) -> Window | None:
    """None where a part of the answer, or all of the context, is cut off."""
    lead = len(example.lead)
    places = [
        (position, Span(offsets[0] - lead, offsets[1] - lead))
        for position, offsets in enumerate(encoding.offsets)
        if encoding.sequence_ids[position] == 1 and offsets[1] > lead
    ]
    if not places:
        return None
    wanted = example.places
    found = [tokens for answer in wanted if (tokens := _tokens_of(places, answer))]
    if not found and any(answer.overlaps(span) for answer in wanted for _, span in places):
        return None
    verdict = (example.verdict if found else "neither") if example.verdict else None
    is_sentence = bool(found) and not example.answers
    found = found or [(0, 0)]
    return Window(
        encoding.ids,
        places[0][0],
        tuple(start for start, _ in found),
        tuple(end for _, end in found),
        is_sentence,
        VERDICTS.index(verdict) if verdict else NO_VERDICT,
        example.source,
    )


def batches(made: Sequence[Window], seed: int, tokens: int = BATCH_TOKENS) -> list[list[Window]]:
    """Windows of like length together, about `tokens` tokens a batch, in a random order."""
    draw = random.Random(seed)
    order = sorted(made, key=lambda window: (len(window.ids), draw.random()))
    grouped: list[list[Window]] = [[]]
    for window in order:
        if (len(grouped[-1]) + 1) * len(window.ids) > tokens:
            grouped.append([])
        grouped[-1].append(window)
    draw.shuffle(grouped)
    return grouped


def tensors(batch: Sequence[Window], filler: int) -> dict[str, torch.Tensor]:
    """Inputs, (windows, tokens), padded with the token `filler`, and what is to be found.

    `starts` and `ends` are target distributions over tokens or, where `is_sentence`, the tokens that
    the answer may begin and end with; `answers` is 1 where the window answers, else 0.
    """
    # Lengths that come again: a processor's kernels are made anew for every other shape.
    longest = -(-max(len(window.ids) for window in batch) // 16) * 16
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
            if window.is_sentence:
                target[row, window.starts[0] : window.ends[0] + 1] = 1
            for position in () if window.is_sentence else positions:
                target[row, position] += 1 / len(positions)
    arrays = {
        "input_ids": ids,
        "attention_mask": mask,
        "allowed": allowed,
        "starts": starts,
        "ends": ends,
        "is_sentence": np.array([window.is_sentence for window in batch]),
        "answers": np.array([window.starts != (0,) for window in batch], dtype=np.float32),
        "verdicts": np.array([window.verdict for window in batch]),
    }
    return {name: torch.from_numpy(array) for name, array in arrays.items()}


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
