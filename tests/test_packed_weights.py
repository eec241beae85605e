"""qa.reading.packed_weights: weights in 4 bits as they are shipped, in 8 bits as they are multiplied with."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from safetensors import safe_open
from safetensors.numpy import save_file

from qa.reading.packed_weights import BLOCK, QuantizedEmbedding, pack, unpack, weights

numbers = arrays.arrays(
    np.int8, st.tuples(st.integers(1, 8).map(lambda half: 2 * half), st.integers(1, 5)), elements=st.integers(-8, 7)
)


@given(numbers)
def test_what_is_packed_comes_back_from_half_the_space(given_numbers):
    packed = pack(given_numbers)
    assert packed.nbytes * 2 == given_numbers.nbytes
    np.testing.assert_array_equal(unpack(packed), given_numbers)


def test_a_weight_is_its_step_times_the_factor_of_its_block(tmp_path):
    draw = np.random.default_rng(0)
    steps = draw.integers(-8, 8, (2 * BLOCK, 3), dtype=np.int8)
    factors = np.array([[1, 2, 7], [3, 1, 1]], dtype=np.int8)
    file = tmp_path / "packed.safetensors"
    save_file({"a.steps": pack(steps), "a.factors": pack(factors), "graph": np.zeros(1, np.uint8)}, file)
    with safe_open(file, framework="np") as packed:
        found = weights(packed)
    assert list(found) == ["a"]
    np.testing.assert_array_equal(found["a"], steps * np.repeat(factors, BLOCK, axis=0))


def test_words_are_looked_up_with_their_own_scale():
    words = QuantizedEmbedding(np.array([[1, -127], [5, 0]], dtype=np.int8), np.array([[0.5], [2]], dtype=np.float16))
    found = words.of(np.array([[1, 0, 0]]))
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, [[[10, 0], [0.5, -63.5], [0.5, -63.5]]])
