"""qa.evaluation.answers: SQuAD's scores, by hand."""

import json
import unicodedata
from decimal import Decimal
from pathlib import Path

import pytest

from qa.evaluation.answers import (
    best,
    exact_match,
    folded_exact_match,
    folded_f1,
    has_gold_words,
    holds,
    normalise,
    strict_exact_match,
    token_f1,
    tokens,
)


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


NFD = unicodedata.normalize("NFD", "Zoë")


@pytest.mark.parametrize(
    ("prediction", "gold", "squad", "folded", "strict"),
    [
        (NFD, "Zoë", 0, 1, 1),
        ("the \u201cBlue\u201d one", 'the "Blue" one', 0, 1, 1),
        ("1914\u20131918", "1914-1918", 0, 1, 1),
        ("3.5", "35", 1, 1, 0),
        ("-5", "5", 1, 1, 0),
        ("\u22125 degrees", "-5 degrees", 0, 1, 1),
        ("1,500 men", "1500 men", 1, 1, 1),
        ("5.0", "5", 0, 0, 1),
        ("$3.50", "3.5", 0, 0, 1),
        ("Asa\u2019ib", "Asa'ib", 0, 1, 1),
        ("U.S.", "US", 1, 1, 1),
        ("", "Ann", 0, 0, 0),
    ],
)
def test_squads_match_stays_and_the_folded_and_the_strict_one_stand_beside_it(prediction, gold, squad, folded, strict):
    assert exact_match(prediction, gold) == squad
    assert folded_exact_match(prediction, gold) == folded
    assert strict_exact_match(prediction, gold) == strict


def test_folded_f1_by_hand():
    assert token_f1("\u201cBlue\u201d whale", "Blue whale") == pytest.approx(2 * 1 / 4)
    assert folded_f1("\u201cBlue\u201d whale", "Blue whale") == 1


@pytest.mark.parametrize(
    ("text", "wanted", "held"),
    [
        ("born in Romania", "Oman", False),
        ("1500 men", "5", False),
        ("grade AB", "A", False),
        ("about 1,500 men", "1500", True),
        ("3.5 km", "35", False),
        ("3.5 km", "5", False),
        ("at -5 degrees", "5", False),
        ("in 2018-2020", "2020", True),
        ("Qaani's visit", "Qaani", True),
        ("the Iran\u2013Iraq war", "Iraq", True),
        ("the U.S. army", "US", True),
        ("any text", "", False),
        ("any text", "the", False),
    ],
)
def test_a_text_holds_another_in_whole_tokens(text, wanted, held):
    assert holds(text, wanted) == held


def test_numbers_are_read_as_numbers():
    assert tokens("A 5-year-old paid \u22121,500.50 for COVID-19 in .5 km") == (
        Decimal(5),
        "year",
        "old",
        "paid",
        Decimal("-1500.5"),
        "for",
        "covid",
        Decimal(19),
        "in",
        Decimal("0.5"),
        "km",
    )


def test_a_gold_answer_without_words_is_never_met_by_a_refusal():
    for gold in ("the", "A+++"):
        assert best(exact_match, "", [gold]) == best(token_f1, "", [gold]) == 0
        assert best(exact_match, gold, [gold]) == best(token_f1, gold, [gold]) == 1
    assert not any(has_gold_words(gold) for gold in ("", "  ", "A", "the", "\u2014", "\u201c\u201d"))
    assert has_gold_words("A1")
