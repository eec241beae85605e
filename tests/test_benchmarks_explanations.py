"""benchmarks.explanations: what is quoted, beside gold answers of several sentences."""

import pytest

from benchmarks.explanations import Quoted, interval, report, scores_of, sentence_places
from index.spans import Span

SENTENCES = ["The mill stood still .", "Its wheel broke .", "Bread was dear ."]
TEXT = " ".join(SENTENCES)
ROW = {
    "passages": [{"sentences": SENTENCES}],
    "output": [
        {"answer": "the wheel of the mill broke", "selected_sentences": SENTENCES[:2]},
        {"answer": "bread was dear", "selected_sentences": SENTENCES[2:]},
    ],
}


def quoted(*sentences):
    places = sentence_places(SENTENCES, TEXT)
    return Quoted(TEXT, [places[at] for at in sentences])


def test_sentences_are_found_each_behind_the_one_before():
    assert sentence_places(["A b.", "A b.", "c"], "A b. A b.") == [Span(0, 4), Span(5, 9), Span(9, 9)]


def test_a_sentence_is_quoted_where_half_of_it_is():
    half = Quoted(TEXT, [Span(0, 11)])
    assert half.holds(Span(0, 22))
    assert not half.holds(Span(0, 23))
    assert not half.holds(Span(5, 5))


def test_the_best_annotator_counts():
    scores = scores_of(ROW, {"one": quoted(2), "two": quoted(0, 1), "three": quoted(0, 2)})
    assert scores["one"].answer == 1.0
    assert (scores["one"].precision, scores["one"].recall) == (1.0, 1.0)
    assert (scores["two"].precision, scores["two"].recall, scores["two"].sentences) == (1.0, 1.0, 1.0)
    # "mill stood still bread was dear" shares three words with "bread was dear".
    assert scores["three"].answer == pytest.approx(2 * (3 / 6) * 1 / (3 / 6 + 1))
    assert scores["three"].sentences == pytest.approx(2 / 3)


def test_a_row_tells_the_mean_of_its_questions():
    names = ("short answer", "its sentence", "as given", "explanation", "whole passage", "best run")
    one, other = (scores_of(ROW, dict.fromkeys(names, quoted(*at))) for at in ((2,), (0, 2)))
    rows = report([one, other]).splitlines()
    assert rows[3].startswith("| its sentence | 0.833 | ")
    assert rows[3].endswith(" | 0.750 | 1.000 | 0.833 |")
    assert rows[2].endswith(" |  |  |  |")


def test_an_interval_holds_the_mean():
    low, high = interval([0.0, 1.0] * 50)
    assert 0.3 < low < 0.5 < high < 0.7
