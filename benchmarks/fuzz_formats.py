"""Break real samples of every format at random, and see whether each is read or refused in one sentence.

    python benchmarks/fuzz_formats.py [--files 20000] [--seed 0] [--seconds N] [--keep FOLDER]

Prints what became of them, format by format; exits with 1 where a file crashed its reader,
took longer than 20 seconds, or was read into a document whose offsets are wrong. Those files
are left in the folder.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fuzzing import outcomes


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.mkdtemp(prefix="fuzz-formats-")))
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long (default: never)")
    options = parser.parse_args()
    options.keep.mkdir(parents=True, exist_ok=True)
    counts: dict[str, Counter[str]] = {}
    started, done = perf_counter(), 0
    for name, outcome, detail in outcomes(options.files, options.seed, options.keep):
        done += 1
        counts.setdefault(name, Counter())[outcome] += 1
        if outcome not in {"read", "refused"}:
            print(f"{name}: {outcome}: {detail}", flush=True)
        if perf_counter() - started > options.seconds:
            break
    total = sum(counts.values(), Counter[str]())
    for name, found in [*sorted(counts.items()), ("all", total)]:
        print(f"{name:<12}", *(f"{outcome} {number:>6}" for outcome, number in sorted(found.items())))
    print(f"{done} files, with those in archives, in {perf_counter() - started:.0f} s")
    return int(bool(set(total) - {"read", "refused"}))


if __name__ == "__main__":
    sys.exit(main())
