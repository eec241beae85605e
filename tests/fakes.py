"""Stand-ins that are quick, the same every time, and can be checked by eye."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from index.documents import Document, from_parsed
from index.embedding import Vectors
from index.formats import plain_text


class HashEncoder:
    """A unit vector from each text's hash; `encoded` lists the texts it was given, in order."""

    dimensions = 8

    def __init__(self, identity: str = "hash-encoder") -> None:
        self.identity = identity
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded.extend(texts)
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> Vectors:
        digest = hashlib.sha256(text.encode(errors="surrogatepass")).digest()
        vector = np.frombuffer(digest[: self.dimensions], dtype=np.uint8).astype(np.float32) - 127.5
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def text_document(text: str, name: str = "a.txt") -> Document:
    """A document of a plain text that was never a file."""
    return from_parsed(plain_text.read(text), name, hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest())
