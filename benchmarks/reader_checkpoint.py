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

import torch
from safetensors.torch import save_file

from qa.reading.bundled_model import bundled_tokenizer
from training.rounding import unpacked_state
from training.shipped import shipped_state

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


def write_checkpoint(folder: Path) -> None:
    """Write it into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file(parameters(), folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_text(json.dumps(CONFIG))
    (folder / "tokenizer_config.json").write_text(json.dumps(TOKENIZER))
    shutil.copy(bundled_tokenizer(), folder / "tokenizer.json")


def parameters() -> dict[str, torch.Tensor]:
    """By the transformers library's names."""
    state = unpacked_state(shipped_state())
    return {name: weights.contiguous() for name, weights in state.items() if not name.startswith("outcomes.")}
