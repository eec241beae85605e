"""Make the shipped weights from what training/train_reader.py wrote.

    pip install onnx onnxscript
    python training/export_reader.py build/reader/model --data ../shared/data

The layers' matrices have 4 bits, word embeddings 8 (training/rounding.py);
qa/reading/packed_weights.py says how both are kept. What is multiplied with a
matrix gets 8 bits when it is read, but for `APART` channels, whose numbers are far larger
than all others and would leave these no precision (Dettmers et al. 2022, arXiv 2208.07339).
Which they are is looked up on `SEEN` training examples. Prints the checksum that
`qa.reading.bundled_model.BUNDLED_SHA256` must hold.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import save_file
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import AutoTokenizer

from qa.reading.bundled_model import bundled_tokenizer, bundled_weights
from qa.reading.packed_weights import pack
from training.held_out import is_held_out
from training.reading_model import LAYERS, ReadingModel
from training.rounding import PARTS, WORDS, is_rounded, unpacked_state
from training.sources import squad2
from training.weightless_graph import take_out

APART = 8
"""Input channels of a matrix that are multiplied in 32 bits."""

SEEN = 200

FEW = 100_000
"""Numbers of a tensor that stays as it is."""


class Split(torch.nn.Module):
    """A linear layer of rounded weights, with some input channels multiplied by themselves."""

    def __init__(self, linear: torch.nn.Linear, apart: torch.Tensor) -> None:
        super().__init__()
        self.weight = torch.nn.Parameter(linear.weight.detach().clone())
        self.bias = linear.bias
        # A product with 0 and 1, as ONNX's way to look channels up turns everything around twice.
        self.register_buffer("apart", torch.eye(linear.in_features)[:, apart])
        self.register_buffer("kept", torch.ones(linear.in_features).index_fill_(0, apart, 0.0))
        self.register_buffer("few", self.weight.detach()[:, apart].T.contiguous())

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        most = torch.nn.functional.linear(inputs * self.kept, self.weight, self.bias)
        return most + inputs @ self.apart @ self.few


class FromEmbeddings(torch.nn.Module):
    """The model as it is shipped, with word embeddings for input, (batch, tokens, size), instead of token ids."""

    def __init__(self, folder: Path, texts: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.model = ReadingModel(folder, LAYERS).eval()
        self.packed = load_file(folder / "model.safetensors")
        self.model.load_state_dict(unpacked_state(self.packed))
        for name, apart in self._largest(AutoTokenizer.from_pretrained(folder), texts).items():
            linear = self.model.get_submodule(name)
            assert isinstance(linear, torch.nn.Linear)
            self.model.set_submodule(name, Split(linear, apart))

    def forward(self, words: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        return tuple(self.model(inputs_embeds=words, attention_mask=attention_mask))

    @torch.inference_mode()
    def _largest(self, tokenizer: Any, texts: Sequence[tuple[str, str]]) -> dict[str, torch.Tensor]:
        """Of each matrix that is rounded the `APART` input channels with the largest numbers."""
        largest: dict[str, torch.Tensor] = {}

        def look(name: str, inputs: torch.Tensor) -> None:
            seen = inputs.abs().amax((0, 1))
            largest[name] = torch.maximum(largest.get(name, seen), seen)

        hooks = [
            module.register_forward_pre_hook(lambda _, given, name=name: look(name, given[0]))
            for name, module in self.model.named_modules()
            if isinstance(module, torch.nn.Linear) and is_rounded(name, module.weight)
        ]
        for question, context in texts:
            self.model(**tokenizer(question, context, truncation=True, max_length=256, return_tensors="pt"))
        for hook in hooks:
            hook.remove()
        return {name: seen.topk(APART).indices.sort().values for name, seen in largest.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="folder with the trained model.safetensors")
    parser.add_argument("--data", type=Path, required=True, help="folder with a folder for each data set")
    arguments = parser.parse_args()
    wrapped = FromEmbeddings(arguments.model, _seen(arguments.data)).eval()
    path = bundled_weights()
    with tempfile.TemporaryDirectory() as folder:
        whole, eight = Path(folder, "whole.onnx"), Path(folder, "eight.onnx")
        export(wrapped, whole)
        quantize_dynamic(
            whole,
            eight,
            op_types_to_quantize=["MatMul"],
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            nodes_to_exclude=_small_products(onnx.load(whole)),
            extra_options={"MatMulConstBOnly": True},
        )
        packed = _without_matrices(onnx.load(eight), onnx.load(whole), wrapped)
    words = {part: wrapped.packed[f"{WORDS}.{part}"].numpy() for part in ("numbers", "scales")}
    save_file({**packed, **words}, path)
    _write_tokenizer(arguments.model / "tokenizer.json")
    print(f"{path}: {path.stat().st_size:,} bytes, SHA-256 {hashlib.sha256(path.read_bytes()).hexdigest()}")


def _write_tokenizer(path: Path) -> None:
    """As it was trained with, but for how texts were cut and filled up then."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.save(str(bundled_tokenizer()))


