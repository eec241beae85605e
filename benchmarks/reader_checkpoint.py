"""The shipped reader as a checkpoint of the transformers library, for systems that read with that.

Matrices are those that ONNX Runtime multiplies with, in 32 bits; of the outcomes there is none, since
`MPNetForQuestionAnswering` knows of the span alone. Token 0 stands for "no answer here", as it does in
models trained on SQuAD 2.0.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper
from safetensors import safe_open
from safetensors.numpy import save_file

from qa.reading.bundled_model import bundled_tokenizer, bundled_weights
from qa.reading.packed_weights import weights

CONFIG = {
    "architectures": ["MPNetForQuestionAnswering"],
    "model_type": "mpnet",
    "hidden_size": 768,
    "num_hidden_layers": 12,
    "num_attention_heads": 12,
    "intermediate_size": 3072,
    "max_position_embeddings": 514,
    "vocab_size": 30527,
    "bos_token_id": 0,
    "pad_token_id": 1,
    "eos_token_id": 2,
}
TOKENIZER: dict[str, Any] = {
    "tokenizer_class": "PreTrainedTokenizerFast",
    "model_max_length": 512,
    "cls_token": "<s>",
    "bos_token": "<s>",
    "sep_token": "</s>",
    "eos_token": "</s>",
    "pad_token": "<pad>",
    "unk_token": "[UNK]",
    "mask_token": "<mask>",
    "model_input_names": ["input_ids", "attention_mask"],
}

WORDS = "mpnet.embeddings.word_embeddings.weight"
_PREFIX = "model."


def write_checkpoint(folder: Path) -> None:
    """Write it into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file(parameters(), folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_text(json.dumps(CONFIG))
    (folder / "tokenizer_config.json").write_text(json.dumps(TOKENIZER))
    shutil.copy(bundled_tokenizer(), folder / "tokenizer.json")


def parameters() -> dict[str, NDArray[np.float32]]:
    """By the transformers library's names."""
    with safe_open(bundled_weights(), framework="np") as packed:
        graph = onnx.load_from_string(packed.get_tensor("graph").tobytes()).graph
        matrices = weights(packed)
        words = packed.get_tensor("numbers") * packed.get_tensor("scales").astype(np.float32)
    held = [each for each in graph.initializer if each.data_location != onnx.TensorProto.EXTERNAL]
    known = {each.name: numpy_helper.to_array(each) for each in held}
    found = {
        name.removeprefix(_PREFIX): value.astype(np.float32)
        for name, value in known.items()
        if name.startswith(_PREFIX) and name.endswith(("weight", "bias"))
    }
    found |= {f"{name.removeprefix(_PREFIX)}.weight": _matrix(name, matrices[name], graph, known) for name in matrices}
    found["qa_outputs.weight"] = _head("model.qa_outputs.bias", graph, known)
    found = {name: value for name, value in found.items() if not name.startswith("outcomes.")}
    return {name: np.ascontiguousarray(value) for name, value in (found | {WORDS: words}).items()}


def _matrix(name: str, numbers: NDArray[np.int8], graph: Any, known: dict[str, NDArray[Any]]) -> NDArray[np.float32]:
    """A matrix, (outputs, inputs): its numbers by their channels' scales, but for the inputs kept in 32 bits."""
    product = next(node for node in graph.node if node.op_type == "MatMulInteger" and node.input[1] == name)
    whole = numbers * known[product.input[3].replace("_zero_point", "_scale")].astype(np.float32)
    apart = known[f"{name}.apart"].argmax(axis=0)
    whole[apart] = known[f"{name}.few"]
    return np.asarray(whole.T, dtype=np.float32)


def _head(bias: str, graph: Any, known: dict[str, NDArray[Any]]) -> NDArray[np.float32]:
    """The matrix, (outputs, inputs), of the product that a bias is added to."""
    added = next(set(node.input) - {bias} for node in graph.node if node.op_type == "Add" and bias in node.input)
    product = next(node for node in graph.node if node.op_type == "MatMul" and node.output[0] in added)
    return np.asarray(known[product.input[1]].T, dtype=np.float32)
