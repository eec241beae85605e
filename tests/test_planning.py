"""qa.evaluation.planning: the size of a study, against what can be worked out by hand."""

from dataclasses import asdict
from math import sqrt

import numpy as np
import pytest
from fakes import refused, row
from scipy.stats import nct, norm

from index.errors import QuestionSetError, SettingsError
from qa.evaluation.planning import Pilot, make_plan, pilot_of, power_of


def record(*scores):
    return {"questions": [{**asdict(one), "question": one.id, "gold_answers": []} for one in scores]}


def run(questions, right, cluster=lambda _: None):
    return record(*(row(id=str(at), right=right(at), cluster=cluster(at)) for at in range(questions)))


def test_the_power_of_questions_drawn_by_themselves_is_the_normal_approximations():
    # Half right; a fifth of the questions are answered anew, of which half turn out otherwise.
    pilot = pilot_of({"a": run(200, lambda at: at % 2 == 0)}, alike=0.8)
    rate = 0.1 / 0.5
    gained, lost = 0.05 + 0.45 * rate, 0.05 * (1 - rate)
    variance = gained + lost - 0.1**2
    expected = norm.sf(1.96 - 0.1 / sqrt(variance / 100))
    assert pilot.draws_questions
    assert power_of(pilot, 100, 1, 0.1, studies=4000) == pytest.approx(expected, abs=0.03)


def test_a_difference_of_nothing_is_found_as_often_as_the_level_says():
    pilot = pilot_of({"a": run(200, lambda at: at % 2 == 0)})
    # One side of 5%.
    assert power_of(pilot, 200, 1, 1e-9, studies=4000) == pytest.approx(0.025, abs=0.01)


def test_what_is_planned_has_the_power_asked_for_and_a_smaller_study_has_not():
    plan = make_plan(pilot_of({"a": run(100, lambda at: at % 4 > 0)}), 0.1)
    pilot = pilot_of({"a": run(100, lambda at: at % 4 > 0)})
    assert plan.need.per_document == 1
    assert power_of(pilot, plan.need.documents, 1, 0.1) >= 0.8
    assert power_of(pilot, int(plan.need.documents * 0.8), 1, 0.1) < 0.8
    assert plan.seen is None or power_of(pilot, 100, 1, plan.seen) >= 0.8


def test_documents_that_differ_need_more_questions():
    alike = pilot_of({"a": run(200, lambda at: at % 2 == 0, lambda at: f"d{at // 20}")}, alike=0.5)
    clustered = [1.0 * (at // 20 % 2 == 0) for at in range(200)]
    second = [1.0 * (at // 40 % 2 == 0) for at in range(200)]
    apart = Pilot("x", np.array(clustered), np.array(second), np.arange(10) * 20, np.full(10, 20), 0.5)
    one, other = make_plan(alike, 0.1), make_plan(apart, 0.1)
    assert (one.documents, one.need.per_document) == (10, 20)
    assert other.need.documents > 3 * one.need.documents


def test_a_pilot_of_few_documents_is_planned_from_more_carefully():
    # Half of the documents gain and half lose, so that a smaller pilot of the kind has the same spread.
    def pilot(documents):
        first = np.tile([1.0, 0.0], 10 * documents)
        second = np.where(
            np.repeat(np.arange(documents), 20) % 2 == 0, 1.0, np.tile([0.0, 0.0, 1.0, 0.0], 5 * documents)
        )
        return Pilot("x", first, second, np.arange(documents) * 20, np.full(documents, 20), 0.5)

    few, many = make_plan(pilot(6), 0.2), make_plan(pilot(60), 0.2)
    assert few.need.documents > 1.2 * many.need.documents
    assert (few.is_rough, many.is_rough) == (True, False)


def test_the_power_of_a_small_pilot_is_that_of_students_t_distribution():
    # With a known spread the power is the normal's; with one that six documents tell, the noncentral t's.
    first = np.repeat([0.0, 1, 0, 1, 0, 1], 10)
    pilot = Pilot("x", first, 1 - first, np.arange(6) * 10, np.full(6, 10), 0.5)
    # A fifth of the wrong answers is made right: documents of which the second system had none gain 0.2.
    variance = (0.9**2 + 0.2 * 0.8 / 10 / 2) * 6 / 5
    expected = nct.cdf(0.1 / sqrt(variance / 400), 5, 1.966)
    assert power_of(pilot, 400, 10, 0.1, studies=4000) == pytest.approx(expected, abs=0.03)


def test_a_second_run_tells_how_alike_two_systems_are():
    first = run(100, lambda at: at % 2 == 0)
    same, other = run(100, lambda at: at % 2 == 0), run(100, lambda at: at % 2 == 1)
    near, far = (make_plan(pilot_of({"a": first, "b": one}), 0.1).need.questions for one in (same, other))
    assert near < far


def test_the_same_pilot_gives_the_same_plan():
    pilot = pilot_of({"a": run(60, lambda at: at % 3 > 0)})
    assert make_plan(pilot, 0.1) == make_plan(pilot, 0.1)


def test_a_metric_counts_only_the_questions_that_it_is_about():
    records = {"a": record(*(row(id=str(at)) for at in range(20)), *(refused(id=f"u{at}") for at in range(5)))}
    assert len(pilot_of(records, "hit@1").first) == 20
    assert len(pilot_of(records).first) == 25


def test_what_cannot_be_planned_is_said():
    right = {"a": run(40, lambda at: at % 10 > 0)}
    with pytest.raises(SettingsError, match=r"--detect 0.2 cannot be: ended_well is 0.900 .* leaves 0.100 to gain"):
        make_plan(pilot_of(right), 0.2)
    with pytest.raises(SettingsError, match="abstention_auroc is no mean over questions"):
        pilot_of(right, "abstention_auroc")
    with pytest.raises(QuestionSetError, match="too few questions have ended_well"):
        pilot_of({"a": run(9, lambda _: True)})
