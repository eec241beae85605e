"""How well metrics of long answers agree with people's judgement, on RAGChecker's judged pairs of answers.

    python -m benchmarks.judgements human_labeled_data.json

The file is data/meta_evaluation/human_labeled_data.json of github.com/amazon-science/RAGChecker (Apache-2.0; Ru et al.
2024): for each of 280 questions two systems' answers, and two annotators' labels, from -2 (the first answer is much
better) to 2 (the second is). A metric's difference, the second answer's less the first's, is correlated with all
labels, as that repository's meta_eval.py does it: each difference is put beside both annotators' labels. Intervals are
percentile bootstraps over pairs.

The file has no documents. So the gold answer stands for them where numbers and names are looked up; what is reported
as `ungrounded` is the share of an answer's numbers and names that stand neither there nor in the question, and its sign
is turned, so that more is better. `words` is no metric: it shows how far length alone goes.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import pearsonr, spearmanr

from qa.evaluation.answers import folded_f1, token_f1
from qa.evaluation.grounding import Grounding, token_recall
from qa.evaluation.resampling import RESAMPLES, SEED, Array, ratio

LABELS = ("correctness", "completeness", "overall")


@dataclass(frozen=True)
class Pair:
    """A question with its gold answer and two answers; by label both annotators' judgements, -2 to 2."""

    question: str
    gold: str
    first: str
    second: str
    labels: Mapping[str, tuple[int, int]]


class BadFileError(Exception):
    """The file is not what it should be; the message says where."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="human_labeled_data.json")
    try:
        print(report(read(parser.parse_args().file)))
    except BadFileError as error:
        print(f"judgements: {error}", file=sys.stderr)
        return 2
    return 0


def read(file: Path) -> list[Pair]:
    """The pairs; entries that follow one another are two annotators' of the same pair."""
    try:
        entries = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadFileError(f"{file} could not be opened: {error.strerror}.") from None
    except ValueError as error:
        raise BadFileError(f"{file} is no JSON in UTF-8: {error}.") from None
    if not isinstance(entries, list) or len(entries) % 2 or len(entries) < 6:
        raise BadFileError(f"{file} is no list of pairs: two entries for each of three questions or more.")
    return [_pair(number, entries[number], entries[number + 1]) for number in range(0, len(entries), 2)]


def _pair(number: int, one: Any, other: Any) -> Pair:
    try:
        first, second = (_text(one[model]["response"]) for model in ("model1", "model2"))
        if one["instance_id"] != other["instance_id"]:
            raise ValueError("they are of two instances")
        labels = {name: (_label(one[f"{name}_label"]), _label(other[f"{name}_label"])) for name in LABELS}
        return Pair(_text(one["query"]), _text(one["gt_answer"]), first, second, labels)
    except (KeyError, TypeError, ValueError) as error:
        told = f"{error} is missing" if isinstance(error, KeyError) else error
        raise BadFileError(f"Entries {number} and {number + 1} are no judged pair: {told}.") from None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.40} is no text")
    return value


def _label(value: Any) -> int:
    if value not in range(-2, 3):
        raise ValueError(f"a label is {value!r:.40}, and not -2, -1, 0, 1 or 2")
    return int(value)


def _gold_token_recall(answer: str, pair: Pair) -> float:
    return token_recall(answer, pair.gold) or 0.0


def _gold_token_precision(answer: str, pair: Pair) -> float:
    return token_recall(pair.gold, answer) or 0.0


def _grounded(answer: str, pair: Pair) -> float:
    """The share of its numbers and names that are known; 1 where it has none."""
    known = Grounding([pair.gold])
    named = Grounding([]).unknown(answer, pair.question)
    return 1 - len(known.unknown(answer, pair.question)) / max(1, len(named))


METRICS: Mapping[str, Callable[[str, Pair], float]] = {
    "f1": lambda answer, pair: token_f1(answer, pair.gold),
    "folded_f1": lambda answer, pair: folded_f1(answer, pair.gold),
    "gold_token_recall": _gold_token_recall,
    "gold token precision": _gold_token_precision,
    "ungrounded, turned": _grounded,
    "words": lambda answer, _: float(len(answer.split())),
}


def report(pairs: Sequence[Pair]) -> str:
    """A table for each label: people with each other, then each metric with people."""
    lines = [f"{len(pairs)} pairs, each judged by two people; 95% intervals of Pearson's r over pairs"]
    differences = {
        name: np.array([score(pair.second, pair) - score(pair.first, pair) for pair in pairs])
        for name, score in METRICS.items()
    }
    for label in LABELS:
        labels = np.array([pair.labels[label] for pair in pairs], dtype=float)
        lines += ["", f"{label:<22}  Pearson  interval         Spearman"]
        lines.append(_line("people with each other", labels[:, :1], labels[:, 1:]))
        for name, difference in differences.items():
            lines.append(_line(name, np.stack([difference, difference], axis=1), labels))
    return "\n".join(lines)


def _line(name: str, one: Array, other: Array) -> str:
    pearson, spearman = correlations(one, other)
    if np.isnan(pearson):
        return f"{name:<22}  not defined: all are the same"
    low, high = interval(one, other)
    return f"{name:<22}  {pearson:7.3f}  [{low:.3f}, {high:.3f}]  {spearman:8.3f}"


def correlations(one: Array, other: Array) -> tuple[float, float]:
    """Pearson's and Spearman's, of two arrays of shape (pairs, annotators); NaN where either is constant."""
    first, second = one.ravel(), other.ravel()
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return float("nan"), float("nan")
    return float(pearsonr(first, second).statistic), float(spearmanr(first, second).statistic)


def interval(one: Array, other: Array) -> tuple[float, float]:
    """95%, of Pearson's r, both annotators of a pair drawn with it."""
    pairs, annotators = one.shape
    counts = np.random.default_rng(SEED).multinomial(pairs, np.full(pairs, 1 / pairs), RESAMPLES)
    moments = (one, other, one * one, other * other, one * other)
    x, y, xx, yy, xy = (counts @ values.sum(axis=1) / (pairs * annotators) for values in moments)
    spread = np.sqrt(np.maximum(xx - x * x, 0) * np.maximum(yy - y * y, 0))
    drawn = ratio(xy - x * y, np.where(spread > 1e-12, spread, 0))
    low, high = np.nanpercentile(drawn, (2.5, 97.5))
    return float(low), float(high)


if __name__ == "__main__":
    sys.exit(main())
