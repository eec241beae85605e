"""The transformer that reads: a question and texts in, the best span of each text out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedding import bundled_folder
from index.errors import ReaderError
from index.spans import Span

BUNDLED = "bundled"
BUNDLED_SHA256 = "c99223ce0fdfbb599add9ab8a9410c0085b0ce193cf785989a68dd3141e7fe66"
"""Of qa/models/reader.safetensors; training/export_reader.py prints it."""

SHARED = "bert.embeddings.word_embeddings.weight"
"""Not trained, and so not shipped twice: the encoder's own."""

LONGEST_WINDOW = 256
"""Tokens of question and text together; a longer text is read in windows that share `OVERLAP`."""

OVERLAP = 64
LONGEST_QUESTION = 100
LONGEST_ANSWER = 48
"""Tokens."""

Scores = NDArray[np.float32]


@dataclass(frozen=True)
class BestSpan:
    """The best answer in one text, as characters of it, and by how many logits it beats "no answer here"."""

    span: Span
    margin: float


class SpanModel:
    """An extractive question-answering model: the bundled one, a folder, or a name on the Hugging Face hub.

    The bundled weights are checked against their SHA-256. The model is loaded at the first question.
    """

    def __init__(self, model: str = BUNDLED) -> None:
        self.model = model

    def best_spans(self, question: str, texts: Sequence[str]) -> list[BestSpan]:
        """The best span of each text; texts must hold at least one word each. Raises `ReaderError`."""
        import torch

        model, tokenizer = self._loaded
        encoded = tokenizer(
            [self._cut(question, tokenizer)] * len(texts),
            list(texts),
            truncation="only_second",
            max_length=LONGEST_WINDOW,
            stride=OVERLAP,
            padding=True,
            return_overflowing_tokens=True,
            return_tensors="pt",
        )
        rows = encoded.pop("overflow_to_sample_mapping").tolist()
        with torch.inference_mode():
            output = model(**encoded)
        starts, ends = output.start_logits.numpy(), output.end_logits.numpy()
        best: list[BestSpan | None] = [None] * len(texts)
        for at, number in enumerate(rows):
            found = _best_of_window(starts[at], ends[at], encoded.encodings[at])
            known = best[number]
            if found and (known is None or found.margin > known.margin):
                best[number] = found
        return [span or BestSpan(Span(0, len(text)), -100.0) for span, text in zip(best, texts, strict=True)]

    def _cut(self, question: str, tokenizer: Any) -> str:
        """The question, or as much as fits into `LONGEST_QUESTION` tokens."""
        offsets = tokenizer(question, add_special_tokens=False).encodings[0].offsets
        return question[: offsets[LONGEST_QUESTION - 1][1]] if len(offsets) > LONGEST_QUESTION else question

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        if self.model == BUNDLED:
            return _load_bundled(), AutoTokenizer.from_pretrained(bundled_folder())
        try:
            local = Path(self.model).is_dir()
            model = AutoModelForQuestionAnswering.from_pretrained(self.model, local_files_only=local)
            return model.eval(), AutoTokenizer.from_pretrained(self.model, local_files_only=local)
        except (OSError, ValueError) as error:
            message = (str(error) or type(error).__name__).splitlines()[0]
            raise ReaderError(f"The reader {self.model} could not be loaded: {message}") from error


def bundled_weights() -> Path:
    """Where the shipped weights lie."""
    return Path(__file__).parent / "models" / "reader.safetensors"


def _load_bundled() -> Any:
    from safetensors.torch import load_file
    from transformers import AutoConfig, BertForQuestionAnswering

    path = bundled_weights()
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != BUNDLED_SHA256:
        raise ReaderError("The reader's weights are missing or damaged. Install the project again.")
    tensors = {name: tensor.float() for name, tensor in load_file(path).items()}
    encoder = load_file(bundled_folder() / "model.safetensors")
    tensors[SHARED] = encoder[SHARED.removeprefix("bert.")]
    model = BertForQuestionAnswering(AutoConfig.from_pretrained(bundled_folder()))
    model.load_state_dict(tensors)
    return model.eval()  # type: ignore[no-untyped-call]


def _best_of_window(start: Scores, end: Scores, encoding: Any) -> BestSpan | None:
    """The best span of one window; None where padding has left no text in it."""
    inside = [position for position, sequence in enumerate(encoding.sequence_ids) if sequence == 1]
    if not inside:
        return None
    first, last = inside[0], inside[-1] + 1
    sums = start[first:last, None] + end[None, first:last]
    sums[~_allowed(last - first)] = -np.inf
    at, to = np.unravel_index(int(np.argmax(sums)), sums.shape)
    span = Span(encoding.offsets[first + at][0], encoding.offsets[first + to][1])
    return BestSpan(span, float(sums[at, to] - start[0] - end[0]))


def _allowed(size: int) -> NDArray[np.bool_]:
    """Ends that do not stand before their start, nor too far behind it."""
    distance = np.arange(size)[None, :] - np.arange(size)[:, None]
    return np.asarray((distance >= 0) & (distance < LONGEST_ANSWER))
