"""qa.language.question_language: which questions are in English, so that what is known of English applies."""

import json
from pathlib import Path

import pytest

from qa.language.question_language import is_english

LINES = (Path(__file__).parent / "data" / "foreign_questions.txt").read_text(encoding="utf-8").splitlines()
FOREIGN = [line.split(" ", 1) for line in LINES if not line.startswith("#")]
FIRST: dict[str, str] = {}
for code, asked in FOREIGN:
    FIRST.setdefault(code, asked)


@pytest.mark.parametrize(("code", "question"), FOREIGN, ids=[question for _, question in FOREIGN])
def test_a_short_question_is_in_the_language_of_its_words_or_of_the_question_before(code, question):
    assert not is_english(question, [FIRST[code]])


def test_most_questions_in_other_languages_need_no_question_before_them():
    assert sum(not is_english(question) for _, question in FOREIGN) >= 0.88 * len(FOREIGN)


@pytest.mark.parametrize(
    "question",
    [
        "Why?",
        "Turkey?",
        "And Khazali?",
        "Abu Fadak al-Mohammedawi",
        "Asa'ib Ahl al-Haq?",
        "Esmail Qaani Baghdad 2020",
        "any sisters?",
        "Who wrote \u00abGuerra y paz\u00bb?",
        "What does \u5143 mean?",
        "whne did qani dei",
        "",
        "?",
        "123",
        "\ud800",
    ],
)
def test_what_may_be_english_is_taken_for_it(question):
    assert is_english(question)
    assert is_english(question, ["Why did Qaani go to Baghdad?"])


def test_the_articles_questions_are_english(article_questions):
    assert all(is_english(row["question"]) for row in article_questions)


def test_hardly_an_english_question_is_taken_for_another_language(shared_data):
    articles = json.loads((shared_data / "squad2-half" / "train.json").read_text(encoding="utf-8"))["data"]
    questions = [row["question"] for article in articles for text in article["paragraphs"] for row in text["qas"]]
    assert len(questions) > 3000
    assert sum(not is_english(question) for question in questions) <= 0.002 * len(questions)
