"""Weights as they are shipped, 4 bits for most, and as ONNX Runtime multiplies with them, 8 bits.

A file in safetensors format holds

- `graph`: an ONNX model, as bytes, that lacks its weight matrices;
- for each matrix `NAME`, of shape (inputs, outputs), `NAME.steps` and `NAME.factors`: two
  4-bit whole numbers a byte, of two neighbouring rows. A weight is its step, -8..7, times
  the factor, 1..7, of its block of `BLOCK` inputs: at most 56, so that a sum of two products
  with 8 bits fits into 16, as it must on processors without VNNI. Its channel's scale
  stands in the graph;
- `numbers` and `scales`: word embeddings in 8 bits, see `QuantizedEmbedding`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Wholes = NDArray[np.int8]

BLOCK = 32
"""Inputs that share a factor."""


@dataclass(frozen=True)
class QuantizedEmbedding:
    """Word embeddings, in 8 bits."""

    numbers: Wholes
    scales: NDArray[np.float16]

    def of(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Of shape (*ids.shape, size)."""
        return np.asarray(self.numbers[ids] * self.scales[ids].astype(np.float32))


class Tensors(Protocol):
    """An open file of the safetensors format, as `safetensors.safe_open` gives it."""

    def keys(self) -> Iterable[str]: ...

    def get_tensor(self, name: str, /) -> NDArray[Any]: ...


def pack(numbers: Wholes) -> Bytes:
    """Whole numbers from -8 to 7, (rows, columns) with an even number of rows, as (rows / 2, columns) bytes."""
    low, high = numbers[0::2].view(np.uint8) & 15, numbers[1::2].view(np.uint8) << 4
    return np.asarray(low | high)


def unpack(packed: Bytes) -> Wholes:
    """What `pack` packed."""
    numbers = np.empty((2 * len(packed), *packed.shape[1:]), dtype=np.int8)
    numbers[0::2] = (packed << 4).view(np.int8) >> 4
    numbers[1::2] = packed.view(np.int8) >> 4
    return numbers


def weights(packed: Tensors) -> dict[str, Wholes]:
    """Each matrix of an open file, (inputs, outputs), in 8 bits; what is packed is held for one at a time."""
    names = [name.removesuffix(".steps") for name in packed.keys() if name.endswith(".steps")]  # noqa: SIM118
    return {name: _product(packed.get_tensor(f"{name}.steps"), packed.get_tensor(f"{name}.factors")) for name in names}


def _product(steps: Bytes, factors: Bytes) -> Wholes:
    numbers, shared = unpack(steps), unpack(factors)
    blocks = numbers.reshape(len(shared), BLOCK, -1)
    blocks *= shared[:, None]
    return numbers
