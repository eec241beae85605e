import faiss
import numpy as np
import pytest
from fakes import HashEncoder
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.hybrid_index import HybridIndex
from index.lexical import LexicalIndex

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


@pytest.mark.parametrize("rows", [1, 2, 999, 1000, 1001, 5000])
def test_every_row_has_its_exact_cosine_however_many_there_are(rows: int) -> None:
    generator = np.random.default_rng(rows)
    vectors = unit_vectors(generator, rows)
    many = HybridIndex(flat_index(vectors), LexicalIndex.build([""] * rows))
    (question,) = unit_vectors(generator, 1)
    np.testing.assert_allclose(many.dense_scores(question), vectors.astype(float) @ question, atol=1e-6)


@given(rows=st.integers(1, 3000), dimensions=st.integers(1, 40), seed=st.integers(0, 2**32 - 1))
def test_dense_scores_are_those_of_a_plain_product(rows: int, dimensions: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    vectors = unit_vectors(generator, rows, dimensions)
    many = HybridIndex(flat_index(vectors), LexicalIndex.build([""] * rows))
    (question,) = unit_vectors(generator, 1, dimensions)
    np.testing.assert_allclose(many.dense_scores(question), vectors.astype(float) @ question, atol=1e-6)


def unit_vectors(generator: np.random.Generator, rows: int, dimensions: int = 32) -> NDArray[np.float32]:
    vectors = generator.normal(size=(rows, dimensions))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def flat_index(vectors: NDArray[np.float32]) -> faiss.IndexFlat:
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    return flat


def test_vectors_cannot_be_changed_by_whoever_reads_them(field: HybridIndex) -> None:
    with pytest.raises(ValueError, match="read-only"):
        field._matrix[0, 0] = 1
    field.all_vectors()[0, 0] = 7
    np.testing.assert_array_equal(field.all_vectors(), HashEncoder().encode(TEXTS))


def test_lexical_scores_are_those_of_the_words(field: HybridIndex) -> None:
    scores = field.lexical_scores("number 17")
    assert scores.shape == (50,)
    assert scores.argmax() == 17


def test_every_vector_can_be_had_again(field: HybridIndex) -> None:
    np.testing.assert_array_equal(field.all_vectors(), HashEncoder().encode(TEXTS))
    assert len(field) == 50
