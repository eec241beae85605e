"""index.writing: a change costs what it changes, and is whole at every instant."""

import errno
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import HashEncoder, text_document
from stores import MORE_RAIN, RAIN, SNOW, SUN, long_text, searched
from test_store_stopped import stopped_at_every_step

from index.checked_files import FolderWriter
from index.errors import DocumentError, IndexNotWrittenError
from index.store import Store

PARAGRAPHS = [
    f"The {word} committee met on Monday to talk about the bridge. It could not agree on the colour of the railing."
    for word in ("first", "second", "third", "fourth", "fifth")
]
ARTICLE = "\n\n".join(PARAGRAPHS)
LARGE = text_document(long_text(1), "large.txt")
OTHER = text_document(long_text(2), "other.txt")


@pytest.fixture(autouse=True)
def no_segment_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.writing.SMALL", 10)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "index")
    store.update(HashEncoder(), add=[LARGE, OTHER])
    return store


def segments(store: Store) -> dict[str, int]:
    """Each segment's name and when its table was written."""
    return {path.parent.name: path.stat().st_mtime_ns for path in store.folder.glob("segments/*/segment.json")}


def names(store: Store) -> list[str]:
    return searched(store.open(HashEncoder()))


def test_adding_a_document_leaves_large_segments_as_they_are(store: Store) -> None:
    before = segments(store)
    encoder = HashEncoder()
    store.update(encoder, add=[RAIN])
    assert before.items() <= segments(store).items()
    assert len(segments(store)) == len(before) + 1
    assert len(encoder.encoded) == 3
    assert names(store) == ["large.txt", "other.txt", "rain.txt"]


def test_small_segments_are_written_anew_together(store: Store) -> None:
    for document in (RAIN, SUN, SNOW):
        store.update(HashEncoder(), add=[document])
        store.compact()
        assert len(segments(store)) <= 2
    assert names(store) == ["large.txt", "other.txt", "rain.txt", "snow.txt", "sun.txt"]


def test_sizes_grow_so_that_there_are_few_segments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.writing.SMALL", 1)
    store = Store(tmp_path / "index")
    counts = []
    for number in range(33):
        store.update(HashEncoder(), add=[text_document(f"It rained {number} times.", f"{number:02}.txt")])
        counts.append(len(store._generations.manifest(store._generations.current())["segments"]))
    assert max(counts) <= 6
    assert len(names(store)) == 33


def test_removing_a_document_of_a_large_segment_writes_no_segment(store: Store) -> None:
    before = segments(store)
    store.update(HashEncoder(), add=[RAIN, text_document(long_text(3), "third.txt"), SUN])
    store.update(HashEncoder(), remove=["sun.txt"])
    added = segments(store).keys() - before.keys()
    assert len(added) == 1
    assert names(store) == ["large.txt", "other.txt", "rain.txt", "third.txt"]


def test_a_segment_that_lost_much_is_written_anew(store: Store) -> None:
    (before,) = segments(store)
    store.update(HashEncoder(), remove=["other.txt"])
    store.compact()
    (after,) = segments(store)
    assert after != before
    assert names(store) == ["large.txt"]


def test_compacting_joins_segments_and_drops_what_was_removed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.writing.MOST_REMOVED", 1.0)
    store.update(HashEncoder(), add=[RAIN, SUN])
    store.update(HashEncoder(), remove=["other.txt"])
    size = store._generations.size()
    freed = store.compact()
    assert freed > 0
    assert store._generations.size() == size - freed
    assert len(segments(store)) == 1
    assert names(store) == ["large.txt", "rain.txt", "sun.txt"]
    assert store.compact() == 0


def test_a_document_that_repeats_one_of_another_segment_is_told(tmp_path: Path) -> None:
    store = Store(tmp_path / "index")
    store.update(HashEncoder(), add=[LARGE, text_document(ARTICLE, "b.txt")])
    change = store.update(HashEncoder(), add=[text_document(f"{ARTICLE}\n\n{long_text(5)[:20]}", "a.txt")])
    assert change.duplicates == (("a.txt", "b.txt"),)
    assert store.open(HashEncoder()).documents["a.txt"].duplicate_of == "b.txt"


