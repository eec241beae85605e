"""The shipped reader's weights as training/rounding.py names their parts: to train them further, or to compare with."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from safetensors import safe_open

from qa.reading.bundled_model import bundled_weights
from qa.reading.packed_weights import unpack
from training.rounding import WORDS

_PREFIX = "model."
_HEADS = ("qa_outputs", "outcomes")


def shipped_state() -> dict[str, torch.Tensor]:
    """What `training.rounding.packed_state` gave of the model that was shipped."""
    with safe_open(bundled_weights(), framework="np") as packed:
        graph = onnx.load_from_string(packed.get_tensor("graph").tobytes()).graph
        held = [each for each in graph.initializer if each.data_location != onnx.TensorProto.EXTERNAL]
        known = {each.name: numpy_helper.to_array(each) for each in held}
        found: dict[str, Any] = {
            name.removeprefix(_PREFIX): known[name]
            for name in known
            if name.startswith(_PREFIX) and name.endswith(("weight", "bias"))
        }
        for name in (name.removesuffix(".steps") for name in packed.keys() if name.endswith(".steps")):  # noqa: SIM118
            found |= _matrix(name, packed, graph, known)
        found |= {f"{WORDS}.{part}": packed.get_tensor(part) for part in ("numbers", "scales")}
    found |= {f"{head}.weight": _head(head, graph, known) for head in _HEADS}
    return {name: torch.from_numpy(np.array(part, order="C")) for name, part in found.items()}


def _matrix(name: str, packed: Any, graph: Any, known: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Steps (outputs, blocks, inputs of a block), factors (outputs, blocks, 1), and scales (outputs, 1, 1)."""
    steps = unpack(packed.get_tensor(f"{name}.steps")).T
    factors = unpack(packed.get_tensor(f"{name}.factors")).T
    product = next(node for node in graph.node if node.op_type == "MatMulInteger" and node.input[1] == name)
    scales = known[product.input[3].replace("_zero_point", "_scale")].astype(np.float32)
    full = f"{name.removeprefix(_PREFIX)}.weight"
    outputs, blocks = factors.shape
    return {
        f"{full}.steps": steps.reshape(outputs, blocks, -1),
        f"{full}.factors": factors[:, :, None],
        f"{full}.scales": scales.reshape(outputs, 1, 1),
    }


def _head(name: str, graph: Any, known: dict[str, NDArray[Any]]) -> NDArray[np.float32]:
    """A head's matrix, (outputs, inputs): that of the product which its bias is added to."""
    bias = f"{_PREFIX}{name}.bias"
    added = next(set(node.input) - {bias} for node in graph.node if node.op_type == "Add" and bias in node.input)
    product = next(node for node in graph.node if node.op_type == "MatMul" and node.output[0] in added)
    return np.asarray(known[product.input[1]].T, dtype=np.float32)
