"""qa.language.asked_question: the question inside what was typed."""

import pytest

from qa.language.asked_question import asked_in, ordinary_case, without_source


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("We are two, and our tent is old, could you tell me what a pitch costs?", "What a pitch costs?"),
        ("Hello, I read of the storm, and I wonder whether you know who mended the roof?", "Who mended the roof?"),
        (
            "We arrive late and would like to know until what time the desk is open.",
            "Until what time the desk is open?",
        ),
        ("Hi there! When does the museum open?", "When does the museum open?"),
        ("Please tell me the price of a pitch.", "What is the price of a pitch?"),
        ("Do you know if dogs are allowed in the hall?", "Are dogs allowed in the hall?"),
        ("Could you please let me know whether the hall can seat fifty?", "Can the hall seat fifty?"),
        ("I was wondering if you could tell me when the roof was mended", "When the roof was mended?"),
        ("The old roof leaked. Who mended it?", "Who mended it?"),
        ("Good morning, tell me about the museum.", "Tell me about the museum."),
    ],
)
def test_the_question_is_found_behind_greetings_and_stories(typed, asked):
    assert asked_in(typed) == asked


@pytest.mark.parametrize(
    "typed",
    [
        "When does the museum open?",
        "Hello!",
        "How do you know when the roof leaks?",
        "How can you tell if it leaks?",
        "Do you know whether it opens?",
        "Tell me about the museum.",
        "Which museums in Washington D.C. are the most popular?",
        "",
    ],
)
def test_there_is_none_where_all_of_it_is_the_question(typed):
    assert asked_in(typed) is None


def test_capitals_are_read_in_small_letters_where_all_are_capitals():
    assert ordinary_case("WHEN DID NATO MEET?") == "when did nato meet?"
    assert ordinary_case("When did NATO meet?") is None
    assert ordinary_case("NATO") is None


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("Who mended the roof according to the article?", "Who mended the roof?"),
        ("According to this text, who mended the roof?", "Who mended the roof?"),
        ("In the article, who mended the roof?", "Who mended the roof?"),
        ("who mended the roof, according to this", "Who mended the roof"),
        ("who mended the roof", "who mended the roof"),
        ("Who mended the roof according to the mayor?", "Who mended the roof according to the mayor?"),
        ("What is in the article?", "What is in the article?"),
        ("In the article who mended the roof?", "In the article who mended the roof?"),
        ("According to the article?", "According to the article?"),
    ],
)
def test_what_is_asked_is_asked_of_the_text_anyway(typed, plain):
    assert without_source(typed) == plain
