"""Fit what it weighs for `SpanReader` that words are of the time that a question names.

    python training/fit_time.py --data ../shared/data --pages 34

Fitted to questions that name a year, asked of whole pages of timeqa-train that are not for measuring. The reader was
trained on these pages: it is righter and surer there than elsewhere, which leaves little for the time to tell. So
what the reader itself says counts `TRUSTED` of what it counts in `RANKING` and `CONFIDENCE`, whose other weights stay.

- Ranking: a conditional logit, as in training/fit_span_reader.py, of `TimeAgreement` and `time_score_gap`.
- Confidence: a logistic model of the best span's sentence being the right one, of `time_score_gap` alone: what
  `TimeAgreement` weighs on these pages is too much for articles that name no year where they tell of one time only.
  Its intercept is of these pages and is not used; nor is another weight of `another_time` than the one fitted to
  squad2-half.

Prints the weights, and how often the right sentence comes first with those that `RANKING` has, without any, and with
weights fitted to the other pages.
"""

from __future__ import annotations

import argparse
import json
import pickle
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from index.collection import Collection
from index.onnx_encoder import BundledEncoder
from qa.evaluation.question_set import Question, QuestionSet
from qa.evaluation.questions import load_questions
from qa.reading.bundled_model import BundledModel
from qa.reading.hits_to_read import hits_to_read, of_asked_time_first
from qa.reading.linear_model import LinearModel
from qa.reading.periods import TimeAgreement, periods
from qa.reading.span_reader import CONFIDENCE, RANKING, SpanFeatures, features, read_hits
from qa.retrieval import Hit, Retriever
from qa.retrieval_options import PASSAGES
from training.held_out import hash_share, is_measured_page
from training.readings import Case
from training.time_source import page_article

TRUSTED = 0.5
"""Assumed, not fitted."""

PENALTY = 1.0
"""Of half a squared weight."""

FOLDS = 5
TOLD_BY_READER = ("margin", "log_probability", "answers")
GAP = "time_score_gap"
NAMES = (*TimeAgreement.__dataclass_fields__, GAP)

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Read:
    """A question's hits: their features of time, (hits, 5), logits without these, (hits,), and which are right."""

    page: str
    is_answered: bool
    time: Array
    rank: Array
    confidence: Array
    right: NDArray[np.bool_]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with a folder for each data set")
    parser.add_argument("--pages", type=int, default=34, metavar="N", help="read so many pages (default: 34)")
    parser.add_argument("--cases", type=Path, help="keep what was read in this file, and take it from there next time")
    arguments = parser.parse_args()
    if not (arguments.cases and arguments.cases.is_file()):
        cases = collect(time_questions(arguments.data, arguments.pages))
        if arguments.cases:
            arguments.cases.write_bytes(pickle.dumps(cases))
    else:
        cases = pickle.loads(arguments.cases.read_bytes())
    report([read(case) for case in cases if periods(case.question.question)])


def time_questions(data: Path, pages: int) -> QuestionSet:
    """Pages of timeqa-train that are not measured, in an order by chance, each an article."""
    rows = json.loads((data / "timeqa-train" / "train.json").read_text(encoding="utf-8"))
    names = [row["link"] for row in rows]
    rest = [row for row in rows if not is_measured_page(row["link"], names)]
    chosen = sorted(rest, key=lambda row: hash_share(row["link"]))[:pages]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "time.json")
        path.write_text(json.dumps({"data": [page_article(row)[0] for row in chosen]}), encoding="utf-8")
        return load_questions(path)


def collect(questions: QuestionSet) -> list[Case]:
    """Each question asked of its own page; the hits are as retrieved, before `qa.reading.hits_to_read`.

    Prints how often the right passage comes first, and is among those read, with that and without.
    """
    encoder, model, cases = BundledEncoder(), BundledModel(), []
    places: dict[str, list[int]] = {"as retrieved": [], "of the time asked about first": []}
    for document in questions.documents:
        retriever = Retriever(Collection.build([document], encoder), encoder)
        for question in questions.questions:
            if question.paragraph and question.paragraph.document == document.name:
                hits = retriever.retrieve(question.question, PASSAGES)
                if question.answerable and periods(question.question):
                    first = hits_to_read(question.question, retriever, PASSAGES)
                    for found, ranked in zip(places.values(), (hits, first), strict=True):
                        found.append(_place(question, ranked))
                spans = read_hits(model, question.question, hits)
                kind = "answered" if question.answerable else "nearly answered"
                cases.append(Case(kind, document.name, question, tuple(hits), tuple(spans)))
    for name, found in places.items():
        print(
            f"{name}: right passage first {np.mean(np.array(found) == 0):.3f}, read {np.mean(np.array(found) >= 0):.3f}"
        )
    return cases


