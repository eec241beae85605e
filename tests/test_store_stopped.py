"""index.store: a full disk, a stop at any step, a kill at any instant, and several processes at once."""

import errno
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from fakes import HashEncoder, text_document
from stores import MORE_RAIN, RAIN, SNOW, SUN, long_text, searched, two_documents

from index.errors import IndexNotWrittenError
from index.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return two_documents(tmp_path / "index")


def test_a_full_disk_leaves_the_old_index_and_is_told(store: Store) -> None:
    no_space = OSError(errno.ENOSPC, "No space left on device")
    for function, full in (
        *((f"pathlib.Path.{name}", no_space) for name in ("write_bytes", "rename", "replace")),
        ("os.fsync", no_space),
        ("pathlib.Path.write_bytes", OSError("764 requested and 496 written")),
    ):
        with pytest.MonkeyPatch.context() as patch:
            fail = Mock(side_effect=full)
            patch.setattr(function, fail)
            told = r"^The disk is full: the index in .* could not be written and stays as it was\. Make room"
            with pytest.raises(IndexNotWrittenError, match=told):
                store.update(HashEncoder(), add=[text_document("It snowed.", "snow.txt")])
            assert fail.called
        assert searched(store.open(HashEncoder())) == ["rain.txt", "sun.txt"]


WRITING = ["os.fsync", "Path.rename", "Path.replace", "Path.write_bytes"]


@pytest.mark.parametrize("what", ["add", "remove"])
def test_a_disk_that_is_full_from_any_write_on_leaves_the_old_index_or_the_new_one(tmp_path: Path, what: str) -> None:
    store = Store(tmp_path / "index")
    left: list[list[str]] = []
    for number in range(1, 200):
        store.update(HashEncoder(), add=[RAIN, SUN], rebuild=True)
        changes: dict[str, Any] = {"add": [SNOW]} if what == "add" else {"remove": ["sun.txt"]}
        with pytest.MonkeyPatch.context() as patch:
            stop_at_call(number, WRITING, patch, OSError(errno.ENOSPC, "No space left on device"), from_then_on=True)
            try:
                store.update(HashEncoder(), **changes)
            except IndexNotWrittenError as error:
                told = str(error)
            else:
                break
        assert told.startswith("The disk is full: ")
        left.append(searched(store.open(HashEncoder())))
    assert left[0] == ["rain.txt", "sun.txt"]
    assert len(left) > 15
    assert searched(store.open(HashEncoder())) == (
        ["rain.txt", "snow.txt", "sun.txt"] if what == "add" else ["rain.txt"]
    )
    assert all(names in (left[0], searched(store.open(HashEncoder()))) for names in left)


def test_compacting_makes_room_on_a_full_disk(store: Store) -> None:
    store.update(HashEncoder(), add=[MORE_RAIN])
    with pytest.MonkeyPatch.context() as patch:
        stop_at_call(1, WRITING, patch, OSError(errno.ENOSPC, "No space left on device"), from_then_on=True)
        assert store.compact() > 1000
    assert searched(store.open(HashEncoder())) == ["rain.txt", "sun.txt"]


class Stopped(BaseException):
    """Not an Exception: nothing may catch it, as nothing catches a killed process."""


