"""Graphs of ONNX without the weights that they count with: whoever loads one brings these."""

from __future__ import annotations

from typing import Any

from onnx import TensorProto


def take_out(model: Any, tensor: Any, name: str, location: str, offset: int = 0) -> None:
    """Leave a mark with the tensor's shape where it was in the graph, called `name` from now on.

    `location` and `offset` (in bytes) say where the weights stand, for those who read them from a file.
    """
    for node in model.graph.node:
        node.input[:] = [name if given == tensor.name else given for given in node.input]
    size = len(tensor.raw_data)
    tensor.name = name
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", location), ("offset", str(offset)), ("length", str(size))):
        entry = tensor.external_data.add()
        entry.key, entry.value = key, value
