"""Vectors in clusters, rounded to bytes (FAISS: IVF, 8-bit scalar quantisation): a question looks into the nearest.

Which clusters are looked into is the caller's to say, who knows those of other segments too.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.embedding import Vectors

if TYPE_CHECKING:
    pass

_TRAINED_ON = 40
"""Vectors a cluster, at most, that clusters are made from."""


def write_clusters(path: Path, vectors: Vectors) -> None:
    """Of unit vectors, shape (rows, dimensions); as many clusters as one has rows."""
    import faiss

    rows, dimensions = vectors.shape
    clusters = int(np.sqrt(rows))
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimensions), dimensions, clusters, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    index.cp.max_points_per_centroid = _TRAINED_ON
    index.cp.min_points_per_centroid = 1
    step = max(1, rows // (clusters * _TRAINED_ON))
    index.train(np.ascontiguousarray(vectors[::step]))
    index.add(vectors)
    # FAISS has errors of its own for a full disk; Python's say what happened.
    path.write_bytes(faiss.serialize_index(index).data)


class Clusters:
    """Those in a file, which is mapped into memory."""

    def __init__(self, path: Path) -> None:
        import faiss

        self._index: Any = faiss.read_index(str(path), faiss.IO_FLAG_MMAP)

    @cached_property
    def centres(self) -> Vectors:
        """Shape (clusters, dimensions)."""
        import faiss

        flat: Any = faiss.downcast_index(self._index.quantizer)
        return np.asarray(faiss.rev_swig_ptr(flat.get_xb(), flat.ntotal * flat.d).reshape(flat.ntotal, flat.d))

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """Rows of each cluster, shape (clusters,)."""
        lists = self._index.invlists
        return np.array([lists.list_size(at) for at in range(self._index.nlist)], dtype=np.int64)

    def nearest(
        self,
        vector: Vectors,
        clusters: NDArray[np.int64],
        cosines: NDArray[np.float32],
        depth: int,
        left_out: NDArray[np.bool_] | None,
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The rows of these clusters with the highest products, best first, and the products.

        `cosines` are the vector's products with the clusters' centres; `left_out` marks rows that do not count.
        """
        import faiss

        library: Any = faiss
        kept = None if left_out is None else np.packbits(~left_out, bitorder="little")
        selector = None if kept is None else library.IDSelectorBitmap(kept)
        parameters = library.SearchParametersIVF(nprobe=len(clusters), sel=selector)
        vector, clusters = np.ascontiguousarray(vector, np.float32), np.ascontiguousarray(clusters, np.int64)
        cosines = np.ascontiguousarray(cosines, np.float32)
        scores, rows = np.empty(depth, np.float32), np.empty(depth, np.int64)
        self._index.search_preassigned_c(
            1,
            *map(library.swig_ptr, (vector,)),
            depth,
            *map(library.swig_ptr, (clusters, cosines, scores, rows)),
            False,
            parameters,
        )
        there = rows >= 0
        return rows[there], scores[there]
