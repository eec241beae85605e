"""The reading model that comes with the project: 8-bit weights, run by ONNX Runtime.

Beside 32-bit weights in torch it takes less time, a quarter of the space, and answers as
well (benchmarks/reader.md). Weights have 7 bits of range: on
processors without VNNI a sum of 8-bit products would overflow, and give other answers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from index.embedding import bundled_folder
from index.errors import ReaderError
from qa.span_model import Logits, Scores

BUNDLED = "bundled"
"""The name in the settings."""

BUNDLED_SHA256 = "5f96dfd06f6e6dded19fc480b07e8ef87c832c5d3ee129876c81893ff4476680"
"""Of qa/models/reader.onnx; training/export_reader.py prints it."""

WORD_EMBEDDINGS = "embeddings.word_embeddings.weight"
"""Not trained, and so not shipped twice: the encoder's own."""


class BundledModel:
    """Checks its weights against their SHA-256, and loads them at the first window. Raises `ReaderError`."""

    @cached_property
    def tokenizer(self) -> Any:
        from transformers import AutoTokenizer

        return AutoTokenizer.from_pretrained(bundled_folder())

    def logits(self, windows: Sequence[Any]) -> list[Logits]:
        """See `qa.span_model.Model.logits`.

        Each window runs by itself: ONNX Runtime scales activations to 8 bits by their
        largest value, and a window must not be read otherwise beside another. Nothing is
        padded then either.
        """
        return [self._of(np.array([window.ids]), np.array([window.type_ids])) for window in windows]

    def _of(self, ids: Any, types: Any) -> Logits:
        session, embeddings = self._loaded
        start, end = session.run(
            None, {"words": embeddings[ids], "attention_mask": np.ones_like(ids), "token_type_ids": types}
        )
        return start[0], end[0]

    @cached_property
    def _loaded(self) -> tuple[Any, Scores]:
        import onnxruntime
        from safetensors import safe_open

        path = bundled_weights()
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != BUNDLED_SHA256:
            raise ReaderError("The reader's weights are missing or damaged. Install the project again.")
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        with safe_open(bundled_folder() / "model.safetensors", framework="np") as tensors:
            return session, tensors.get_tensor(WORD_EMBEDDINGS)


def bundled_weights() -> Path:
    """Where the shipped weights lie."""
    return Path(__file__).parent / "models" / "reader.onnx"
