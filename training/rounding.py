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


class SameScales:
    """Rounds as `rounded` does, but to the factors and scales of weights that were rounded before.

    `packed` is what `packed_state` gave of these. Rounded anew with factors of their own, weights would move that
    nothing was learned for.
    """

    def __init__(self, packed: Mapping[str, torch.Tensor]) -> None:
        self._packed = {name: part for name, part in packed.items() if name.endswith((".factors", ".scales"))}

    def rounded(self, name: str, weights: torch.Tensor) -> torch.Tensor:
        """The parameter's weights, (outputs, inputs), as they would be shipped."""
        unit = self._unit(name).to(weights.device)
        return self._steps(weights, unit).mul_(unit).flatten(1)

    def spread(self, name: str, weights: torch.Tensor, draw: torch.Generator) -> torch.Tensor:
        """Rounded weights, each moved by chance to where it still rounds to itself.

        As weights lie that were learned before they were rounded: what is learned further then moves a share of them
        to the next step, where weights that all stand on a step would stay.
        """
        unit = self._unit(name)
        chance = torch.rand(weights.shape, generator=draw).sub_(0.5).mul_(0.99).unflatten(-1, (-1, BLOCK))
        return weights + chance.mul_(unit).flatten(1)

    def packed(self, state: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        """As `packed_state`, but with the factors and scales that were there."""
        found = packed_state({name: weights for name, weights in state.items() if not is_rounded(name, weights)})
        for name, weights in state.items():
            if is_rounded(name, weights):
                found[f"{name}.steps"] = self._steps(weights, self._unit(name)).to(torch.int8).contiguous()
                found |= {f"{name}.{part}": self._packed[f"{name}.{part}"] for part in PARTS[1:]}
        return found

    def _unit(self, name: str) -> torch.Tensor:
        """What one step of each block is worth, (outputs, blocks, 1)."""
        return self._packed[f"{name}.factors"].float() * self._packed[f"{name}.scales"].float()

    @staticmethod
    def _steps(weights: torch.Tensor, unit: torch.Tensor) -> torch.Tensor:
        return torch.round(weights.unflatten(-1, (-1, BLOCK)) / unit).clamp_(LEAST_STEP, MOST_STEP)


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
