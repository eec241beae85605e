"""The reading model that comes with the project: 8-bit weights, kept in 4 bits, run by ONNX Runtime.

Beside 32-bit weights in torch it takes a quarter of the time, a fifth of the space, and
answers nearly as well (benchmarks/reader.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from index.bundled_encoder import sha256_of
from index.errors import ReaderError
from qa.reading.packed_weights import QuantizedEmbedding, weights
from qa.reading.span_model import Logits
from qa.reading.window_tokenizer import WindowTokenizer

BUNDLED_SHA256 = "cb3e7e9c178cd16ba7ff9cd5bc98fb3548e662e64ed46d50a5b9b08b14ecd435"
"""Of qa/models/reader.safetensors; training/export_reader.py prints it."""


class BundledModel:
    """Checks its weights against their SHA-256, and loads them at the first window. Raises `ReaderError`."""

    @cached_property
    def tokenizer(self) -> WindowTokenizer:
        from tokenizers import Tokenizer

        return WindowTokenizer(Tokenizer.from_file(str(bundled_tokenizer())))

    def logits(self, windows: Sequence[Any]) -> list[Logits]:
        """See `qa.reading.span_model.Model.logits`.

        Each window runs by itself: ONNX Runtime scales activations to 8 bits by their
        largest value, and a window must not be read otherwise beside another. Nothing is
        padded then either.
        """
        return [self._of(np.array([window.ids])) for window in windows]

    def _of(self, ids: Any) -> Logits:
        session, words = self._loaded
        found = session.run(None, {"words": words.of(ids), "attention_mask": np.ones_like(ids)})
        return Logits(*(output[0] for output in found))

    @cached_property
    def _loaded(self) -> tuple[Any, QuantizedEmbedding]:
        import onnxruntime
        from safetensors import safe_open

        path = bundled_weights()
        if not path.is_file() or sha256_of(path) != BUNDLED_SHA256:
            raise ReaderError("The reader's weights are missing or damaged. Install the project again.")
        options = onnxruntime.SessionOptions()
        # A thread that waits sleeps: spinning, it takes a core from other questions and programs.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        with safe_open(path, framework="np") as packed:
            matrices = weights(packed)
            values = [onnxruntime.OrtValue.ortvalue_from_numpy(matrix) for matrix in matrices.values()]
            options.add_external_initializers(list(matrices), values)
            graph = packed.get_tensor("graph").tobytes()
            words = QuantizedEmbedding(packed.get_tensor("numbers"), packed.get_tensor("scales"))
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"]), words


def bundled_weights() -> Path:
    """Where the shipped weights lie."""
    return Path(__file__).parents[1] / "models" / "reader.safetensors"


def bundled_tokenizer() -> Path:
    """Where the tokenizer of the shipped weights lies."""
    return Path(__file__).parents[1] / "models" / "tokenizer.json"
