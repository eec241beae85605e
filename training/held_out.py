"""Examples that training never sees, to choose by and to fit the confidence on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from qa.evaluation.answers import best, exact_match, token_f1
from qa.reading.span_model import BestSpan, TorchModel, best_spans_of_pairs
from training.examples import Example, Verdict

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


def is_held_out(example: Example) -> bool:
    match example.source:
        case "squad2-half":
            return example.document in ARTICLES
        case "squad2-other":
            return example.document in TITLES
        case "condaqa" | "fool-me-twice":
            return hash_share(example.document) < VERDICTS
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
    """Of each source what it allows: exact match and F1 of the answerable, AUROC, share of right verdicts."""
    model.eval()
    pairs = [(example.question, example.lead + example.context) for example in examples]
    read = list(zip(examples, best_spans_of_pairs(TorchModel(model, tokenizer), pairs), strict=True))
    found: dict[str, float] = {}
    for source in sorted({example.source for example in examples}):
        rows = [(example, best_span) for example, best_span in read if example.source == source]
        worded = [(example.answer_texts, _text(example, best_span)) for example, best_span in rows if example.answers]
        for name, score in (("exact_match", exact_match), ("f1", token_f1)):
            if worded:
                found[f"{source} {name}"] = float(np.mean([best(score, text, gold) for gold, text in worded]))
        labels = [example.is_answerable for example, _ in rows]
        if len(set(labels)) == 2:
            for name in ("margin", "answers"):
                scores = [getattr(best_span, name) for _, best_span in rows]
                found[f"{source} auroc by {name}"] = float(roc_auc_score(labels, scores))
        verdicts = [(example.verdict, told(best_span)) for example, best_span in rows if example.verdict]
        if verdicts:
            found[f"{source} verdicts"] = float(np.mean([wanted == given for wanted, given in verdicts]))
    return {name: round(value, 4) for name, value in found.items()}


def told(found: BestSpan) -> Verdict:
    """The likeliest verdict."""
    logits: dict[Verdict, float] = {"neither": 0.0, "yes": found.yes, "no": found.no}
    return max(logits, key=lambda verdict: logits[verdict])


def _text(example: Example, found: BestSpan) -> str:
    return (example.lead + example.context)[slice(*found.span)]
