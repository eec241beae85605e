"""qa.language.indirect_question: a question as a part of a sentence, or nothing where that is in doubt."""

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
