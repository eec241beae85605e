"""qa.evaluation.folding: spellings of the same text, and where they stand."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation.folding import Folded, fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        (unicodedata.normalize("NFD", "Café Zoë"), "Café Zoë"),
        ("\u201cIt\u2019s so,\u201d he said", '"It\'s so," he said'),
        ("2018\u20132020 \u2014 \u22125", "2018-2020 - -5"),
        ("one\u00a0two\n\u2009three ", "one two three"),
        ("co\u00adope\u200brate", "cooperate"),
        ("and so on\u2026", "and so on..."),
        ("10\u00b2 \ufb01n", "10\u00b2 \ufb01n"),
    ],
)
def test_spellings_are_folded_together_and_other_characters_stay(text, folded):
    assert fold(text) == folded


TEXT = "He said: \u201cIt\u2019s the cafe\u0301\u00a0of  1914\u20131918\u201d.\nIt\u2019s the cafe."


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ('"It\'s the café of 1914-1918"', "\u201cIt\u2019s the cafe\u0301\u00a0of  1914\u20131918\u201d"),
        ("It's the cafe.", "It\u2019s the cafe."),
        ("1914-1918\".\nIt's", "1914\u20131918\u201d.\nIt\u2019s"),
    ],
)
def test_a_text_copied_from_the_screen_is_found_where_it_stands(wanted, found):
    assert [TEXT[span.start : span.end] for span in Folded.of(TEXT).places(wanted)] == [found]


def test_a_letter_without_its_mark_is_another_letter():
    assert list(Folded.of("cafe\u0301").places("cafe")) == []
    assert list(Folded.of("so\u2026").places("so.")) == []


def test_nothing_is_found_nowhere():
    assert list(Folded.of("word").places(" \u200b")) == []


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_and_characters_know_their_place(text):
    assert fold(fold(text)) == fold(text)
    folded = Folded.of(text)
    assert len(folded.text) == len(folded.spans)
    assert all(0 <= span.start < span.end <= len(text) for span in folded.spans)