def stop_at_call(
    number: int,
    functions: list[str],
    patch: pytest.MonkeyPatch,
    error: BaseException | type[BaseException] = Stopped,
    from_then_on: bool = False,
) -> Callable[[], int]:
    """Make that call to any of the functions raise the error, a file half-written; the result counts calls."""
    calls, write_bytes = 0, Path.write_bytes

    def stopping(original: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*arguments: Any, **options: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == number or (from_then_on and calls > number):
                if original is write_bytes:
                    path, content = arguments
                    write_bytes(path, content[: len(content) // 2])
                raise error
            return original(*arguments, **options)

        return wrapper

    for function in functions:
        module, _, name = function.rpartition(".")
        owner: Any = {"os": os, "Path": Path, "shutil": shutil}[module]
        patch.setattr(owner, name, stopping(getattr(owner, name)))
    return lambda: calls


STEPS = ["os.fsync", "Path.rename", "Path.replace", "Path.mkdir", "Path.write_bytes", "Path.unlink", "shutil.rmtree"]


def test_stopping_at_any_step_leaves_the_old_index_or_the_new_one(tmp_path: Path) -> None:
    store = Store(tmp_path / "index")
    store.update(HashEncoder(), add=[RAIN])
    left: list[list[str]] = []
    for number in range(1, 200):
        if left and left[-1] != left[0]:
            store.update(HashEncoder(), add=[RAIN], rebuild=True)
        with pytest.MonkeyPatch.context() as patch:
            calls = stop_at_call(number, STEPS, patch)
            try:
                store.update(HashEncoder(), add=[SUN])
            except Stopped:
                pass
            else:
                assert calls() < number
                break
        left.append(searched(store.open(HashEncoder())))
    assert left == sorted(left), "once the new index is there, it stays"
    assert left[0] == ["rain.txt"]
    assert left[-1] == ["rain.txt", "sun.txt"]
    assert len(left) > 20


def stopped_at_every_step(store: Store, work: Callable[[], Any], again: Callable[[], Any]) -> list[list[str]]:
    """The documents found after each stop; `again` brings the index back to where it was."""
    left: list[list[str]] = []
    for number in range(1, 200):
        again()
        with pytest.MonkeyPatch.context() as patch:
            calls = stop_at_call(number, STEPS, patch)
            try:
                work()
            except Stopped:
                pass
            else:
                assert calls() < number
                return left
        left.append(searched(store.open(HashEncoder())))
    raise AssertionError("it never ended")


def test_stopping_a_removal_at_any_step_leaves_the_old_index_or_the_new_one(tmp_path: Path) -> None:
    store = Store(tmp_path / "index")
    left = stopped_at_every_step(
        store,
        work=lambda: store.update(HashEncoder(), remove=["sun.txt"]),
        again=lambda: store.update(HashEncoder(), add=[RAIN, SUN], rebuild=True),
    )
    assert left == sorted(left, reverse=True)
    assert (left[0], left[-1]) == (["rain.txt", "sun.txt"], ["rain.txt"])
    assert len(left) > 20


def test_stopping_to_compact_at_any_step_leaves_the_index(tmp_path: Path) -> None:
    store = Store(tmp_path / "index")

    def again() -> None:
        store.update(HashEncoder(), add=[RAIN], rebuild=True)
        store.update(HashEncoder(), add=[SUN])
        (store.folder / "vectors.unfinished").touch()

    left = stopped_at_every_step(store, store.compact, again)
    assert left == [["rain.txt", "sun.txt"]] * len(left)
    assert left


@contextmanager
def writer_process() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts processes that update indexes; see tests/writer_process.py."""
    started: list[subprocess.Popen[str]] = []
    here = Path(__file__).parent
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(here), str(here.parent)])}

    def start() -> subprocess.Popen[str]:
        command = [sys.executable, str(here / "writer_process.py")]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, bufsize=1
        )
        started.append(process)
        return process

    try:
        yield start
    finally:
        for process in started:
            process.kill()
            process.communicate()


def send(
    process: subprocess.Popen[str], store: Store, documents: dict[str, str], kill_after: float | None = None
) -> None:
    have(process, store, {"documents": documents}, kill_after)


def have(
    process: subprocess.Popen[str], store: Store, done: Mapping[str, Any], kill_after: float | None = None
) -> None:
    """Have something done to the index; see tests/writer_process.py."""
    assert process.stdin
    process.stdin.write(json.dumps({"folder": str(store.folder), "kill_after": kill_after, **done}) + "\n")


def answer(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout
    return dict(json.loads(process.stdout.readline()))


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


@needs_fork
def test_a_process_killed_at_any_instant_leaves_the_old_index_or_the_new_one(tmp_path: Path) -> None:
    store = Store(tmp_path / "index")
    dice = random.Random(7)
    outcomes = {"killed": 0, "old": 0, "new": 0}
    with writer_process() as start:
        process = start()
        send(process, store, {"a.txt": long_text(0)})
        answer(process)
        send(process, store, {"a.txt": long_text(1)})
        duration = answer(process)["seconds"]
        old = long_text(1)
        for round_ in range(100):
            text = long_text(round_ + 2)
            # A third of the kills fall around the swap, which is near the end.
            instant = dice.uniform(0.75, 1.05) if round_ % 3 == 0 else dice.uniform(0, 1)
            send(process, store, {"a.txt": text}, kill_after=instant * duration)
            killed = answer(process)["killed"]
            outcomes["killed"] += killed
            # Less was going on beside the tests than when the time was taken.
            duration *= 1 if killed else 0.95
            collection = store.open(HashEncoder())
            found = collection.documents["a.txt"].text
            assert found in (old, text)
            outcomes["new" if found == text else "old"] += 1
            assert collection.by_passage.lexical_scores(collection.passages[0].text).argmax() == 0
            assert collection.passages[0].text in found
            old = found
        send(process, store, {"a.txt": long_text(1000)})
        answer(process)
    assert outcomes["killed"] >= 50, outcomes
    assert outcomes["old"] >= 20, outcomes
    assert searched(store.open(HashEncoder())) == ["a.txt"]
    assert not list(store.folder.glob("CURRENT.*"))
    assert len(list((store.folder / "generations").iterdir())) <= 2


@needs_fork
@pytest.mark.parametrize("what", ["remove", "prune", "compact"])
def test_a_process_killed_while_it_takes_away_leaves_the_old_index_or_the_new_one(tmp_path: Path, what: str) -> None:
    docs, before, store = tmp_path / "docs", Store(tmp_path / "before"), Store(tmp_path / "index")
    docs.mkdir()
    (docs / "a.txt").touch()
    a, b = (
        replace(text_document(long_text(n), name), source=str(docs / name)) for n, name in enumerate(("a.txt", "b.txt"))
    )
    before.update(HashEncoder(), add=[a])
    before.update(HashEncoder(), add=[b])
    (before.folder / "vectors.unfinished").touch()
    done = {"remove": {"remove": ["b.txt"]}, "prune": {"prune": str(docs)}, "compact": {"compact": True}}[what]
    new = ["a.txt", "b.txt"] if what == "compact" else ["a.txt"]
    dice = random.Random(11)
    killed, left = 0, []
    with writer_process() as start:
        process = start()

        def once(kill_after: float | None = None) -> dict[str, Any]:
            shutil.rmtree(store.folder, ignore_errors=True)
            shutil.copytree(before.folder, store.folder)
            have(process, store, done, kill_after)
            return answer(process)

        once()
        duration = once()["seconds"]
        assert searched(store.open(HashEncoder())) == new
        while len(left) < 20 or (killed < 8 and len(left) < 200):
            was_killed = once(dice.uniform(0, duration))["killed"]
            killed += was_killed
            # Less was going on beside the tests than when the time was taken.
            duration *= 1 if was_killed else 0.9
            left.append(searched(store.open(HashEncoder())))
            have(process, store, done if left[-1] != new else {"compact": True})
            assert not answer(process)["killed"]
            assert searched(store.open(HashEncoder())) == new
            assert not list(store.folder.glob("CURRENT.*"))
    assert killed >= 8
    assert {tuple(names) for names in left} <= {("a.txt", "b.txt"), tuple(new)}
    assert left.count(["a.txt", "b.txt"]) >= 5


@needs_fork
def test_two_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "index")
    with writer_process() as start:
        processes = {"a": start(), "b": start()}
        for number in range(5):
            for name, process in processes.items():
                send(process, store, {f"{name}{number}.txt": f"{name} rained {number} times."})
        for _ in range(5):
            assert not any(answer(process)["killed"] for process in processes.values())
    assert searched(store.open(HashEncoder())) == sorted(f"{name}{number}.txt" for name in "ab" for number in range(5))


@needs_fork
def test_an_index_can_be_opened_again_and_again_while_it_is_written(store: Store) -> None:
    seen: list[int] = []
    with writer_process() as start:
        process = start()
        for number in range(12):
            send(process, store, {f"{number}.txt": f"It rained {number} times."})
        assert process.stdin
        process.stdin.close()
        while process.poll() is None:
            seen.append(len(store.open(HashEncoder()).documents))
        process.stdin = None
    assert seen == sorted(seen)
    assert len(set(seen)) > 3
    assert len(store.open(HashEncoder()).documents) == 14
