"""Writers of an index in PostgreSQL, and its server, killed at any instant; what readers see, and what is left."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from fakes import HashEncoder, text_document
from postgres_servers import PostgresServer

from index.documents import Document
from index.errors import EngineError
from index.postgres.store import PostgresStore
from index.postgres.verification import verify

DOCUMENTS = 6
REPOSITORY = Path(__file__).resolve().parents[1]
_WAIT, _PAUSE = 60.0, 0.1


def documents_of(version: int) -> list[Document]:
    """All documents in one version: none is the same in two versions, and none repeats another."""
    return [text_document(_text(version, number), f"{number}.txt") for number in range(DOCUMENTS)]


def _text(version: int, number: int) -> str:
    dice = random.Random(version * 1000 + number)
    words = ["".join(dice.choices("abcdefghijklmnop", k=dice.randint(3, 9))) for _ in range(60)]
    body = "\n\n".join(" ".join(dice.choices(words, k=25)).capitalize() + "." for _ in range(2))
    return f"This is version {version} of document {number}.\n\n{body}\n"


def version_of(document: Document) -> int:
    return int(document.text.split("version ")[1].split(" ")[0])


class Writers:
    """The process that forks the writers; see tests/postgres_writer.py."""

    def __enter__(self) -> Writers:
        path = os.pathsep.join([str(REPOSITORY), str(REPOSITORY / "tests")])
        self._process = subprocess.Popen(
            [sys.executable, str(REPOSITORY / "tests" / "postgres_writer.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"},
        )
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._process.communicate()

    def begin(self, url: str, versions: list[int], kill_after: Sequence[float] = ()) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"url": url, "versions": versions, "kill_after": list(kill_after)}) + "\n")
        self._process.stdin.flush()

    def end(self) -> dict[str, Any]:
        assert self._process.stdout
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def write(self, url: str, versions: list[int], kill_after: Sequence[float] = ()) -> dict[str, Any]:
        self.begin(url, versions, kill_after)
        return self.end()


class Reader:
    """Opens and asks the index over and over in a thread: `seen` counts what it found, by kind."""

    def __init__(self, url: str) -> None:
        self._url, self._stopped = url, threading.Event()
        self.seen = Counter[str]()
        self._thread = threading.Thread(target=self._read, daemon=True)

    @contextmanager
    def running(self) -> Iterator[Reader]:
        self._thread.start()
        try:
            yield self
        finally:
            self._stopped.set()
            self._thread.join()

    def _read(self) -> None:
        store = PostgresStore(self._url, small=0)
        while not self._stopped.is_set():
            try:
                self.seen["whole" if _is_one_version(store) else "mixed"] += 1
                time.sleep(_PAUSE)
            except EngineError:
                self.seen["told that the server is away"] += 1
                time.sleep(_PAUSE)
        store.close()


def _is_one_version(store: PostgresStore) -> bool:
    """Whether documents and passages, as an answer would use them, are all there in one version."""
    engine = store.open(HashEncoder())
    vector = HashEncoder().encode(["version"])[0]
    part = engine.part(engine.candidates("which version is this", vector, documents=DOCUMENTS - 1))
    versions = {version_of(document) for document in engine.documents.values()}
    of_part = {version_of(document) for document in part.documents.values()}
    return len(engine.documents) == DOCUMENTS and len(versions) == 1 and of_part <= versions


def check(url: str, allowed: set[int]) -> int:
    """The version that stands in the index, whole and one of those allowed, each document once."""
    store = PostgresStore(url, small=0)
    until = time.monotonic() + _WAIT
    while True:
        try:
            found = verify(store.database)
            break
        except EngineError:
            assert time.monotonic() < until
            time.sleep(0.05)
    documents = store.open(HashEncoder()).documents
    versions = {version_of(document) for document in documents.values()}
    store.close()
    assert found.documents == len(documents) == DOCUMENTS, found
    assert len(versions) == 1, versions
    (version,) = versions
    assert version in allowed, (version, allowed)
    return version


class Killing:
    """Kills writers and the server; after each the index is checked, every checksum and count."""

    def __init__(self, server: PostgresServer, url: str, writers: Writers, seed: int) -> None:
        self._server, self._url, self._writers = server, url, writers
        self._dice = random.Random(seed)
        self.counted = Counter[str]()
        self._possible: set[int] = set()
        writers.write(url, [1])
        self._version = self._newest = 2
        self._seconds = writers.write(url, [2])["seconds"]
        check(url, {2})

    def kill_writers(self, killed: int = 1, others: int = 0) -> None:
        """Some of several writers that share their jobs, each with a version of its own."""
        versions = [self._newest + 1 + number for number in range(killed + others)]
        longest = self._seconds * (killed + others)
        answer = self._writers.write(self._url, versions, [self._dice.uniform(0, longest) for _ in range(killed)])
        assert not answer["failed"], answer
        self._newest = versions[-1]
        self._look("writers", answer["killed"], set(versions))

    def kill_server(self) -> None:
        """While one writes."""
        self._newest += 1
        self._writers.begin(self._url, [self._newest])
        time.sleep(self._dice.uniform(0, self._seconds))
        self._server.kill()
        answer = self._writers.end()
        self._server.start()
        self._look("servers", 1, {self._newest})
        if not answer["failed"]:
            assert self._version == self._newest, "what was said to be written is lost"

    def finish(self) -> None:
        """The next writer takes over whatever was left."""
        self._newest += 1
        answer = self._writers.write(self._url, [self._newest])
        assert not answer["failed"], answer
        self._version = check(self._url, {self._newest})
        self._possible.clear()

    def _look(self, what: str, killed: int, new: set[int]) -> None:
        # The server may still be at what a killed writer asked of it last, and publish that a little later.
        self._possible |= new
        left = check(self._url, {self._version, *self._possible})
        self.counted[f"{what} killed"] += killed
        self.counted["times the old generation was left" if left == self._version else "times a new one was there"] += 1
        self._version = left
