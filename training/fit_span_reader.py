"""Fit how `SpanReader` ranks, its confidence, and the threshold for abstaining.

    python training/fit_span_reader.py --data ../shared/data

Fitted to questions that the reader was not trained on (training/readings.py says which).

- Ranking: a conditional logit (McFadden 1974), the probability that of a question's hits
  this one's span stands where the answer stands.
- Confidence: a logistic model of the best span's sentence being the right one, over the
  mix `FITTED_TO`, in which `qa.reading.prior.ANSWERABLE_SHARE` have an answer. What an answer of
  the wrong kind costs is set, not fitted: there are 40, none of them right.
- Threshold: the lowest at which 85% of the answers given are right, over the mix `IN_USE`: an
  assumption about what readers ask. Printed too is the one for 90%, and where an answer is
  rather right than wrong.

What is printed on quality is of articles that the fit did not see, but for the last lines,
on what is left unread.
"""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from qa.evaluation.answers import best, token_f1
from qa.reading.bundled_model import BundledModel
from qa.reading.periods import TimeAgreement
from qa.reading.prior import ANSWERABLE_SHARE
from qa.reading.question_overlap import QuestionOverlap
from qa.reading.span_model import BestSpan
from qa.reading.span_reader import SpanFeatures, SpanReader, features, shown
from qa.retrieval import Hit
from training.readings import Case, collect

FITTED_TO = {"answered": ANSWERABLE_SHARE, "nearly answered": 0.3, "taken out": 0.05, "off topic": 0.05}
IN_USE = {"answered": 0.7, "nearly answered": 0.1, "taken out": 0.1, "off topic": 0.1}
RIGHT = (0.85, 0.9)
FOLDS = 5
LIKELY_MARGINS = (None, 6.0, 8.0, 10.0)
"""Tried for `qa.reading.span_reader.LIKELY_MARGIN`; None reads all hits."""

GROUP = 4000
"""Characters of an article that are fitted to, or kept out, together."""

Array = NDArray[np.float64]
NAMES = tuple(SpanFeatures.__dataclass_fields__)
BY_RULE = ("denied", "another_subject")
"""Features that are too seldom 1 to be fitted to."""

OF_TIME = (*TimeAgreement.__dataclass_fields__, "time_score_gap")
"""Features that training/fit_time.py fits to: few questions held out name a year."""

NOT_RANKED_BY = ("answers", *BY_RULE, *OF_TIME, *QuestionOverlap.__dataclass_fields__)
RANKED_BY = [at for at, name in enumerate(NAMES) if name not in NOT_RANKED_BY]
"""The features that ranking uses; with the words missing too it put the right passage first less often."""

