"""A document's sentences as a brief sees them."""

from __future__ import annotations

import numpy as np
import pytest
from fakes import HashEncoder, text_document

from index.collection import Collection
from qa.form.telling import DocumentSentences, is_dependent


def sentences(text: str) -> DocumentSentences:
    document = text_document(text)
    return DocumentSentences(Collection.build([document], HashEncoder()), document, 0)


@pytest.mark.parametrize(
    "text",
    [
        "He was born by the sea.",
        "But it closed in the spring.",
        "This can explain why Ada left.",
        "When winter came, she left.",
        "In March he told Ada the news.",
        "Another does it at night.",
    ],
)
def test_a_sentence_that_points_back_needs_the_one_before(text: str) -> None:
    assert is_dependent(text)


@pytest.mark.parametrize(
    "text",
    [
        "Lady Verne said that she would come.",
        "In her first letter, Ada wrote of the sea.",
        "It is no wonder that Ada left.",
        "The miller sold his mill.",
        "Bees keep warm in winter.",
    ],
)
def test_a_sentence_that_says_of_whom_it_speaks_stands_alone(text: str) -> None:
    assert not is_dependent(text)


def test_every_sentence_has_its_words_its_vector_and_its_place() -> None:
    found = sentences(
        "Bees make honey from the nectar of flowers. They keep warm.\n\nWasps die in the autumn every year."
    )
    assert [each.text for each in found.sentences][1] == "They keep warm."
    assert found.vectors.shape == (3, HashEncoder.dimensions)
    assert np.array_equal(found.vectors, found.collection.by_sentence.all_vectors())
    for each in found.sentences:
        assert found.document.text[each.sentence.start : each.sentence.end] == each.text


def test_fragments_items_and_questions_are_worth_nothing() -> None:
    found = sentences("Bees make honey from the nectar of flowers. Why? Do bees keep warm in the winter? So they do.")
    assert [each.worth > 0 for each in found.sentences] == [True, False, False, False]


def test_a_sentence_that_needs_the_one_before_is_quoted_with_it() -> None:
    found = sentences("Ada Lovelace was born in London. She wrote the first program of all for a machine.")
    (both,) = found.cite([1])
    assert both.quote == found.document.text
    assert both.answer == both.quote
    first, second = found.cite([0, 1])
    assert (first.quote, second.quote) == tuple(each.text for each in found.sentences)


def test_sentences_of_different_paragraphs_are_not_quoted_together() -> None:
    found = sentences("Ada Lovelace was born in London.\n\nShe wrote the first program of all for a machine.")
    assert not found.is_led_into(1)
