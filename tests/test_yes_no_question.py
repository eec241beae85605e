"""qa.language.yes_no_question: what is to be answered by yes or no, and what asks for words of the text."""

import json
from time import perf_counter

import pytest

from qa.language.yes_no_question import is_yes_no


@pytest.mark.parametrize(
    "question",
    [
        "Was Soleimani killed in Baghdad?",
        "Isn't it red?",
        "Isn\u2019t it red?",
        "Hasn't Dr. Smith retired?",
        "So is the museum open?",
        "hey, can dogs eat chocolate",
        "Is it true that he died in 2020?",
        "It is true that he died in 2020?",
        "Paris is the capital of France?",
        "He died in Baghdad, didn't he?",
        "In 1990, was he king?",
        "In 1926 did the senate agree to it?",
        "According to the reviewer, are all reptiles cold-blooded?",
        "If I cancel, could I get a refund?",
        "If I cancel could I get a refund?",
        "From what we know of him, would he agree?",
        "The bridge was closed in May. Is it open now?",
        "Does the article say whether he went?",
        "Are there any cats or dogs?",
        "Is the shop open on Sundays or not?",
        "May I take pictures in the museum?",
        "So the harbour never closed?",
    ],
)
def test_yes_or_no(question):
    assert is_yes_no(question)


@pytest.mark.parametrize(
    "question",
    [
        "Until when may the library be used?",
        "Did Ann or Ben win the race?",
        "Did the army or the navy have more men?",
        "Are there more towns or villages in the county?",
        "Has the town grown or has it shrunk?",
        "When was it built?",
        "Who, in 1990, was king?",
        "By how many miles is it the longest?",
        "After 330 what purpose did the city serve?",
        "In what year, after the war, was he king?",
        "Where, along with toys, are such engines used?",
        "If I cancel, what would I get back?",
        "When driving, what is the counter showing?",
        "Can you tell me who won?",
        "can you explain the plan",
        "Does the article say why he went?",
        "Is it known who won the race?",
        "Will Smith was born where?",
        "He was born in which year?",
        "The capital of France is?",
        "Did he go, and why did he go?",
        "Can a packet be lost and if so, then where does it go?",
        "Is it red or blue?",
        "Is it the army, or is it the navy?",
        "Does it increase or decrease with height?",
        "Is it?",
        "Whats benefits does a stronger juicer bring?",
        "May 2020",
        "qaani baghdad",
        "Hat er in Bagdad gelebt?",
        "",
    ],
)
def test_neither(question):
    assert not is_yes_no(question)


def test_a_long_question_is_told_at_once():
    is_yes_no("Is it so?")
    started = perf_counter()
    for words in ("a is ", "in is ", "is, a or ", ", ", "so ", "if what ", "A is b or "):
        is_yes_no(words * (1000 // len(words)))
    assert perf_counter() - started < 1


def test_questions_of_condaqa_are_such_and_hardly_any_of_squad_is(shared_data):
    lines = (shared_data / "condaqa" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    asked = {row["question"] for row in rows if row["label"] in {"YES", "NO", "DON'T KNOW"}}
    squad = json.loads((shared_data / "squad2-half" / "train.json").read_text(encoding="utf-8"))["data"]
    others = {row["question"] for article in squad for part in article["paragraphs"] for row in part["qas"]}
    assert (sum(map(is_yes_no, asked)), len(asked)) == (320, 324)
    assert (sum(map(is_yes_no, others)), len(others)) == (30, 3091)
