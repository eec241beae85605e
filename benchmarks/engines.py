"""An index in a folder and the same in PostgreSQL, side by side.

    python benchmarks/engines.py ../shared/data/squadshifts/new_wiki.json 1400 14000 --keep FOLDER
    python benchmarks/engines.py ../shared/data/squadshifts/new_wiki.json 140000 --keep FOLDER --steps load

Documents of about 20 passages are made of sentences that stand near each other in the file (benchmarks/scale.py). The
encoder is a cheap one of 384 dimensions, the mean of a random vector for each word, so that what is measured is
everything but encoding. PostgreSQL starts from the wheel in the test extra, with its data in FOLDER, and runs on the
same machine, as a server whose commits are on the disk. Each step is a process of its own, and what one has done is
kept in FOLDER and not done again, so that a large size can be measured in pieces; loading goes on after the documents
that are there.

All indexes are asked the same questions in turns. "same" is the share of the folder's first eight passages that
PostgreSQL finds, "recall" that of exact PostgreSQL's which it finds by HNSW; both are asked whatever the size, and the
exact one reads a small collection whole, as it does by default. "client" is the most memory of a process
that opens the index and asks, "server" what all processes of PostgreSQL have then, shared memory counted once (PSS).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / folder) for folder in ("", "tests", "benchmarks")]

from postgres_servers import PostgresServer  # noqa: E402
from scale import DOCUMENT, PASSAGE, made, peak, read, timed  # noqa: E402

from index.documents import Document  # noqa: E402
from index.embedding import Vectors  # noqa: E402
from index.engine import Engine, EngineStore  # noqa: E402
from index.lexical import words  # noqa: E402
from index.postgres.store import PostgresStore  # noqa: E402
from index.store import Store  # noqa: E402
from qa.retrieval import Retriever  # noqa: E402

QUESTIONS, FIRST = 40, 8
DIMENSIONS = 384
TOGETHER = 500
"""Documents that are loaded by one call."""

FOLDER, EXACT, NEAR = "folder", "PostgreSQL, exact", "PostgreSQL, HNSW"
COLUMNS = (
    "passages",
    "engine",
    "load, s",
    "add one, s",
    "disk, MB",
    "p50, ms",
    "p95, ms",
    "same",
    "recall",
    "client, MB",
    "server, MB",
)
SIZE = (
    "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = 'article_qa' AND c.relkind = 'r'"
)

Results = dict[str, Any]


class CheapEncoder:
    """See above."""

    identity = "mean of random word vectors"

    def encode(self, texts: Sequence[str]) -> Vectors:
        means = [np.mean([word_vector(word) for word in words(text) or [""]], axis=0) for text in texts]
        return np.stack([vector / np.linalg.norm(vector) for vector in means]).astype(np.float32)


@cache
def word_vector(word: str) -> Vectors:
    seed = int.from_bytes(sha256(word.encode(errors="replace")).digest()[:8], "big")
    return np.random.default_rng(seed).standard_normal(DIMENSIONS, dtype=np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="a question set in SQuAD's format")
    parser.add_argument(
        "sizes", type=int, nargs="+", help="passages, about, were they as long as those of benchmarks/scale.py"
    )
    parser.add_argument("--keep", type=Path, required=True, help="a folder where indexes and results stay")
    parser.add_argument("--steps", nargs="+", choices=STEPS, default=list(STEPS), help="only these")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside:
        step, name = arguments.inside.split("/")
        place = Place(arguments.keep / str(arguments.sizes[0]), arguments.file, arguments.sizes[0])
        print(json.dumps(STEPS[step](place, name)))
        return
    print(f"| {' | '.join(COLUMNS)} |\n{'|---' * len(COLUMNS)}|", flush=True)
    for size in arguments.sizes:
        measure(arguments, size)


def measure(arguments: argparse.Namespace, size: int) -> None:
    """The steps of a size that were not done before; then print its rows."""
    kept = arguments.keep / str(size) / "results.json"
    kept.parent.mkdir(parents=True, exist_ok=True)
    results: Results = json.loads(kept.read_text()) if kept.exists() else {}
    with running(kept.parent / "server"):
        for step in arguments.steps:
            for name in NAMES[step]:
                if f"{step}/{name}" in results:
                    continue
                command = [sys.executable, __file__, str(arguments.file), str(size), "--keep", str(arguments.keep)]
                command += ["--inside", f"{step}/{name}"]
                done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
                load = f"load average {os.getloadavg()[0]:.1f}"
                results[f"{step}/{name}"] = json.loads(done.stdout) | {"beside": load}
                kept.write_text(json.dumps(results))
                told = {what: value for what, value in results[f"{step}/{name}"].items() if what != "found"}
                print(size, step, name, told, file=sys.stderr, flush=True)
    if all(f"{step}/{name}" in results for step in STEPS for name in NAMES[step]):
        for row in rows(results):
            print(f"| {' | '.join(row)} |", flush=True)


@contextmanager
def running(folder: Path) -> Iterator[PostgresServer]:
    """A server whose data stays there."""
    is_new = not folder.exists()
    folder.mkdir(exist_ok=True)
    # Its socket's path may have 107 characters.
    assert len(str(folder.resolve())) < 80, "a shorter path is needed for --keep"
    server = PostgresServer.make(folder.resolve()) if is_new else PostgresServer(folder.resolve())
    server.start()
    try:
        if is_new:
            server.make_database("qa")
        yield server
    finally:
        server.stop()


class Place:
    """Where a size's indexes are."""

    def __init__(self, folder: Path, file: Path, size: int) -> None:
        self.folder, self.size = folder, size
        self.server = PostgresServer((folder / "server").resolve())
        self._file = file

    @property
    def documents(self) -> Iterator[Document]:
        return made(read([self._file])[0], self.size * PASSAGE + DOCUMENT)

    @property
    def questions(self) -> list[str]:
        return read([self._file])[1][: QUESTIONS + 1]

    def store(self, name: str) -> EngineStore:
        if name == FOLDER:
            return Store(self.folder / "folder")
        if name == EXACT:
            return PostgresStore(self.server.url("qa"), exact=10**9)
        return PostgresStore(self.server.url("qa"), small=0, exact=0)

    def open(self, name: str) -> Engine:
        return self.store(name).open(CheapEncoder())


