from dataclasses import replace

import numpy as np
import pytest
from fakes import HashEncoder, text_document

from index.collection import Collection
from index.errors import DocumentError
from index.selection import Selection

DOCUMENTS = [
    replace(text_document("It rained all day. The river rose.", "rain.txt"), author="Ann Lee", date="2024-05-06"),
    replace(text_document("The sun came out. It shone.", "sun.txt"), author="Tom Price", date="2024-06-01"),
    text_document("It snowed in the hills.\n\nNobody went out.", "folder/snow.txt"),
]


@pytest.fixture(scope="module")
def collection() -> Collection:
    return Collection.build(DOCUMENTS, HashEncoder())


@pytest.mark.parametrize(
    ("selection", "names"),
    [
        (Selection(), ["rain.txt", "sun.txt", "folder/snow.txt"]),
        (Selection(("rain.txt",)), ["rain.txt"]),
        (Selection(("RAIN", "folder/snow.txt")), ["rain.txt", "folder/snow.txt"]),
        (Selection(author="ann"), ["rain.txt"]),
        (Selection(since="2024-05-06"), ["rain.txt", "sun.txt"]),
        (Selection(since="2024-05-07"), ["sun.txt"]),
        (Selection(until="2024-05-06"), ["rain.txt"]),
        (Selection(("rain.txt", "sun.txt"), author="Lee", since="2024-01-01", until="2024-12-31"), ["rain.txt"]),
    ],
)
def test_documents_that_fit_are_left(collection: Collection, selection: Selection, names: list[str]) -> None:
    assert list(selection.apply(collection).documents) == names


def test_what_is_left_is_searched_as_if_it_had_been_indexed_alone(collection: Collection) -> None:
    selected = Selection(("sun.txt", "folder/snow.txt")).apply(collection)
    alone = Collection.build(DOCUMENTS[1:], HashEncoder())
    assert selected.passages == alone.passages
    for one, other in ((selected.by_passage, alone.by_passage), (selected.by_sentence, alone.by_sentence)):
        np.testing.assert_array_equal(one.all_vectors(), other.all_vectors())
        np.testing.assert_array_equal(one.lexical_scores("sun snow"), other.lexical_scores("sun snow"))
    np.testing.assert_array_equal(selected.owners, alone.owners)


def test_a_near_duplicate_brings_its_original_along() -> None:
    text = "\n\n".join(f"The {number}th committee met to talk about the bridge on Monday." for number in range(9))
    collection = Collection.build([text_document(text, "a.txt"), text_document(text, "b.txt")], HashEncoder())
    selected = Selection(("b.txt",)).apply(collection)
    assert {passage.document for passage in selected.passages} == {"a.txt"}


def test_an_unknown_name_is_told_with_the_nearest_one(collection: Collection) -> None:
    with pytest.raises(DocumentError, match=r"^There is no document 'rian\.txt' in the index\. Did you mean 'rain\.t"):
        Selection(("rian.txt",)).apply(collection)
    with pytest.raises(DocumentError, match=r"^There is no document '\?' in the index\. See what there is: qa list$"):
        Selection(("?",)).apply(collection)


def test_when_nothing_fits_it_is_told(collection: Collection) -> None:
    with pytest.raises(DocumentError, match=r"^No document fits what was asked for\. See what there is: qa list$"):
        Selection(author="Nobody").apply(collection)
