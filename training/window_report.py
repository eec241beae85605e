"""How well windows held out are read, by source: a quick look while the reader is trained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from training.features import NO_VERDICT, Window, batches, tensors
from training.reading_model import ReadingModel

LONGEST_ANSWER = 48
"""Tokens, as in use."""


def window_report(model: ReadingModel, made: Sequence[Window]) -> dict[str, float]:
    """Of each source what it allows: share of spans marked as an annotator did, AUROC of answering, right verdicts."""
    read = list(_read(model, made))
    found: dict[str, float] = {}
    for source in sorted({window.source for window, _ in read}):
        rows = [(window, row) for window, row in read if window.source == source]
        spans = [(window, row) for window, row in rows if window.starts != (0,) and not window.is_sentence]
        if spans:
            exact = [row["span"] in zip(window.starts, window.ends, strict=True) for window, row in spans]
            found[f"{source} exact"] = float(np.mean(exact))
        labels = [window.starts != (0,) for window, _ in rows]
        if len(set(labels)) == 2:
            for name in ("margin", "answers"):
                found[f"{source} auroc by {name}"] = float(roc_auc_score(labels, [row[name] for _, row in rows]))
        verdicts = [window.verdict == row["verdict"] for window, row in rows if window.verdict != NO_VERDICT]
        if verdicts:
            found[f"{source} verdicts"] = float(np.mean(verdicts))
    return {name: round(value, 4) for name, value in found.items()}


@torch.inference_mode()
def _read(model: ReadingModel, made: Sequence[Window]) -> Iterator[tuple[Window, dict[str, Any]]]:
    model.eval()
    for batch in batches(made, 0):
        given = {name: t.to(model.device) for name, t in tensors(batch, model.config.pad_token_id).items()}
        output = model(input_ids=given["input_ids"], attention_mask=given["attention_mask"])
        start, end = (logits.float().masked_fill(~given["allowed"], -1e4) for logits in output[:2])
        sums = start[:, 1:, None] + end[:, None, 1:]
        sums = sums.masked_fill(~torch.ones_like(sums).triu().tril(LONGEST_ANSWER - 1).bool(), -1e5).flatten(1)
        highest, places = sums.max(1)
        width = start.shape[1] - 1
        margins, outcomes = (highest - start[:, 0] - end[:, 0]).tolist(), output.outcomes.float()
        verdicts = outcomes[:, 1:].argmax(1).tolist()
        for row, window in enumerate(batch):
            at = int(places[row])
            span = (at // width + 1, at % width + 1)
            answers = float(outcomes[row, 0])
            yield window, {"span": span, "margin": margins[row], "answers": answers, "verdict": verdicts[row]}
