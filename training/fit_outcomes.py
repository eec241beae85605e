"""Fit the head that tells yes, no and neither, with the layers below it as they are.

    python training/fit_outcomes.py build/reader/model --data ../shared/data

One epoch leaves that head far from where its examples would have it, as few of the windows speak to it. It
is linear in the state of token 0: a multinomial logistic model over the training windows that have a verdict, read
with the matrices rounded as they are shipped. Writes it into the folder's model.safetensors, and prints the share of
right verdicts before and after, of the examples held out.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from transformers import AutoTokenizer

from training.features import NO_VERDICT, VERDICTS, Window, batches, tensors, windows
from training.four_bits import is_rounded, rounded
from training.held_out import is_held_out
from training.mix import SEED, epoch_examples
from training.overlap import without_overlap
from training.reading_model import LAYERS, ReadingModel
from training.sources import read_sources
from training.verdicts import verdicts

STRENGTHS = (0.001, 0.003, 0.01, 0.03, 0.1)
"""Inverse regularisation, tried on the examples held out."""

MADE = 400
"""Made questions held out, of the articles held out."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="folder with the trained model.safetensors")
    parser.add_argument("--data", type=Path, required=True, help="folder with a folder for each data set")
    arguments = parser.parse_args()
    file = arguments.model / "model.safetensors"
    weights, tokenizer = load_file(file), AutoTokenizer.from_pretrained(arguments.model)
    kept, _ = without_overlap(read_sources(arguments.data), arguments.data)
    train = [example for example in epoch_examples([e for e in kept if not is_held_out(e)], 0) if example.verdict]
    apart = [example for example in kept if is_held_out(example)]
    made = list(verdicts([example for example in apart if not example.verdict], SEED))[:MADE]
    parts = {"train": train, "published": [e for e in apart if e.verdict], "made": made}
    model = _as_shipped(arguments.model, weights)
    states = {name: _states(model, windows(part, tokenizer, SEED)) for name, part in parts.items()}
    for name, (rows, targets) in states.items():
        found = rows @ weights["outcomes.weight"][1:].numpy().T + weights["outcomes.bias"][1:].numpy()
        print(f"{name}: {len(targets)} windows, {np.mean(found.argmax(1) == targets):.4f} right before", flush=True)
    scale = StandardScaler().fit(states["train"][0])
    fits = {strength: _fit(scale, states["train"], strength) for strength in STRENGTHS}
    for strength, fit in fits.items():
        shares = {name: round(float(fit.score(scale.transform(rows), y)), 4) for name, (rows, y) in states.items()}
        print(f"strength {strength}: {shares}", flush=True)
    best = max(
        fits.values(),
        key=lambda fit: sum(fit.score(scale.transform(states[n][0]), states[n][1]) for n in ("published", "made")),
    )
    weight = best.coef_ / scale.scale_
    weights["outcomes.weight"][1:] = torch.from_numpy(weight).float()
    weights["outcomes.bias"][1:] = torch.from_numpy(best.intercept_ - weight @ scale.mean_).float()
    save_file(weights, file)


def _as_shipped(folder: Path, weights: dict[str, torch.Tensor]) -> ReadingModel:
    model = ReadingModel(folder, LAYERS).eval()
    model.load_state_dict({name: rounded(w) if is_rounded(name, w) else w for name, w in weights.items()})
    return model.to(torch.bfloat16)


@torch.inference_mode()
def _states(model: ReadingModel, made: Sequence[Window]) -> tuple[np.ndarray, np.ndarray]:
    """The state of token 0, (windows, size), and the place in `VERDICTS`, of every window that has one."""
    rows, targets = [], []
    for batch in batches([window for window in made if window.verdict != NO_VERDICT], SEED):
        given = tensors(batch, model.config.pad_token_id)
        output = model.mpnet(input_ids=given["input_ids"], attention_mask=given["attention_mask"])
        rows.append(output.last_hidden_state[:, 0].float().numpy())
        targets.append(given["verdicts"].numpy())
    return np.concatenate(rows), np.concatenate(targets)


def _fit(scale: StandardScaler, part: tuple[np.ndarray, np.ndarray], strength: float) -> LogisticRegression:
    fit = LogisticRegression(C=strength, max_iter=2000).fit(scale.transform(part[0]), part[1])
    assert list(fit.classes_) == list(range(len(VERDICTS)))
    return fit


if __name__ == "__main__":
    main()
