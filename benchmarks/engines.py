"""An index in a folder and the same in PostgreSQL, side by side in one run.

    python benchmarks/engines.py ../shared/data/squadshifts/new_wiki.json 1000 10000

Documents of about 20 passages are made of the file's sentences in a random order. The encoder is a cheap one of 384
dimensions, the mean of a random vector for each word, so that what is measured is everything but encoding.
Both indexes are asked the same questions in turns; PostgreSQL starts from the wheel in the test extra and runs on
the same machine. "same" is the share of the folder's first eight passages that PostgreSQL finds; the last rows
are of PostgreSQL with HNSW, whatever the size.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / folder) for folder in ("", "tests", "benchmarks")]

from postgres_servers import PostgresServer, started_server  # noqa: E402
from scale import DOCUMENT, PASSAGE, made, read, timed  # noqa: E402

from index.documents import Document  # noqa: E402
from index.embedding import Vectors  # noqa: E402
from index.lexical import words  # noqa: E402
from index.postgres.store import PostgresStore  # noqa: E402
from index.store import Store  # noqa: E402
from qa.retrieval import Hit, Retriever  # noqa: E402

QUESTIONS = 40
DIMENSIONS = 384


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
    sentences, questions = read([Path(sys.argv[1])])
    columns = ("passages", "engine", "load, s", "add one, s", "disk, MB", "p50, ms", "p95, ms", "same")
    print(f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|", flush=True)
    for size in map(int, sys.argv[2:]):
        documents = list(made(sentences, size * PASSAGE + DOCUMENT))
        with TemporaryDirectory() as folder, started_server(options=()) as server:
            measure(documents, questions[:QUESTIONS], Path(folder), server)


def measure(documents: list[Document], questions: list[str], folder: Path, server: PostgresServer) -> None:
    """Print a size's rows."""
    encoder, url = CheapEncoder(), server.make_database("qa")
    stores = {"folder": Store(folder), "PostgreSQL, exact": PostgresStore(url, small=0, exact=10**9)}
    loaded = {name: timed(lambda s=store: s.update(encoder, add=documents[:-1]))[0] for name, store in stores.items()}
    added = {name: timed(lambda s=store: s.update(encoder, add=documents[-1:]))[0] for name, store in stores.items()}
    stores["PostgreSQL, HNSW"] = approximate = PostgresStore(url, small=0, exact=0)
    loaded["PostgreSQL, HNSW"], _ = timed(approximate.build_indexes)
    engines = {name: store.open(encoder) for name, store in stores.items()}
    retrievers = {name: Retriever(engine, encoder) for name, engine in engines.items()}
    for retriever in retrievers.values():
        retriever.retrieve(questions[0], 8)
    seconds, found = ask(retrievers, questions)
    disk = {"folder": sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())}
    disk["PostgreSQL, HNSW"] = disk["PostgreSQL, exact"] = int(str(server.execute(SIZE, "qa")[0][0]))
    for name in stores:
        same = np.mean([share(one, other) for one, other in zip(found["folder"], found[name], strict=True)])
        figures = [f"{loaded[name]:.1f}", f"{added[name]:.2f}" if name in added else "", f"{disk[name] / 2**20:.0f}"]
        figures += [f"{1000 * np.quantile(seconds[name], at):.1f}" for at in (0.5, 0.95)]
        print(f"| {len(engines[name].passages):,} | {name} | {' | '.join(figures)} | {same:.3f} |", flush=True)


SIZE = (
    "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = 'article_qa' AND c.relkind = 'r'"
)


def ask(
    retrievers: dict[str, Retriever], questions: Iterable[str]
) -> tuple[dict[str, list[float]], dict[str, list[list[Hit]]]]:
    """Seconds and hits of each, asked in turns."""
    seconds: dict[str, list[float]] = {name: [] for name in retrievers}
    found: dict[str, list[list[Hit]]] = {name: [] for name in retrievers}
    for question in questions:
        for name, retriever in retrievers.items():
            start = perf_counter()
            found[name].append(retriever.retrieve(question, 8))
            seconds[name].append(perf_counter() - start)
    return seconds, found


def share(wanted: list[Hit], found: list[Hit]) -> float:
    """Of the passages wanted, those found."""
    there = [hit.passage for hit in found]
    return float(np.mean([hit.passage in there for hit in wanted]))


if __name__ == "__main__":
    main()
