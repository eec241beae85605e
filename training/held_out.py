"""Examples that training never sees, to choose by and to fit the confidence on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from qa.evaluation.answers import best, exact_match, token_f1
from training.examples import Example
from training.features import LONGEST_WINDOW, OVERLAP

ARTICLES = frozenset({"2", "5"})
"""Of squad2-half/train.json, counted from 0."""

SHARE = 0.02
"""Of the contexts of squadshifts."""

LONGEST_ANSWER = 30
"""Tokens."""


def is_held_out(example: Example) -> bool:
    if example.source == "squad2-half":
        return example.document in ARTICLES
    return example.source.startswith("squadshifts") and hash_share(example.context) < SHARE


def hash_share(text: str) -> float:
    """A number from 0 to 1 that is the same for the same text."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) / 2**32


def report(model: Any, examples: Sequence[Example], tokenizer: Any) -> dict[str, float]:
    """Exact match and F1 of the answerable ones, and AUROC of answerable against unanswerable, where both are."""
    text, margin = _read(model, examples, tokenizer)
    answerable = [number for number, example in enumerate(examples) if example.answers]
    found: dict[str, float] = {}
    for source in sorted({example.source for example in examples}):
        rows = [number for number in answerable if examples[number].source == source]
        for name, score in (("exact_match", exact_match), ("f1", token_f1)):
            scores = [best(score, text[number], examples[number].answer_texts) for number in rows]
            found[f"{source} {name}"] = round(float(np.mean(scores)), 4)
    native = [number for number, example in enumerate(examples) if example.source == "squad2-half"]
    labels = [bool(examples[number].answers) for number in native]
    if len(set(labels)) == 2:
        found["squad2-half auroc"] = round(float(roc_auc_score(labels, [margin[n] for n in native])), 4)
    return found


@torch.no_grad()
def _read(model: Any, examples: Sequence[Example], tokenizer: Any) -> tuple[list[str], list[float]]:
    """Each example's best answer in any window, and by how much it beats "no answer"."""
    model.eval()
    text, margin = [""] * len(examples), [-np.inf] * len(examples)
    for number, example in enumerate(examples):
        encoded = tokenizer(
            example.question,
            example.context,
            truncation="only_second",
            max_length=LONGEST_WINDOW,
            stride=OVERLAP,
            return_overflowing_tokens=True,
            padding=True,
            return_tensors="pt",
        )
        names = ("input_ids", "attention_mask", "token_type_ids")
        output = model(**{name: encoded[name].to(model.device) for name in names})
        for row, encoding in enumerate(encoded.encodings):
            start, end = (
                output.start_logits[row].float().numpy(force=True),
                output.end_logits[row].float().numpy(force=True),
            )
            outside = np.array([sequence != 1 for sequence in encoding.sequence_ids])
            sums = np.where(outside, -np.inf, start)[:, None] + np.where(outside, -np.inf, end)[None, :]
            sums = np.where(np.tril(np.triu(np.ones_like(sums)), LONGEST_ANSWER - 1) > 0, sums, -np.inf)
            first, last = np.unravel_index(int(np.argmax(sums)), sums.shape)
            if sums[first, last] - start[0] - end[0] > margin[number]:
                margin[number] = float(sums[first, last] - start[0] - end[0])
                text[number] = example.context[encoding.offsets[first][0] : encoding.offsets[last][1]]
    return text, margin
