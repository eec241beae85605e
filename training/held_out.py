"""Examples that training never sees, to choose by and to fit the confidence on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from qa.evaluation.answers import best, exact_match, token_f1
from qa.reading.span_model import TorchModel, best_spans_of_pairs
from training.examples import Example

ARTICLES = frozenset({"2", "5"})
"""Of squad2-half/train.json, counted from 0."""

SHARE = 0.02
"""Of the contexts of squadshifts."""

MEASURED_PAGES = 60
"""Of timeqa-train: pages that are for measuring only (benchmarks/measuring_sets.py), never trained on or chosen by."""


def is_held_out(example: Example) -> bool:
    if example.source == "squad2-half":
        return example.document in ARTICLES
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


def report(model: Any, examples: Sequence[Example], tokenizer: Any) -> dict[str, float]:
    """Exact match and F1 of the answerable ones, and AUROC of answerable against unanswerable, where both are."""
    model.eval()
    spans = best_spans_of_pairs(TorchModel(model, tokenizer), [(e.question, e.context) for e in examples])
    text = [example.context[slice(*chosen.span)] for example, chosen in zip(examples, spans, strict=True)]
    margin = [chosen.margin for chosen in spans]
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
