"""Kills writers of an index in PostgreSQL, and its server, and counts what readers saw and what was left.

    python benchmarks/engine_kills.py 500 [SEED]

Each round kills by SIGKILL at a random instant: a writer, two of three writers that share their jobs, or all processes
of the server while one writes. After it the index is checked, every checksum and count; every tenth round another
writer finishes the work, and it is checked again. A reader asks all the while. Needs the test extra.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / folder) for folder in ("", "tests")]

from postgres_kills import Killing, Reader, Writers  # noqa: E402
from postgres_servers import started_server  # noqa: E402

OF_TEN = ("writer",) * 5 + ("two of three",) * 3 + ("server",) * 2
SEED = 20261127


def main() -> None:
    kills, rounds = int(sys.argv[1]), 0
    started = perf_counter()
    # The servers' own defaults: what is committed is on the disk.
    with started_server(options=()) as server, Writers() as writers:
        url = server.make_database("qa")
        killing = Killing(server, url, writers, int(sys.argv[2]) if len(sys.argv) > 2 else SEED)
        with Reader(url).running() as reader:
            while killed(killing) < kills:
                what = OF_TEN[rounds % len(OF_TEN)]
                rounds += 1
                if what == "server":
                    killing.kill_server()
                else:
                    killing.kill_writers(*((1, 0) if what == "writer" else (2, 1)))
                if rounds % len(OF_TEN) == 0:
                    killing.finish()
                    print(f"{killed(killing)} killed, {perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    seconds = perf_counter() - started
    print(f"{killed(killing)} killed in {rounds} rounds and {seconds:.0f} s; after each the index was whole")
    for counted in (killing.counted, reader.seen):
        for what, number in sorted(counted.items()):
            print(f"{number:8,}  {what}")
    print(f"{reader.seen['mixed']:8,}  reads that mixed two generations")


def killed(killing: Killing) -> int:
    return killing.counted["writers killed"] + killing.counted["servers killed"]


if __name__ == "__main__":
    main()
