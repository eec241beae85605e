"""The transformer that reads: questions and texts in, the best span of each text out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ReaderError
from index.lexical import STOP_WORDS
from index.spans import Span

LONGEST_WINDOW = 256
"""Tokens of question and text together; a longer text is read in windows that share `OVERLAP`."""

OVERLAP = 64
LONGEST_QUESTION = 100
LONGEST_ANSWER = 48
"""Tokens."""

LENGTH_COST = 0.3
"""Logits that a span costs for the natural logarithm of its tokens."""

REPEAT_COST = 0.25
"""Logits that a span costs for each token that repeats a word of the question."""

NOTHING_NEW_COST = 2.0
"""Logits that a span costs which says nothing that the question does not say; none where it offers a choice.

These costs were chosen on the questions held out of training, as the model marks too much
rather than too little: exact match 0.636 without, 0.656 with them, F1 0.754 and 0.762.
"""

_TITLES = frozenset({"mr", "mrs", "ms", "dr", "prof", "sir"})

NOTHING = -100.0
"""The margin where nothing was found to read."""

_BATCH = 8

Scores = NDArray[np.float32]
Logits = tuple[Scores, Scores]
"""Of a window's tokens: to be the answer's first, and its last, each of shape (tokens,)."""


class Model(Protocol):
    """What `SpanReader` reads with. Token 0 of a window stands for "no answer here"."""

    @property
    def tokenizer(self) -> Any:
        """A fast tokenizer of the transformers library."""
        ...

    def logits(self, windows: Sequence[Any]) -> list[Logits]:
        """Logits of each window; a window is what the tokenizer calls an encoding, without padding."""
        ...


@dataclass(frozen=True)
class BestSpan:
    """The best answer in one text, as characters of it.

    `margin` is by how many logits it beats "no answer here". `share` is its part, as a
    natural logarithm, of the probability of all spans of its window. Neither counts the
    costs by which the best was chosen.
    """

    span: Span
    margin: float
    share: float = 0.0


@dataclass(frozen=True)
class TorchModel:
    """A question-answering model of the transformers library in memory, with its tokenizer."""

    model: Any
    tokenizer: Any

    def logits(self, windows: Sequence[Any]) -> list[Logits]:
        """See `Model.logits`; `_BATCH` windows at a time."""
        return [found for at in range(0, len(windows), _BATCH) for found in self._of(windows[at : at + _BATCH])]

    def _of(self, windows: Sequence[Any]) -> list[Logits]:
        import torch

        longest = max(len(window.ids) for window in windows)
        filler = self.tokenizer.pad_token_id or 0
        rows = [(window, longest - len(window.ids)) for window in windows]
        padded = {
            "input_ids": [window.ids + [filler] * pad for window, pad in rows],
            "attention_mask": [[1] * (longest - pad) + [0] * pad for _, pad in rows],
            "token_type_ids": [window.type_ids + [0] * pad for window, pad in rows],
        }
        names, device = self.tokenizer.model_input_names, self.model.device
        with torch.inference_mode():
            output = self.model(**{name: torch.tensor(padded[name], device=device) for name in names})
        starts, ends = output.start_logits.float().numpy(force=True), output.end_logits.float().numpy(force=True)
        return [(starts[row, : len(w.ids)], ends[row, : len(w.ids)]) for row, w in enumerate(windows)]


class TransformersModel:
    """Any extractive question-answering model: a folder, or a name on the Hugging Face hub. Raises `ReaderError`."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def tokenizer(self) -> Any:
        return self._loaded.tokenizer

    def logits(self, windows: Sequence[Any]) -> list[Logits]:
        """See `Model.logits`."""
        return self._loaded.logits(windows)

    @cached_property
    def _loaded(self) -> TorchModel:
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            local = Path(self.name).is_dir()
            model = AutoModelForQuestionAnswering.from_pretrained(self.name, local_files_only=local)
            return TorchModel(model.eval(), AutoTokenizer.from_pretrained(self.name, local_files_only=local))
        except (OSError, ValueError) as error:
            message = (str(error) or type(error).__name__).splitlines()[0]
            raise ReaderError(f"The reader {self.name} could not be loaded: {message}") from error


