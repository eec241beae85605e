"""Vectors that outlive the run that made them, until a run finishes."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.embedding import Encoder, Vectors

_KEY = 16
_CHECK = 4
"""Bytes."""

_MOST_DIMENSIONS = 100_000


class CachingEncoder:
    """An encoder that writes each vector to a file, and takes from it what an interrupted run left there.

    The file is a line of JSON that names the encoder, then records of equal length: the
    first 16 bytes of the text's SHA-256, the vector, and the CRC-32 of both. Nothing after
    the first record that is cut or wrong is used.
    """

    def __init__(self, encoder: Encoder, file: Path) -> None:
        self._encoder, self._file = encoder, file
        self._known: dict[bytes, Vectors] | None = None
        self._whole = 0

    @property
    def identity(self) -> str:
        return self._encoder.identity

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.encode`."""
        if self._known is None:
            self._known = self._read()
        keys = [hashlib.sha256(text.encode(errors="surrogatepass")).digest()[:_KEY] for text in texts]
        unseen = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if unseen:
            vectors = np.asarray(self._encoder.encode(list(unseen.values())), dtype="<f4")
            self._append(list(unseen), vectors)
            self._known.update(zip(unseen, vectors, strict=True))
        return np.stack([self._known[key] for key in keys])

    def _read(self) -> dict[bytes, Vectors]:
        content = self._file.read_bytes() if self._file.is_file() else b""
        header, newline, records = content.partition(b"\n")
        try:
            dimensions = int(json.loads(header)["dimensions"])
        except (ValueError, KeyError, TypeError):
            return {}
        if not newline or header != self._header(dimensions) or not 0 < dimensions < _MOST_DIMENSIONS:
            return {}
        length = _KEY + 4 * dimensions + _CHECK
        known: dict[bytes, Vectors] = {}
        self._whole = len(header) + 1
        for start in range(0, len(records) - length + 1, length):
            record = records[start : start + length]
            if zlib.crc32(record[:-_CHECK]).to_bytes(_CHECK, "little") != record[-_CHECK:]:
                break
            known[record[:_KEY]] = np.frombuffer(record[_KEY:-_CHECK], dtype="<f4")
            self._whole += length
        return known

    def _header(self, dimensions: int) -> bytes:
        return json.dumps({"encoder": self.identity, "dimensions": dimensions}).encode("ascii")

    def _append(self, keys: Sequence[bytes], vectors: Vectors) -> None:
        records = [key + vector.tobytes() for key, vector in zip(keys, vectors, strict=True)]
        content = b"".join(record + zlib.crc32(record).to_bytes(_CHECK, "little") for record in records)
        if not self._whole:
            content = self._header(int(vectors.shape[1])) + b"\n" + content
        with self._file.open("r+b" if self._whole else "wb") as file:
            file.truncate(self._whole)
            file.seek(self._whole)
            file.write(content)
        self._whole += len(content)
