"""Texts to unit vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.bundled_encoder import NAME, sha256_of
from index.errors import EncoderError
from index.onnx_encoder import BundledEncoder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]
"""Called with how many are done, of texts or questions, and how many there are."""


_BATCH = 32


class Encoder(Protocol):
    """The swap point for embeddings.

    `identity` names the model and its weights: vectors of two encoders can be compared
    only if their identities are equal.
    """

    @property
    def identity(self) -> str: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of unit length, float32, one row a text: shape (len(texts), dimensions)."""
        ...


def encoder_named(name: str) -> Encoder:
    """The one that comes with the project, or any other of sentence-transformers."""
    return BundledEncoder() if name == NAME else SentenceTransformerEncoder(name)


class SentenceTransformerEncoder:
    """Any sentence-transformers model: a folder, or a name on the Hugging Face hub.

    The hub is asked for it unless it was fetched before. The model is loaded at the first text.
    """

    def __init__(self, model: str) -> None:
        self.model = model

    @cached_property
    def identity(self) -> str:
        """The model's name, and the beginning of its weights' SHA-256 where they lie in a folder."""
        weights = Path(self.model) / "model.safetensors"
        return f"{self.model}@{sha256_of(weights)[:16]}" if weights.is_file() else self.model

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.encode`. Longer texts than the model reads are cut by it."""
        vectors = self._model.encode(
            list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return np.asarray(vectors, dtype=np.float32)

    @cached_property
    def _model(self) -> SentenceTransformer:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            local = Path(self.model).is_dir()
            return SentenceTransformer(self.model, device="cpu", local_files_only=local)
        except (OSError, ValueError) as error:
            raise EncoderError(f"The encoder {self.model} could not be loaded: {_first_line(error)}") from error


def encode_in_batches(encoder: Encoder, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
    """Vectors for all the texts in order, (len(texts), dimensions), longest texts first so that batches pad little."""
    order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
    vectors = np.zeros((0, 0), dtype=np.float32)
    for start in range(0, len(order), _BATCH):
        batch = order[start : start + _BATCH]
        encoded = encoder.encode([texts[i] for i in batch])
        if not start:
            vectors = np.empty((len(texts), encoded.shape[1]), dtype=np.float32)
        vectors[batch] = encoded
        if progress:
            progress(min(start + _BATCH, len(order)), len(order))
    return vectors


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
