"""qa.evaluation.calibration: the threshold for a wished share of right answers."""

import numpy as np
import pytest
from fakes import refused, row

from qa.evaluation.calibration import calibrate, lowest_threshold
from qa.evaluation.metrics import compute_metrics


def test_the_lowest_threshold_that_keeps_the_share_by_hand():
    confidence, right = np.array([0.9, 0.8, 0.7, 0.6, 0.5]), np.array([1.0, 1.0, 0.0, 1.0, 0.0])
    assert lowest_threshold(confidence, right, 1.0) == 0.8
    assert lowest_threshold(confidence, right, 0.75) == 0.6
    assert lowest_threshold(confidence, right, 0.6) == 0.5
    assert lowest_threshold(confidence, 1 - right, 1.0) is None


def test_the_threshold_answers_as_many_as_the_metric_says_can_be_answered():
    rows = sample(300)
    confidence = np.array([question.confidence for question in rows])
    threshold = lowest_threshold(confidence, np.array([float(question.right) for question in rows]), 0.9)
    assert np.mean(confidence >= threshold) == compute_metrics(rows)["coverage_at_90"]


def test_questions_of_equal_confidence_are_not_parted():
    assert lowest_threshold(np.array([0.9, 0.9]), np.array([1.0, 0.0]), 0.9) is None


def sample(count, seed=0):
    """Questions whose confidence is the probability of being right."""
    generator = np.random.default_rng(seed)
    confidence = generator.random(count)
    return [row(id=str(n), confidence=float(c), right=bool(generator.random() < c)) for n, c in enumerate(confidence)]


def test_what_is_expected_comes_true_on_new_questions():
    found = calibrate(sample(2000), 0.9)
    new = sample(20_000, seed=1)
    given = [question for question in new if question.confidence >= found.threshold]
    right = np.mean([question.right for question in given])
    assert found.right.low <= right <= found.right.high
    assert found.coverage.value == pytest.approx(len(given) / len(new), abs=0.05)


def test_expectations_are_of_questions_held_out():
    # By chance the surest question is right, so choosing on all data promises everything.
    rows = [
        row(id="0", confidence=0.99),
        *(row(id=str(n), confidence=0.5 + n / 100, right=n % 2 == 0) for n in range(1, 40)),
    ]
    found = calibrate(rows, 1.0)
    assert found.right is None or found.right.value < 1


def test_where_no_threshold_will_do_there_is_none():
    assert calibrate([refused(id=str(n), confidence=n / 10) for n in range(10)], 0.9) is None


def test_one_question_is_enough_not_to_fail():
    assert calibrate([row()], 0.9).right is None
