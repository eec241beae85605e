"""index.mapped_collection: segments on disk answer as the whole collection in memory does."""

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes import HashEncoder, text_document

from index.candidate_search import CandidateSearch
from index.candidates import Candidates
from index.chunking import Chunking
from index.collection import Collection
from index.documents import Document
from index.errors import DocumentError, IndexDamagedError
from index.mapped_collection import MappedCollection
from index.store import Store
from qa.retrieval import Hit, Retriever

CHUNKING = Chunking(longest=200, shortest=10)
WORDS = [
    "".join(dice.choices("aeiou", k=1) + dice.choices("bcdfghklmnprst", k=2) + dice.choices("aeiou", k=2))
    for dice in [random.Random(3)]
    for _ in range(300)
]


def sentence(dice: random.Random) -> str:
    return " ".join(dice.choices(WORDS, k=dice.randint(4, 9))).capitalize() + "."


def documents(count: int, seed: int = 1) -> list[Document]:
    dice = random.Random(seed)
    return [
        text_document(
            "\n\n".join(" ".join(sentence(dice) for _ in range(3)) for _ in range(dice.randint(2, 6))),
            f"{number:03}.txt",
        )
        for number in range(count)
    ]


def questions(count: int) -> list[str]:
    dice = random.Random(5)
    return [f"Does {sentence(dice)[:-1]}?" for _ in range(count)]


@pytest.fixture(autouse=True)
def mapped_from_the_first_passage_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.store.IN_MEMORY", 0)
    monkeypatch.setattr("index.mapped_collection.IN_MEMORY", 0)
    monkeypatch.setattr("index.writing.SMALL", 40)


def opened(store: Store) -> MappedCollection:
    collection = store.open(HashEncoder(), CHUNKING)
    assert isinstance(collection, MappedCollection)
    return collection


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """In several segments, of which some lack documents that were replaced or removed."""
    store = Store(tmp_path / "index")
    given = documents(60)
    for start in range(0, 60, 20):
        store.update(HashEncoder(), CHUNKING, add=given[start : start + 20])
    changed = [
        replace(each, name=name) for each, name in zip(documents(2, seed=9), ("003.txt", "044.txt"), strict=True)
    ]
    store.update(HashEncoder(), CHUNKING, add=changed, remove=["010.txt", "059.txt"])
    return store


@pytest.fixture
def whole() -> Collection:
    given = {each.name: each for each in documents(60)}
    given |= {
        name: replace(each, name=name) for each, name in zip(documents(2, seed=9), ("003.txt", "044.txt"), strict=True)
    }
    left = [each for name, each in sorted(given.items()) if name not in ("010.txt", "059.txt")]
    return Collection.build(left, HashEncoder(), CHUNKING)


def test_there_are_several_segments_and_some_documents_of_them_are_left_out(store: Store) -> None:
    segments = opened(store).segments
    assert len(segments) > 2
    assert any(live.removed for live in segments)


def test_documents_and_passages_are_those_of_the_whole(store: Store, whole: Collection) -> None:
    mapped = opened(store)
    assert list(mapped.documents) == list(whole.documents)
    assert mapped.documents == whole.documents
    assert list(mapped.passages) == list(whole.passages)
    assert mapped.passages[-1] == whole.passages[-1]
    assert mapped.passages[3:5] == list(whole.passages[3:5])
    assert mapped.entries == whole.entries
    assert mapped.id == whole.id
    assert [mapped.passages_of(name) for name in whole.documents] == [
        whole.passages_of(name) for name in whole.documents
    ]
    assert mapped.passages_of("fog.txt") == ()
    for most in (3, 100, 1000):
        assert mapped.opening_passages(most) == whole.opening_passages(most)


def test_words_are_looked_up_as_in_the_whole(store: Store, whole: Collection) -> None:
    mapped = opened(store)
    assert sorted(mapped.stems) == sorted(whole.stems)
    for stem in sorted(whole.stems)[::10]:
        assert mapped.passages_with(stem) == whole.passages_with(stem)
        assert sorted(mapped.texts_with([stem], 999)) == sorted(whole.texts_with([stem], 999))
    one, two = sorted(whole.stems)[:2]
    assert sorted(mapped.texts_with([one, two], 999)) == sorted(whole.texts_with([one, two], 999))
    assert mapped.passages_with("qqq") == 0
    assert mapped.texts_with(["qqq"], 9) == []


def ranked(hits: list[Hit]) -> list[tuple[str, int]]:
    return [(hit.passage.document, hit.passage.start) for hit in hits]


class Every(MappedCollection):
    """Takes every document for a candidate."""

    def candidates(self, question: str, vector: np.ndarray, depth: int = 999, documents: int = 999) -> Candidates:
        return super().candidates(question, vector, depth, documents)


