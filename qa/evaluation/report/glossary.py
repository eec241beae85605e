"""What each metric is called, what it means in a sentence, and how its numbers are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Unit = Literal["share", "score", "ms"]

HEADLINE = (
    "sentence_hit@1",
    "hit@5",
    "mrr",
    "f1",
    "verdict_accuracy",
    "abstention_f1",
    "coverage_at_90",
    "calibration_error",
    "quote_fidelity",
    "latency_p50_ms",
)
"""The metrics that stand where there is room for few, the most telling first."""


@dataclass(frozen=True)
class Term:
    """A metric for readers: its label, its meaning in words, and its unit."""

    label: str
    meaning: str
    unit: Unit = "share"


_TERMS = {
    "ended_well": Term("Ended well", "Share of questions that were answered rightly or, unanswerable, refused."),
    "mrr": Term(
        "MRR",
        "Mean of 1/rank of the first passage that holds gold evidence; 0 where none was retrieved.",
        "score",
    ),
    "sentence_hit@1": Term(
        "Right sentence cited",
        "Share of questions whose first citation overlaps gold evidence; a refusal cites nothing.",
    ),
    "answerable_sentence_hit@1": Term(
        "Right sentence found", "The same for the citation that would have been given, abstention set aside."
    ),
    "exact_match": Term(
        "Exact match", "Share of questions whose answer equals a gold answer, but for case, punctuation and articles."
    ),
    "f1": Term("Answer F1", "Mean overlap in words of answer and gold answer; a due refusal counts as a full match."),
    "answerable_exact_match": Term(
        "Exact match, answerable", "Exact match over answerable questions, abstention set aside."
    ),
    "answerable_f1": Term("Answer F1, answerable", "Answer F1 over answerable questions, abstention set aside."),
    "folded_exact_match": Term(
        "Exact match, folded", "Exact match where kinds of quotation marks, dashes, spaces and Unicode forms are one."
    ),
    "folded_f1": Term("Answer F1, folded", "Answer F1 with the same folded together."),
    "strict_exact_match": Term(
        "Exact match, strict", "Share whose words equal a gold answer's, and whose numbers are equal as numbers."
    ),
    "item_precision": Term("Items, precision", "Of the pieces given to a list question, the share that are wanted."),
    "item_recall": Term(
        "Items, recall", "Of the items that a list question wants, the share given; none by a refusal."
    ),
    "item_f1": Term("Items, F1", "Harmonic mean of precision and recall of a list's items."),
    "evidence_f1_sentences": Term(
        "Evidence F1, sentences", "Harmonic mean of precision and recall of the sentences cited; a refusal cites none."
    ),
    "gold_token_recall": Term("Gold words given", "Share of the gold answer's words that the answer has."),
    "evidence_token_recall": Term("Evidence words given", "Share of the gold evidence's words that the answer has."),
    "ungrounded": Term(
        "Numbers or names from nowhere",
        "Share of the answers with one that stands nowhere in the documents; 0 is best.",
    ),
    "verdict_accuracy": Term(
        "Verdict accuracy",
        "Of the questions whose right answer is yes or no, the share answered so; a refusal is wrong.",
    ),
    "three_way_verdict_accuracy": Term(
        "Verdict accuracy, three-way",
        "The same over all yes-or-no questions; to those that the documents do not answer, a refusal is right.",
    ),
    "evidence_precision_characters": Term(
        "Evidence precision, characters", "Share of the characters cited that are gold evidence."
    ),
    "evidence_recall_characters": Term(
        "Evidence recall, characters", "Share of the gold evidence's characters that are cited."
    ),
    "evidence_precision_sentences": Term(
        "Evidence precision, sentences", "Share of the sentences cited that hold gold evidence."
    ),
    "evidence_recall_sentences": Term(
        "Evidence recall, sentences", "Share of the sentences with gold evidence that are cited."
    ),
    "abstention_precision": Term(
        "Abstention precision", "Of the questions refused, the share that the documents indeed do not answer."
    ),
    "abstention_recall": Term(
        "Abstention recall", "Of the questions that the documents do not answer, the share that was refused."
    ),
    "abstention_f1": Term("Abstention F1", "Harmonic mean of abstention precision and abstention recall."),
    "abstention_auroc": Term(
        "Abstention AUROC",
        "Chance that an answerable question gets more confidence than an unanswerable one; 0.5 is guessing.",
        "score",
    ),
    "risk_coverage_area": Term(
        "Area under risk-coverage",
        "Area under the risk-coverage curve: mean share wrong over all thresholds; 0 is perfect.",
        "score",
    ),
    "calibration_error": Term(
        "Calibration error",
        "Mean gap between the confidence stated and the share right, over ten bins; 0 is perfect.",
        "score",
    ),
    "quote_fidelity": Term(
        "Quote fidelity", "Share of quotations found letter for letter at their place; under 100% is a bug."
    ),
    "latency_p50_ms": Term("Median time", "Half of the questions took no longer than this.", "ms"),
    "latency_p95_ms": Term("95th percentile time", "95 of 100 questions took no longer.", "ms"),
}

_PATTERNS = (
    (r"hit@(\d+)", "Hit@{0}", "Share of questions with gold evidence among the first {0} passages.", "share"),
    (r"recall@(\d+)", "Recall@{0}", "Mean share of the gold evidence found in the first {0} passages.", "share"),
    (
        r"ndcg@(\d+)",
        "nDCG@{0}",
        "How high the passages with gold evidence rank among the first {0}; 1 is ideal.",
        "score",
    ),
    (
        r"coverage_at_(\d+)",
        "Coverage at {0}%",
        "Largest share of questions that can be answered with {0}% of the answers given being right.",
        "share",
    ),
    (r"latency_p(\d+)_ms", "Time, {0}th percentile", "{0} of 100 questions took no longer than this.", "ms"),
)


def term(name: str) -> Term:
    """The metric's entry; one that is not known is called by its own name."""
    if name in _TERMS:
        return _TERMS[name]
    for pattern, label, meaning, unit in _PATTERNS:
        if match := re.fullmatch(pattern, name):
            number = match.group(1)
            return Term(label.format(number), meaning.format(number), unit)  # type: ignore[arg-type]
    unit = "ms" if name.endswith("_ms") else "score"
    return Term(name.replace("_", " ").capitalize(), "", unit)  # type: ignore[arg-type]