@pytest.mark.parametrize("how", ["removed", "replaced", "out of date"])
def test_without_its_original_a_near_duplicate_is_whole_again(tmp_path: Path, how: str) -> None:
    store = Store(tmp_path / "index")
    store.update(HashEncoder(), add=[LARGE, text_document(ARTICLE, "a.txt")])
    store.update(HashEncoder(), add=[text_document(ARTICLE, "b.txt")])
    assert store.open(HashEncoder()).passages_of("b.txt") == ()
    encoder = HashEncoder()
    if how == "removed":
        store.update(encoder, remove=["a.txt"])
    elif how == "replaced":
        store.update(encoder, add=[replace(SUN, name="a.txt")])
    else:
        store.update(encoder, out_of_date={"a.txt": "2026-01-02"})
    current = store.open(HashEncoder()).current()
    assert current.documents["b.txt"].duplicate_of is None
    assert "".join(passage.text for passage in current.passages_of("b.txt")).count("committee") == 5


def test_what_a_document_keeps_is_not_encoded_again(store: Store) -> None:
    encoder = HashEncoder()
    changed = text_document(f"{OTHER.text}\n\nIt rained all night too, and all day long after that night.", "other.txt")
    assert store.update(encoder, add=[changed]).updated == ("other.txt",)
    assert len(encoder.encoded) < 5


def test_the_last_document_of_several_segments_cannot_be_removed(store: Store) -> None:
    store.update(HashEncoder(), add=[RAIN])
    with pytest.raises(DocumentError, match=r"^Nothing would be left in the index"):
        store.update(HashEncoder(), remove=["large.txt", "other.txt", "rain.txt"])


def test_a_disk_that_is_full_while_a_segment_is_written_leaves_the_old_index(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    add, added = FolderWriter.add, []

    def full_after_a_while(self: FolderWriter, name: str, content: bytes) -> None:
        added.append(name)
        if len(added) > 12:
            raise OSError(errno.ENOSPC, "No space left on device")
        add(self, name, content)

    with monkeypatch.context() as patch:
        patch.setattr(FolderWriter, "add", full_after_a_while)
        with pytest.raises(IndexNotWrittenError, match=r"^The disk is full: the index in .* stays as it was"):
            store.update(HashEncoder(), add=[RAIN])
    assert len(added) == 13
    assert names(store) == ["large.txt", "other.txt"]
    assert len(list(store.folder.glob("segments/*"))) == 1


def two_segments(store: Store) -> None:
    store.update(HashEncoder(), add=[text_document(long_text(4)[:900], "large.txt"), RAIN], rebuild=True)
    store.update(HashEncoder(), add=[SUN])


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr("index.writing.SMALL", 0)
    monkeypatch.setattr("index.writing.MOST_REMOVED", 1.0)
    return Store(tmp_path / "index")


def test_stopping_at_any_step_beside_a_segment_that_stays_leaves_the_old_index_or_the_new_one(small: Store) -> None:
    left = stopped_at_every_step(
        small, work=lambda: small.update(HashEncoder(), add=[SNOW, MORE_RAIN]), again=lambda: two_segments(small)
    )
    old, new = ["large.txt", "rain.txt", "sun.txt"], ["large.txt", "rain.txt", "snow.txt", "sun.txt"]
    assert left == sorted(left, key=len)
    assert (left[0], left[-1]) == (old, new)
    assert {tuple(each) for each in left} == {tuple(old), tuple(new)}


def test_stopping_to_leave_a_document_out_leaves_the_old_index_or_the_new_one(small: Store) -> None:
    left = stopped_at_every_step(
        small, work=lambda: small.update(HashEncoder(), remove=["rain.txt"]), again=lambda: two_segments(small)
    )
    assert (left[0], left[-1]) == (["large.txt", "rain.txt", "sun.txt"], ["large.txt", "sun.txt"])
    assert {tuple(each) for each in left} == {tuple(left[0]), tuple(left[-1])}


def test_stopping_to_join_segments_leaves_the_index(small: Store) -> None:
    def again() -> None:
        two_segments(small)
        small.update(HashEncoder(), remove=["rain.txt"])

    left = stopped_at_every_step(small, small.compact, again)
    assert len(left) > 20
    assert {tuple(each) for each in left} == {("large.txt", "sun.txt")}
