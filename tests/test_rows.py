"""qa.evaluation.rows: what one question is worth."""

import dataclasses

import numpy as np
import pytest
from fakes import refused, row

from qa.evaluation.comparison import compare
from qa.evaluation.metrics import compute_metrics, risk_coverage_curve
from qa.evaluation.question_set import Evidence, Question
from qa.evaluation.rows import Outcome, Row

CASES = [
    # answerable, answered, right, outcome, good
    (True, True, True, "right-answer", True),
    (True, True, False, "wrong-answer", False),
    (True, False, True, "refused-answerable", False),
    (True, False, False, "refused-answerable", False),
    (False, False, False, "right-refusal", True),
    (False, True, False, "answered-unanswerable", False),
]


@pytest.mark.parametrize(("answerable", "answered", "right", "outcome", "good"), CASES)
def test_an_outcome_follows_from_what_was_asked_and_what_was_done(answerable, answered, right, outcome, good):
    scores = row(answerable=answerable, answered=answered, right=right)
    assert scores.outcome == outcome
    assert scores.outcome.is_good == good


def test_the_cases_have_every_outcome():
    assert {case[3] for case in CASES} == set(Outcome)


@pytest.mark.parametrize("answered", [True, False])
def test_no_answer_to_an_unanswerable_question_is_right(answered):
    with pytest.raises(ValueError, match=r"^question 7 is unanswerable and is called right$"):
        refused(id="7", answered=answered, right=True)


def test_better_and_worse_follow_the_outcomes():
    made = [row(id="x", answerable=a, answered=d, right=r) for a, d, r, _, _ in CASES]
    for before in made:
        for after in made:
            comparison = compare([after], {"x": before})
            assert bool(comparison.better) == (after.outcome.is_good and not before.outcome.is_good)
            assert bool(comparison.worse) == (before.outcome.is_good and not after.outcome.is_good)


def test_risk_counts_as_wrong_what_the_outcomes_of_the_answers_given_call_wrong():
    given = [
        row(id=str(at), answerable=answerable, answered=True, right=right, confidence=1 - at / 10)
        for at, (answerable, answered, right, _, _) in enumerate(CASES)
        if answered
    ]
    wrong = [found.outcome != Outcome.RIGHT_ANSWER for found in given]
    confidence, right = (np.array([getattr(found, name) for found in given]) for name in ("confidence", "right"))
    curve = risk_coverage_curve(confidence, right.astype(float))
    assert curve.risk[0] == pytest.approx(np.cumsum(wrong) / np.arange(1, len(wrong) + 1))
    assert compute_metrics(given)["risk_coverage_area"] == pytest.approx(curve.risk[0].mean())


def asked(answers, answerable=True, evidence=()):
    return Question("q", "Why did Qaani go to Baghdad?", answers, answerable, None, (), evidence, None, "a line")


@pytest.fixture
def answer(assistant):
    return assistant.ask("Why did Qaani go to Baghdad?")


def test_with_evidence_the_place_decides_and_without_the_words(answer, article):
    cited = answer.citations[0]
    there = Evidence(article.name, cited.start, cited.end, cited.quote)
    elsewhere = Evidence(article.name, 0, 5, article.text[:5])
    assert Row(asked(("other words",), evidence=(there,)), answer, "x", 1).right
    assert not Row(asked(("x",), evidence=(elsewhere,)), answer, "x", 1).right
    assert Row(asked(("The Words!",)), answer, "just words", 1).right
    assert not Row(asked(("other",)), answer, "just words", 1).right


def verdict_question(evidence=(), answers=()):
    return dataclasses.replace(asked(answers, evidence=evidence), verdict="no")


def test_to_a_question_with_a_verdict_that_verdict_is_right_and_the_place_where_it_is_known(answer, article):
    cited = answer.citations[0]
    there = Evidence(article.name, cited.start, cited.end, cited.quote)
    elsewhere = Evidence(article.name, 0, 5, article.text[:5])
    no, yes = (dataclasses.replace(answer, verdict=verdict) for verdict in ("no", "yes"))
    assert Row(verdict_question(), no, "x", 1).right
    assert Row(verdict_question((there,), ("y",)), no, "x", 1).right
    assert not Row(verdict_question((elsewhere,)), no, "x", 1).right
    assert not Row(verdict_question((there,)), yes, "x", 1).right
    assert not Row(verdict_question((there,)), answer, "x", 1).right


def test_a_verdict_withheld_is_right_or_wrong_as_well(answer):
    withheld = dataclasses.replace(answer, form="refusal", answer=None, citations=(), withheld=answer.citations[0])
    for verdict, right in (("no", True), ("yes", False), (None, False)):
        found = Row(verdict_question(), dataclasses.replace(withheld, withheld_verdict=verdict), "x", 0)
        assert (found.right, found.scores.verdict, found.to_dict()["predicted_verdict"]) == (right, None, verdict)


def test_words_are_scored_only_where_there_are_gold_words(answer):
    scores = Row(verdict_question(), answer, "x", 1).scores
    assert (scores.exact_match, scores.f1, scores.prediction_exact_match, scores.prediction_f1) == (None,) * 4
    assert Row(verdict_question(answers=("x",)), answer, "x", 1).scores.prediction_f1 == 1
    assert Row(asked((), answerable=False), answer, "x", 1).scores.f1 == 0


def test_an_unanswerable_question_asks_for_a_verdict_where_it_reads_so(answer):
    why = asked((), answerable=False)
    did = dataclasses.replace(why, question="Did Qaani go to Baghdad?")
    assert [Row(each, answer, "x", 1).scores.asks_verdict for each in (why, did, verdict_question())] == [0, 1, 1]
    assert not Row(dataclasses.replace(did, answerable=True, answers=("x",)), answer, "x", 1).scores.asks_verdict


def test_the_row_of_an_unanswerable_question_is_never_right(answer):
    given = Row(asked((), answerable=False), answer, "x", 1)
    assert (given.right, given.scores.outcome) == (False, Outcome.ANSWERED_UNANSWERABLE)
    withheld = dataclasses.replace(answer, form="refusal", answer=None, citations=(), withheld=answer.citations[0])
    assert Row(asked((), answerable=False), withheld, "x", 0).scores.outcome == Outcome.RIGHT_REFUSAL


def test_the_record_has_the_outcome_and_all_scores(answer):
    written = Row(asked(("x",)), answer, "x", 1).to_dict()
    assert written["outcome"] == "right-answer"
    assert written.items() >= dataclasses.asdict(Row(asked(("x",)), answer, "x", 1).scores).items()
