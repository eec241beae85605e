"""qa.evaluation.metrics: numbers checked by hand."""

import numpy as np
import pytest
from fakes import refused, row
from sklearn.metrics import roc_auc_score

from qa.evaluation.metrics import (
    compute_metrics,
    estimate,
    risk_coverage_curve,
    statistics,
)
from qa.evaluation.resampling import wilson_interval


def test_ranking_metrics_by_hand():
    rows = [
        row(rank=1),
        row(rank=2, cited=False),
        row(rank=4),
        row(rank=None, cited=False, prediction_cited=False, right=False),
        refused(),
    ]
    metrics = compute_metrics(rows)
    assert metrics["hit@1"] == 1 / 4
    assert metrics["hit@3"] == 2 / 4
    assert metrics["hit@5"] == 3 / 4
    assert metrics["mrr"] == pytest.approx((1 + 1 / 2 + 1 / 4) / 4)
    assert metrics["sentence_hit@1"] == 2 / 4
    assert metrics["answerable_sentence_hit@1"] == 3 / 4


def test_answer_metrics_count_a_refusal_as_the_empty_answer():
    rows = [row(), row(answered=False, exact_match=0, f1=0), refused(), refused(answered=True, exact_match=0, f1=0)]
    metrics = compute_metrics(rows)
    assert metrics["exact_match"] == 2 / 4
    assert metrics["f1"] == 2 / 4
    assert metrics["answerable_exact_match"] == 1


def verdict(given, gold, **changes):
    words = dict.fromkeys(("exact_match", "f1", "prediction_exact_match", "prediction_f1"))
    known = {"gold_verdict": gold, "verdict": given, "asks_verdict": True, "right": given == gold}
    return row(**words | known | changes)


def test_verdicts_by_hand():
    rows = [
        verdict("yes", "yes"),
        verdict("no", "no"),
        verdict("yes", "no"),
        verdict(None, "no"),
        verdict(None, "yes", answered=False, right=True),
        refused(asks_verdict=True),
        refused(asks_verdict=True, answered=True),
        refused(),
        row(),
    ]
    metrics = compute_metrics(rows)
    assert metrics["verdict_accuracy"] == 2 / 5
    assert metrics["three_way_verdict_accuracy"] == pytest.approx((2 + 1) / (5 + 2))
    # Words are compared for the last four alone.
    assert metrics["exact_match"] == metrics["f1"] == 1
    assert metrics["answerable_f1"] == 1
    estimates = estimate(rows)
    assert estimates["verdict_accuracy"].low < 2 / 5 < estimates["verdict_accuracy"].high


def test_where_all_verdicts_are_right_the_interval_is_wilsons_for_these_questions():
    rows = [verdict("no", "no"), verdict("yes", "yes"), refused(), row()]
    found = estimate(rows)["verdict_accuracy"]
    assert (found.value, (found.low, found.high)) == (1, wilson_interval(2, 2))


def test_verdicts_are_measured_only_where_a_set_has_some():
    metrics = compute_metrics([row(), refused(asks_verdict=True)])
    assert "verdict_accuracy" not in metrics
    assert "three_way_verdict_accuracy" not in metrics
    only = compute_metrics([verdict("no", "no"), verdict("no", "yes")])
    assert "exact_match" not in only
    assert only["coverage_at_90"] == 0
    assert only["verdict_accuracy"] == 1 / 2


def test_abstention_by_hand():
    rows = [
        row(confidence=0.9),
        row(confidence=0.3, answered=False),
        refused(confidence=0.2),
        refused(confidence=0.8, answered=True),
        refused(confidence=0.1),
    ]
    metrics = compute_metrics(rows)
    assert metrics["abstention_precision"] == 2 / 3
    assert metrics["abstention_recall"] == 2 / 3
    assert metrics["abstention_f1"] == pytest.approx(2 / 3)
    # Of the 2 x 3 pairs, all but (0.3, 0.8) are in order.
    assert metrics["abstention_auroc"] == pytest.approx(5 / 6)


def coverage(rows):
    return compute_metrics(rows)["coverage_at_90"]


def test_coverage_at_90_takes_the_largest_share_that_a_threshold_can_give():
    rows = [row(confidence=1 - n / 100) for n in range(9)]
    wrong = row(confidence=0.5, right=False)
    assert coverage([*rows, wrong]) == 1
    assert coverage([*rows, wrong, refused(confidence=0.4)]) == pytest.approx(10 / 11)
    assert coverage([row(confidence=0.9), refused(confidence=0.9)]) == 0
    assert compute_metrics([*rows, wrong])["coverage_at_95"] == 9 / 10


def test_the_area_under_the_risk_coverage_curve_by_hand():
    rows = [row(confidence=0.9), row(confidence=0.8, right=False), row(confidence=0.7)]
    # Risks at the coverages of 1/3, 2/3 and 1: none wrong, one of two, one of three.
    assert compute_metrics(rows)["risk_coverage_area"] == pytest.approx((0 + 1 / 2 + 1 / 3) / 3)
    tied = [row(confidence=0.9), row(confidence=0.9, right=False)]
    assert compute_metrics(tied)["risk_coverage_area"] == pytest.approx(1 / 2)


