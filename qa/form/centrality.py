"""Which sentences say most of what a text says, and do not repeat each other: told from their vectors alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.embedding import Vectors

DAMPING = 0.85
"""LexRank's own (Erkan and Radev, 2004, doi:10.1613/jair.1523), as PageRank's."""

RELEVANCE = 0.7
"""What being central counts against being new, 0 to 1; the lambda of maximal marginal relevance."""

SAME = 0.8
"""The least cosine of two sentences at which the second says nothing new."""

MOST = 1000
"""Sentences that are compared with each other; of more, those nearest to the mean of all."""

_ROUNDS = 50


def centrality(vectors: Vectors) -> NDArray[np.float64]:
    """How central each text is among the others, 0 to 1, the most central 1: continuous LexRank over cosines.

    `vectors` are unit vectors, shape (texts, dimensions). Of more than `MOST` texts those far from the mean get 0.
    """
    scores = np.zeros(len(vectors))
    if not len(vectors):
        return scores
    near = vectors @ vectors.mean(axis=0)
    rows = np.sort(np.argsort(-near, kind="stable")[:MOST])
    likeness = np.clip(vectors[rows] @ vectors[rows].T, 0, None).astype(np.float64)
    walk = likeness / np.maximum(likeness.sum(axis=1, keepdims=True), 1e-9)
    rank = np.full(len(rows), 1 / len(rows))
    for _ in range(_ROUNDS):
        rank = (1 - DAMPING) / len(rows) + DAMPING * (rank @ walk)
    scores[rows] = rank / rank.max()
    return scores


def select(
    scores: NDArray[np.float64], vectors: Vectors, count: int, allows: Callable[[int, Sequence[int]], bool]
) -> list[int]:
    """At most `count` rows, in order, by maximal marginal relevance (Carbonell and Goldstein, 1998).

    `scores` are 0 to 1; `allows` says whether a row may join those chosen before it.
    """
    chosen: list[int] = []
    nearest = np.zeros(len(scores))
    while len(chosen) < count:
        worth = RELEVANCE * scores - (1 - RELEVANCE) * nearest
        order = (int(row) for row in np.argsort(-worth, kind="stable"))
        new = (row for row in order if scores[row] > 0 and row not in chosen and nearest[row] < SAME)
        best = next((row for row in new if allows(row, chosen)), None)
        if best is None:
            break
        chosen.append(best)
        nearest = np.maximum(nearest, vectors @ vectors[best])
    return sorted(chosen)
