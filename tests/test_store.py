import errno
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest
from fakes import HashEncoder, text_document

from index.collection import Collection
from index.documents import Document
from index.embedding import Vectors
from index.errors import (
    DocumentError,
    IndexDamagedError,
    IndexMissingError,
    IndexNotWrittenError,
    IndexOutdatedError,
)
from index.generations import FORMAT_VERSION
from index.passages import Chunking
from index.store import Change, Store

RAIN = text_document("It rained all day. The river rose, and nobody went out.", "rain.txt")
SUN = text_document("The sun came out again.\n\nIt shone on the hills.", "sun.txt")
SNOW = text_document("It snowed.", "snow.txt")
MORE_RAIN = text_document("It rained all night too.", "rain.txt")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An index of two documents."""
    store = Store(tmp_path / "index")
    store.update(HashEncoder(), add=[RAIN, SUN])
    return store


def files(store: Store) -> list[Path]:
    """Every file that belongs to the index."""
    return sorted(path for path in store.folder.rglob("*") if path.is_file() and path.name != "writer.lock")


def snapshot(store: Store) -> dict[str, tuple[int, bytes]]:
    """When each file and folder was written, and what is in it."""
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in [store.folder, *store.folder.rglob("*")]
    }


def generation(store: Store) -> Path:
    return store.folder / "generations" / (store.folder / "CURRENT").read_text().split()[0]


def searched(collection: Collection) -> list[str]:
    """The documents; asks both search fields on the way whether each finds its own texts."""
    for passage, vector in zip(collection.passages, collection.by_passage.all_vectors(), strict=True):
        assert collection.by_passage.dense_scores(vector).max() == pytest.approx(1, abs=1e-6)
        assert collection.by_passage.lexical_scores(passage.text).max() > 0
        assert passage.text == collection.documents[passage.document].text[passage.start : passage.end]
    assert len(collection.owners) == len(collection.by_sentence)
    return sorted(collection.documents)


def test_what_was_put_in_is_found_after_opening(store: Store) -> None:
    collection, built = store.open(HashEncoder()), Collection.build([RAIN, SUN], HashEncoder())
    assert collection.documents == {"rain.txt": RAIN, "sun.txt": SUN}
    assert collection.passages == built.passages
    assert collection.id == built.id
    np.testing.assert_array_equal(collection.by_sentence.all_vectors(), built.by_sentence.all_vectors())
    np.testing.assert_array_equal(collection.by_passage.lexical_scores("sun"), built.by_passage.lexical_scores("sun"))


def test_an_update_says_what_it_did(store: Store) -> None:
    snow = text_document("It snowed.", "snow.txt")
    assert store.update(HashEncoder(), add=[snow, MORE_RAIN], remove=["sun.txt"]) == Change(
        added=("snow.txt",), updated=("rain.txt",), removed=("sun.txt",)
    )
    assert store.open(HashEncoder()).documents == {"rain.txt": MORE_RAIN, "snow.txt": snow}


def test_an_update_with_nothing_new_writes_nothing(store: Store) -> None:
    before = snapshot(store)
    encoder = HashEncoder()
    change = store.update(encoder, add=[RAIN, SUN])
    assert change == Change(unchanged=("rain.txt", "sun.txt"))
    assert change.is_empty
    assert encoder.encoded == []
    lock = str(store.folder / "writer.lock")
    after = snapshot(store)
    for untouched in (before, after):
        untouched.pop(lock, None)
        untouched.pop(str(store.folder))
    assert after == before


def test_only_new_texts_are_encoded(store: Store) -> None:
    encoder = HashEncoder()
    store.update(encoder, add=[MORE_RAIN])
    assert encoder.encoded == ["It rained all night too."]


def test_opening_writes_nothing(store: Store) -> None:
    before = snapshot(store)
    searched(store.open(HashEncoder()))
    assert store.exists
    assert not store.holds_seeds
    assert snapshot(store) == before


def test_removing_a_document_twice_is_removing_it(store: Store) -> None:
    assert store.update(HashEncoder(), remove=["sun.txt", "sun.txt"]).removed == ("sun.txt",)


def test_a_document_that_is_not_there_cannot_be_removed(store: Store, tmp_path: Path) -> None:
    before = snapshot(store)
    with pytest.raises(
        IndexMissingError, match=r"^The index has no document 'fog\.txt'\. Its documents: rain\.txt, sun"
    ):
        store.update(HashEncoder(), remove=["fog.txt"])
    assert snapshot(store).keys() == before.keys()
    with pytest.raises(IndexMissingError, match=r"^The index has no document 'fog\.txt'\. Its documents: none\.$"):
        Store(tmp_path / "new").update(HashEncoder(), remove=["fog.txt"])


def test_the_last_document_cannot_be_removed(store: Store) -> None:
    with pytest.raises(
        DocumentError, match=r"^Nothing would be left in the index\. To be rid of it, delete .*index\.$"
    ):
        store.update(HashEncoder(), remove=["rain.txt", "sun.txt"])
    assert searched(store.open(HashEncoder())) == ["rain.txt", "sun.txt"]


def test_an_index_of_the_seeds_alone_says_so(tmp_path: Path) -> None:
    store = Store(tmp_path / "index")
    store.update(HashEncoder(), add=[RAIN], seeds=True)
    assert store.holds_seeds
    store.update(HashEncoder(), add=[SUN])
    assert not store.holds_seeds


def test_the_manifest_says_what_the_index_is_made_of(store: Store) -> None:
    manifest = json.loads((generation(store) / "manifest.json").read_text())
    assert manifest["format_version"] == FORMAT_VERSION
    assert manifest["encoder"] == "hash-encoder"
    assert manifest["chunking"] == {"longest": 1000, "shortest": 120}
    assert manifest["documents"] == {"rain.txt": RAIN.content_hash, "sun.txt": SUN.content_hash}
    inside = {path.relative_to(generation(store)).as_posix() for path in generation(store).rglob("*") if path.is_file()}
    assert set(manifest["files"]) == inside - {"manifest.json"}


def test_only_the_generation_before_is_kept(store: Store) -> None:
    first = generation(store)
    store.update(HashEncoder(), add=[MORE_RAIN])
    second = generation(store)
    store.update(HashEncoder(), add=[RAIN])
    assert set((store.folder / "generations").iterdir()) == {second, generation(store)}
    assert not first.exists()


def test_a_missing_index_is_told(tmp_path: Path) -> None:
    store = Store(tmp_path / "nowhere")
    assert not store.exists
    with pytest.raises(IndexMissingError, match=r"^There is no index in .*nowhere\. Build one: qa index PATH$"):
        store.open(HashEncoder())
    assert not store.folder.exists()


@pytest.mark.parametrize(
    ("encoder", "chunking", "what"),
    [
        (HashEncoder("another"), Chunking(), "encoder hash-encoder, and another is asked for"),
        (
            HashEncoder(),
            Chunking(longest=500),
            r"chunking \{'longest': 1000, .*\}, and \{'longest': 500, .*\} is asked for",
        ),
    ],
)
def test_an_index_built_in_another_way_names_the_cure(
    store: Store, encoder: HashEncoder, chunking: Chunking, what: str
) -> None:
    cure = rf"^The index in .*index was built with {what}\. Rebuild it: qa index --rebuild PATH --index .*index$"
    with pytest.raises(IndexOutdatedError, match=cure):
        store.open(encoder, chunking)
    with pytest.raises(IndexOutdatedError, match=cure):
        store.update(encoder, chunking, add=[RAIN])
    store.update(encoder, chunking, add=[RAIN], rebuild=True)
    assert searched(store.open(encoder, chunking)) == ["rain.txt"]


def test_an_index_of_a_later_format_names_the_cure(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.store.READABLE_VERSIONS", (1,))
    monkeypatch.setattr("index.store.FORMAT_VERSION", 1)
    cure = r"built with format version 2, and 1 is asked for\. Rebuild it: qa index"
    with pytest.raises(IndexOutdatedError, match=cure):
        store.open(HashEncoder())
    with pytest.raises(IndexOutdatedError, match=cure):
        store.contents()


def test_an_index_of_format_version_1_is_read_and_the_next_update_writes_the_newest(tmp_path: Path) -> None:
    shutil.copytree(Path(__file__).parent / "data" / "index-v1", tmp_path / "index")
    store = Store(tmp_path / "index")
    assert store.contents().format_version == 1
    collection = store.open(HashEncoder())
    assert searched(collection) == ["rain.txt", "sun.txt"]
    assert collection.documents["rain.txt"] == RAIN
    encoder = HashEncoder()
    store.update(encoder, add=[MORE_RAIN])
    assert encoder.encoded == ["It rained all night too."]
    assert store.contents().format_version == FORMAT_VERSION


def test_contents_are_read_whatever_the_encoder(store: Store) -> None:
    contents = store.contents()
    assert contents.documents == {"rain.txt": RAIN, "sun.txt": SUN}
    assert contents.passages == store.open(HashEncoder()).passages
    assert contents.encoder_identity == "hash-encoder"


def from_file(text: str, name: str, source: str) -> Document:
    return replace(text_document(text, name), source=source)


def test_a_file_of_the_same_name_from_elsewhere_replaces_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "index")
    one, two = from_file("One rained.", "a.txt", "/one/a.txt"), from_file("Two rained.", "a.txt", "/two/a.txt")
    store.update(HashEncoder(), add=[one])
    assert store.update(HashEncoder(), add=[two]).added == ("two/a.txt",)
    assert store.update(HashEncoder(), add=[replace(two, content_hash="0" * 64)]).updated == ("two/a.txt",)
    assert store.update(HashEncoder(), add=[replace(one, content_hash="0" * 64)]).updated == ("a.txt",)
    three = from_file("Three rained.", "a.txt", "/up/two/a.txt")
    assert store.update(HashEncoder(), add=[three]).added == ("up/two/a.txt",)
    assert sorted(store.contents().documents) == ["a.txt", "two/a.txt", "up/two/a.txt"]


def test_the_same_file_from_elsewhere_is_no_other_document(tmp_path: Path) -> None:
    store = Store(tmp_path / "index")
    store.update(HashEncoder(), add=[from_file("It rained.", "a.txt", "/one/a.txt")])
    assert store.update(HashEncoder(), add=[from_file("It rained.", "a.txt", "/two/a.txt")]).unchanged == ("a.txt",)


def test_two_files_of_one_name_in_one_update_are_kept_apart(tmp_path: Path) -> None:
    store = Store(tmp_path / "index")
    zipped = [from_file(f"{word} rained.", "a.txt", f"/{word}.zip!a.txt") for word in ("One", "Two")]
    assert store.update(HashEncoder(), add=zipped).added == ("a.txt", "Two.zip/a.txt")


class Interrupted(HashEncoder):
    """Encodes some batches, and is interrupted in the next."""

    def __init__(self, batches: int) -> None:
        super().__init__()
        self._left = batches

    def encode(self, texts: Sequence[str]) -> Vectors:
        if not self._left:
            raise KeyboardInterrupt
        self._left -= 1
        return super().encode(texts)


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    store, text = Store(tmp_path / "index"), long_text(1)
    interrupted = Interrupted(3)
    with pytest.raises(KeyboardInterrupt):
        store.update(interrupted, add=[text_document(text)])
    encoder, fresh = HashEncoder(), HashEncoder()
    store.update(encoder, add=[text_document(text)])
    expected = Collection.build([text_document(text)], fresh)
    assert sorted(interrupted.encoded + encoder.encoded) == sorted(fresh.encoded)
    assert len(interrupted.encoded) == 3 * 32
    built = store.open(HashEncoder())
    np.testing.assert_array_equal(built.by_sentence.all_vectors(), expected.by_sentence.all_vectors())
    assert not (store.folder / "vectors.unfinished").exists()


def test_compacting_leaves_the_generation_in_force_alone(store: Store) -> None:
    store.update(HashEncoder(), add=[MORE_RAIN])
    (store.folder / "vectors.unfinished").write_bytes(b"left by an interrupted run")
    assert len(list((store.folder / "generations").iterdir())) == 2
    assert store.compact() > 1000
    assert list((store.folder / "generations").iterdir()) == [generation(store)]
    assert not (store.folder / "vectors.unfinished").exists()
    assert searched(store.open(HashEncoder())) == ["rain.txt", "sun.txt"]
    assert store.compact() == 0


def test_a_full_disk_leaves_the_old_index_and_is_told(store: Store) -> None:
    no_space = OSError(errno.ENOSPC, "No space left on device")
    for function, full in (
        *((f"pathlib.Path.{name}", no_space) for name in ("write_bytes", "rename", "replace")),
        ("os.fsync", no_space),
        ("numpy.save", OSError("764 requested and 496 written")),
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


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 0b111]) + content[at + 1 :]


def test_one_wrong_byte_in_any_file_is_found(store: Store) -> None:
    assert len(files(store)) > 10
    dice = random.Random(5)
    for path in files(store):
        content = path.read_bytes()
        everywhere = (
            range(len(content)) if path.name == "CURRENT" else (0, dice.randrange(len(content)), len(content) - 1)
        )
        for at in everywhere:
            path.write_bytes(flipped(content, at))
            with pytest.raises(
                IndexDamagedError, match=r"^The index file .* is damaged or missing\. Rebuild the index: qa"
            ):
                store.open(HashEncoder())
        path.write_bytes(content)
    assert searched(store.open(HashEncoder())) == ["rain.txt", "sun.txt"]


def test_a_cut_file_is_found(store: Store) -> None:
    for path in files(store):
        content = path.read_bytes()
        path.write_bytes(content[:-1])
        with pytest.raises(IndexDamagedError, match="is damaged or missing"):
            store.open(HashEncoder())
        path.write_bytes(content)


def test_a_missing_file_is_found(store: Store) -> None:
    for path in files(store):
        content = path.read_bytes()
        path.unlink()
        if path.name == "CURRENT":
            with pytest.raises(IndexMissingError, match="There is no index in"):
                store.open(HashEncoder())
        else:
            with pytest.raises(IndexDamagedError, match=rf"^The index file .*{path.name} is damaged or missing\."):
                store.open(HashEncoder())
        path.write_bytes(content)


def test_a_folder_in_the_place_of_a_file_is_found(store: Store) -> None:
    path = generation(store) / "passages.jsonl"
    path.unlink()
    path.mkdir()
    with pytest.raises(IndexDamagedError, match=r"passages\.jsonl is damaged or missing"):
        store.open(HashEncoder())


def test_a_damaged_index_is_not_updated_but_can_be_rebuilt(store: Store) -> None:
    for path in files(store):
        path.write_bytes(b"")
    with pytest.raises(IndexDamagedError, match="is damaged or missing"):
        store.update(HashEncoder(), add=[SUN])
    assert store.update(HashEncoder(), add=[SUN], rebuild=True).added == ("sun.txt",)
    assert searched(store.open(HashEncoder())) == ["sun.txt"]


def test_names_that_are_no_text_do_no_harm(tmp_path: Path) -> None:
    store = Store(tmp_path / "index")
    store.update(HashEncoder(), add=[text_document("It rained.", "caf\udce9 \u2028 東京.txt")])
    assert searched(store.open(HashEncoder())) == ["caf\udce9 \u2028 東京.txt"]


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


def long_text(seed: int) -> str:
    """Enough to encode that most kills fall into the middle of the work."""
    dice = random.Random(seed)
    words = ["".join(dice.choices("abcdefghijklmnop", k=dice.randint(3, 9))) for _ in range(400)]
    return "\n\n".join(" ".join(dice.choices(words, k=60)).capitalize() + "." for _ in range(150))


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
            outcomes["killed"] += answer(process)["killed"]
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
        for _ in range(20):
            killed += once(dice.uniform(0, duration))["killed"]
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