def write(name: str, value: float) -> str:
    """The value as a reader sees it: 72.4%, 0.815, 23 ms."""
    unit = term(name).unit
    if unit == "share":
        return f"{value * 100:.1f}%"
    return f"{value:,.{0 if abs(value) >= 10 else 1}f} ms" if unit == "ms" else f"{value:.3f}"


def write_difference(name: str, value: float) -> str:
    """A difference with its sign; of shares, in percentage points."""
    unit = term(name).unit
    sign = "+" if value >= 0 else "\N{MINUS SIGN}"
    size = abs(value)
    if unit == "share":
        return f"{sign}{size * 100:.1f} points"
    return f"{sign}{size:,.1f} ms" if unit == "ms" else f"{sign}{size:.3f}"


def write_brief_interval(name: str, estimate: Mapping[str, Any]) -> str:
    """The 95% interval for a crowded table: "62\N{EN DASH}78%"."""
    low, high = estimate.get("low"), estimate.get("high")
    if low is None or high is None:
        return ""
    unit = term(name).unit
    if unit == "share":
        return f"{low * 100:.0f}\N{EN DASH}{high * 100:.0f}%"
    return f"{low:,.0f}\N{EN DASH}{high:,.0f} ms" if unit == "ms" else f"{low:.2f}\N{EN DASH}{high:.2f}"


def write_interval(name: str, estimate: Mapping[str, Any], *, difference: bool = False) -> str:
    """The 95% interval as "62.1% to 78.3%"; empty where it is not known."""
    low, high = estimate.get("low"), estimate.get("high")
    if low is None or high is None:
        return ""
    text = write_difference if difference else write
    return f"{text(name, low)} to {text(name, high)}"
