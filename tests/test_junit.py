"""qa.evaluation.junit: XML that can be read, whatever was asked."""

import dataclasses

import pytest
from defusedxml import ElementTree

from qa.evaluation.junit import to_junit
from qa.evaluation.question_set import Evidence, Question
from qa.evaluation.rows import Row

NASTY = "]]></failure><x a=\"'&amp;\x00\x07\x1b[31m\x85\ufffe\ud83d\U0001f41d\r\nend"


@pytest.fixture
def answer(assistant):
    return assistant.ask("Why did Qaani go to Baghdad?")


def asked(answer, number="1", kind=None, question="Why did Qaani go to Baghdad?", right=True, **changes):
    cited = answer.citations[0]
    start, end = (cited.start, cited.end) if right else (0, 5)
    place = Evidence(cited.document, start, end, "x")
    wanted = Question(number, question, ("to calm AAH down",), True, kind, (), (place,), None, "a line")
    return Row(dataclasses.replace(wanted, **changes), answer, "to calm AAH down", 1)


def test_each_question_is_a_case_under_its_kind(answer):
    rows = [asked(answer, "1", "reason"), asked(answer, "2", "reason", right=False), asked(answer, "3")]
    suites = ElementTree.fromstring(to_junit("mine.jsonl", rows))
    (suite,) = suites
    assert (suites.tag, suite.tag) == ("testsuites", "testsuite")
    for counted in (suites, suite):
        assert (counted.get("tests"), counted.get("failures"), counted.get("errors")) == ("3", "1", "0")
    assert [case.get("classname") for case in suite] == ["reason", "reason", "mine.jsonl"]
    assert [case.get("name") for case in suite] == [f"{n}: Why did Qaani go to Baghdad?" for n in (1, 2, 3)]
    assert all(float(case.get("time")) >= 0 for case in suite)
    assert [len(case) for case in suite] == [0, 1, 0]


def test_a_failed_case_says_why_and_what_was_wanted_and_said(answer):
    (failure,) = ElementTree.fromstring(to_junit("s", [asked(answer, right=False, history=("Who?",))]))[0][0]
    assert failure.get("type") == "wrong-answer"
    assert failure.get("message").startswith("wrong answer: ")
    lines = failure.text.splitlines()
    assert "Asked before: Who?" in lines
    assert "Wanted: to calm AAH down" in lines
    assert "Answered: to calm AAH down" in lines
    assert f"Cited: {answer.citations[0].quote}" in lines


def test_a_question_that_should_have_been_refused_wants_a_refusal(answer):
    row = asked(answer, answerable=False, answers=(), evidence=())
    (failure,) = ElementTree.fromstring(to_junit("s", [row]))[0][0]
    assert "Wanted: a refusal" in failure.text
    assert failure.get("message").endswith("answered what the text does not say")


def test_markup_and_control_characters_leave_the_file_well_formed(answer):
    row = asked(answer, NASTY, NASTY, NASTY, right=False, answers=(NASTY,), history=(NASTY,))
    text = to_junit(NASTY, [row])
    suite = ElementTree.fromstring(text.encode())[0]
    clean = "]]></failure><x a=\"'&amp;[31m\U0001f41d\nend"
    assert suite.get("name") == suite[0].get("classname") == clean
    assert f"Question: {clean}" in suite[0][0].text
    assert [child.tag for child in suite[0]] == ["failure"]


def test_a_run_without_questions_is_an_empty_suite():
    suites = ElementTree.fromstring(to_junit("s", []))
    assert suites.get("tests") == "0"
    assert len(suites[0]) == 0
