"""Adds, removes and compacts on a disk that has less and less room: the index stays whole, and that is told.

mount -t tmpfs -o size=8m tmpfs FOLDER
PYTHONPATH=tests:. python benchmarks/full_disk.py FOLDER
"""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from fakes import HashEncoder, text_document

from index.errors import IndexNotWrittenError
from index.store import Store

MOST_ROOM, STEP = 700_000, 8192

disk = Path(sys.argv[1])
store, filler = Store(disk / "index"), disk / "filler"
documents = [text_document("\n\n".join(f"{w} {n} rained." for n in range(200)), f"{w}.txt") for w in "abc"]


def fill(room: int) -> None:
    """Leave that many bytes on the disk."""
    filler.write_bytes(bytes(shutil.disk_usage(disk).free - room))


changes: dict[str, dict[str, Any]] = {"add": {"add": documents[2:]}, "remove": {"remove": ["b.txt"]}}
outcomes: Counter[str] = Counter()
for name, change in changes.items():
    for room in range(0, MOST_ROOM, STEP):
        filler.unlink(missing_ok=True)
        store.update(HashEncoder(), add=documents[:2], rebuild=True)
        store.compact()
        fill(room)
        try:
            store.update(HashEncoder(), **change)
            told = "done"
        except IndexNotWrittenError:
            told = "told that the disk is full"
        outcomes[f"{name}: {told}, the index holds {', '.join(store.open(HashEncoder()).documents)}"] += 1
filler.unlink()
store.update(HashEncoder(), add=documents, rebuild=True)
store.update(HashEncoder(), remove=["c.txt"])
fill(0)
print(f"compact on a full disk: {store.compact()} bytes freed, the index holds", *store.open(HashEncoder()).documents)
for outcome, times in outcomes.items():
    print(f"{outcome}: {times} times")
