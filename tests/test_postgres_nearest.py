"""A collection that is too large to compare every vector: what HNSW finds beside what there is."""

from __future__ import annotations

import random

import numpy as np
import pytest
from fakes import WordEncoder, text_document

from index.collection import Collection
from index.postgres.nearest import is_indexed
from index.postgres.store import PostgresStore
from qa.retrieval import Retriever

WORDS = ["".join(random.Random(number).choices("abcdefghijklmnopr", k=6)) for number in range(300)]


def documents():
    dice = random.Random(7)
    texts = ["\n\n".join(" ".join(dice.choices(WORDS, k=30)).capitalize() + "." for _ in range(5)) for _ in range(40)]
    return sorted((text_document(text, f"{at}.txt") for at, text in enumerate(texts)), key=lambda each: each.name)


class Short(WordEncoder):
    identity = "short"

    def encode(self, texts):
        vectors = super().encode(texts)[:, :32]
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def url(postgres):
    """A database whose index counts as large."""
    url = postgres.make_database("large")
    large(url).update(WordEncoder(), add=documents())
    return url


def large(url):
    return PostgresStore(url, depth=100, documents=30, small=0, exact=100)


def test_the_server_builds_its_index_once_the_collection_is_large(url):
    with PostgresStore(url).database.reading() as connection:
        assert is_indexed(connection, 64)
        assert not is_indexed(connection, 32)


def test_nearly_all_of_the_best_passages_are_found(url):
    built = Retriever(Collection.build(documents(), WordEncoder()), WordEncoder())
    found = Retriever(large(url).open(WordEncoder()), WordEncoder())
    dice = random.Random(3)
    same = []
    for _ in range(10):
        question = " ".join(dice.choices(WORDS, k=6))
        best = [hit.passage for hit in built.retrieve(question, 8)]
        same += [hit.passage in best for hit in found.retrieve(question, 8)]
    assert np.mean(same) >= 0.95


def test_the_statistics_are_those_of_the_whole_collection(url):
    exact = PostgresStore(url, documents=30, small=0).open(WordEncoder())
    question, encoder = " ".join(WORDS[:5]), WordEncoder()
    vector = encoder.encode([question])[0]
    ours, theirs = (engine.candidates(question, vector).statistics for engine in (large(url).open(encoder), exact))
    assert ours.passages == theirs.passages
    assert ours.sentences == theirs.sentences
    assert ours.documents == theirs.documents
    assert ours.passage_dense.highest == pytest.approx(theirs.passage_dense.highest, abs=1e-6)
    assert ours.passage_dense.lowest == pytest.approx(theirs.passage_dense.lowest, abs=0.05)
    assert ours.sentence_dense.lowest == pytest.approx(theirs.sentence_dense.lowest, abs=0.1)


def test_an_encoder_of_other_dimensions_is_indexed_beside(url):
    store = large(url)
    store.update(Short(), add=documents(), rebuild=True)
    with store.database.reading() as connection:
        assert is_indexed(connection, 32)
    assert Retriever(store.open(Short()), Short()).retrieve(WORDS[0], 3)
    store.compact()
    assert Retriever(store.open(Short()), Short()).retrieve(WORDS[0], 3)
