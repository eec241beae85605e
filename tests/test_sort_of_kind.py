"""qa.reading.sort_of_kind: words that only say which sort of the things asked for is meant."""

import pytest

from qa.reading.sort_of_kind import sorts_of_kind

TEXT = "Danish clubs met. The clubs Falk and Lund came, and a sailing club."


@pytest.mark.parametrize(
    "question", ["Which clubs are named?", "What Danish clubs are mentioned in the text?", "Which clubs were listed?"]
)
def test_the_word_before_the_kind_is_found_with_it(question):
    assert [TEXT[slice(*span)] for span in sorts_of_kind(question, TEXT)] == [
        "Danish clubs",
        "The clubs",
        "sailing club",
    ]


@pytest.mark.parametrize("question", ["Which clubs met?", "What sort of club is Falk?", "Who is named?"])
def test_other_questions_may_ask_for_it(question):
    assert not [*sorts_of_kind(question, TEXT)]
