from pathlib import Path

import numpy as np
import pytest
from fakes import HashEncoder

import index.hybrid_index
from index.hybrid_index import HybridIndex

TEXTS = [f"Text number {number} speaks of oil." for number in range(50)]


@pytest.fixture
def field() -> HybridIndex:
    return HybridIndex.build(TEXTS, HashEncoder().encode(TEXTS))


def test_dense_scores_equal_a_numpy_product(field: HybridIndex) -> None:
    (question,) = HashEncoder().encode(["Who speaks?"])
    np.testing.assert_allclose(field.dense_scores(question), HashEncoder().encode(TEXTS) @ question, atol=1e-6)


def test_a_text_is_nearest_to_itself(field: HybridIndex) -> None:
    for row, vector in enumerate(HashEncoder().encode(TEXTS)):
        scores = field.dense_scores(vector)
        assert scores.argmax() == row
        assert scores[row] == pytest.approx(1, abs=1e-6)


def test_texts_beyond_the_depth_get_the_score_of_the_last_within(
    field: HybridIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.hybrid_index, "DEPTH", 10)
    (question,) = HashEncoder().encode(["Who speaks?"])
    exact = HashEncoder().encode(TEXTS) @ question
    tenth = np.sort(exact)[-10]
    np.testing.assert_allclose(field.dense_scores(question), np.maximum(exact, tenth), atol=1e-6)


def test_lexical_scores_are_those_of_the_words(field: HybridIndex) -> None:
    scores = field.lexical_scores("number 17")
    assert scores.shape == (50,)
    assert scores.argmax() == 17


def test_every_vector_can_be_had_again(field: HybridIndex) -> None:
    np.testing.assert_array_equal(field.all_vectors(), HashEncoder().encode(TEXTS))
    assert len(field) == 50


def test_what_was_saved_scores_the_same(field: HybridIndex, tmp_path: Path) -> None:
    field.save(tmp_path / "field")
    loaded = HybridIndex.load(tmp_path / "field")
    (question,) = HashEncoder().encode(["Who speaks?"])
    np.testing.assert_array_equal(loaded.dense_scores(question), field.dense_scores(question))
    np.testing.assert_array_equal(loaded.lexical_scores("number 17"), field.lexical_scores("number 17"))
    np.testing.assert_array_equal(loaded.all_vectors(), field.all_vectors())
