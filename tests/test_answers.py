"""qa.evaluation.answers: SQuAD's scores, by hand."""

import json
from pathlib import Path

import pytest

from qa.evaluation.answers import best, exact_match, normalise, token_f1


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


def test_scores_are_those_of_the_official_script():
    reference = Path(__file__).parent / "data" / "squad_reference.jsonl"
    rows = [json.loads(line) for line in reference.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 62
    for row in rows:
        assert best(exact_match, row["prediction"], row["golds"]) == row["exact_match"], row
        assert best(token_f1, row["prediction"], row["golds"]) == pytest.approx(row["f1"], abs=1e-12), row
