"""qa.evaluation.rows: what one question is worth."""

import dataclasses

import numpy as np
import pytest
from fakes import refused, row

from qa.evaluation.comparison import compare
from qa.evaluation.metrics import compute_metrics, risk_coverage_curve
from qa.evaluation.question_set import Evidence, Question
from qa.evaluation.rows import EvidenceOverlap, Outcome, Row

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


def test_without_evidence_an_answer_is_right_that_holds_a_gold_answer_in_whole_tokens(answer):
    for gold, said, right in (
        ("Oman", "in Romania", False),
        ("5", "1500 men", False),
        ("A", "a grade", False),
        ("Oman", "in Oman.", True),
    ):
        assert Row(asked((gold,)), answer, said, 1).right == right, gold


def test_a_list_is_right_by_its_items_and_the_rest_as_it_was(answer, article):
    wanted = dataclasses.replace(asked(()), items=(("Oman",), ("Qatar",), ("Iraq",)))
    cited = answer.citations[0]
    oman, qatar = (dataclasses.replace(cited, quote=name, answer_start=None) for name in ("Oman", "Qatar"))
    given = dataclasses.replace(answer, form="list", citations=(oman, qatar))
    scores = Row(wanted, given, "Oman", 2).scores
    assert (scores.item_precision, scores.item_recall, scores.item_f1) == (1, pytest.approx(2 / 3), pytest.approx(0.8))
    assert scores.right
    assert (scores.exact_match, scores.strict_exact_match) == (None, None)
    other = dataclasses.replace(cited, quote="Wales", answer_start=None)
    one = Row(wanted, dataclasses.replace(given, citations=(oman, other)), "Oman", 2)
    assert not one.right
    refusal = dataclasses.replace(answer, form="refusal", answer=None, citations=(), withheld=oman)
    held_back = Row(wanted, refusal, "Oman, Qatar and Iraq", 0).scores
    assert (held_back.item_precision, held_back.item_recall, held_back.right) == (None, 0, True)


@pytest.mark.parametrize(("precision", "recall", "right"), [(1.0, 1 / 3, True), (1.0, 0.3, False), (0.2, 1.0, False)])
def test_an_answer_in_sentences_is_right_by_its_sentences(answer, article, precision, recall, right):
    cited = answer.citations[0]
    there = asked(("x",), evidence=(Evidence(article.name, cited.start, cited.end, cited.quote),))
    overlap = EvidenceOverlap(0.0, 0.0, precision, recall)
    brief = dataclasses.replace(answer, form="brief")
    assert Row(there, brief, "x", 1, overlap=overlap).right == right
    assert Row(there, answer, "x", 1, overlap=overlap).right
    assert Row(there, brief, "x", 1, overlap=overlap).scores.f1_sentences == pytest.approx(overlap.f1_sentences)


def test_where_squads_match_and_the_strict_one_differ_the_row_says_so(answer):
    scores = Row(asked(("35",)), answer, "3.5", 1).scores
    assert (scores.exact_match, scores.strict_exact_match, scores.matches_differ) == (1, 0, True)
    assert not Row(asked(("3.5",)), answer, "3.5", 1).scores.matches_differ


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
