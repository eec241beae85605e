"""The weights that are shipped, as torch holds them: what training goes on from."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from safetensors.numpy import load

from qa.reading.bundled_model import bundled_weights
from qa.reading.packed_weights import QuantizedEmbedding, weights

_LAYERS = "model."
"""Begins the names of the parameters in the graph."""


def shipped_state() -> dict[str, torch.Tensor]:
    """Every parameter of `training.reading_model.ReadingModel` that the shipped file holds, by its name there."""
    import onnx
    from onnx import numpy_helper

    packed = load(bundled_weights().read_bytes())
    graph = onnx.load_from_string(packed["graph"].tobytes()).graph
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    found: dict[str, Any] = {
        name: numpy_helper.to_array(tensor)
        for name, tensor in tensors.items()
        if name.startswith(_LAYERS) and tensor.raw_data and not name.endswith((".apart", ".kept", ".few"))
    }
    scales = _scales(graph, tensors)
    for name, whole in weights(packed).items():
        found[f"{name}.weight"] = whole.T.astype(np.float32) * scales[name][:, None]
    for bias in [name for name in found if name.endswith(".bias")]:
        weight = f"{bias.removesuffix('.bias')}.weight"
        if weight not in found:
            found[weight] = _head(graph, bias, tensors)
    words = QuantizedEmbedding(packed["numbers"], packed["scales"])
    found[f"{_LAYERS}mpnet.embeddings.word_embeddings.weight"] = words.numbers * words.scales.astype(np.float32)
    return {name.removeprefix(_LAYERS): torch.from_numpy(np.array(array)) for name, array in found.items()}


def _scales(graph: Any, tensors: dict[str, Any]) -> dict[str, Any]:
    """Each matrix's scale a channel; the graph names it like the zero point that the product is given."""
    from onnx import numpy_helper

    found = {}
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            zero = node.input[3]
            found[node.input[1]] = numpy_helper.to_array(tensors[zero.removesuffix("_zero_point") + "_scale"])
    return found


def _head(graph: Any, bias: str, tensors: dict[str, Any]) -> Any:
    """The matrix, (outputs, inputs), whose product this bias is added to; the heads' stand in the graph as they are."""
    from onnx import numpy_helper

    made = {output: node for node in graph.node for output in node.output}
    add = next(node for node in graph.node if bias in node.input)
    product = next(made[name] for name in add.input if name in made)
    return numpy_helper.to_array(tensors[next(name for name in product.input if name in tensors)]).T
