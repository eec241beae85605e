"""training.rounding: what training rounds to is what qa.reading.packed_weights gives."""

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.numpy import save_file

from qa.reading.packed_weights import BLOCK, pack, weights
from training.rounding import WORDS, SameScales, in_steps, is_rounded, packed_state, rounded, unpacked_state


@pytest.fixture
def matrix():
    torch.manual_seed(0)
    return torch.randn(6, 4 * BLOCK) * torch.tensor([1.0, 0.01, 3.0, 1.0, 1.0, 0.0])[:, None]


def test_what_is_rounded_is_what_is_unpacked(matrix, tmp_path):
    steps, factors, scales = in_steps(matrix)
    packed = {
        name: pack(numbers.flatten(1).T.numpy().astype(np.int8))
        for name, numbers in (("a.steps", steps), ("a.factors", factors))
    }
    save_file({name: np.ascontiguousarray(part) for name, part in packed.items()}, tmp_path / "packed.safetensors")
    with safe_open(tmp_path / "packed.safetensors", framework="np") as opened:
        found = torch.from_numpy(weights(opened)["a"].T.astype(np.float32)) * scales[:, 0]
    torch.testing.assert_close(found, rounded(matrix))


def test_products_stay_small_enough_for_16_bits(matrix):
    steps, factors, _ = in_steps(matrix * 100)
    assert (steps * factors).abs().max() <= 56
    assert 2 * 255 * 56 < 2**15


def test_rounding_keeps_most_of_every_channel(matrix):
    lost = (rounded(matrix) - matrix).norm(dim=1)
    assert torch.all(lost <= 0.15 * matrix.norm(dim=1))


def test_only_the_matrices_of_the_layers_are_rounded(matrix):
    assert is_rounded("mpnet.encoder.layer.0.attention.attn.q.weight", matrix)
    assert not is_rounded("mpnet.encoder.layer.0.output.LayerNorm.weight", matrix[0])
    assert not is_rounded("qa_outputs.weight", matrix)


def test_a_state_comes_back_as_it_was_rounded(matrix):
    layer = "mpnet.encoder.layer.0.attention.attn.q.weight"
    state = {layer: matrix, WORDS: torch.tensor([[0.0, 0.0], [1.0, -2.54]]), "qa_outputs.bias": torch.ones(2)}
    found = unpacked_state(packed_state(state))
    assert set(found) == set(state)
    torch.testing.assert_close(found[layer], rounded(matrix))
    torch.testing.assert_close(found[WORDS], state[WORDS], atol=0.01, rtol=0)
    assert torch.equal(found["qa_outputs.bias"], state["qa_outputs.bias"])


def test_weights_spread_over_their_steps_round_to_what_they_were(matrix):
    layer = "mpnet.encoder.layer.0.attention.attn.q.weight"
    packed = packed_state({layer: matrix})
    weights_then = rounded(matrix)
    rounding = SameScales(packed)
    spread = rounding.spread(layer, weights_then, torch.Generator().manual_seed(1))
    assert (spread != weights_then)[:5].float().mean() > 0.99
    torch.testing.assert_close(rounding.rounded(layer, spread), weights_then)
    assert all(torch.equal(packed[name], part) for name, part in rounding.packed({layer: spread}).items())
    # A tenth of a step further, a tenth of the weights come to the next one.
    unit = packed[f"{layer}.factors"] * packed[f"{layer}.scales"]
    moved = rounding.rounded(layer, (spread.unflatten(-1, (-1, BLOCK)) + unit / 10).flatten(1))
    assert (moved != weights_then)[:5].float().mean() == pytest.approx(0.1, abs=0.04)