def test_the_risk_coverage_curve_parts_no_questions_of_equal_confidence():
    curve = risk_coverage_curve(np.array([0.5, 0.9, 0.1, 0.5]), np.array([0.0, 1.0, 0.0, 1.0]))
    assert curve.thresholds.tolist() == [0.9, 0.5, 0.1]
    assert curve.coverage.tolist() == [[0.25, 0.75, 1.0]]
    assert curve.risk[0] == pytest.approx([0, 1 / 3, 1 / 2])
    assert curve.reaches(2 / 3).tolist() == [[True, True, False]]


def test_the_metrics_of_the_curve_are_those_of_its_points():
    rows = random_rows(80, 6)
    confidence, right = (np.array([getattr(found, name) for found in rows]) for name in ("confidence", "right"))
    curve = risk_coverage_curve(confidence, right.astype(float))
    points = []
    for threshold in sorted(set(confidence), reverse=True):
        answered = [found for found in rows if found.confidence >= threshold]
        wrong = sum(not found.right for found in answered)
        points.append((threshold, len(answered) / 80, wrong / len(answered)))
    drawn = zip(curve.thresholds, curve.coverage[0], curve.risk[0], strict=True)
    assert [pytest.approx(point) for point in points] == list(drawn)
    metrics = compute_metrics(rows)
    assert metrics["coverage_at_90"] == max((coverage for _, coverage, risk in points if risk <= 0.1), default=0)
    widths = np.diff([0, *(coverage for _, coverage, _ in points)])
    area = sum(width * risk for width, (_, _, risk) in zip(widths, points, strict=True))
    assert metrics["risk_coverage_area"] == pytest.approx(area)


def test_calibration_error_by_hand():
    rows = [row(confidence=0.85), row(confidence=0.85, right=False), refused(confidence=0.05)]
    # Two in the bin of 0.8, half of them right; one in the first bin, wrong.
    by_hand = 2 / 3 * abs(0.85 - 0.5) + 1 / 3 * 0.05
    assert compute_metrics(rows)["calibration_error"] == pytest.approx(by_hand)
    assert compute_metrics([row(confidence=1.0)])["calibration_error"] == 0


def test_quote_fidelity_is_the_share_of_faithful_quotes():
    assert compute_metrics([row(quotes=2, faithful_quotes=1), row()])["quote_fidelity"] == 2 / 3


def test_percentiles_of_latency():
    metrics = compute_metrics([row(latency_ms=float(n)) for n in range(1, 102)])
    assert metrics["latency_p50_ms"] == 51
    assert metrics["latency_p95_ms"] == 96


def test_what_is_not_defined_is_absent():
    metrics = compute_metrics([refused()])
    for name in ("hit@1", "mrr", "sentence_hit@1", "answerable_f1", "abstention_auroc", "quote_fidelity"):
        assert name not in metrics
    assert compute_metrics([]) == {}


def random_rows(count, seed):
    generator = np.random.default_rng(seed)
    rows = []
    for number in range(count):
        confidence = float(np.round(generator.random(), 1))  # Coarse, so that there are ties.
        make = row if generator.random() < 0.6 else refused
        rows.append(make(id=str(number), confidence=confidence, f1=float(generator.random())))
    return rows


def test_auroc_is_that_of_scikit_learn_with_ties():
    rows = random_rows(200, 1)
    known = roc_auc_score([found.answerable for found in rows], [found.confidence for found in rows])
    assert compute_metrics(rows)["abstention_auroc"] == pytest.approx(known)


def test_a_metric_of_weighted_questions_is_that_of_the_questions_repeated():
    rows = [*random_rows(30, 2), row(answered=False, rank=None), row(rank=3, latency_ms=99.0)]
    counts = np.random.default_rng(3).integers(0, 4, len(rows))
    repeated = [found for found, count in zip(rows, counts, strict=True) for _ in range(count)]
    weighted = {name: statistic(counts[None].astype(float))[0] for name, statistic in statistics(rows).items()}
    for name, value in compute_metrics(repeated).items():
        assert weighted[name] == pytest.approx(value), name


def test_an_interval_holds_the_value_and_is_about_as_wide_as_theory_says():
    rows = [row(id=str(n), f1=float(n % 2)) for n in range(400)]
    found = estimate(rows)["f1"]
    assert found.low < found.value < found.high
    # 1.96 standard errors of a share of one half among 400, on either side.
    assert found.high - found.low == pytest.approx(2 * 1.96 * 0.5 / 20, rel=0.1)


def test_where_all_score_the_same_the_interval_is_wilsons():
    rows = [row(id=str(n)) for n in range(27)]
    found = estimate(rows)["hit@1"]
    # With z = 1.96 and all of n right, Wilson's lower bound is n / (n + z^2).
    assert (found.low, found.high) == pytest.approx((27 / (27 + 1.959964**2), 1))
    nothing = estimate([row(id=str(n), rank=None) for n in range(27)])["hit@1"]
    assert (nothing.low, nothing.high) == pytest.approx((0, 1 - found.low))


def test_wilsons_interval_is_that_of_the_books():
    # Newcombe 1998, table I.
    assert wilson_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson_interval(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson_interval(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson_interval(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)


def test_intervals_are_the_same_every_time():
    rows = random_rows(50, 4)
    assert estimate(rows) == estimate(rows)


def test_no_questions_have_no_metrics():
    assert estimate([]) == {}
