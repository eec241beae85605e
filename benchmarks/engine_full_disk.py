"""Indexes into PostgreSQL on a disk that has less and less room: the index stays whole, and that is told.

    mount -t tmpfs -o size=256m tmpfs FOLDER
    PYTHONPATH=tests:. python benchmarks/engine_full_disk.py FOLDER

A real server has its data in FOLDER. In each round the disk is filled but for a little more room than in the round
before, a document is added, and every checksum and count is checked; then there is room again, and the same call is
made again. Needs the test extra.
"""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from pathlib import Path

from fakes import HashEncoder, text_document
from postgres_servers import PostgresServer
from stores import long_text

from index.errors import EngineError, IndexNotWrittenError
from index.postgres.store import PostgresStore

ROUNDS, STEP = 16, 40 * 1024
"""Rounds, and bytes of room that each has more than the one before."""


def main() -> None:
    disk = Path(sys.argv[1])
    (disk / "server").mkdir()
    server, filler = PostgresServer.make(disk / "server", ("max_wal_size=32MB",)), disk / "filler"
    server.start()
    outcomes: Counter[str] = Counter()
    try:
        url = server.make_database("qa")
        for number in range(ROUNDS):
            outcomes[attempted(url, server, filler, number)] += 1
    finally:
        server.stop()
    for outcome, times in outcomes.items():
        print(f"{outcome}: {times} times")


def attempted(url: str, server: PostgresServer, filler: Path, number: int) -> str:
    """What became of one round."""
    before, more = text_document(long_text(0), "before.txt"), text_document(long_text(number + 1), "more.txt")
    store = PostgresStore(url)
    store.update(HashEncoder(), add=[before], rebuild=True)
    store.compact()
    server.execute("CHECKPOINT")
    filler.write_bytes(bytes(max(0, shutil.disk_usage(filler.parent).free - number * STEP)))
    try:
        store.update(HashEncoder(), add=[more])
        told = "written"
    except IndexNotWrittenError as error:
        told = str(error).split(":")[0].replace(str(store), "the database")
    except EngineError as error:
        told = f"told: {error}"
    filler.unlink()
    if server.process is None or server.process.poll() is not None:
        told += ", the server had stopped"
        server.start()
    held = PostgresStore(url)
    documents = held.verify().documents
    if documents != 1 + (told == "written" or told.startswith("The documents are in")):
        return f"{told}, but {documents} documents are there"
    held.update(HashEncoder(), add=[more])
    return f"{told}; the index was whole, and the same call then added the document: {held.verify().documents == 2}"


if __name__ == "__main__":
    main()
