"""One process that indexes into PostgreSQL, and several that share the same documents, side by side.

    PYTHONPATH=tests:. python benchmarks/engine_workers.py 4

Each process waits `SECONDS` for every text in the place of encoding it, as if it had a machine to itself: what is
measured is how the work is shared, not how many processors this machine has. Afterwards every checksum is verified and
both indexes are compared, every text and vector; a document that was written twice would be counted. Needs the test
extra.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from multiprocessing import get_context
from time import perf_counter

from fakes import HashEncoder, text_document
from postgres_servers import PostgresServer, started_server
from stores import long_text

from index.copying import compare
from index.embedding import Vectors
from index.postgres.store import PostgresStore

DOCUMENTS, SECONDS = 24, 0.005


class WaitingEncoder(HashEncoder):
    """Takes its time, and none of the processor's."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        time.sleep(SECONDS * len(texts))
        return super().encode(texts)


def write(url: str) -> None:
    """Index all documents, as each of the processes does."""
    documents = [text_document(long_text(seed), f"{seed}.txt") for seed in range(DOCUMENTS)]
    PostgresStore(url).update(WaitingEncoder(), add=documents)


def main() -> None:
    workers = int(sys.argv[1])
    # The servers' own defaults: what is committed is on the disk.
    with started_server(options=()) as server:
        one = indexed(server, "one", 1)
        several = indexed(server, "several", workers)
        print(f"the same at both ends: {compare(one.open_as_built(), several.open_as_built())}; {several.verify()}")
        (written,) = server.execute("SELECT count(*) FROM article_qa.document", "several")[0]
        print(f"documents written by {workers} processes: {written} of {DOCUMENTS}")


def indexed(server: PostgresServer, name: str, workers: int) -> PostgresStore:
    """A database that so many processes filled."""
    url = server.make_database(name)
    processes = [get_context("spawn").Process(target=write, args=(url,)) for _ in range(workers)]
    start = perf_counter()
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    print(f"{workers} processes: {perf_counter() - start:.1f} s, ended with {[one.exitcode for one in processes]}")
    return PostgresStore(url)


if __name__ == "__main__":
    main()
