"""What asks for a brief or a comparison."""

from __future__ import annotations

import time

import pytest

from qa.form.request import BriefRequest, brief_request, comparison_requests, pronoun_asked_about
from qa.page.languages import LANGUAGES


@pytest.mark.parametrize(
    "question",
    [
        "What is it about?",
        "what's this article about",
        "What is this document all about?",
        "What are these articles about?",
        "Summarise",
        "Summarize the article, please",
        "Can you summarise this for me?",
        "summary",
        "A short summary of the text",
        "Give me the gist of the story.",
        "main points",
        "What are the main points of this report?",
        "key facts",
        "Give me the key facts",
        "TL;DR",
        "Tell me about this article",
        "What should I know?",
        "Please sum it up in three sentences",
        "What does the article say?",
        "Tell me about it",
        "I have two minutes. What do I need to know?",
        "What does the author mainly say?",
        "What happened?",
    ],
)
def test_the_whole_text_is_asked_about(question: str) -> None:
    assert brief_request(question) == BriefRequest()


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_the_page_offers_asks_for_a_brief_in_each_of_its_languages(code: str) -> None:
    messages = LANGUAGES[code]
    for offered in (messages.starter_article, messages.starter_articles, messages.starter_upload):
        assert brief_request(offered) == BriefRequest()


@pytest.mark.parametrize(
    ("question", "topic", "asking"),
    [
        ("Tell me about the harbour", "the harbour", "about"),
        ("Could you tell me more about Mr. Verne?", "Mr. Verne", "about"),
        ("What should I know about bees?", "bees", "about"),
        ("Give me some information on the old mill", "the old mill", "about"),
        ("What does the article say about bees?", "bees", "said"),
        ("What does the contract say about bees?", "bees", "said"),
        ("Anything about bees?", "bees", "about"),
        ("Who is Jules Verne?", "Jules Verne", "who"),
        ("Summarise the annual report", "the annual report", "digest"),
        ("What is The Moon about?", "The Moon", "title"),
    ],
)
def test_a_topic_is_asked_about(question: str, topic: str, asking: str) -> None:
    assert brief_request(question) == BriefRequest(topic, asking, outright=asking == "digest")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "request_found"),
    [
        ("Give me the gist of what Iran is up to", BriefRequest("what Iran is up to", "about", True, True)),
        ("Sum up how bees live", BriefRequest("how bees live", "digest", True, True)),
        ("Summarise what it says on the mill", BriefRequest("the mill", "digest", False, True)),
        ("A summary of why they left, please", BriefRequest("why they left", "about", True, True)),
        ("What should I know about how bees live?", BriefRequest("how bees live", "about", True, False)),
    ],
)
def test_a_clause_can_be_what_a_brief_is_wanted_of(question: str, request_found: BriefRequest) -> None:
    assert brief_request(question) == request_found


@pytest.mark.parametrize(
    "question",
    [
        "Who is the mayor of Ardleigh?",
        "Who was Robert's son?",
        "Who is responsible for the harbour?",
        "What is the capital of France?",
        "What was Khazali talking about in the interview?",
        "Tell me why the harbour was closed",
        "Tell me about him",
        "Tell me about the mill. Who built it?",
        "What did the two sides talk about?",
        "Tell me about what time it opens",
        "How many main points did the team score?",
        "Describe the three phases of the tide",
        "",
        "?",
    ],
)
def test_plain_questions_ask_for_no_brief(question: str) -> None:
    assert brief_request(question) is None


def test_the_pronoun_that_is_asked_about_is_told() -> None:
    assert pronoun_asked_about("Tell me more about him") == "him"
    assert pronoun_asked_about("Tell me more about Verne") is None


@pytest.mark.parametrize(
    ("question", "one", "other", "outright"),
    [
        ("Compare the harbour and the mill", "harbour", "mill", True),
        ("Compare and contrast bees with wasps.", "bees", "wasps", True),
        ("bees vs. wasps", "bees", "wasps", True),
        ("How do bees compare to wasps?", "bees", "wasps", True),
        ("What is the difference between a bee and a wasp?", "bee", "wasp", False),
        ("How do Verne and Wells differ?", "Verne", "Wells", False),
        ("Which is faster, a bee or a wasp?", "bee", "wasp", False),
        ("Who has written more, Verne or Wells?", "Verne", "Wells", False),
        ("How does the Moon differ from the Earth?", "Moon", "Earth", False),
    ],
)
def test_two_things_are_to_be_compared(question: str, one: str, other: str, outright: bool) -> None:
    (asked,) = comparison_requests(question)
    assert (asked.one, asked.other, asked.outright) == (one, other, outright)


def test_more_than_one_and_gives_each_way_to_understand_them() -> None:
    pairs = [(asked.one, asked.other) for asked in comparison_requests("Compare bread and butter and jam")]
    assert pairs == [("bread", "butter and jam"), ("bread and butter", "jam")]


@pytest.mark.parametrize(
    "question",
    [
        "How is it different from the others?",
        "How does it compare to its competitors?",
        "Who was involved in the Mapp vs Ohio case?",
        "How many more bees than wasps are there?",
        "What did the bee and the wasp do?",
    ],
)
def test_plain_questions_ask_for_no_comparison(question: str) -> None:
    assert not list(comparison_requests(question))


@pytest.mark.parametrize("part", ["tell me about ", "the ", "and ", "summary of ", "compare x and ", "what is ", "'s "])
def test_a_long_question_takes_no_time(part: str) -> None:
    question = (part * 1000)[:1000]
    started = time.perf_counter()
    brief_request(question)
    list(comparison_requests(question))
    assert time.perf_counter() - started < 2
