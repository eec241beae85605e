"""How many questions are expected to have an answer, and what that does to a confidence."""

from __future__ import annotations

import math

ANSWERABLE_SHARE = 0.6
"""Of the questions that the confidence is fitted to, those that the text answers (training/fit_span_reader.py)."""


def moved_to(answerable_share: float) -> float:
    """What is added to the logit of a confidence where this share of the questions, above 0 and below 1, has an answer.

    Bayes' rule, with the odds of both mixes in its place (Saerens, Latinne and Decaestecker 2002).
    """
    return _logit(answerable_share) - _logit(ANSWERABLE_SHARE)


def _logit(share: float) -> float:
    return math.log(share / (1 - share))
