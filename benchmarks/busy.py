"""What a question takes beside busy programs: one that only counts on every core, and none, in turns of one run.

    python benchmarks/busy.py ../shared/data/squad2-half/eval.json [--threads 1]

The file's articles in one collection; every question is asked once. `--threads` limits the reader's threads, to see
what it would take with one; without it they are as many as in use.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import numpy as np

from index.collection import Collection
from index.onnx_encoder import BundledEncoder
from qa.assistant import Assistant
from qa.evaluation.questions import load_questions
from qa.settings import Settings
from qa.startup import make_assistant

TURNS, ASKED = 6, 40
"""Turns, half of them beside busy programs, and questions of each."""

_BUSY = "while True: pass"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("squad", type=Path)
    parser.add_argument("--threads", type=int)
    arguments = parser.parse_args()
    if arguments.threads:
        limit_threads(arguments.threads)
    loaded, encoder = load_questions(arguments.squad), BundledEncoder()
    assistant = make_assistant(Collection.build(loaded.documents, encoder), encoder, Settings())
    step = len(loaded.questions) // (TURNS * ASKED + 1)
    waiting = iter([question.question for question in loaded.questions][::step])
    assistant.ask(next(waiting))
    taken: dict[int, list[float]] = {0: [], len(os.sched_getaffinity(0)): []}
    for turn in range(TURNS):
        programs = list(taken)[turn % 2]
        with busy(programs):
            taken[programs] += [timed(assistant, next(waiting)) for _ in range(ASKED)]
    for programs, milliseconds in taken.items():
        p50, p95 = np.quantile(milliseconds, [0.5, 0.95])
        print(f"beside {programs} busy programs: p50 {p50:.0f} ms, p95 {p95:.0f} ms, {len(milliseconds)} questions")
    alone, beside = (np.median(milliseconds) for milliseconds in taken.values())
    print(f"p50 grows {beside / alone:.2f} times")


def timed(assistant: Assistant, question: str) -> float:
    """Milliseconds."""
    started = perf_counter()
    assistant.ask(question)
    return 1000 * (perf_counter() - started)


@contextmanager
def busy(programs: int) -> Iterator[None]:
    started = [subprocess.Popen([sys.executable, "-c", _BUSY]) for _ in range(programs)]
    try:
        yield
    finally:
        for program in started:
            program.kill()
            program.wait()


def limit_threads(threads: int) -> None:
    """Of every session of ONNX Runtime made from now on."""
    import onnxruntime

    whole = onnxruntime.SessionOptions

    def options() -> onnxruntime.SessionOptions:
        made = whole()
        made.intra_op_num_threads = threads
        return made

    onnxruntime.SessionOptions = options


if __name__ == "__main__":
    main()
