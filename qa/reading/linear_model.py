"""A weighted sum of named features."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Features = TypeVar("Features", bound="DataclassInstance")

_LARGEST_LOGIT = 50.0
"""Beyond it the probability is 0 or 1 to every digit, and `math.exp` would overflow further on."""


@dataclass(frozen=True)
class LinearModel(Generic[Features]):
    """A linear function of features, in logits.

    `weights` is a record of the features themselves: each field holds the weight of the feature of that name.
    """

    intercept: float
    weights: Features

    def logit(self, features: Features) -> float:
        """The intercept and the weighted sum."""
        pairs = zip(astuple(self.weights), astuple(features), strict=True)
        return self.intercept + sum(float(weight) * float(value) for weight, value in pairs)

    def probability(self, features: Features) -> float:
        """The logistic function of the logit, 0..1."""
        logit = max(-_LARGEST_LOGIT, min(_LARGEST_LOGIT, self.logit(features)))
        return 1 / (1 + math.exp(-logit))
