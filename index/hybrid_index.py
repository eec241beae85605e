"""A list of texts that can be searched by meaning (FAISS) and by words (BM25)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.embedding import Vectors
from index.lexical import LexicalIndex

if TYPE_CHECKING:
    import faiss

DEPTH = 1000
"""How many of the nearest texts get their own score by meaning; all others get the score of the last of these."""

_VECTORS_FILE = "vectors.faiss"
_LEXICAL_FOLDER = "bm25"


@dataclass(frozen=True)
class HybridIndex:
    """Texts known by their row: `vectors` holds their unit vectors, `lexical` their words."""

    vectors: faiss.Index
    lexical: LexicalIndex

    @classmethod
    def build(cls, texts: Sequence[str], vectors: Vectors) -> HybridIndex:
        """Of texts and their unit vectors, shape (len(texts), dimensions)."""
        import faiss

        flat = faiss.IndexFlatIP(vectors.shape[1])
        flat.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(flat, LexicalIndex.build(texts))

    def __len__(self) -> int:
        return int(self.vectors.ntotal)

    def dense_scores(self, vector: Vectors) -> NDArray[np.float32]:
        """Cosines with a unit vector, shape (rows,); exact for the `DEPTH` nearest."""
        depth = min(DEPTH, len(self))
        nearest, rows = self.vectors.search(np.ascontiguousarray(vector.reshape(1, -1), dtype=np.float32), depth)
        scores = np.full(len(self), nearest[0, -1], dtype=np.float32)
        scores[rows[0]] = nearest[0]
        return scores

    def lexical_scores(self, question: str) -> NDArray[np.float32]:
        """BM25 scores, shape (rows,)."""
        return self.lexical.scores(question)

    def all_vectors(self) -> Vectors:
        """A copy of every row's vector, shape (rows, dimensions)."""
        return np.asarray(self.vectors.reconstruct_n(0, len(self)), dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write into a folder, which is made."""
        import faiss

        folder.mkdir()
        # FAISS has errors of its own for a full disk; Python's say what happened.
        (folder / _VECTORS_FILE).write_bytes(faiss.serialize_index(self.vectors).tobytes())
        self.lexical.save(folder / _LEXICAL_FOLDER)

    @classmethod
    def load(cls, folder: Path) -> HybridIndex:
        """Read what `save` wrote."""
        import faiss

        vectors = faiss.read_index(str(folder / _VECTORS_FILE))
        return cls(vectors, LexicalIndex.load(folder / _LEXICAL_FOLDER, vectors.ntotal))
