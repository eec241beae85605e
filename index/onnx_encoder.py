"""The encoder that comes with the project, all-MiniLM-L6-v2, run by ONNX Runtime."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.bundled_encoder import IDENTITY, bundled_folder, check_weights, graph_file

LONGEST = 256
"""Tokens that are read of a text, as the published model does."""

DIMENSIONS = 384

BATCH = 8
"""Texts that are encoded at once, in one thread: the same on every machine, so that the vectors are."""

_WEIGHTS_FOLDER = "session.model_external_initializers_file_folder_path"


class BundledEncoder:
    """Gives the vectors that sentence-transformers gives with the same weights, without torch.

    The weights are checked against their published SHA-256, and loaded at the first text. Raises `EncoderError`.
    """

    @cached_property
    def identity(self) -> str:
        """The model's name and the beginning of its weights' SHA-256. Raises `EncoderError`."""
        check_weights()
        return IDENTITY

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `index.embedding.Encoder.encode`. Longer texts than the model reads are cut."""
        batches = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
        found = self._threads.map(self._of, batches) if len(batches) > 1 else map(self._of, batches)
        return np.concatenate([np.zeros((0, DIMENSIONS), dtype=np.float32), *found])

    def _of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        session, tokenizer = self._loaded
        encoded = tokenizer.encode_batch(list(texts))
        ids = np.array([text.ids for text in encoded])
        mask = np.array([text.attention_mask for text in encoded])
        (vectors,) = session.run(None, {"input_ids": ids, "attention_mask": mask})
        return np.asarray(vectors)

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        assert self._loaded
        return ThreadPoolExecutor(os.cpu_count())

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        import onnxruntime
        from tokenizers import Tokenizer

        assert self.identity
        folder = bundled_folder()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # Batches have a thread each; threads within one wait for each other, busily.
        # The graph names the bytes of the published file, which are mapped, not copied.
        options.add_session_config_entry(_WEIGHTS_FOLDER, str(folder))
        session = onnxruntime.InferenceSession(graph_file().read_bytes(), options, providers=["CPUExecutionProvider"])
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.enable_truncation(LONGEST)
        tokenizer.enable_padding()
        return session, tokenizer
