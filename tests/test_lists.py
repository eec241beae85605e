"""qa.evaluation.lists: precision and recall of items, by hand."""

import pytest

from qa.evaluation.lists import item_overlap

GULF = (("Oman", "Sultanate of Oman"), ("Qatar",), ("United Arab Emirates", "UAE"))


@pytest.mark.parametrize(
    ("pieces", "precision", "recall"),
    [
        (("Oman", "Qatar", "the UAE"), 1, 1),
        (("Oman", "Romania"), 1 / 2, 1 / 3),
        (("Qatar", "Qatar", "qatar."), 1, 1 / 3),
        (("Oman, Qatar and the United Arab Emirates",), 1, 1),
        (("Oman, Kuwait, or Qatar",), 2 / 3, 2 / 3),
        (("Sultanate of Oman", "Qatar, a peninsula"), 1, 2 / 3),
        (("Romania",), 0, 0),
        ((), None, 0),
    ],
)
def test_precision_and_recall_by_hand(pieces, precision, recall):
    found = item_overlap(pieces, GULF)
    assert (found.precision, found.recall) == (precision, pytest.approx(recall))


def test_f1_is_their_harmonic_mean():
    assert item_overlap(("Oman", "Romania"), GULF).f1 == pytest.approx(2 * (1 / 2) * (1 / 3) / (1 / 2 + 1 / 3))
    assert item_overlap((), GULF).f1 == 0


def test_an_item_with_and_in_it_is_one_item():
    wanted = [("Ministry of Trade and Industry",), ("Oman",)]
    found = item_overlap(("the Ministry of Trade and Industry, and Oman",), wanted)
    assert (found.precision, found.recall) == (1, 1)
