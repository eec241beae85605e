"""A document that can be asked before all of it is encoded."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from fakes import HashEncoder, text_document

from index.collection import Collection
from index.errors import DocumentError
from index.growing import FIRST, GROWTH, GrowingCollection

TEXT = "\n\n".join(f"Crater number {n} is {n} kilometres wide. Nobody has been there." for n in range(400))


def test_each_collection_holds_the_passages_of_the_one_before_and_the_last_all_that_one_built_at_once_holds() -> None:
    document, encoder = text_document(TEXT), HashEncoder()
    growing = GrowingCollection(document, encoder)
    collections = list(growing.collections())
    sizes = [len(collection.passages) for collection in collections]
    assert sizes[0] == FIRST
    assert len(sizes) > 3
    assert all(second <= round(first * GROWTH) for first, second in pairwise(sizes))
    for smaller, larger in pairwise(collections):
        assert larger.passages[: len(smaller.passages)] == smaller.passages
    last, whole = collections[-1], Collection.build([document], encoder)
    assert last.passages == tuple(growing.passages) == whole.passages
    assert last.id == whole.id
    assert np.array_equal(last.by_passage.content.vectors, whole.by_passage.content.vectors)
    assert np.array_equal(last.by_sentence.content.vectors, whole.by_sentence.content.vectors)
    assert sorted(last.stems) == sorted(whole.stems)


def test_a_short_one_is_there_at_once() -> None:
    (collection,) = GrowingCollection(text_document("One. Two."), HashEncoder()).collections()
    assert len(collection.passages) == 1


def test_progress_counts_all_texts_and_ends_with_them() -> None:
    told: list[tuple[int, int]] = []
    growing = GrowingCollection(text_document(TEXT), HashEncoder())
    list(growing.collections(lambda done, total: told.append((done, total))))
    done = [number for number, _ in told]
    assert done == sorted(done)
    assert {total for _, total in told} == {sum(1 + len(passage.sentences) for passage in growing.passages)}
    assert told[-1][0] == told[-1][1]


def test_nothing_to_ask_is_an_error() -> None:
    with pytest.raises(DocumentError, match="have no text that could be asked"):
        GrowingCollection(replace(text_document("One."), blocks=()), HashEncoder())
