"""Train the reader from public data.

    python training/train_reader.py --data ../shared/data --out build/reader

Starts from the encoder's own weights (all-MiniLM-L6-v2) and writes a checkpoint to the
folder every ten minutes; the same command goes on from there. On a processor with
bfloat16 products (AMX or AVX-512), and on a GPU, it counts in bfloat16 over 32-bit
weights, elsewhere in 32 bits.
The result, `model.safetensors` with its configuration and tokenizer, is what
training/export_reader.py makes the shipped weights from.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForQuestionAnswering, AutoTokenizer, get_linear_schedule_with_warmup
from transformers.utils import logging

from index.embedding import bundled_folder
from training.attention import ATTENTION
from training.examples import Example
from training.features import Window, batches, tensors, windows
from training.held_out import is_held_out, report
from training.negatives import mined, removed, swapped
from training.overlap import without_overlap
from training.sources import read_sources

SEED = 20261122
EPOCHS = 3
LEARNING_RATE = 2e-4
WARM_UP = 0.06
WEIGHT_DECAY = 0.01
SAVE_EVERY = 600
"""Seconds."""

MINED = {"squad2-half": 2.0, "squadshifts": 0.3, "nq-oracle": 0.6, "covidqa": 1.0, "qamr": 0.12, "qadiscourse": 0.15}
REMOVED = {"squad2-half": 0.5, "squadshifts": 0.35, "nq-oracle": 0.4, "covidqa": 0.3, "qamr": 0.08, "qadiscourse": 0.1}
SWAPPED = {"squad2-half": 1.0, "squadshifts": 0.8, "nq-oracle": 0.6, "covidqa": 0.3, "qamr": 0.08}
"""How many of each kind an epoch sees for one answerable question, drawn anew each epoch; more than 1: again."""

NATIVE_TWICE = "squad2-half"


class Trainer:
    """Model, optimizer and schedule, kept together in one checkpoint."""

    def __init__(self, out: Path, steps: int) -> None:
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._half = self.device.type == "cuda" or _has_bfloat16_products()
        base = bundled_folder()
        logging.set_verbosity_error()
        self.model = AutoModelForQuestionAnswering.from_pretrained(
            base, attn_implementation=ATTENTION, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
        ).to(self.device)
        self.model.base_model.embeddings.word_embeddings.weight.requires_grad = False
        self.masters = [p.detach().float().clone() for p in self.parameters()]
        if self._half:
            self.model.to(torch.bfloat16)
        decayed = [m for m in self.masters if m.dim() > 1]
        plain = [m for m in self.masters if m.dim() == 1]
        self.optimizer = torch.optim.AdamW(
            [{"params": decayed, "weight_decay": WEIGHT_DECAY}, {"params": plain, "weight_decay": 0.0}],
            lr=LEARNING_RATE,
            fused=True,
        )
        self.schedule = get_linear_schedule_with_warmup(self.optimizer, int(WARM_UP * steps), steps)
        self.step = 0
        self._checkpoint = out / "checkpoint.pt"
        self._saved = time.monotonic()

    def parameters(self) -> Iterator[torch.nn.Parameter]:
        return (p for p in self.model.parameters() if p.requires_grad)

    def train(self, batch: Sequence[Window]) -> torch.Tensor:
        """One step; the loss."""
        self.model.train()
        inputs = {name: tensor.to(self.device) for name, tensor in tensors(batch).items()}
        allowed, starts, ends = (inputs.pop(name) for name in ("allowed", "starts", "ends"))
        output = self.model(**inputs)
        loss = _loss(output.start_logits, starts, allowed) + _loss(output.end_logits, ends, allowed)
        loss.backward()
        for parameter, master in zip(self.parameters(), self.masters, strict=True):
            master.grad = parameter.grad.float() if parameter.grad is not None else None
            parameter.grad = None
        torch.nn.utils.clip_grad_norm_(self.masters, 1.0)
        self.optimizer.step()
        self.schedule.step()
        for parameter, master in zip(self.parameters(), self.masters, strict=True):
            parameter.data.copy_(master)
        self.step += 1
        return loss.detach() / 2

    def save(self, *, now: bool = False) -> None:
        """Write the checkpoint, at most every `SAVE_EVERY` seconds unless `now`."""
        if not now and time.monotonic() - self._saved < SAVE_EVERY:
            return
        state = {
            "step": self.step,
            "masters": self.masters,
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict(),
        }
        partial = self._checkpoint.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(self._checkpoint)
        self._saved = time.monotonic()

    def resume(self) -> None:
        """Go on from the checkpoint, if there is one."""
        if not self._checkpoint.is_file():
            return
        state = torch.load(self._checkpoint, map_location=self.device)
        self.step = state["step"]
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.load_state_dict(state["schedule"])
        for parameter, master, saved in zip(self.parameters(), self.masters, state["masters"], strict=True):
            master.copy_(saved)
            parameter.data.copy_(saved)
        print(f"resumed at step {self.step}")

    def write(self, folder: Path, tokenizer: Any) -> None:
        """The model as it stands, in 32 bits."""
        whole = self.model.float()
        for parameter, master in zip(self.parameters(), self.masters, strict=True):
            parameter.data.copy_(master)
        whole.save_pretrained(folder)
        tokenizer.save_pretrained(folder)
        if self._half:
            self.model.to(torch.bfloat16)


def _has_bfloat16_products() -> bool:
    return torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with a folder for each data set")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints and the result")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    kept, shared = without_overlap(read_sources(arguments.data), arguments.data)
    print("examples that share words with a measuring set:", json.dumps(shared, indent=1))
    train = [example for example in kept if not is_held_out(example)]
    held_out = [example for example in kept if is_held_out(example)]
    print(f"{len(train)} training examples, {len(held_out)} held out:", Counter(e.source for e in train))
    tokenizer = AutoTokenizer.from_pretrained(bundled_folder())
    epochs = [_epoch(train, number, tokenizer) for number in range(arguments.epochs)]
    trainer = Trainer(arguments.out, sum(map(len, epochs)))
    trainer.resume()
    done, recent, since = 0, [], time.monotonic()
    for number, epoch in enumerate(epochs, 1):
        for batch in epoch:
            done += 1
            if done <= trainer.step:
                continue
            recent.append(trainer.train(batch))
            trainer.save()
            if done % 100 == 0:
                loss = torch.stack(recent).mean().item()
                speed = len(recent) / (time.monotonic() - since)
                print(
                    f"epoch {number} step {done}/{sum(map(len, epochs))} loss {loss:.3f}, {speed:.2f} a second",
                    flush=True,
                )
                recent, since = [], time.monotonic()
        if done == trainer.step and recent:
            print(f"epoch {number}, held out:", report(trainer.model, held_out, tokenizer), flush=True)
    trainer.save(now=True)
    trainer.write(arguments.out / "model", tokenizer)


def _epoch(examples: Sequence[Example], number: int, tokenizer: Any) -> list[list[Window]]:
    """The batches of an epoch: every example, squad2's twice, and a draw of the questions without answer."""
    seed = SEED + number
    chosen = [*examples, *(e for e in examples if e.source == NATIVE_TWICE)]
    for made, shares in (
        (mined(examples, seed), MINED),
        (removed(examples), REMOVED),
        (swapped(examples, seed), SWAPPED),
    ):
        chosen.extend(_drawn(list(made), shares, number))
    made = windows(chosen, tokenizer, seed)
    print(f"epoch {number + 1}: {len(made)} windows, {sum(w.starts == (0,) for w in made)} of them without answer")
    return batches(made, seed)


def _drawn(examples: Sequence[Example], shares: dict[str, float], epoch: int) -> Iterator[Example]:
    for example in examples:
        share = next((share for name, share in shares.items() if example.source.startswith(name)), 0.0)
        luck = (int(example.key[:8], 16) / 2**32 + epoch * 0.381966) % 1
        for _ in range(int(share) + (luck < share % 1)):
            yield example


def _loss(logits: torch.Tensor, targets: torch.Tensor, allowed: torch.Tensor) -> torch.Tensor:
    """Cross-entropy with a distribution over the allowed tokens."""
    scores = torch.log_softmax(logits.float().masked_fill(~allowed, -1e4), dim=-1)
    return -(targets * scores).sum(-1).mean()


if __name__ == "__main__":
    main()
