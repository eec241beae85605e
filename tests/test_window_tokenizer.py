"""qa.reading.window_tokenizer: windows are those that the transformers library cuts."""

import pytest
from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast

from qa.reading.bundled_model import bundled_tokenizer
from qa.reading.window_tokenizer import LONGEST_QUESTION, LONGEST_WINDOW, OVERLAP, WindowTokenizer

TEXTS = ["Short.", "Swans, 12 of them, came back in “March”. " * 60]


@pytest.fixture(scope="module")
def tokenizer():
    return WindowTokenizer(Tokenizer.from_file(str(bundled_tokenizer())))


@pytest.mark.parametrize("question", ["Who?", "When did the swans come back, and how many were there?"])
def test_windows_are_those_of_the_transformers_library(tokenizer, question):
    reference = PreTrainedTokenizerFast(tokenizer_file=str(bundled_tokenizer()))
    expected = reference(
        [question] * 2,
        TEXTS,
        truncation="only_second",
        max_length=LONGEST_WINDOW,
        stride=OVERLAP,
        return_overflowing_tokens=True,
    )
    found = [(row, w) for row, of in enumerate(tokenizer.windows([(question, text) for text in TEXTS])) for w in of]
    assert [row for row, _ in found] == expected["overflow_to_sample_mapping"]
    assert len(found) > 3
    for (_, window), other in zip(found, expected.encodings, strict=True):
        assert (window.ids, window.offsets, window.sequence_ids) == (other.ids, other.offsets, other.sequence_ids)


def test_a_long_question_leaves_room_for_the_text(tokenizer):
    ((window, *_),) = tokenizer.windows([("really " * 400 + "?", TEXTS[1])])
    assert window.sequence_ids.count(0) == LONGEST_QUESTION
    assert window.sequence_ids.count(1) > LONGEST_QUESTION
    assert len(window.ids) == LONGEST_WINDOW


def test_the_tokenizer_that_was_given_stays_as_it_was():
    given = Tokenizer.from_file(str(bundled_tokenizer()))
    before = given.to_str()
    WindowTokenizer(given)
    assert given.to_str() == before
