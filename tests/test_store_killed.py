"""Processes killed at random instants while they take documents out of an index, or compact it."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes import HashEncoder, text_document

from index.store import Store
from index.verification import verify

ROUNDS = 40
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


class Writer:
    """The other process; see tests/writer_process.py."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process, self._folder = process, folder

    def carry_out(self, kill_after: float | None = None, **work: Any) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        request = {"folder": str(self._folder), "kill_after": kill_after, **work}
        self._process.stdin.write(json.dumps(request) + "\n")
        return dict(json.loads(self._process.stdout.readline()))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "index")


@pytest.fixture
def writer(store: Store) -> Iterator[Writer]:
    here = Path(__file__).parent
    process = subprocess.Popen(
        [sys.executable, str(here / "writer_process.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(here), str(here.parent)])},
        bufsize=1,
    )
    yield Writer(process, store.folder)
    process.kill()
    process.communicate()


def long_text(seed: int) -> str:
    dice = random.Random(seed)
    words = ["".join(dice.choices("abcdefghijklmnop", k=dice.randint(3, 9))) for _ in range(300)]
    return "\n\n".join(" ".join(dice.choices(words, k=60)).capitalize() + "." for _ in range(80))


TEXTS = {"a.txt": long_text(1), "b.txt": long_text(2)}


def test_a_removal_killed_at_any_instant_leaves_both_documents_or_one(store: Store, writer: Writer) -> None:
    writer.carry_out(documents=TEXTS)
    duration = writer.carry_out(remove=["b.txt"])["seconds"]
    dice, outcomes, killed = random.Random(3), [], 0
    for _ in range(ROUNDS):
        store.update(HashEncoder(), add=[text_document(text, name) for name, text in TEXTS.items()])
        killed += writer.carry_out(dice.uniform(0, 1.05) * duration, remove=["b.txt"])["killed"]
        assert verify(store).documents in {1, 2}
        outcomes.append(sorted(store.open(HashEncoder()).documents))
    assert killed >= ROUNDS / 4
    assert outcomes.count(["a.txt", "b.txt"]) >= ROUNDS / 8
    assert set(map(tuple, outcomes)) <= {("a.txt", "b.txt"), ("a.txt",)}
    writer.carry_out(
        remove=["b.txt"] if outcomes[-1] == ["a.txt", "b.txt"] else [], documents={"c.txt": TEXTS["b.txt"]}
    )
    assert sorted(store.open(HashEncoder()).documents) == ["a.txt", "c.txt"]
    assert not list(store.folder.glob("CURRENT.*"))


def test_compacting_killed_at_any_instant_leaves_the_index(store: Store, writer: Writer) -> None:
    dice, killed = random.Random(4), 0
    for number in range(ROUNDS):
        store.update(HashEncoder(), add=[text_document(long_text(number), "a.txt")])
        (store.folder / "vectors.unfinished").write_bytes(b"left" * 1000)
        killed += writer.carry_out(dice.uniform(0, 0.01), compact=True)["killed"]
        assert verify(store).documents == 1
        assert store.open(HashEncoder()).documents["a.txt"].text == long_text(number)
    assert killed
    writer.carry_out(compact=True)
    assert len(list((store.folder / "generations").iterdir())) == 1
