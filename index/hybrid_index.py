"""A list of texts that can be searched by meaning (FAISS) and by words (BM25)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.content import Field
from index.embedding import Vectors
from index.lexical import LexicalIndex

if TYPE_CHECKING:
    import faiss


@dataclass(frozen=True)
class HybridIndex:
    """Texts known by their row: `vectors` holds their unit vectors, `lexical` their words.

    The vectors are in a FAISS flat index, or in pieces that lie one behind the other, each of shape (rows, dimensions).
    """

    vectors: faiss.Index | tuple[Vectors, ...]
    lexical: LexicalIndex

    @classmethod
    def build(cls, texts: Sequence[str], vectors: Vectors) -> HybridIndex:
        """Of texts and their unit vectors, shape (len(texts), dimensions)."""
        return cls(flat_index(vectors), LexicalIndex.build(texts))

    @classmethod
    def of(cls, content: Field) -> HybridIndex:
        """Of unit vectors, shape (rows, dimensions), and counted words."""
        return cls(flat_index(content.vectors), LexicalIndex.of(content.counts))

    @property
    def content(self) -> Field:
        """What it was made of."""
        return Field(self.all_vectors(), self.lexical.counts)

    def __len__(self) -> int:
        return sum(map(len, self.vectors)) if isinstance(self.vectors, tuple) else int(self.vectors.ntotal)

    def dense_scores(self, vector: Vectors) -> NDArray[np.float32]:
        """Cosines of every row with a unit vector of shape (dimensions,): shape (rows,)."""
        pieces = self.vectors if isinstance(self.vectors, tuple) else (self._matrix,)
        return np.concatenate([np.asarray(piece @ vector, dtype=np.float32) for piece in pieces])

    def lexical_scores(self, question: str) -> NDArray[np.float32]:
        """BM25 scores, shape (rows,)."""
        return self.lexical.scores(question)

    def all_vectors(self) -> Vectors:
        """A copy of every row's vector, shape (rows, dimensions)."""
        return self._matrix.copy()

    def vectors_of(self, rows: Sequence[int]) -> Vectors:
        """A copy of some rows' vectors, shape (len(rows), dimensions)."""
        return np.asarray(self._matrix[np.asarray(rows, dtype=np.intp)])

    @cached_property
    def _matrix(self) -> Vectors:
        """Every row's vector, (rows, dimensions), read-only, in the FAISS index's own memory where there is one.

        One product with it is exact for every row, and quicker than a search that sorts them
        (benchmarks/dense_scores.py).
        """
        if isinstance(self.vectors, tuple):
            return np.concatenate(self.vectors)
        import faiss

        flat: Any = faiss.downcast_index(self.vectors)
        matrix = faiss.rev_swig_ptr(flat.get_xb(), flat.ntotal * flat.d).reshape(flat.ntotal, flat.d)
        matrix.flags.writeable = False
        return np.asarray(matrix)


def flat_index(vectors: Vectors) -> faiss.Index:
    """Of unit vectors, shape (rows, dimensions)."""
    import faiss

    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(np.ascontiguousarray(vectors, dtype=np.float32))
    return flat
