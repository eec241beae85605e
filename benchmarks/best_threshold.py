"""SQuAD 2.0's "best exact match and F1": those at the threshold that suits each best.

    qa eval QUESTIONS --gold-passages --json run.json
    python benchmarks/best_threshold.py run.json

Chosen with the gold answers at hand, as the official script does: a bound on what a
threshold can reach, for comparison with published numbers only.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, help="what `qa eval --json` wrote")
    rows = json.loads(parser.parse_args().run.read_text(encoding="utf-8"))["questions"]
    order = np.argsort([-row["confidence"] for row in rows], kind="stable")
    refused = np.array([not row["answerable"] for row in rows], dtype=float)[order]
    for name in ("prediction_exact_match", "prediction_f1"):
        # An unanswerable question's candidate scores 0, its refusal 1; an answerable one's refusal 0.
        answered = np.array([row[name] * row["answerable"] for row in rows])[order]
        reached = np.concatenate([[0.0], np.cumsum(answered - refused)]) + refused.sum()
        best = int(np.argmax(reached))
        print(f"{name.removeprefix('prediction_')}: {reached[best] / len(rows):.4f}, {best / len(rows):.1%} answered")


if __name__ == "__main__":
    main()