def _seen(data: Path) -> list[tuple[str, str]]:
    examples = sorted((e for e in squad2(data) if not is_held_out(e)), key=lambda example: example.key)
    return [(example.question, example.context) for example in examples[:SEEN]]


def export(wrapped: FromEmbeddings, path: Path) -> None:
    """Write the graph with its weights in 32 bits."""
    size = wrapped.model.config.hidden_size
    free = {0: torch.export.Dim("batch"), 1: torch.export.Dim("tokens")}
    program = torch.onnx.export(
        wrapped,
        (torch.randn(2, 50, size), torch.ones(2, 50, dtype=torch.int64)),
        input_names=["words", "attention_mask"],
        output_names=["start", "end", "outcomes"],
        dynamic_shapes=(free, free),
        dynamo=True,
    )
    assert program is not None
    program.save(path)
    _check(wrapped, path, size)


@torch.inference_mode()
def _check(wrapped: FromEmbeddings, path: Path, size: int) -> None:
    """Fail where the graph does not count what the model counts."""
    words, mask = torch.randn(3, 70, size), (torch.arange(70) < 60).long().expand(3, 70)
    given = {"words": words.numpy(), "attention_mask": mask.numpy()}
    found = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"]).run(None, given)
    for expected, logits in zip(wrapped(words, mask), found, strict=True):
        np.testing.assert_allclose(logits[:, :60], expected.numpy()[:, :60], atol=2e-3)


def _small_products(whole: Any) -> list[str]:
    """The products that stay as they are: of the channels apart, and the one that gives the logits."""
    small = {tensor.name for tensor in whole.graph.initializer if np.prod(tensor.dims) <= FEW}
    return [node.name for node in whole.graph.node if node.op_type == "MatMul" and small.intersection(node.input)]


def _without_matrices(eight: Any, whole: Any, wrapped: FromEmbeddings) -> dict[str, Any]:
    """The graph as bytes, and each matrix that was taken out of it in steps and factors."""
    packed: dict[str, Any] = {}
    shipped = {m.weight.detach().numpy().tobytes(): n for n, m in wrapped.named_modules() if isinstance(m, Split)}
    tensors = {tensor.name: tensor for tensor in eight.graph.initializer}
    for tensor in whole.graph.initializer:
        if f"{tensor.name}_quantized" not in tensors:
            continue
        name = shipped.pop(np.ascontiguousarray(numpy_helper.to_array(tensor).T).tobytes())
        parts = {part: wrapped.packed[f"{name.removeprefix('model.')}.weight.{part}"] for part in PARTS}
        packed[f"{name}.steps"] = _packed(parts["steps"])
        packed[f"{name}.factors"] = _packed(parts["factors"])
        tensors[f"{tensor.name}_scale"].CopyFrom(
            numpy_helper.from_array(parts["scales"].flatten().numpy(), f"{tensor.name}_scale")
        )
        take_out(eight, tensors[f"{tensor.name}_quantized"], name, "packed")
    assert not shipped, f"not found in the graph: {list(shipped.values())}"
    return {"graph": np.frombuffer(eight.SerializeToString(), dtype=np.uint8), **packed}


def _packed(numbers: torch.Tensor) -> Any:
    """Packed with a row for two inputs; safetensors writes memory as it lies."""
    return np.ascontiguousarray(pack(numbers.flatten(1).T.numpy().astype(np.int8)))


if __name__ == "__main__":
    main()
