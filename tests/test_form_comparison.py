"""What is said of two things, side by side."""

from __future__ import annotations

import pytest
from fakes import HashEncoder, text_document, unasked

from index.collection import Collection
from qa.assistant import Assistant
from qa.form.comparison import comparison
from qa.form.formed import Sources
from qa.reading.sentence_reader import SentenceReader
from qa.retrieval import Retriever

TEXT = """Honey bees live on nectar and pollen alone. Honey bees die after the sting.

Wasps eat insects and rotten fruit. Wasps can sting again and again. They build nests of chewed wood."""


def sources(text: str = TEXT, threshold: float = 0.3) -> Sources:
    collection = Collection.build([text_document(text)], HashEncoder())
    return Sources(collection, Retriever(collection, HashEncoder()), SentenceReader(), 5, threshold, unasked)


@pytest.mark.parametrize(
    "question", ["Compare bees and wasps", "bees vs wasps", "What is the difference between bees and wasps?"]
)
def test_the_sentences_of_the_first_stand_before_those_of_the_second(question: str) -> None:
    formed = comparison(question, (), sources())
    assert formed
    assert formed.form == "list"
    assert [citation.subject for citation in formed.citations] == ["bees", "bees", "wasps", "wasps"]
    assert all((citation.subject or "") in citation.quote.casefold() for citation in formed.citations)
    assert all(citation.answer == citation.quote for citation in formed.citations)


def test_nothing_is_compared_with_what_the_text_does_not_name() -> None:
    assert comparison("Compare bees and hornets", (), sources()) is None
    assert comparison("Compare bees and rotten nectar", (), sources()) is None


def test_a_sentence_that_tells_the_difference_is_an_answer_by_itself() -> None:
    told = sources(f"{TEXT}\n\nBees differ from wasps in what they eat.")
    assert comparison("What is the difference between bees and wasps?", (), told) is None
    assert comparison("Compare bees and wasps", (), told)


def test_what_names_both_is_quoted_only_of_one_that_nothing_else_names() -> None:
    both = sources("Honey bees live on nectar alone. Honey bees fear the hornets of the wood.")
    formed = comparison("Compare bees and hornets", (), both)
    assert formed
    assert [(citation.subject, "hornets" in citation.quote) for citation in formed.citations] == [
        ("bees", False),
        ("hornets", True),
    ]


def test_no_comparison_is_surer_than_the_threshold_asks() -> None:
    assert comparison("Compare bees and wasps", (), sources(threshold=0.95)) is None


def test_the_assistant_says_which_of_the_two_each_quotation_is_about(assistant: Assistant) -> None:
    record = assistant.ask("How do Khazali and Abu Fadak differ?").to_dict()
    assert record["form"] == "list"
    assert [cited["subject"] for cited in record["citations"]] == ["Khazali", "Khazali", "Abu Fadak"]