def _place(question: Question, hits: Sequence[Hit]) -> int:
    """Of the first hit that holds gold evidence, counted from 0; -1 where none does."""
    passages = [hit.passage for hit in hits]
    right = [any(e.is_in(passage.document, passage.span) for e in question.evidence) for passage in passages]
    return right.index(True) if any(right) else -1


def read(case: Case) -> Read:
    question = case.question.question
    known = {hit.passage: hit for hit in of_asked_time_first(question, case.hits)}
    hits = [known[hit.passage] for hit in case.hits]
    seen = [features(question, hit, best) for hit, best in zip(hits, case.spans, strict=True)]
    return Read(
        case.article,
        case.kind == "answered",
        np.array([[getattr(one, name) for name in NAMES] for one in seen]),
        np.array([_known(RANKING, one, NAMES) for one in seen]),
        np.array([_known(CONFIDENCE, one, [GAP]) for one in seen]),
        np.array([case.holds(hit, best.span) for hit, best in zip(hits, case.spans, strict=True)]),
    )


def _known(model: LinearModel[SpanFeatures], seen: SpanFeatures, without: Sequence[str]) -> float:
    """The logit, with `TRUSTED` of what the reader says and without these features."""
    told = {name: TRUSTED * getattr(seen, name) for name in TOLD_BY_READER}
    return model.logit(replace(seen, **told, **dict.fromkeys(without, 0.0)))


def report(found: Sequence[Read]) -> None:
    answered = [one for one in found if one.is_answered]
    print(f"{len(found)} questions that name a year, {len(answered)} of them answered; right sentence first")
    kept_out = [0] * len(answered)
    groups = np.unique([one.page for one in answered], return_inverse=True)[1]
    for fit, rest in GroupKFold(FOLDS).split(answered, groups=groups):
        weights = fit_ranking([answered[at] for at in fit])
        for at in rest:
            kept_out[at] = _first(answered[at], weights)
    shipped = np.array([getattr(RANKING.weights, name) for name in NAMES])
    rankings = {
        "without": [_first(one, np.zeros(len(NAMES))) for one in answered],
        "with the weights of other pages": kept_out,
        "with those that RANKING has": [_first(one, shipped) for one in answered],
    }
    for name, first in rankings.items():
        print(f"    {name}: {np.mean([one.right[at] for one, at in zip(answered, first, strict=True)]):.3f}")
    weights = fit_ranking(answered)
    print("RANKING", {name: round(float(weight), 2) for name, weight in zip(NAMES, weights, strict=True)})
    report_confidence(found, shipped)


def _first(one: Read, weights: Array) -> int:
    return int(np.argmax(one.rank + one.time @ weights))


def report_confidence(found: Sequence[Read], ranking: Array) -> None:
    """Fit to the span that comes first of each question with these weights of the ranking."""
    first = [_first(one, ranking) for one in found]
    gap = np.array([one.time[at, NAMES.index(GAP)] for one, at in zip(found, first, strict=True)])
    known = np.array([one.confidence[at] for one, at in zip(found, first, strict=True)])
    right = np.array([one.right[at] for one, at in zip(found, first, strict=True)])

    def loss(weights: Array) -> tuple[float, Array]:
        logits = known + weights[0] + weights[1] * gap
        missed = expit(logits) - right
        lost = np.logaddexp(0.0, np.where(right, -logits, logits)).sum() + 0.5 * PENALTY * weights[1] ** 2
        return float(lost), np.array([missed.sum(), missed @ gap + PENALTY * weights[1]])

    (_, weight) = minimize(loss, np.zeros(2), jac=True).x
    answered = [one.is_answered for one in found]
    for name, logits in (("without", known), ("with it", known + weight * gap)):
        print(f"{GAP}: AUROC of being answered {name} {roc_auc_score(answered, logits):.3f}")
    print("CONFIDENCE", {GAP: round(float(weight), 2)})


def fit_ranking(found: Sequence[Read]) -> Array:
    """Weights, (4,), of the questions where some but not all of the hits are right."""
    fitted = [one for one in found if 0 < one.right.sum() < len(one.right)]

    def loss(weights: Array) -> tuple[float, Array]:
        total, gradient = 0.5 * PENALTY * weights @ weights, PENALTY * weights
        for one in fitted:
            scores = one.rank + one.time @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            of_right = shares * one.right / (shares @ one.right)
            total -= np.log(shares @ one.right)
            gradient = gradient + one.time.T @ (shares - of_right)
        return float(total), gradient

    return np.asarray(minimize(loss, np.zeros(len(NAMES)), jac=True).x)


if __name__ == "__main__":
    main()
