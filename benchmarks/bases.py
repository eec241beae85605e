"""Which pretrained model the reader should start from: each trained on the same examples, tried on those held out.

    python benchmarks/bases.py --data ../shared/data build/reader/all-mpnet-base-v2:6e-5:10 build/distilbert:5e-5

A base is a folder in the transformers library's format, with a learning rate and, if not
all of its layers are to be kept, how many. The learning rate falls to nothing at the end.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

from transformers import AutoTokenizer

from training.examples import Example
from training.features import batches, token_count, windows
from training.held_out import is_held_out
from training.mix import SEED, first_examples
from training.overlap import without_overlap
from training.sources import read_sources
from training.train_reader import Plan, Trainer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bases", nargs="+", metavar="FOLDER:RATE[:LAYERS]")
    parser.add_argument("--data", type=Path, required=True, help="folder with a folder for each data set")
    parser.add_argument("--examples", type=int, default=5000)
    arguments = parser.parse_args()
    kept, _ = without_overlap(read_sources(arguments.data), arguments.data)
    pool = first_examples([example for example in kept if not is_held_out(example)])
    train = random.Random(SEED).sample(pool, arguments.examples)
    held_out = [example for example in kept if is_held_out(example)]
    for base in arguments.bases:
        folder, rate, *layers = base.split(":")
        _try(Path(folder), float(rate), int(layers[0]) if layers else None, train, held_out)


def _try(folder: Path, rate: float, layers: int | None, train: list[Example], held_out: list[Example]) -> None:
    tokenizer = AutoTokenizer.from_pretrained(folder)
    made = windows(train, tokenizer, SEED)
    steps = batches(made, SEED)
    trainer = Trainer(folder, Plan(0, len(steps), rate, rounds=False, warm_up=max(1, len(steps) // 10)), layers=layers)
    started = time.monotonic()
    for batch in steps:
        trainer.train(batch)
    spent = time.monotonic() - started
    millions = sum(parameter.numel() for parameter in trainer.model.parameters()) / 1e6
    print(
        f"{folder.name}, {millions:.0f} M parameters, rate {rate:g}: {len(train)} examples, {token_count(made)} tokens"
    )
    print(f"    {spent:.0f} s, held out: {trainer.report(held_out, tokenizer)}", flush=True)


if __name__ == "__main__":
    main()
