"""Windows in a file, so that a machine that trains needs neither the data sets nor what reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from training.features import Window

SEED = 20261127

HELD_OUT = "held out"
"""The name of the windows that are not trained on; those of an epoch are named by its number, from 0."""


def save_windows(path: Path, parts: Mapping[str, Sequence[Window]]) -> None:
    """Write lists of windows by their names; a file that is there is replaced when the new one is whole."""
    arrays = {f"{name}/{key}": array for name, made in parts.items() for key, array in _arrays(made).items()}
    partial = path.with_suffix(".partial")
    with partial.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)
    partial.replace(path)


def load_windows(path: Path) -> dict[str, list[Window]]:
    """What `save_windows` wrote."""
    with np.load(path, allow_pickle=False) as file:
        arrays = dict(file)
    names = dict.fromkeys(name.partition("/")[0] for name in arrays)
    return {name: _windows(name, arrays) for name in names}


def _arrays(made: Sequence[Window]) -> dict[str, Any]:
    sources = sorted({window.source for window in made})
    return {
        "ids": np.concatenate([np.array(window.ids, dtype=np.uint16) for window in made]),
        "lengths": np.array([len(window.ids) for window in made], dtype=np.int32),
        "ends_of_answers": np.cumsum([len(window.starts) for window in made], dtype=np.int64),
        "answers": np.array([pair for w in made for pair in zip(w.starts, w.ends, strict=True)], dtype=np.int16),
        "rest": np.array([(w.allowed_from, w.is_sentence, w.verdict) for w in made], dtype=np.int16),
        "source": np.array([sources.index(window.source) for window in made], dtype=np.int16),
        "sources": np.array(sources),
    }


def _windows(name: str, arrays: Mapping[str, Any]) -> list[Window]:
    part = {key: arrays[f"{name}/{key}"].tolist() for key in ("ids", "lengths", "answers", "rest", "source", "sources")}
    places = np.concatenate([[0], np.cumsum(arrays[f"{name}/lengths"], dtype=np.int64)]).tolist()
    answers = [0, *arrays[f"{name}/ends_of_answers"].tolist()]
    rows = zip(pairwise(places), pairwise(answers), part["rest"], part["source"], strict=True)
    return [
        Window(
            part["ids"][start:end],
            allowed_from,
            tuple(first for first, _ in part["answers"][begin:stop]),
            tuple(last for _, last in part["answers"][begin:stop]),
            bool(is_sentence),
            verdict,
            part["sources"][source],
        )
        for (start, end), (begin, stop), (allowed_from, is_sentence, verdict), source in rows
    ]