def best_spans(model: Model, question: str, texts: Sequence[str]) -> list[BestSpan]:
    """The best span of each text; texts must hold at least one word each. Raises `ReaderError`."""
    return best_spans_of_pairs(model, [(question, text) for text in texts])


def best_spans_of_pairs(model: Model, pairs: Sequence[tuple[str, str]]) -> list[BestSpan]:
    """The best span of each text for its own question, as if each were read alone. Raises `ReaderError`."""
    encoded = model.tokenizer(
        [_cut(question, model.tokenizer) for question, _ in pairs],
        [text for _, text in pairs],
        truncation="only_second",
        max_length=LONGEST_WINDOW,
        stride=OVERLAP,
        return_overflowing_tokens=True,
    )
    best: list[BestSpan | None] = [None] * len(pairs)
    logits = model.logits(encoded.encodings)
    for number, window, (start, end) in zip(
        encoded["overflow_to_sample_mapping"], encoded.encodings, logits, strict=True
    ):
        found, known = _best_of_window(start, end, window), best[number]
        if found and (known is None or found.margin > known.margin):
            best[number] = found
    return [span or BestSpan(Span(0, len(text)), NOTHING) for span, (_, text) in zip(best, pairs, strict=True)]


def _cut(question: str, tokenizer: Any) -> str:
    """The question, or as much as fits into `LONGEST_QUESTION` tokens."""
    offsets = tokenizer(question, add_special_tokens=False).encodings[0].offsets
    return question[: offsets[LONGEST_QUESTION - 1][1]] if len(offsets) > LONGEST_QUESTION else question


def _best_of_window(start: Scores, end: Scores, window: Any) -> BestSpan | None:
    """The best span of one window; None where there is no text in it."""
    inside = [position for position, sequence in enumerate(window.sequence_ids) if sequence == 1]
    if not inside:
        return None
    first, last = inside[0], inside[-1] + 1
    sums = start[first:last, None] + end[None, first:last]
    sums[~_allowed(last - first)] = -np.inf
    at, to = np.unravel_index(int(np.argmax(sums - _cost(window, first, last))), sums.shape)
    chosen, highest = float(sums[at, to]), float(sums.max())
    share = chosen - highest - float(np.log(np.exp(sums - highest).sum()))
    span = Span(window.offsets[first + at][0], window.offsets[first + to][1])
    return BestSpan(span, chosen - float(start[0] + end[0]), share)


def _cost(window: Any, first: int, last: int) -> Scores:
    """What each span of the text's tokens costs, shape (starts, ends)."""
    tokens = [token.strip("#\u0120\u2581").lower() for token in window.tokens]
    question = {token for token, sequence in zip(tokens, window.sequence_ids, strict=True) if sequence == 0}
    telling = np.array([token.isalnum() and token not in STOP_WORDS for token in tokens[first:last]], dtype=bool)
    asked = np.array([token in question for token in tokens[first:last]], dtype=bool)
    titles = np.array([token in _TITLES for token in tokens[first:last]], dtype=bool)
    repeated, new = _count_inside(telling & asked), _count_inside(telling & ~asked & ~titles)
    empty = (new == 0) & ("or" not in question)
    lengths = np.log(np.maximum(1, _distances(last - first) + 1))
    return np.asarray(LENGTH_COST * lengths + REPEAT_COST * repeated + NOTHING_NEW_COST * empty, np.float32)


def _count_inside(marked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many of the marked tokens stand in each span, shape (starts, ends)."""
    before = np.concatenate([[0], np.cumsum(marked)])
    return np.asarray(before[None, 1:] - before[:-1, None])


def _allowed(size: int) -> NDArray[np.bool_]:
    """Ends that do not stand before their start, nor too far behind it."""
    return np.asarray((_distances(size) >= 0) & (_distances(size) < LONGEST_ANSWER))


def _distances(size: int) -> NDArray[np.int64]:
    """Of each end from each start, shape (starts, ends)."""
    return np.arange(size)[None, :] - np.arange(size)[:, None]
