"""The transformer that reads: questions and texts in, the best span of each text out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ReaderError
from index.spans import Span
from qa.language.word_classes import word_set
from qa.reading.window_tokenizer import WindowTokenizer

LONGEST_ANSWER = 48
"""Tokens."""

NOTHING = -100.0
"""The margin where nothing was found to read."""

_BATCH = 8

_PRONOUNS = word_set(
    "he she it they him her them his hers its theirs this that these those who which whom i me my we us our you your"
    " himself herself itself themselves"
)
"""No answers by themselves: a reader does not see whom they stand for."""

TokenScores = NDArray[np.float32]


class Logits(NamedTuple):
    """Of a window's tokens: to be the answer's first, and its last, each of shape (tokens,).

    `outcomes`, (4,), are those of the whole window: that it answers, and that it says neither, yes,
    or no to a question to be answered by yes or no. None of a model that does not tell.
    """

    start: TokenScores
    end: TokenScores
    outcomes: TokenScores | None = None


class Model(Protocol):
    """What `SpanReader` reads with. Token 0 of a window stands for "no answer here"."""

    @property
    def tokenizer(self) -> WindowTokenizer: ...

    def logits(self, windows: Sequence[Any]) -> list[Logits]:
        """Logits of each window; a window is what the tokenizers library calls an encoding, without padding."""
        ...


@dataclass(frozen=True)
class BestSpan:
    """The best answer in one text, as characters of it.

    `margin` is by how many logits it beats "no answer here". `log_probability` is its part, as a
    natural logarithm, of the probability of all spans of its window. `answers` is the logit of the
    window answering at all; `yes` and `no` are those of its saying so, above its saying neither. They are 0
    where the model does not tell.
    """

    span: Span
    margin: float
    log_probability: float = 0.0
    answers: float = 0.0
    yes: float = 0.0
    no: float = 0.0


class TorchModel:
    """A question-answering model of the transformers library in memory, with its fast tokenizer."""

    def __init__(self, model: Any, tokenizer: Any) -> None:
        self.model = model
        self.tokenizer = WindowTokenizer(tokenizer.backend_tokenizer)
        self._filler, self._names = tokenizer.pad_token_id or 0, tokenizer.model_input_names

    def logits(self, windows: Sequence[Any]) -> list[Logits]:
        """See `Model.logits`; `_BATCH` windows at a time."""
        return [found for at in range(0, len(windows), _BATCH) for found in self._of(windows[at : at + _BATCH])]

    def _of(self, windows: Sequence[Any]) -> list[Logits]:
        import torch

        longest = max(len(window.ids) for window in windows)
        rows = [(window, longest - len(window.ids)) for window in windows]
        padded = {
            "input_ids": [window.ids + [self._filler] * pad for window, pad in rows],
            "attention_mask": [[1] * (longest - pad) + [0] * pad for _, pad in rows],
            "token_type_ids": [window.type_ids + [0] * pad for window, pad in rows],
        }
        with torch.inference_mode():
            output = self.model(**{name: torch.tensor(padded[name], device=self.model.device) for name in self._names})
        starts, ends = output.start_logits.float().numpy(force=True), output.end_logits.float().numpy(force=True)
        outcomes = getattr(output, "outcomes", None)
        told = [None] * len(windows) if outcomes is None else outcomes.float().numpy(force=True)
        return [Logits(starts[row, : len(w.ids)], ends[row, : len(w.ids)], told[row]) for row, w in enumerate(windows)]


class TransformersModel:
    """Any extractive question-answering model: a folder, or a name on the Hugging Face hub. Raises `ReaderError`."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def tokenizer(self) -> WindowTokenizer:
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


def best_spans(
    model: Model,
    question: str,
    texts: Sequence[str],
    starts: Sequence[int] | None = None,
    barred: Sequence[Sequence[Span]] | None = None,
) -> list[BestSpan]:
    """The best span of each text; texts must hold at least one word each. Raises `ReaderError`.

    `starts` has for each text the first character that may be a part of the answer, and `barred` the parts
    of it that no answer may touch.
    """
    return best_spans_of_pairs(model, [(question, text) for text in texts], starts, barred)


def best_spans_of_pairs(
    model: Model,
    pairs: Sequence[tuple[str, str]],
    starts: Sequence[int] | None = None,
    barred: Sequence[Sequence[Span]] | None = None,
) -> list[BestSpan]:
    """The best span of each text for its own question, as if each were read alone; see `best_spans`.

    Raises `ReaderError`.
    """
    starts = starts or [0] * len(pairs)
    barred = barred or [()] * len(pairs)
    windows = [(number, window) for number, of in enumerate(model.tokenizer.windows(pairs)) for window in of]
    best: list[BestSpan | None] = [None] * len(pairs)
    logits = model.logits([window for _, window in windows])
    for (number, window), of_window in zip(windows, logits, strict=True):
        found, known = _best_of_window(of_window, window, starts[number], barred[number]), best[number]
        if found and (known is None or found.margin > known.margin):
            best[number] = found
    wholes = [Span(start, len(text)) for start, (_, text) in zip(starts, pairs, strict=True)]
    return [span or BestSpan(whole, NOTHING) for span, whole in zip(best, wholes, strict=True)]


def _best_of_window(logits: Logits, window: Any, least: int, barred: Sequence[Span] = ()) -> BestSpan | None:
    """The best span of one window, none of it before the character `least` or within what is barred.

    None where there is no other text in it.
    """
    start, end, outcomes = logits
    inside = [at for at, sequence in enumerate(window.sequence_ids) if sequence == 1 and window.offsets[at][1] > least]
    if not inside:
        return None
    first, last = inside[0], inside[-1] + 1
    sums = start[first:last, None] + end[None, first:last]
    sums[~_allowed(last - first)] = -np.inf
    if barred:
        sums[_touching(window.offsets[first:last], barred)] = -np.inf
    alone = [at - first for at in range(first, last) if _is_no_answer(window.tokens[at])]
    sums[alone, alone] = -np.inf
    if not np.isfinite(sums).any():
        return None
    at, to = np.unravel_index(int(np.argmax(sums)), sums.shape)
    best = float(sums[at, to])
    log_probability = -float(np.log(np.exp(sums - best).sum()))
    span = Span(max(least, window.offsets[first + at][0]), window.offsets[first + to][1])
    answers, neither, yes, no = outcomes.tolist() if outcomes is not None else (0.0, 0.0, 0.0, 0.0)
    return BestSpan(span, best - float(start[0] + end[0]), log_probability, answers, yes - neither, no - neither)


def _is_no_answer(token: str) -> bool:
    """Whether it says nothing by itself: a pronoun, or a mark."""
    return token in _PRONOUNS or not any(map(str.isalnum, token))


def _touching(offsets: Sequence[tuple[int, int]], barred: Sequence[Span]) -> NDArray[np.bool_]:
    """Which spans of these tokens touch what is barred; shape (starts, ends)."""
    hit = np.array([any(start < bar.end and bar.start < end for bar in barred) for start, end in offsets])
    before = np.concatenate([[0], np.cumsum(hit)])
    return np.asarray(before[None, 1:] > before[:-1, None])


def _allowed(size: int) -> NDArray[np.bool_]:
    """Ends that do not stand before their start, nor too far behind it; shape (starts, ends)."""
    lengths = np.arange(size)[None, :] - np.arange(size)[:, None]
    return np.asarray((lengths >= 0) & (lengths < LONGEST_ANSWER))
