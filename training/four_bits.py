"""Weight matrices in 4 bits, so that each weight is a whole number of 7 bits times its channel's scale.

A channel is cut into blocks of `BLOCK` inputs. A weight is its step, -8..7, times its
block's factor, 1..7, times its channel's scale. Steps and factors are what is shipped;
their product, at most 56, is what ONNX Runtime multiplies with (qa/reading/packed_weights.py).
"""

from __future__ import annotations

import torch

from qa.reading.packed_weights import BLOCK

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
