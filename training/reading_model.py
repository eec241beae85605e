"""The model that is trained: all-mpnet-base-v2's layers with heads for the three outcomes of reading."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import torch
from transformers import AutoConfig, MPNetModel

LAYERS = 12

OUTCOMES = ("answers", "neither", "yes", "no")
"""What the head over token 0 tells: a logit of the text answering the question, and three of a verdict."""


class Outputs(NamedTuple):
    """Logits of a batch: of each token to be the answer's first and its last, and `OUTCOMES`, (windows, 4)."""

    start_logits: torch.Tensor
    end_logits: torch.Tensor
    outcomes: torch.Tensor


class ReadingModel(torch.nn.Module):
    """The first `layers` layers of the base's, and the heads; no weights are read."""

    def __init__(self, base: Path, layers: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.config = AutoConfig.from_pretrained(base)
        self.config.num_hidden_layers = layers
        self.config.hidden_dropout_prob = dropout
        self.config.attention_probs_dropout_prob = 0.0  # On a processor the draw takes as long as the products.
        self.mpnet = MPNetModel(self.config, add_pooling_layer=False)
        self.qa_outputs = torch.nn.Linear(self.config.hidden_size, 2)
        self.outcomes = torch.nn.Linear(self.config.hidden_size, len(OUTCOMES))
        torch.nn.init.zeros_(self.outcomes.weight)
        torch.nn.init.zeros_(self.outcomes.bias)

    @property
    def device(self) -> torch.device:
        return self.qa_outputs.weight.device

    def forward(self, **inputs: Any) -> Outputs:
        """Inputs are those of `MPNetModel`."""
        states = self.mpnet(**inputs).last_hidden_state
        start, end = self.qa_outputs(states).unbind(-1)
        # Three dimensions: what has two becomes a Gemm in ONNX, which would be rounded to 8 bits.
        return Outputs(start, end, self.outcomes(states[:, :1]).squeeze(1))
