from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from fakes import HashEncoder

from index.collection import Collection
from index.documents import Document
from index.embedding import Encoder
from qa.form.likeness import EXAMPLES, LEAST, VECTORS_FILE, is_surely_digest, likest, talk_like
from qa.model_threads import ThreadedEncoder
from qa.retrieval import Retriever


@pytest.fixture(scope="module")
def retriever(collection: Collection, encoder: Encoder) -> Retriever:
    return Retriever(collection, encoder)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Thank you so much, you have been a really great help to me", "thanks"),
        ("Good evening, how do you do?", "greeting"),
        ("How should I use this website?", "help"),
        ("What's the point of the article?", "digest"),
        ("What is the author trying to tell me?", "digest"),
        ("Is there anything else of interest in this article?", "digest"),
    ],
)
def test_a_line_is_known_by_the_examples_that_it_is_like(retriever: Retriever, line: str, kind: str) -> None:
    assert likest(line, retriever) == kind


@pytest.mark.parametrize(
    "question",
    [
        "Who is he?",
        "Why did Qaani go to Baghdad?",
        "What was the largest attack in a decade?",
        "Who thanked the author?",
        "Who wrote this article?",
        "What does Article 107 lay down?",
        "When was the robot built?",
        " ",
    ],
)
def test_a_question_of_the_text_is_like_no_example(retriever: Retriever, question: str) -> None:
    assert likest(question, retriever) in (None, "question")


def test_only_what_is_very_like_a_wish_for_a_brief_is_surely_one(retriever: Retriever) -> None:
    for line in ("What's the point of the article?", "What is the author getting at?", "boil it down for us"):
        assert is_surely_digest(line, retriever), line
    for line in ("What was the message about?", "What does Article 5 say?", "Who is the author?", "Thank you.", " "):
        assert not is_surely_digest(line, retriever), line


def test_an_encoder_that_runs_in_threads_of_its_own_has_the_same_vectors(
    collection: Collection, encoder: Encoder
) -> None:
    with ThreadPoolExecutor(1) as pool:
        threaded = Retriever(collection, ThreadedEncoder(encoder, pool))
        assert is_surely_digest("What's the point of the article?", threaded)
        assert talk_like("Thank you so much, you have been a really great help to me", threaded) == "thanks"


def test_small_talk_that_is_listed_needs_no_likeness(retriever: Retriever) -> None:
    assert talk_like("merci beaucoup", retriever) == "thanks"
    assert talk_like("What is the gist of the article?", retriever) is None


def test_vectors_of_another_encoder_tell_nothing(article: Document) -> None:
    retriever = Retriever(Collection.build([article], HashEncoder()), HashEncoder())
    assert likest("Thank you very much.", retriever) is None


def test_the_vectors_are_those_of_the_examples(encoder: Encoder) -> None:
    lines = [line for lines in EXAMPLES.values() for line in lines]
    assert np.abs(np.load(VECTORS_FILE) - encoder.encode(lines)).max() < 1e-3


def test_each_kind_has_examples_and_a_least_likeness() -> None:
    assert set(EXAMPLES) == set(LEAST)
    assert all(EXAMPLES.values())
