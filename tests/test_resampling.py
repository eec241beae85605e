"""qa.evaluation.resampling: what is drawn, and intervals that hold the truth as often as they say."""

import numpy as np
import pytest
from fakes import row
from scipy.stats import t

from benchmarks.intervals import coverage, paired
from qa.evaluation.comparison import compare
from qa.evaluation.metrics import estimate, units_of
from qa.evaluation.resampling import FEWEST_DOCUMENTS, RESAMPLES, Mean, Units, bootstrap, bootstrap_differences


def test_documents_are_drawn_where_there_are_several_and_else_questions():
    few = [f"{n % (FEWEST_DOCUMENTS - 1)}.txt" for n in range(20)]
    assert Units.by_document([*few, None]).drawn == "questions"
    several = Units.by_document(["a", "b", None, "a", "c", "d", "e", None])
    assert (several.drawn, several.count, several.of.tolist()) == ("documents", 7, [0, 1, 2, 0, 3, 4, 5, 6])


def test_a_document_is_drawn_with_all_its_questions():
    units = Units.by_document(["a", "b", "c", "d", "e", "a"])
    weights = np.concatenate(list(units.weights(RESAMPLES)))
    assert weights.shape == (RESAMPLES, 6)
    assert (weights[:, 0] == weights[:, 5]).all()
    assert (weights[:, :5].sum(axis=1) == 5).all()


def test_the_interval_of_documents_is_students_of_their_means():
    means = np.array([0.2, 0.35, 0.5, 0.55, 0.7, 0.9])
    values, documents = np.repeat(means, 10), [str(n // 10) for n in range(60)]
    units = Units.by_document(documents)
    found, p = bootstrap_differences({"x": Mean(values, np.ones(60))}, units)["x"]
    reach = t.ppf(0.975, 5) * means.std(ddof=1) / np.sqrt(6)
    assert (found.low, found.high) == pytest.approx((means.mean() - reach, means.mean() + reach), abs=0.02)
    assert p == pytest.approx(2 * t.sf(means.mean() / (means.std(ddof=1) / np.sqrt(6)), 5), abs=0.003)
    bounded = bootstrap({"x": Mean(values, np.ones(60))}, units)["x"]
    assert 0 < bounded.low < bounded.value < bounded.high < 1


def test_only_units_that_count_in_a_metric_are_counted():
    units = Units.by_document(list("abcdef"))
    assert units.of_statistic(Mean(np.ones(6), np.array([1.0, 1, 0, 0, 1, 1]))) == 4
    assert units.of_statistic(lambda weights: weights[:, 0]) == 6


def of_documents(count, **changes):
    return [row(id=f"{d}-{n}", cluster=f"{d}.txt", **changes) for d in range(count) for n in range(8)]


def test_a_run_says_by_its_rows_what_is_drawn():
    assert units_of(of_documents(6)).drawn == "documents"
    assert units_of(of_documents(1)).drawn == "questions"


def test_where_documents_differ_their_interval_is_wider_than_that_of_questions():
    rows = [row(id=f"{d}-{n}", cluster=f"{d}", f1=float(d % 2)) for d in range(8) for n in range(20)]
    alone = [row(id=found.id, f1=found.f1) for found in rows]
    by_document, by_question = estimate(rows)["f1"], estimate(alone)["f1"]
    assert by_document.high - by_document.low > 3 * (by_question.high - by_question.low)


def test_a_comparison_draws_documents_too_and_says_so():
    before = of_documents(8, f1=0.5)
    after = [row(id=found.id, cluster=found.cluster, f1=0.5 + 0.1 * (at % 3)) for at, found in enumerate(before)]
    found = compare(after, {one.id: one for one in before})
    assert found.drawn == "documents"
    f1 = next(one for one in found.differences if one.metric == "f1")
    assert f1.low > 0
    assert f1.p < 0.001
    same = compare(before, {one.id: one for one in before})
    assert all(one.difference == one.low == one.high == 0 for one in same.differences)
    assert {one.p for one in same.differences} == {1.0, None}


@pytest.mark.parametrize(("documents", "icc"), [(8, 0.0), (8, 0.2), (20, 0.05)])
def test_an_interval_of_documents_holds_the_truth_95_times_in_100(documents, icc):
    assert 0.92 <= coverage(documents, icc, 600) <= 0.97


def test_an_interval_of_questions_does_not_where_documents_differ():
    assert coverage(8, 0.2, 100, draw_documents=False) < 0.7


def test_two_equal_systems_differ_significantly_5_times_in_100():
    held, significant = paired(8, 0.2, 400)
    assert 0.92 <= held <= 0.97
    assert 0.03 <= significant <= 0.08
