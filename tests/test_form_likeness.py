from __future__ import annotations

import pytest

from index.bundled_encoder import NAME
from index.embedding import Encoder, encoder_named
from qa.form.likeness import EXAMPLES, LEAST, likest, talk_like
from tests.fakes import HashEncoder


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return encoder_named(NAME)


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
def test_a_line_is_known_by_the_examples_that_it_is_like(encoder: Encoder, line: str, kind: str) -> None:
    assert likest(line, encoder) == kind


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
def test_a_question_of_the_text_is_like_no_example(encoder: Encoder, question: str) -> None:
    assert likest(question, encoder) in (None, "question")


def test_small_talk_that_is_listed_needs_no_likeness(encoder: Encoder) -> None:
    assert talk_like("merci beaucoup", encoder) == "thanks"
    assert talk_like("What is the gist of the article?", encoder) is None


def test_vectors_of_another_encoder_tell_nothing() -> None:
    assert likest("Thank you very much.", HashEncoder()) is None


def test_each_kind_has_examples_and_a_least_likeness() -> None:
    assert set(EXAMPLES) == set(LEAST)
    assert all(EXAMPLES.values())
