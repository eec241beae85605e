"""Train the shipped reader further, on two processor cores in one to two hours.

    python training/train_further.py --data ../shared/data --out build/further

It starts from the weights that are shipped, in 4 bits, and keeps their factors and scales
(`training.rounding.SameScales`): what is learned moves weights from one step to another. Seen
is one more epoch of the sources (`training.mix.FURTHER`), and questions about tales whose
answers annotators put into words of their own, none of which was seen before; each window at most once.

`windows.npz`, checkpoints and the result in the folder `model` are those of training/train_reader.py,
and training/export_reader.py makes the shipped file of them as well.
"""

from __future__ import annotations

from pathlib import Path

import torch

from training.base import base_folder
from training.features import batches
from training.mix import EPOCHS, FURTHER
from training.rounding import SameScales, is_rounded, unpacked_state
from training.shipped import shipped_state
from training.train_reader import Plan, Trainer, parsed, train_and_write, window_file
from training.window_file import HELD_OUT, SEED, load_windows

TOKENS = 4096
"""Of a batch."""

STEPS = 480
"""Batches that are read, in an hour on two cores: about four fifths of the windows, drawn at random."""

LEARNING_RATE = 3e-5
HEAD_RATE = 3.0
WARM_UP = 40


def main() -> None:
    arguments = parsed(__doc__)
    base = base_folder(arguments.out)
    parts = load_windows(window_file(arguments, base, FURTHER, [EPOCHS]))
    steps = batches(parts[str(EPOCHS)], SEED + EPOCHS, TOKENS)[:STEPS]
    train_and_write(make_trainer(base, len(steps)), steps, parts[HELD_OUT], arguments, base)


def make_trainer(config: Path, steps: int) -> Trainer:
    """Of the shipped weights; matrices are rounded in every step."""
    packed = shipped_state()
    rounding = SameScales(packed)
    draw = torch.Generator().manual_seed(SEED)
    state = {
        name: rounding.spread(name, weights, draw) if is_rounded(name, weights) else weights
        for name, weights in unpacked_state(packed).items()
    }
    plan = Plan(0, steps, LEARNING_RATE, warm_up=WARM_UP, consistency=0.0, head_rate=HEAD_RATE)
    return Trainer(config, state, plan, rounding)


if __name__ == "__main__":
    main()
