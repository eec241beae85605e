"""Nothing that is measured on may have been trained on: shared word n-grams say whether it was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from training.examples import Example

LENGTH = 13
"""Words in a row; the length that GPT-3's authors looked for (Brown et al. 2020, appendix C)."""

MEASURED = {
    "squad2-half/eval.json": True,
    "squadshifts/new_wiki.json": True,
    "condaqa/dev.jsonl": True,
    "pubmedqa/labelled.jsonl": True,
    "tatqa/dev.json": True,
    "clapnq/answerable.jsonl": True,
    "clapnq/unanswerable.jsonl": True,
    "article/article.txt": True,
    "article/questions.jsonl": True,
    "canard/dev.json": True,
    "cast/2021_manual_evaluation_topics_v1.0.json": True,
    "noiseqa/clean.json": False,
    "paraphrase/dev_orig.json": False,
    "paraphrase/adv_orig.json": False,
}
"""The measuring sets, and whether training examples that overlap are dropped.

Some paragraphs of noiseqa and paraphrase are squad2-half/train.json's, as their authors
took them from the same articles; those are left out when measuring instead.
"""


def without_overlap(examples: Iterable[Example], data: Path) -> tuple[list[Example], dict[str, int]]:
    """The examples that share nothing with a measuring set, and how many shared something with each."""
    grams = {name: _grams_of_file(data / name) for name in MEASURED}
    kept, shared = [], dict.fromkeys(MEASURED, 0)
    for example in examples:
        own = set(ngrams(example.context)) | set(ngrams(example.question)) | {_plain_question(example.question)}
        touched = [name for name in MEASURED if not own.isdisjoint(grams[name])]
        for name in touched:
            shared[name] += 1
        if not any(MEASURED[name] for name in touched):
            kept.append(example)
    return kept, shared


def ngrams(text: str) -> Iterator[str]:
    """Every `LENGTH` words in a row, in lower case; nothing of a shorter text."""
    words = re.findall(r"\w+", text.lower())
    for start in range(len(words) - LENGTH + 1):
        yield " ".join(words[start : start + LENGTH])


def _grams_of_file(path: Path) -> set[str]:
    """The n-grams of every text in the file, and every question whole."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".txt":
        return set(ngrams(text))
    rows = [json.loads(line) for line in text.splitlines()] if path.suffix == ".jsonl" else json.loads(text)
    grams = set()
    for piece in _strings(rows):
        grams.update(ngrams(piece))
        if len(piece.split()) >= 4 and len(piece) < 200:
            grams.add(_plain_question(piece))
    return grams


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def _plain_question(text: str) -> str:
    return "? " + " ".join(re.findall(r"\w+", text.lower()))