def load(place: Place, name: str) -> Results:
    """All documents but the last, some together; a run that was stopped is gone on with, and its time is lost."""
    store, there = place.store(name), set[str]()
    if store.exists:
        there = set(store.open_as_built().entries)
    *documents, _ = place.documents
    left = [each for each in documents if each.name not in there]
    rest, seconds = iter(left), 0.0
    while some := list(islice(rest, TOGETHER)):
        seconds += timed(lambda some=some: store.update(CheapEncoder(), add=some))[0]
        print(f"{some[-1].name} {seconds:.1f} s", file=sys.stderr, flush=True)
    return {"seconds": seconds, "documents": len(left), "of": len(documents)}


def add(place: Place, name: str) -> Results:
    *_, last = place.documents
    store = place.store(name)
    return {"seconds": timed(lambda: store.update(CheapEncoder(), add=[last]))[0]}


def build(place: Place, name: str) -> Results:
    """The HNSW index."""
    store = place.store(name)
    assert isinstance(store, PostgresStore)
    return {"seconds": timed(store.build_indexes)[0]}


def disk(place: Place, name: str) -> Results:
    if name == FOLDER:
        files = (place.folder / "folder").rglob("*")
        return {"megabytes": sum(file.stat().st_size for file in files if file.is_file()) / 2**20}
    return {"megabytes": int(place.server.execute(SIZE, "qa")[0][0]) / 2**20}


def ask(place: Place, _: str) -> Results:
    """Milliseconds and the places of the hits of each engine, asked in turns."""
    engines = {name: place.open(name) for name in (FOLDER, EXACT, NEAR)}
    retrievers = {name: Retriever(engine, CheapEncoder()) for name, engine in engines.items()}
    first, *questions = place.questions
    for retriever in retrievers.values():
        retriever.retrieve(first, FIRST)
    milliseconds: dict[str, list[float]] = {name: [] for name in retrievers}
    found: dict[str, list[list[str]]] = {name: [] for name in retrievers}
    for question in questions:
        for name, retriever in retrievers.items():
            start = perf_counter()
            hits = retriever.retrieve(question, FIRST)
            milliseconds[name].append(1000 * (perf_counter() - start))
            found[name].append([f"{hit.passage.document} {hit.passage.start}" for hit in hits])
    return {"milliseconds": milliseconds, "found": found, "passages": len(engines[FOLDER].passages)}


def memory(place: Place, name: str) -> Results:
    """Of a process that asks one engine alone, and of the server while it is connected."""
    retriever = Retriever(place.open(name), CheapEncoder())
    for question in place.questions:
        retriever.retrieve(question, FIRST)
    return {"client": float(peak().replace(",", "")), "server": 0.0 if name == FOLDER else server_memory(place)}


def server_memory(place: Place) -> float:
    """Megabytes of all processes of the server, as they share them (PSS)."""
    postmaster = int((place.server.data / "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    kilobytes = 0
    for process in (str(postmaster), *children):
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
        kilobytes += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes / 1024


STEPS: dict[str, Callable[[Place, str], Results]] = {
    "load": load,
    "add": add,
    "build": build,
    "disk": disk,
    "ask": ask,
    "memory": memory,
}
NAMES = {
    "load": (FOLDER, EXACT),
    "add": (FOLDER, EXACT),
    "build": (NEAR,),
    "disk": (FOLDER, EXACT),
    "ask": ("all",),
    "memory": (FOLDER, EXACT, NEAR),
}


def rows(results: Results) -> Iterator[list[str]]:
    asked = results["ask/all"]
    for name in (FOLDER, EXACT, NEAR):
        times, found = asked["milliseconds"][name], asked["found"]
        seconds = results[f"build/{name}" if name == NEAR else f"load/{name}"]["seconds"]
        used = results[f"memory/{name}"]
        yield [
            f"{asked['passages']:,}",
            name,
            f"{seconds:.1f}",
            "" if name == NEAR else f"{results[f'add/{name}']['seconds']:.2f}",
            f"{results[f'disk/{FOLDER if name == FOLDER else EXACT}']['megabytes']:,.0f}",
            f"{np.quantile(times, 0.5):.1f}",
            f"{np.quantile(times, 0.95):.1f}",
            f"{share(found[FOLDER], found[name]):.3f}",
            f"{share(found[EXACT], found[name]):.3f}" if name == NEAR else "",
            f"{used['client']:,.0f}",
            f"{used['server']:,.0f}" if used["server"] else "",
        ]


def share(wanted: list[list[str]], found: list[list[str]]) -> float:
    """Of the passages wanted, those found."""
    return float(np.mean([place in there for places, there in zip(wanted, found, strict=True) for place in places]))


if __name__ == "__main__":
    main()
