"""index.store: what is kept, what is refused, and what is found to be damaged."""

import hashlib
import json
import random
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes import HashEncoder, text_document
from stores import MORE_RAIN, RAIN, SUN, generation, long_text, searched, two_documents

from index.change import Change
from index.chunking import Chunking
from index.collection import Collection
from index.documents import Document
from index.embedding import Vectors
from index.errors import (
    DocumentError,
    IndexDamagedError,
    IndexMissingError,
    IndexOutdatedError,
)
from index.generations import FORMAT_VERSION
from index.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return two_documents(tmp_path / "index")


def files(store: Store) -> list[Path]:
    """Every file that belongs to the index."""
    return sorted(path for path in store.folder.rglob("*") if path.is_file() and path.name != "writer.lock")


def snapshot(store: Store) -> dict[str, tuple[int, bytes]]:
    """When each file and folder was written, and what is in it."""
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in [store.folder, *store.folder.rglob("*")]
    }


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
    (segment,) = manifest["segments"]
    assert segment["removed"] == []
    folder = store.folder / "segments" / segment["name"]
    assert segment["table"] == hashlib.sha256((folder / "segment.json").read_bytes()).hexdigest()
    inside = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert set(json.loads((folder / "segment.json").read_text())["files"]) == inside - {"segment.json", "blocks.crc"}


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
    cure = r"built with format version 5, and 1 is asked for\. Rebuild it: qa index"
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
    assert "It rained all night too." in encoder.encoded
    headed = [text for text in encoder.encoded if text.startswith("The flood: ")]
    assert sorted(encoder.encoded) == sorted(["It rained all night too.", *headed])
    assert store.contents().format_version == FORMAT_VERSION


def test_an_index_of_format_version_2_is_split_anew_by_the_next_update_even_if_nothing_changes(tmp_path: Path) -> None:
    shutil.copytree(Path(__file__).parent / "data" / "index-v2", tmp_path / "index")
    store = Store(tmp_path / "index")
    collection = store.open(HashEncoder())
    assert [(passage.headings, passage.search_text) for passage in collection.passages] == [((), "It rained.")]
    encoder = HashEncoder()
    days = text_document("Days\n\nThe first day\n\nIt rained.\n", "days.txt")
    assert store.update(encoder, add=[days]).unchanged == ("days.txt",)
    assert encoder.encoded == ["The first day: It rained."]
    assert [passage.headings for passage in store.open(HashEncoder()).passages] == [("Days", "The first day")]
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


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 0b111]) + content[at + 1 :]


def test_one_wrong_byte_in_any_file_is_found(store: Store) -> None:
    assert len(files(store)) >= 5
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
    (path,) = store.folder.glob("segments/*/data")
    path.unlink()
    path.mkdir()
    with pytest.raises(IndexDamagedError, match=r"data is damaged or missing"):
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
