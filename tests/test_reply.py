"""qa.reply: what is said in words of the product's own."""

from dataclasses import asdict

import pytest

from qa.page.english import ENGLISH
from qa.reply import Fact, Reply


@pytest.mark.parametrize(
    "kind", ["greeting", "thanks", "goodbye", "help", "identity", "agreement", "insult", "refrain"]
)
def test_small_talk_is_answered_in_a_sentence_that_the_page_says_too(kind):
    assert Reply(kind).text(1) == asdict(ENGLISH)[f"reply_{kind}"].format(where="the article")


def test_the_questions_that_can_be_asked_follow():
    said = Reply("greeting", ("Who won?", "Why?")).text(3)
    assert said == "Hello! Ask me about the 3 documents. You could ask: \u201cWho won?\u201d or \u201cWhy?\u201d"


@pytest.mark.parametrize("kind", ["author", "title", "date", "made", "pages", "source"])
def test_a_fact_is_told_as_the_page_tells_it(kind):
    told = Reply(facts=(Fact(kind, "a.txt", "A", "Ann"),)).text(1)
    assert told == asdict(ENGLISH)[f"fact_{kind}"].format(value="Ann")


def test_of_several_documents_each_has_a_line_and_those_left_out_are_counted():
    facts = (Fact("author", "a.txt", "A", "Ann"), Fact("author", "b.txt", "B", "Ben"))
    assert Reply(facts=facts, untold=4).text(6).splitlines() == [
        "A: The file names Ann as its author.",
        "B: The file names Ben as its author.",
        "Documents that say it too: 4.",
    ]
