"""qa.reading.linear_model: a weighted sum of named features, by hand."""

import math
from dataclasses import dataclass

import pytest

from qa.reading.linear_model import LinearModel


@dataclass(frozen=True)
class Features:
    length: float = 0.0
    is_new: bool = False


def test_the_logit_is_the_intercept_and_the_weighted_sum():
    model = LinearModel(-1.0, Features(length=2.0, is_new=0.5))
    assert model.logit(Features(3.0, True)) == -1 + 2 * 3 + 0.5
    assert model.logit(Features()) == -1


def test_the_probability_is_the_logistic_of_the_logit():
    assert LinearModel(0.3, Features(1.0)).probability(Features(0.4)) == pytest.approx(1 / (1 + math.exp(-0.7)))


@pytest.mark.parametrize(("logit", "probability"), [(1e9, 1.0), (-1e9, 0.0)])
def test_the_probability_stays_one_however_large_the_logit(logit, probability):
    assert LinearModel(logit, Features()).probability(Features()) == pytest.approx(probability)
