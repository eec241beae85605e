"""SQuAD's scores for one answer (Rajpurkar et al. 2016, 2018)."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable, Sequence


def normalise(answer: str) -> str:
    """Lower case, no punctuation, no articles, single spaces; in this order, as in the official script."""
    lowered = "".join(character for character in answer.lower() if character not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", lowered).split())


def exact_match(prediction: str, gold: str) -> float:
    """1.0 where both are the same after normalisation, else 0.0."""
    return float(normalise(prediction) == normalise(gold))


def token_f1(prediction: str, gold: str) -> float:
    """Harmonic mean of precision and recall of words after normalisation, 0..1; two empty answers agree."""
    predicted, wanted = normalise(prediction).split(), normalise(gold).split()
    if not predicted or not wanted:
        return float(predicted == wanted)
    common = (Counter(predicted) & Counter(wanted)).total()
    return 2 * common / (len(predicted) + len(wanted))


def best(score: Callable[[str, str], float], prediction: str, golds: Sequence[str]) -> float:
    """The best score against any gold answer; an unanswerable question's gold answer is the empty one.

    As in the official SQuAD 2.0 script, gold answers that normalise to nothing are passed over.
    """
    worded = [gold for gold in golds if normalise(gold)] or [""]
    return max(score(prediction, gold) for gold in worded)
