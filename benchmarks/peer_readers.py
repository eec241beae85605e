"""Readers side by side: how well and how quickly each finds the answer in the same passages with the same weights.

    python benchmarks/peer_readers.py ../shared/data/squad2-half/eval.json [--turns 3] [--environment build/peers]

Every question, 300 unless `--limit` says otherwise, is read with the eight passages that article-qa retrieves for
it; half of the questions have no answer. The other systems read with the shipped weights as a checkpoint of the
transformers library, 32 bits, set up as their introductions show. `F1` and `EM` are those of the first answer to
answerable questions, whatever it is held to be worth; `AUROC` is how well its score tells answerable questions from
others; `SQuAD 2.0 F1` counts an answer to an unanswerable question as 0 and none as 1, at the system's own threshold.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from benchmarks.peer_reader_systems import SYSTEMS
from benchmarks.peers import OFFLINE, OURS, prepared
from benchmarks.reader_checkpoint import write_checkpoint
from index.collection import Collection
from index.onnx_encoder import BundledEncoder
from qa.evaluation.answers import best, exact_match, token_f1
from qa.evaluation.questions import load_questions
from qa.retrieval import Retriever

READ = 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("squad", type=Path)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--environment", type=Path, default=Path("build/peers"))
    parser.add_argument("--limit", type=int, default=300)
    arguments = parser.parse_args()
    peers = prepared(arguments.environment)
    runs: dict[str, list[dict[str, Any]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        write_checkpoint(Path(folder, "checkpoint"))
        questions, read = task(arguments.squad, arguments.limit)
        given = Path(folder, "given.json")
        given.write_text(json.dumps({"checkpoint": str(Path(folder, "checkpoint")), "read": read}))
        for turn in range(arguments.turns):
            names = list(SYSTEMS)
            for name in names[turn:] + names[:turn]:
                runs[name].append(run(name, sys.executable if name == OURS else peers, given, Path(folder)))
    print(f"{len(questions)} questions of {arguments.squad.name}, {READ} passages each, {arguments.turns} turns")
    print(table(runs, questions))


def task(squad: Path, limit: int) -> tuple[list[Any], list[dict[str, Any]]]:
    """The questions, as many with an answer as without, and with each the texts of its passages, the best first."""
    loaded, encoder = load_questions(squad), BundledEncoder()
    parted = [[each for each in loaded.questions if each.answerable is answerable] for answerable in (True, False)]
    half = limit // 2
    chosen = [each for part in parted for each in part[:: max(1, len(part) // half)][:half]]
    of_document = {one.name: Retriever(Collection.build([one], encoder), encoder) for one in loaded.documents}
    read = []
    for each in chosen:
        name = each.paragraph.document
        texts = [hit.passage.text for hit in of_document[name].retrieve(each.question, READ)]
        read.append({"question": each.question, "document": name, "texts": texts})
    return chosen, read


def run(name: str, python: str, given: Path, folder: Path) -> dict[str, Any]:
    written = folder / "output.json"
    script = Path(__file__).with_name("peer_reader_systems.py")
    subprocess.run(
        [python, script, name, given, written], check=True, env={**os.environ, **OFFLINE}, capture_output=True
    )
    result: dict[str, Any] = json.loads(written.read_bytes())
    return result


def table(runs: dict[str, list[dict[str, Any]]], questions: list[Any]) -> str:
    """Times are medians over turns, and in brackets how many times what article-qa takes."""
    rows = [
        "| | a question, p50 ms | p95 ms | F1 | EM | AUROC | SQuAD 2.0 F1 | peak, MiB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    ours = [spread(turn["milliseconds"]) for turn in runs[OURS]]
    base = np.median(ours, axis=0)
    for name, turns in runs.items():
        times = np.median([spread(turn["milliseconds"]) for turn in turns], axis=0)
        told = " | ".join(f"{time:.0f} ({time / one:.2f})" for time, one in zip(times, base, strict=True))
        peak = np.median([turn["peak_mib"] for turn in turns])
        rows.append(f"| {name} | {told} | {quality(turns[0]['answers'], questions)} | {peak:.0f} |")
    return "\n".join(rows)


def spread(milliseconds: list[float]) -> tuple[float, float]:
    return float(np.quantile(milliseconds, 0.5)), float(np.quantile(milliseconds, 0.95))


def quality(answers: list[dict[str, Any]], questions: list[Any]) -> str:
    """F1 and EM of answerable ones, AUROC, and F1 of all."""
    pairs = list(zip(answers, questions, strict=True))
    gold = {id(each): each.answers if each.answerable else ("",) for each in questions}
    first = [
        [best(score, answer["first"], gold[id(each)]) for answer, each in pairs if each.answerable]
        for score in (token_f1, exact_match)
    ]
    given = [best(token_f1, answer["given"], gold[id(each)]) for answer, each in pairs]
    scores = [answer["score"] for answer in answers]
    told = "-" if None in scores else f"{roc_auc_score([each.answerable for each in questions], scores):.3f}"
    return f"{np.mean(first[0]):.3f} | {np.mean(first[1]):.3f} | {told} | {np.mean(given):.3f}"


if __name__ == "__main__":
    main()
