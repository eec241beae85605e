"""Kills writers of an index in PostgreSQL, and its server, and counts what readers saw and what was left.

    python benchmarks/engine_kills.py 500

Each round kills by SIGKILL at a random instant: a writer, one of three writers that share their jobs, or all processes
of the server while one writes. After it the index is checked, every checksum and count; then another writer
finishes the work, and it is checked again. Two readers ask all the while. Needs the test extra.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from time import perf_counter

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / folder) for folder in ("", "tests")]

from postgres_kills import Killing, Reader, Writers  # noqa: E402
from postgres_servers import started_server  # noqa: E402

OF_TEN = ("writer",) * 6 + ("one of three",) * 2 + ("server",) * 2
SEED = 20261127


def main() -> None:
    rounds = int(sys.argv[1])
    started = perf_counter()
    # The servers' own defaults: what is committed is on the disk.
    with started_server(options=()) as server, Writers() as writers:
        url = server.make_database("qa")
        killing = Killing(server, url, writers, SEED)
        readers = [Reader(url), Reader(url)]
        with readers[0].running(), readers[1].running():
            for number in range(rounds):
                what = OF_TEN[number % len(OF_TEN)]
                if what == "server":
                    killing.kill_server()
                else:
                    killing.kill_writer(others=0 if what == "writer" else 2)
                if number % 50 == 49:
                    print(f"{number + 1} rounds, {perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    seen = Counter[str]()
    for reader in readers:
        seen += reader.seen
    print(f"{rounds} rounds in {perf_counter() - started:.0f} s; nothing lost, nothing twice (each round was checked)")
    for counted in (killing.counted, seen):
        for what, number in sorted(counted.items()):
            print(f"{number:8,}  {what}")
    print(f"{seen['mixed']:8,}  reads that mixed two generations")


if __name__ == "__main__":
    main()