CONFIDENT_BY = [at for at, name in enumerate(NAMES) if name not in ("wrong_kind", *BY_RULE, *OF_TIME)]
"""The features that confidence is fitted to."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with a folder for each data set")
    parser.add_argument("--cases", type=Path, help="keep what was read in this file, and take it from there next time")
    parser.add_argument("--sample", type=int, metavar="N", help="read only N questions, drawn at random")
    arguments = parser.parse_args()
    cases = _cases(arguments.data, arguments.cases, arguments.sample)
    kinds = np.array([case.kind for case in cases])
    print(f"{len(cases)} cases:", dict(zip(*np.unique(kinds, return_counts=True), strict=True)))
    rows = [_rows(case) for case in cases]
    ranking = [row[:, RANKED_BY] for row in rows]
    right = [np.array([case.holds(hit, best.span) for hit, best in _pairs(case)]) for case in cases]
    groups = np.unique([_group(case) for case in cases], return_inverse=True)[1]

    ranked: list[Array] = [np.zeros(0)] * len(cases)
    for fit, rest in GroupKFold(FOLDS).split(cases, groups=groups):
        weights = _fit_ranking([ranking[at] for at in fit], [right[at] for at in fit])
        for at in rest:
            ranked[at] = ranking[at] @ weights
    _print_ranking(cases, rows, right, ranked)
    print("RANKING", _named(_fit_ranking(ranking, right), RANKED_BY))

    chosen = [int(np.argmax(scores)) for scores in ranked]
    best_rows = np.array([row[at, CONFIDENT_BY] for row, at in zip(rows, chosen, strict=True)])
    best_right = np.array([float(values[at]) for values, at in zip(right, chosen, strict=True)])
    weight = _weights(kinds, FITTED_TO)
    held_out = np.empty(len(cases))
    for fit, rest in GroupKFold(FOLDS).split(cases, groups=groups):
        held_out[rest] = _logistic(best_rows[fit], best_right[fit], weight[fit]).predict_proba(best_rows[rest])[:, 1]
    _print_confidence(kinds, held_out, best_right)
    model = _logistic(best_rows, best_right, weight)
    print("CONFIDENCE", {"intercept": round(float(model.intercept_[0]), 3)}, _named(model.coef_[0], CONFIDENT_BY))
    _print_threshold(kinds, held_out, best_right)
    print("with the weights that qa/reading/span_reader.py has:")
    for margin in LIKELY_MARGINS:
        _print_unread(cases, margin)


def _cases(data: Path, kept: Path | None, sample: int | None) -> list[Case]:
    if kept and kept.is_file():
        cases: list[Case] = pickle.loads(kept.read_bytes())
        return cases
    cases = collect(data, BundledModel(), sample)
    if kept:
        kept.write_bytes(pickle.dumps(cases))
    return cases


def _pairs(case: Case) -> list[tuple[Hit, BestSpan]]:
    return list(zip(case.hits, case.spans, strict=True))


def _rows(case: Case) -> Array:
    """Features of every hit's best span, shape (hits, features)."""
    return np.array([astuple(features(case.question.question, hit, best)) for hit, best in _pairs(case)])


def _group(case: Case) -> str:
    """Questions about one place of an article, which are fitted to or kept out together."""
    paragraph = case.question.paragraph
    return f"{paragraph.document} {paragraph.start // GROUP}" if paragraph else case.article


def _fit_ranking(rows: Sequence[Array], right: Sequence[NDArray[np.bool_]]) -> Array:
    """Weights of the features, shape (features,), of the questions where some but not all of the hits are right."""
    scale = np.concatenate(rows).std(axis=0)
    fitted = [(row / scale, values) for row, values in zip(rows, right, strict=True) if 0 < values.sum() < len(values)]

    def loss(weights: Array) -> tuple[float, Array]:
        total, gradient = 0.5 * weights @ weights, weights.copy()
        for row, values in fitted:
            scores = row @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            of_right = shares * values / (shares @ values)
            total -= np.log(shares @ values)
            gradient += row.T @ (shares - of_right)
        return float(total), gradient

    found = minimize(loss, np.zeros(rows[0].shape[1]), jac=True)
    return np.asarray(found.x / scale)


def _print_ranking(
    cases: Sequence[Case], rows: Sequence[Array], right: Sequence[NDArray[np.bool_]], ranked: Sequence[Array]
) -> None:
    column = NAMES.index("passage_score")
    rankings: dict[str, Sequence[Array]] = {"as retrieved": [row[:, column] for row in rows], "as read": ranked}
    for name, scores in rankings.items():
        answered = [at for at, case in enumerate(cases) if case.kind == "answered"]
        best = [int(np.argmax(scores[at])) for at in answered]
        passage = np.mean([_has_gold(cases[at], place) for at, place in zip(answered, best, strict=True)])
        sentence = np.mean([right[at][place] for at, place in zip(answered, best, strict=True)])
        f1 = np.mean([_f1(cases[at], place) for at, place in zip(answered, best, strict=True) if cases[at].is_worded])
        print(f"{name}: right passage first {passage:.4f}, right sentence {sentence:.4f}, F1 {f1:.4f}")


def _has_gold(case: Case, place: int) -> bool:
    passage = case.hits[place].passage
    return any(evidence.is_in(passage.document, passage.span) for evidence in case.question.evidence)


def _f1(case: Case, place: int) -> float:
    passage = case.hits[place].passage
    span = shown(case.question.question, passage, case.spans[place].span)
    return best(token_f1, passage.text[slice(*span)], case.question.answers)