def test_every_passage_scores_as_in_the_whole(store: Store, whole: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    mapped = opened(store)
    every = Every(mapped.segments, mapped.encoder_identity, mapped.chunking)
    monkeypatch.setattr("index.candidate_search.COVERED", 999)
    for question in questions(12):
        expected = Retriever(whole, HashEncoder()).retrieve(question, 300)
        found = Retriever(every, HashEncoder()).retrieve(question, 300)
        assert len(found) == len(expected)
        scores = {hit.passage: hit for hit in found}
        for hit in expected:
            same = scores[hit.passage]
            assert (same.score, same.cosine, same.coverage) == pytest.approx(
                (hit.score, hit.cosine, hit.coverage), abs=1e-6
            )
            assert [each.coverage for each in same.sentences] == pytest.approx(
                [each.coverage for each in hit.sentences], abs=1e-6
            )


def test_the_eight_best_are_those_of_the_whole_for_nearly_all_questions(store: Store, whole: Collection) -> None:
    mapped = opened(store)
    shared = 0
    for question in questions(25):
        expected = ranked(Retriever(whole, HashEncoder()).retrieve(question, 8))
        vector = HashEncoder().encode([question])[0]
        part = mapped.candidates(question, vector, documents=16)
        assert len(part.names) == 16
        assert list(part.names) == sorted(part.names)
        found = ranked(Retriever(mapped, HashEncoder()).retrieve(question, 8))
        shared += len(set(found) & set(expected))
    assert shared >= 0.98 * 8 * 25


def test_clusters_of_vectors_find_the_eight_best_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: Collection
) -> None:
    monkeypatch.setattr("index.segment_field.EXACT", 100)
    monkeypatch.setattr("index.vector_search.NEAR_ROWS", 100)
    monkeypatch.setattr("index.vector_search.FAR_ROWS", 50)
    store = Store(tmp_path / "clustered")
    store.update(HashEncoder(), CHUNKING, add=whole.documents.values())
    mapped = opened(store)
    assert mapped.segments[0].segment.by_passage.clusters
    shared, lowest = 0, []
    for question in questions(20):
        expected = ranked(Retriever(whole, HashEncoder()).retrieve(question, 8))
        shared += len(set(expected) & set(ranked(Retriever(mapped, HashEncoder()).retrieve(question, 8))))
        vector = HashEncoder().encode([question])[0]
        statistics = mapped.candidates(question, vector).statistics
        assert statistics is not None
        of_sentences = np.maximum.reduceat(whole.by_sentence.dense_scores(vector), whole.first_sentence_rows).min()
        lowest.append(statistics.passage_dense.lowest - whole.by_passage.dense_scores(vector).min())
        lowest.append(statistics.sentence_dense.lowest - of_sentences)
    assert shared >= 0.95 * 8 * 20
    assert min(lowest) >= -1e-6
    assert np.mean(lowest) < 0.02


def test_one_document_alone_and_those_that_are_current(store: Store) -> None:
    mapped = opened(store)
    few = mapped.only({"003.txt", "020.txt"})
    assert list(few.documents) == ["003.txt", "020.txt"]
    with pytest.raises(DocumentError, match="There is nothing to ask"):
        mapped.only(set())
    store.update(HashEncoder(), CHUNKING, out_of_date={"003.txt": "2026-01-02"})
    current = opened(store).current()
    assert "003.txt" not in current.documents
    assert [each.name for each in current.out_of_date] == ["003.txt"]
    store.update(HashEncoder(), CHUNKING, out_of_date=dict.fromkeys(opened(store).documents, "2026-01-03"))
    with pytest.raises(DocumentError, match=r"what the index holds is out of date \(000\.txt since 2026-01-03, "):
        opened(store).current()


def test_a_part_has_its_documents_in_order_with_their_vectors(store: Store, whole: Collection) -> None:
    part = opened(store).part(Candidates(("003.txt", "020.txt", "044.txt")))
    expected = whole.only({"003.txt", "020.txt", "044.txt"})
    assert list(part.passages) == list(expected.passages)
    np.testing.assert_array_equal(part.by_passage.all_vectors(), expected.by_passage.all_vectors())
    np.testing.assert_array_equal(part.by_sentence.all_vectors(), expected.by_sentence.all_vectors())
    np.testing.assert_array_equal(part.first_sentence_rows, expected.first_sentence_rows)
    np.testing.assert_array_equal(part.document_numbers, expected.document_numbers)


def test_a_block_that_is_not_as_it_was_written_is_found_when_it_is_read(store: Store) -> None:
    (path, *_) = sorted(store.folder.glob("segments/*/data"))
    content = path.read_bytes()
    offset, _ = json.loads((path.parent / "segment.json").read_text())["parts"]["by_sentence/vectors"]
    path.write_bytes(content[:offset] + bytes([content[offset] ^ 1]) + content[offset + 1 :])
    mapped = opened(store)
    with pytest.raises(IndexDamagedError, match=r"data is damaged or missing"):
        mapped.part(Candidates(tuple(mapped.documents)))


def test_more_documents_are_looked_at_in_a_very_large_collection(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    mapped, vector = opened(store), HashEncoder().encode(["river"])[0]
    search = CandidateSearch(mapped.segments, "river", vector, 200)
    assert search.looked_at(256) == 256
    monkeypatch.setattr("index.candidate_search.MANY", search.statistics.passages.size / 9)
    assert CandidateSearch(mapped.segments, "river", vector, 200).looked_at(256) == 768
