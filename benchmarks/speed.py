"""Where the time goes: a cold `qa ask`, indexing, and questions in a running process.

    python benchmarks/speed.py [SQUAD_JSON]

Absolute times are this machine's; what travels are the shares and ratios, all of one run.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np

RUNS = 5
QUESTIONS = 500
_FLOOR = "import numpy, onnxruntime, tokenizers, faiss, bm25s"
"""What no program of this kind can do without; bm25s is in the tests' environment."""

_STAGES = """
from time import perf_counter
start = perf_counter()
from qa.settings import load_settings
from qa.startup import open_assistant
imported = perf_counter()
assistant = open_assistant(load_settings())
opened = perf_counter()
assistant.encoder.encode(["warm"])
loaded = perf_counter()
assistant.ask("Why did Qaani go to Baghdad?")
print(imported - start, opened - imported, loaded - opened, perf_counter() - loaded)
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        cold(folder)
    for path in map(Path, sys.argv[1:]):
        index_and_ask(path)


def cold(folder: str) -> None:
    """Whole processes on a built index; then the same in stages."""
    command = [sys.executable, "-m", "qa", "ask", "--json", "Why did Qaani go to Baghdad?"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    print(f"qa --help, cold: {median_wall([sys.executable, '-m', 'qa', '--help'], folder):.2f} s")
    asked, floor = median_wall(command, folder), median_wall([sys.executable, "-c", _FLOOR], folder)
    print(f"qa ask, cold, built index: {asked:.2f} s (median of {RUNS})")
    print(f"{_FLOOR}: {floor:.2f} s, so {asked / floor:.1f} times")
    stages = [
        list(map(float, subprocess.check_output([sys.executable, "-c", _STAGES], cwd=folder, text=True).split()))
        for _ in range(RUNS)
    ]
    names = ("imports", "opening the index, weights checked", "loading the encoder", "the question, loading the reader")
    for name, seconds in zip(names, np.median(stages, axis=0), strict=True):
        print(f"  {name}: {seconds * 1000:.0f} ms")


def median_wall(command: list[str], folder: str) -> float:
    walls = []
    for _ in range(RUNS):
        start = perf_counter()
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        walls.append(perf_counter() - start)
    return float(np.median(walls))


def index_and_ask(path: Path) -> None:
    """All articles of a SQuAD file into one index on disk, then its questions one by one."""
    from index.onnx_encoder import BundledEncoder
    from index.store import Store
    from qa.evaluation.questions import load_questions
    from qa.settings import Settings
    from qa.startup import make_assistant

    loaded, encoder = load_questions(path), BundledEncoder()
    encoder.encode(["warm"])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory() as folder:
        start = perf_counter()
        Store(Path(folder)).update(encoder, add=loaded.documents)
        took = perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = perf_counter()
        collection = Store(Path(folder)).open(encoder)
        opened = perf_counter() - start
    characters = sum(len(document.text) for document in loaded.documents)
    passages = len(collection.passages)
    print(f"{path.name}: {len(loaded.documents)} articles, {characters:,} characters, {passages} passages")
    print(f"  indexed in {took:.1f} s; peak memory {peak / 1024:.0f} MiB, {before / 1024:.0f} of it before")
    print(f"  opened in {opened * 1000:.0f} ms, every checksum checked")
    assistant = make_assistant(collection, encoder, Settings())
    totals, encodes = [], []
    for question in loaded.questions[:QUESTIONS]:
        totals.append(assistant.ask(question.question).timings_ms["total"])
        start = perf_counter()
        encoder.encode([question.question])
        encodes.append((perf_counter() - start) * 1000)
    p50, p95 = np.percentile(totals, [50, 95])
    floor = np.percentile(encodes, 50)
    print(
        f"  a question: p50 {p50:.1f} ms, p95 {p95:.1f} ms; encoding it alone {floor:.1f} ms, ratio {p50 / floor:.2f}"
    )


if __name__ == "__main__":
    main()
