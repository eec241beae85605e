"""qa.language.indirect_question: a question as a part of a sentence, or nothing where that is in doubt."""

from pathlib import Path

import pytest

from qa.language.indirect_question import indirect


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("Where was Soleimani killed?", "where Soleimani was killed"),
        ("Who won the 2018 World Cup?", "who won the 2018 World Cup"),
        ("When was the deal with China signed?", "when the deal with China was signed"),
        ("Why did Khazali criticise Soleimani on TV?", "why Khazali criticised Soleimani on TV"),
        ("How many people died in the attack?", "how many people died in the attack"),
        ("What is the population of Baghdad?", "what the population of Baghdad is"),
        ("Which hotel did Qaani stay at in Baghdad?", "which hotel Qaani stayed at in Baghdad"),
        ("On which channel did Khazali speak?", "on which channel Khazali spoke"),
        ("Which group was set up to attack Iraq?", "which group was set up to attack Iraq"),
        ("Was Qaani successful in Iraq?", "whether Qaani was successful in Iraq"),
        ("Did Qaani and Khazali meet?", "whether Qaani and Khazali met"),
        ("How old is Khazali?", "how old Khazali is"),
        ("How far is Baghdad from Tehran?", "how far Baghdad is from Tehran"),
        ("What does PMF stand for?", "what PMF stands for"),
        ("Why has Abu Fadak failed?", "why Abu Fadak has failed"),
        ("When did he go there?", "when he went there"),
        ("How long should bread dough rise?", "how long bread dough should rise"),
        ("What was the Yuan dynasty called?", "what the Yuan dynasty was called"),
        ("When did Qaani have to leave?", "when Qaani had to leave"),
        ("How does Iran try it?", "how Iran tries it"),
    ],
)
def test_a_question_becomes_a_clause(question, clause):
    assert indirect(question, {"Baghdad", "Iraq", "Iran"}.__contains__) == clause


@pytest.mark.parametrize(
    "question",
    [
        "",
        "?",
        "Why?",
        "What about Turkey?",
        "Tell me about Iraq",
        "Where can I find it?",
        "What was the policy adopted in 2020?",
        "Why did the rocket attack happen?",
        "What is the name of the group that attacked?",
        "How old was Temur when he became emperor?",
        "Which countries does it border? And which rivers?",
        "Who said \u201cwe want challenges\u201d?",
        "Why didn't Qaani go?",
        "Which <b>group</b> won the war?",
        "Who won " + "the war " * 20 + "?",
        "\ud800 \ud800 \ud800",
        "who's who in Iraq?",
    ],
)
def test_where_it_is_in_doubt_there_is_no_clause(question):
    assert indirect(question) is None


LINES = (Path(__file__).parent / "data" / "indirect_questions.txt").read_text(encoding="utf-8").splitlines()
TABLE = [line for line in LINES if not line.startswith("#")]


def row(line):
    """The question, its form, and whether the form must be found."""
    question, bar, form = line.partition("||") if "||" in line else line.partition("|")
    return question.strip(), form.strip(), bar == "||"


def test_the_table_has_questions_of_many_shapes():
    assert len(TABLE) > 150


@pytest.mark.parametrize("line", TABLE, ids=[row(line)[0] for line in TABLE])
def test_a_question_of_any_shape_has_the_right_form_or_none(line):
    question, form, must_be_found = row(line)
    found = indirect(question, {"Baghdad", "Iraq", "Iran"}.__contains__)
    assert found == form or (found is None and not must_be_found)


@pytest.mark.parametrize("question", ["Was ist Bagdad?", "Was macht Iran in Iraq?", "Wie was de koning van Iraq?"])
def test_a_question_in_another_language_is_not_put_as_a_clause(question):
    assert indirect(question, {"Bagdad", "Iran", "Iraq"}.__contains__) is None
