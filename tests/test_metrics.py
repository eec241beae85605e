"""qa.evaluation.metrics: numbers checked by hand."""

import pytest

from qa.evaluation.metrics import (
    Row,
    best,
    calibration_error,
    compute_metrics,
    coverage_at,
    exact_match,
    normalise,
    token_f1,
)


def row(**changes):
    """A question answered rightly; changes make it what a test needs."""
    values = {
        "id": "1",
        "question": "Who?",
        "standalone_question": "Who?",
        "kind": None,
        "document": "a.txt",
        "answerable": True,
        "answered": True,
        "gold_answers": ("Ann Lee",),
        "answer": "Ann Lee",
        "candidate": "Ann Lee",
        "confidence": 0.9,
        "ranked": True,
        "rank": 1,
        "cited": True,
        "candidate_cited": True,
        "quotes": 1,
        "faithful_quotes": 1,
        "latency_ms": 10.0,
    }
    return Row(**(values | changes))


def refused(**changes):
    """An unanswerable question, rightly refused."""
    values = {"answerable": False, "answered": False, "gold_answers": (), "answer": None, "confidence": 0.1}
    values |= {
        "ranked": False,
        "rank": None,
        "cited": False,
        "candidate_cited": False,
        "quotes": 0,
        "faithful_quotes": 0,
    }
    return row(**(values | changes))


def test_normalising_is_squads():
    # Punctuation goes before articles do, as in the official script: "a-n" is an article.
    assert normalise("The  Quick, (brown) fox's a-n AN anthem") == "quick brown foxs anthem"


def test_exact_match_and_f1_by_hand():
    assert exact_match("the Eiffel Tower!", "Eiffel tower") == 1
    assert exact_match("Eiffel", "Eiffel tower") == 0
    # 2 words in common, 3 given, 4 wanted: 2 * 2 / (3 + 4).
    assert token_f1("in north Paris", "Paris in the cold winter") == pytest.approx(2 * 2 / (3 + 4))
    assert token_f1("x x y", "x y y") == pytest.approx(2 * 2 / 6)
    assert token_f1("", "") == 1
    assert token_f1("the", "") == 1
    assert token_f1("word", "") == 0


def test_the_best_gold_answer_counts_and_none_means_the_empty_answer():
    assert best(token_f1, "Paris", ["London", "Paris"]) == 1
    assert best(exact_match, "", []) == 1
    assert best(exact_match, "Paris", []) == 0


def test_ranking_metrics_by_hand():
    rows = [
        row(rank=1),
        row(rank=2, cited=False),
        row(rank=4),
        row(rank=None, cited=False, candidate_cited=False),
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
    rows = [row(), row(answered=False, answer=None), refused(), refused(answered=True, answer="Bob", candidate="Bob")]
    metrics = compute_metrics(rows)
    assert metrics["exact_match"] == 2 / 4
    assert metrics["f1"] == 2 / 4
    assert metrics["answerable_exact_match"] == 1


def test_abstention_by_hand():
    rows = [
        row(confidence=0.9),
        row(confidence=0.3, answered=False, answer=None),
        refused(confidence=0.2),
        refused(confidence=0.8, answered=True, answer="Bob"),
        refused(confidence=0.1),
    ]
    metrics = compute_metrics(rows)
    assert metrics["abstention_precision"] == 2 / 3
    assert metrics["abstention_recall"] == 2 / 3
    # Of the 2 x 3 pairs, all but (0.3, 0.8) are in order.
    assert metrics["abstention_auroc"] == pytest.approx(5 / 6)


def test_coverage_at_90_takes_the_largest_share_that_a_threshold_can_give():
    rows = [row(confidence=1 - n / 100) for n in range(9)]
    wrong = row(confidence=0.5, candidate_cited=False)
    assert coverage_at([*rows, wrong], 0.9) == 1
    assert coverage_at([*rows, wrong, refused(confidence=0.4)], 0.9) == 10 / 11
    assert coverage_at([row(confidence=0.9), refused(confidence=0.9)], 0.9) == 0
    assert coverage_at([], 0.9) is None


def test_calibration_error_by_hand():
    rows = [row(confidence=0.85), row(confidence=0.85, candidate_cited=False), refused(confidence=0.05)]
    # Two in the bin of 0.8, half of them right; one in the first bin, wrong.
    assert calibration_error(rows) == pytest.approx(2 / 3 * abs(0.85 - 0.5) + 1 / 3 * 0.05)
    assert calibration_error([row(confidence=1.0)]) == 0


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


def test_where_no_evidence_is_given_an_answer_that_holds_a_gold_answer_is_right():
    assert row(ranked=False, candidate="It was Ann Lee.").right
    assert not row(ranked=False, candidate="It was Bob.").right
