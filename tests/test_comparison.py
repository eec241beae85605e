"""qa.evaluation.comparison: what changed, and whether that can be chance."""

import itertools

import numpy as np
import pytest
from fakes import refused, row
from scipy.stats import permutation_test

from index.errors import QuestionSetError
from qa.evaluation.comparison import compare, holm


def by_id(rows):
    return {found.id: found for found in rows}


def difference(comparison, metric):
    return next(found for found in comparison.differences if found.metric == metric)


def test_a_run_against_itself_differs_in_nothing():
    rows = [row(id=str(n), f1=n / 10) for n in range(10)]
    comparison = compare(rows, by_id(rows))
    assert all(found.difference == found.low == found.high == 0 for found in comparison.differences)
    assert all(found.p in (1.0, None) for found in comparison.differences)
    assert (comparison.better, comparison.worse, comparison.losses) == ((), (), [])


def test_questions_are_paired_by_id_and_the_rest_left_out():
    before = [row(id="a", f1=0.5), row(id="b", f1=0.5), row(id="gone")]
    after = [row(id="new"), row(id="b", f1=1.0), row(id="a", f1=0.5)]
    comparison = compare(after, by_id(before))
    assert comparison.questions == 2
    assert (difference(comparison, "f1").before, difference(comparison, "f1").after) == (0.5, 0.75)


def test_a_clear_loss_is_significant_and_a_clear_gain_is_no_loss():
    good = [row(id=str(n), f1=1.0) for n in range(40)]
    bad = [row(id=str(n), f1=0.2 if n % 2 else 1.0, right=bool(n % 2 == 0)) for n in range(40)]
    loss = difference(compare(bad, by_id(good)), "f1")
    assert loss.is_loss
    assert loss.high < 0
    gain = difference(compare(good, by_id(bad)), "f1")
    assert gain.significant
    assert not gain.is_loss


def test_where_lower_is_better_a_rise_is_a_loss():
    good = [row(id=str(n), confidence=1.0) for n in range(60)]
    bad = [row(id=str(n), confidence=1.0, right=n % 3 != 0) for n in range(60)]
    assert difference(compare(bad, by_id(good)), "calibration_error").is_loss
    assert not difference(compare(good, by_id(bad)), "calibration_error").is_loss


def test_latencies_are_not_tested():
    slow = [row(id=str(n), latency_ms=1000.0) for n in range(40)]
    found = difference(compare(slow, by_id([row(id=str(n)) for n in range(40)])), "latency_p50_ms")
    assert (found.difference, found.p, found.is_loss) == (990, None, False)


def test_better_and_worse_count_right_refusals_as_good():
    before = [row(id="a"), row(id="b", right=False), refused(id="c"), refused(id="d", answered=True), row(id="e")]
    after = [row(id="a", right=False), row(id="b"), refused(id="c", answered=True), refused(id="d"), row(id="e")]
    comparison = compare(after, by_id(before))
    assert comparison.better == ("b", "d")
    assert comparison.worse == ("a", "c")


def test_the_p_value_is_that_of_scipys_permutation_test():
    generator = np.random.default_rng(5)
    before, after = generator.random(30), generator.random(30) + 0.12
    rows = [[row(id=str(n), f1=float(value)) for n, value in enumerate(values)] for values in (before, after)]
    found = difference(compare(rows[1], by_id(rows[0])), "f1")

    def mean_difference(x, y, axis):
        return np.mean(x, axis=axis) - np.mean(y, axis=axis)

    known = permutation_test(
        (after, before), mean_difference, permutation_type="samples", n_resamples=20_000, rng=1, vectorized=True
    )
    assert found.p == pytest.approx(known.pvalue, abs=0.02)


def test_holms_correction_by_hand():
    corrected = holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.5})
    assert corrected == pytest.approx({"a": 0.04, "c": 0.09, "b": 0.09, "d": 0.5})
    assert holm({}) == {}
    for order in itertools.permutations({"a": 0.2, "b": 0.6}.items()):
        assert holm(dict(order)) == {"a": 0.4, "b": 0.6}


def test_runs_without_a_common_question_cannot_be_compared():
    with pytest.raises(
        QuestionSetError, match=r"^old\.json and this run have no question in common: their ids differ\.$"
    ):
        compare([row(id="a")], by_id([row(id="b")]), "old.json")
