"""Fit how sure `SpanReader` is of a verdict.

    python training/fit_verdicts.py --data ../shared/data

A logistic model of the likelier of yes and no being what the passage says, fitted to yes-or-no questions that
the reader was not trained on: those of condaqa and fool-me-twice that training/held_out.py keeps out, questions
asked of the passage with the evidence taken out, and made ones (training/verdicts.py, from articles held out).
`MIX` is what the three verdicts weigh: an assumption about what readers ask.
"""

from __future__ import annotations

import argparse
from dataclasses import astuple, replace
from itertools import islice
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from index.sentences import split_sentences
from index.spans import Span
from qa.reading.bundled_model import BundledModel
from qa.reading.question_overlap import question_overlap
from qa.reading.span_model import BestSpan, best_spans_of_pairs
from qa.reading.verdict import VerdictFeatures, verdict_features
from training.examples import Example
from training.held_out import is_held_out
from training.sources import read_sources
from training.verdicts import verdicts

MIX = {"yes": 0.35, "no": 0.35, "neither": 0.3}
WEIGHTS = {"condaqa": 1.0, "fool-me-twice": 0.7, "made": 0.7}
MADE = 400
FOLDS = 5
SEED = 20261127


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with a folder for each data set")
    examples = _examples(parser.parse_args().data)
    spans = best_spans_of_pairs(BundledModel(), [(e.question, e.lead + e.context) for e in examples])
    rows = np.array([astuple(_features(e, span)) for e, span in zip(examples, spans, strict=True)])
    right = np.array([_told(span) == example.verdict for example, span in zip(examples, spans, strict=True)])
    verdict = np.array([example.verdict for example in examples])
    sources = np.array([example.source for example in examples])
    weight = np.array([MIX[str(v)] / np.mean(verdict == v) for v in verdict]) * [WEIGHTS[s] for s in sources]
    groups = np.unique([f"{e.source} {e.document} {e.context[:80]}" for e in examples], return_inverse=True)[1]
    held_out = np.empty(len(examples))
    for fit, rest in GroupKFold(FOLDS).split(rows, groups=groups):
        held_out[rest] = _model().fit(rows[fit], right[fit], weight[fit]).predict_proba(rows[rest])[:, 1]
    for source in sorted(set(sources)):
        of = sources == source
        decided = of & (verdict != "neither")
        print(
            f"{source}: {of.sum()} questions; of {decided.sum()} decided ones {right[decided].mean():.3f} right;"
            f" AUROC of being right {roc_auc_score(right[of], held_out[of]):.3f}"
        )
    bins = np.minimum((held_out * 10).astype(int), 9)
    gap = np.bincount(bins, weight * (held_out - right), minlength=10)
    print(f"calibration error over the mix: {np.abs(gap).sum() / weight.sum():.4f}")
    for threshold in np.arange(0.3, 0.75, 0.05):
        given = held_out >= threshold
        shares = {name: round(float(given[verdict == name].mean()), 3) for name in MIX}
        print(f"    {threshold:.2f}: given {shares}; right {np.average(right[given], weights=weight[given]):.3f}")
    model = _model().fit(rows, right, weight)
    names = VerdictFeatures.__dataclass_fields__
    weights = {name: round(float(value), 3) for name, value in zip(names, model.coef_[0], strict=True)}
    print("VERDICT_CONFIDENCE", {"intercept": round(float(model.intercept_[0]), 3)}, weights)


def _model() -> LogisticRegression:
    return LogisticRegression(C=10.0, max_iter=5000)


def _examples(data: Path) -> list[Example]:
    """Published yes-or-no questions, those again without the sentence that decides, and made ones."""
    known = [example for example in read_sources(data) if is_held_out(example)]
    published = [example for example in known if example.verdict]
    taken_out = [made for example in published[::2] if (made := _without_sentence(example))]
    made = islice(verdicts([example for example in known if not example.verdict], SEED), MADE)
    return [*published, *taken_out, *(replace(example, source="made") for example in made)]


def _without_sentence(example: Example) -> Example | None:
    """The question asked of the other sentences; None where there are none, or which sentence decides is not known."""
    place = example.sentence
    if place is None or place == Span(0, len(example.context)):
        return None
    rest = [s for s in split_sentences(example.context, Span(0, len(example.context))) if not s.overlaps(place)]
    context = " ".join(example.context[start:end] for start, end in rest)
    return replace(example, context=context, sentence=None, verdict="neither") if rest else None


def _told(found: BestSpan) -> str:
    return "yes" if found.yes >= found.no else "no"


def _features(example: Example, found: BestSpan) -> VerdictFeatures:
    overlap = question_overlap(example.question, example.context, example.context)
    return verdict_features(found, overlap.names_nowhere)


if __name__ == "__main__":
    main()
