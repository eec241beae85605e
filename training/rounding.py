"""Weights as they are shipped: matrices in 4 bits, word embeddings in 8.

Each weight of a matrix is a whole number of 7 bits times its channel's scale.
A channel is cut into blocks of `BLOCK` inputs. A weight is its step, -8..7, times its
block's factor, 1..7, times its channel's scale. Steps and factors are what is shipped;
their product, at most 56, is what ONNX Runtime multiplies with (qa/reading/packed_weights.py).
"""

from __future__ import annotations

from collections.abc import Mapping

import torch

from qa.reading.packed_weights import BLOCK

PARTS = ("steps", "factors", "scales")
"""Of a matrix, as `in_steps` gives them."""

WORDS = "mpnet.embeddings.word_embeddings.weight"

LEAST_STEP, MOST_STEP = -8, 7
MOST_FACTOR = 7
_HALFWAY = (MOST_STEP - LEAST_STEP) / 2


def in_steps(weights: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Steps (outputs, blocks, `BLOCK`), factors (outputs, blocks, 1) and scales (outputs, 1, 1).

    `weights` has the shape (outputs, inputs), with inputs a multiple of `BLOCK`.
    """
    blocks = weights.unflatten(-1, (-1, BLOCK))
    largest = blocks.abs().amax(-1, keepdim=True)
    scales = largest.amax(1, keepdim=True).clamp_min(1e-9) / (_HALFWAY * MOST_FACTOR)
    factors = torch.round(largest / (_HALFWAY * scales)).clamp_(1, MOST_FACTOR)
    steps = torch.round(blocks / (scales * factors)).clamp_(LEAST_STEP, MOST_STEP)
    return steps, factors, scales


def rounded(weights: torch.Tensor) -> torch.Tensor:
    """The weights that `in_steps` stands for, in the same shape."""
    steps, factors, scales = in_steps(weights)
    return steps.mul_(factors * scales).flatten(1)


def is_rounded(name: str, weights: torch.Tensor) -> bool:
    """Whether a parameter is shipped in 4 bits: the matrices of the layers."""
    return ".layer." in name and weights.dim() == 2


def words_in_bytes(words: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Numbers, -127..127, of the shape of `words`, and scales, (words, 1), in 16 bits; one scale a word."""
    scales = (words.abs().amax(1, keepdim=True) / 127).half()
    scales[scales == 0] = 1
    return torch.round(words / scales.float()).clamp_(-127, 127).to(torch.int8), scales


def packed_state(state: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Every parameter as it is shipped; what is rounded in its parts, called `NAME.steps` and so on."""
    found = {}
    for name, weights in state.items():
        if name == WORDS:
            found |= dict(zip((f"{name}.numbers", f"{name}.scales"), words_in_bytes(weights), strict=True))
        elif is_rounded(name, weights):
            steps, factors, scales = in_steps(weights)
            parts = (steps.to(torch.int8), factors.to(torch.int8), scales)
            found |= {f"{name}.{part}": numbers for part, numbers in zip(PARTS, parts, strict=True)}
        else:
            found[name] = weights
    return {name: part.contiguous() for name, part in found.items()}


def unpacked_state(packed: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The parameters, in 32 bits, that `packed_state` made these parts of."""
    found = {name: part for name, part in packed.items() if not name.startswith(WORDS)}
    found[WORDS] = packed[f"{WORDS}.numbers"].float() * packed[f"{WORDS}.scales"].float()
    for name in [name.removesuffix(".steps") for name in packed if name.endswith(".steps")]:
        steps, factors, scales = (found.pop(f"{name}.{part}") for part in PARTS)
        found[name] = (steps.float() * (factors.float() * scales)).flatten(1)
    return found
