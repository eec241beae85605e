"""Central sentences that do not repeat each other."""

from __future__ import annotations

import numpy as np
import pytest

from qa.form import centrality as module
from qa.form.centrality import DAMPING, centrality, select


def unit(*vectors: tuple[float, ...]) -> np.ndarray:
    rows = np.array(vectors, dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_the_text_that_is_like_all_others_is_the_most_central() -> None:
    scores = centrality(unit((1, 0), (1, 1), (0, 1)))
    assert scores.argmax() == 1
    assert scores[1] == 1
    assert scores[0] == pytest.approx(scores[2])


def test_scores_solve_the_equation_of_lexrank() -> None:
    vectors = unit((1, 0, 0), (1, 1, 0), (0, 1, 1), (1, 1, 1))
    likeness = np.clip(vectors @ vectors.T, 0, None)
    walk = likeness / likeness.sum(axis=1, keepdims=True)
    # A slow twin: p = (1 - d)/n + d * p W, solved at once.
    exact = np.linalg.solve(np.eye(4) - DAMPING * walk.T, np.full(4, (1 - DAMPING) / 4))
    assert centrality(vectors) == pytest.approx(exact / exact.max(), abs=1e-3)


def test_nothing_is_central_in_nothing() -> None:
    assert centrality(np.zeros((0, 3), np.float32)).shape == (0,)


def test_of_many_texts_those_far_from_the_mean_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    scores = centrality(unit((1, 0), (1, 0.1), (-1, 0.5)))
    assert scores[2] == 0
    assert scores[0] > 0


def test_the_best_are_chosen_in_their_order_and_none_says_the_same_twice() -> None:
    vectors = unit((1, 0, 0), (1, 0.1, 0), (0, 1, 0), (0, 0, 1))
    scores = np.array([0.9, 1.0, 0.5, 0.1])
    assert select(scores, vectors, 2, lambda *_: True) == [1, 2]
    assert select(scores, vectors, 9, lambda *_: True) == [1, 2, 3]


def test_what_is_worth_nothing_or_may_not_join_is_not_chosen() -> None:
    vectors = unit((1, 0, 0), (0, 1, 0), (0, 0, 1))
    scores = np.array([0.0, 0.5, 1.0])
    assert select(scores, vectors, 3, lambda *_: True) == [1, 2]
    assert select(scores, vectors, 3, lambda row, chosen: row == 1 or 1 in chosen) == [1, 2]