class _Recorded(SpanReader):
    """The reader of one case, which finds again what was found, and counts what it reads."""

    def __init__(self, case: Case, likely_margin: float | None) -> None:
        super().__init__(BundledModel(), likely_margin=likely_margin)
        self._spans = {id(hit): span for hit, span in zip(case.hits, case.spans, strict=True)}
        self.count = 0

    def best_spans(self, question: str, hits: Sequence[Hit]) -> list[BestSpan]:  # noqa: ARG002
        self.count += len(hits)
        return [self._spans[id(hit)] for hit in hits]


def _print_unread(cases: Sequence[Case], likely_margin: float | None) -> None:
    """What it costs, and saves, not to read hits that would not come first with this margin."""
    read: dict[str, list[int]] = {}
    gold, f1, supporting, overtaken = [], [], 0, 0
    for case in cases:
        reader = _Recorded(case, likely_margin)
        reading = reader.read(case.question.question, case.hits)
        of_all = _Recorded(case, None).read(case.question.question, case.hits)
        overtaken += reading.hit is not of_all.hit
        read.setdefault(case.kind, []).append(reader.count)
        if case.kind == "answered":
            place = [hit.passage for hit in case.hits].index(reading.hit.passage)
            gold.append(_has_gold(case, place))
            f1.extend([_f1(case, place)] * case.is_worded)
            supporting += len(reading.supporting)
    counts = {kind: f"{np.mean(values):.2f}" for kind, values in sorted(read.items())}
    print(f"likely margin {likely_margin}: hits read {counts}, median {np.median(read['answered']):.0f} where answered")
    print(f"    another hit comes first than with all read: {overtaken} of {len(cases)}")
    print(f"    right passage first {np.mean(gold):.4f}, F1 {np.mean(f1):.4f}, supporting places {supporting}")


def _weights(kinds: NDArray[np.str_], mix: dict[str, float]) -> Array:
    """A weight for each case, so that the kinds have the mix's shares; their mean is 1."""
    return np.array([mix.get(kind, 0.0) / np.mean(kinds == kind) for kind in kinds])


def _logistic(rows: Array, right: Array, weight: Array) -> LogisticRegression:
    return LogisticRegression(C=10.0, max_iter=5000).fit(rows, right, weight)


def _print_confidence(kinds: NDArray[np.str_], confidence: Array, right: Array) -> None:
    for name, mix in (("fitted to", FITTED_TO), ("in use", IN_USE)):
        weight = _weights(kinds, mix)
        bins = np.minimum((confidence * 10).astype(int), 9)
        gap = np.bincount(bins, weight * (confidence - right), minlength=10)
        print(f"calibration error over the mix {name}: {np.abs(gap).sum() / weight.sum():.4f}")
    for kind in sorted(set(kinds) - {"answered"}):
        both = np.isin(kinds, ["answered", kind])
        print(f"AUROC answered against {kind}: {roc_auc_score(kinds[both] == 'answered', confidence[both]):.4f}")


def _print_threshold(kinds: NDArray[np.str_], confidence: Array, right: Array) -> None:
    weight = _weights(kinds, IN_USE)
    in_use = _logistic(logit(confidence)[:, None], right, weight)
    even = expit(-in_use.intercept_[0] / in_use.coef_[0, 0])
    print(f"threshold {even:.2f}: from here on an answer is rather right than wrong over the mix in use")
    order = np.argsort(-confidence)
    share = np.cumsum((weight * right)[order]) / np.cumsum(weight[order])
    for wanted in RIGHT:
        reached = np.flatnonzero(share >= wanted)
        if len(reached):
            print(f"THRESHOLD {confidence[order][reached[-1]]:.2f}: {wanted:.0%} of the answers right over that mix")
    for threshold in np.arange(0.05, 0.95, 0.05):
        given = confidence >= threshold
        if not given.any():
            return
        shares = {kind: round(float(given[kinds == kind].mean()), 3) for kind in IN_USE}
        print(f"    {threshold:.2f}: answers {shares}; right {np.average(right[given], weights=weight[given]):.3f}")


def _named(weights: Array, columns: Sequence[int]) -> dict[str, float]:
    return {NAMES[at]: round(float(value), 3) for at, value in zip(columns, weights, strict=True)}


if __name__ == "__main__":
    main()
