"""What a run is worth, in numbers. Each is absent where it is not defined.

Names and definitions are those of the contract in docs/evaluation.md.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

_CALIBRATION_BINS = 10
_WANTED_RIGHT = 0.9
_CUT_OFFS = (1, 3, 5)


@dataclass(frozen=True)
class Row:
    """One question as it was answered.

    `candidate` is the answer that was given, or would have been, abstention set aside.
    `rank` is the place, from 1, of the first passage that overlaps gold evidence, None
    where there is none; `ranked` says whether that can be told at all. `cited` is whether
    the first citation given overlaps gold evidence, `candidate_cited` the same for the
    candidate's. `quotes` and `faithful_quotes` count the citations given, and those found
    letter for letter at their offsets.
    """

    id: str
    question: str
    standalone_question: str
    kind: str | None
    document: str | None
    answerable: bool
    answered: bool
    gold_answers: tuple[str, ...]
    answer: str | None
    candidate: str
    confidence: float
    ranked: bool
    rank: int | None
    cited: bool
    candidate_cited: bool
    quotes: int
    faithful_quotes: int
    latency_ms: float

    @property
    def right(self) -> bool:
        """Whether the candidate points to the right place or, where no evidence is given, holds a gold answer."""
        if self.ranked:
            return self.candidate_cited
        candidate = normalise(self.candidate)
        return self.answerable and any(normalise(gold) in candidate for gold in self.gold_answers)


def compute_metrics(rows: Sequence[Row]) -> dict[str, float]:
    """All metrics that are defined for these rows, in the contract's order."""
    metrics: dict[str, float | None] = {}
    ranked = [row for row in rows if row.ranked]
    for cut_off in _CUT_OFFS:
        metrics[f"hit@{cut_off}"] = _mean(row.rank is not None and row.rank <= cut_off for row in ranked)
    metrics["mrr"] = _mean(1 / row.rank if row.rank else 0.0 for row in ranked)
    metrics["sentence_hit@1"] = _mean(row.cited for row in ranked)
    metrics["answerable_sentence_hit@1"] = _mean(row.candidate_cited for row in ranked)
    answerable = [row for row in rows if row.answerable]
    for name, score in (("exact_match", exact_match), ("f1", token_f1)):
        metrics[name] = _mean(best(score, row.answer or "", row.gold_answers) for row in rows)
        metrics[f"answerable_{name}"] = _mean(best(score, row.candidate, row.gold_answers) for row in answerable)
    metrics.update(_abstention(rows))
    metrics["coverage_at_90"] = coverage_at(rows, _WANTED_RIGHT)
    metrics["calibration_error"] = calibration_error(rows)
    quotes = sum(row.quotes for row in rows)
    metrics["quote_fidelity"] = sum(row.faithful_quotes for row in rows) / quotes if quotes else None
    latencies = [row.latency_ms for row in rows]
    metrics["latency_p50_ms"] = float(np.percentile(latencies, 50)) if rows else None
    metrics["latency_p95_ms"] = float(np.percentile(latencies, 95)) if rows else None
    return {name: value for name, value in metrics.items() if value is not None}


def normalise(answer: str) -> str:
    """SQuAD's normalisation: lower case, no punctuation, no articles, single spaces (Rajpurkar et al. 2016)."""
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


def coverage_at(rows: Sequence[Row], wanted: float) -> float | None:
    """The largest share of questions answered by any threshold at which `wanted` of the answers given are right.

    Answering an unanswerable question is wrong.
    """
    if not rows:
        return None
    by_confidence = sorted(rows, key=lambda row: -row.confidence)
    right = np.cumsum([row.right for row in by_confidence])
    most = 0
    for answered, row in enumerate(by_confidence, 1):
        # A threshold cannot part questions of equal confidence.
        last_of_its_kind = answered == len(rows) or by_confidence[answered].confidence < row.confidence
        if last_of_its_kind and right[answered - 1] >= wanted * answered:
            most = answered
    return most / len(rows)


def calibration_error(rows: Sequence[Row]) -> float | None:
    """Expected calibration error over ten bins of equal width (Guo et al. 2017): 0 is perfect, 1 the worst."""
    if not rows:
        return None
    confidence = np.array([row.confidence for row in rows])
    right = np.array([row.right for row in rows], dtype=float)
    bins = np.minimum((confidence * _CALIBRATION_BINS).astype(int), _CALIBRATION_BINS - 1)
    gaps = [abs(confidence[bins == b].mean() - right[bins == b].mean()) * np.mean(bins == b) for b in np.unique(bins)]
    return float(sum(gaps))


def _abstention(rows: Sequence[Row]) -> dict[str, float | None]:
    """Abstaining is the positive class: how many refusals were due, and how many due refusals were made."""
    due = [not row.answerable for row in rows]
    refused = [not row.answered for row in rows]
    both = sum(a and b for a, b in zip(due, refused, strict=True))
    auroc = None
    if 0 < sum(due) < len(rows):
        from sklearn.metrics import roc_auc_score

        auroc = float(roc_auc_score(due, [-row.confidence for row in rows]))
    return {
        "abstention_precision": both / sum(refused) if any(refused) else None,
        "abstention_recall": both / sum(due) if any(due) else None,
        "abstention_auroc": auroc,
    }


def _mean(values: Iterable[float]) -> float | None:
    listed = list(values)
    return float(np.mean(listed)) if listed else None
