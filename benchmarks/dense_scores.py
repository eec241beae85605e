"""Cosines of every row with a question: one product with FAISS's own memory, beside a search for the nearest 1,000.

    python benchmarks/dense_scores.py [ROWS]

Prints medians of both in one run, and their ratio; what travels is the ratio.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import perf_counter

import faiss
import numpy as np

from index.hybrid_index import HybridIndex
from index.lexical import LexicalIndex

ROWS, DIMENSIONS, NEAREST, RUNS = 50_000, 384, 1000, 51


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    generator = np.random.default_rng(0)
    vectors = generator.normal(size=(rows + 1, DIMENSIONS)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    question, flat = vectors[-1], faiss.IndexFlatIP(DIMENSIONS)
    flat.add(vectors[:-1])
    index = HybridIndex(flat, LexicalIndex.build([""] * rows))
    product = median_ms(lambda: index.dense_scores(question))
    search = median_ms(lambda: flat.search(question[None], min(NEAREST, rows)))
    print(f"{rows:,} rows: product {product:.1f} ms, search {search:.1f} ms, ratio {product / search:.2f}")


def median_ms(run: Callable[[], object]) -> float:
    run()
    times = []
    for _ in range(RUNS):
        start = perf_counter()
        run()
        times.append(1000 * (perf_counter() - start))
    return float(np.median(times))


if __name__ == "__main__":
    main()
