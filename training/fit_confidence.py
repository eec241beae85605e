"""Fit the confidence of `SentenceReader`, and choose the threshold for abstaining.

    python training/fit_confidence.py --data ../shared/data

Fitted on squad2-half/train.json alone: each of its questions is asked of its own article,
where about half have no answer, and of another article, where it is off topic. Each kind
is weighted by `MIX`, an assumption about what readers ask, which the confidence can be no
better than. "Right" is a question whose chosen sentence overlaps its gold answer.

Prints the coefficients of `qa.reading.sentence_reader.CONFIDENCE`, and `THRESHOLD`: the one with the best balanced
accuracy between questions that the article answers and questions off topic. All numbers
on quality are for articles held out of the fit.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from index.collection import Collection
from index.onnx_encoder import BundledEncoder
from qa.evaluation.questions import load_questions
from qa.reading.sentence_reader import SentenceFeatures, SentenceReader, features
from qa.retrieval import Retriever
from qa.retrieval_options import PASSAGES

MIX = {"answered": 0.7, "nearly answered": 0.15, "off topic": 0.15}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds squad2-half/train.json")
    rows, right, topic, article = _collect(parser.parse_args().data / "squad2-half" / "train.json")
    weight = np.array([MIX[kind] / np.mean(topic == kind) for kind in topic])
    held_out = np.empty(len(right))
    for fit, rest in GroupKFold(8).split(rows, groups=article):
        held_out[rest] = _model().fit(rows[fit], right[fit], weight[fit]).predict_proba(rows[rest])[:, 1]
    print(f"{len(right)} questions; weighted, {np.average(right, weights=weight):.3f} of them right")
    print(f"calibration error on held-out articles {_calibration_error(held_out, right, weight):.4f}")
    model = _model().fit(rows, right, weight)
    names = ["intercept", *SentenceFeatures.__dataclass_fields__]
    for name, value in zip(names, [model.intercept_[0], *model.coef_[0]], strict=True):
        print(f"    {name} = {value:.3f}")
    _print_thresholds(held_out, right, topic)


def _model() -> LogisticRegression:
    return LogisticRegression(C=10.0, max_iter=1000)


def _collect(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Features (n, 5), right (n,), topic (n,) of the keys of `MIX`, and article number (n,)."""
    questions = load_questions(path)
    encoder, reader = BundledEncoder(), SentenceReader()
    names = [document.name for document in questions.documents]
    rows, right, topic, article = [], [], [], []
    for number, document in enumerate(questions.documents):
        retriever = Retriever(Collection.build([document], encoder), encoder)
        # Each article is asked its own questions, and those of the one before it.
        for question in questions.questions:
            asked_of = names.index(question.paragraph.document)
            if asked_of not in (number, (number - 1) % len(names)):
                continue
            hit, sentence = reader.best_sentence(question.question, retriever.retrieve(question.question, PASSAGES))
            own = asked_of == number
            gold = own and any(e.is_in(document.name, sentence.sentence.span) for e in question.evidence)
            rows.append(list(vars(features(hit, sentence)).values()))
            right.append(gold)
            topic.append("off topic" if not own else "answered" if question.answerable else "nearly answered")
            article.append(number)
    return np.array(rows), np.array(right), np.array(topic), np.array(article)


def _print_thresholds(confidence: np.ndarray, right: np.ndarray, topic: np.ndarray) -> None:
    kept = {name: confidence[topic == name] for name in MIX}
    print("threshold   share kept of: " + ", ".join(MIX) + "; share right among the answered kept")
    best = (0.0, 0.0)
    for threshold in np.arange(0.02, 0.9, 0.02):
        shares = {name: float(np.mean(values >= threshold)) for name, values in kept.items()}
        best = max(best, ((shares["answered"] + 1 - shares["off topic"]) / 2, threshold))
        share_right = right[(topic == "answered") & (confidence >= threshold)].mean()
        print(f"{threshold:.2f}  " + "  ".join(f"{share:.3f}" for share in shares.values()) + f"  {share_right:.3f}")
    print(f"THRESHOLD = {best[1]:.2f}  (balanced accuracy {best[0]:.3f})")


def _calibration_error(confidence: np.ndarray, right: np.ndarray, weight: np.ndarray) -> float:
    bins = np.minimum((confidence * 10).astype(int), 9)
    gap = np.bincount(bins, weight * (confidence - right), minlength=10)
    return float(np.abs(gap).sum() / weight.sum())


if __name__ == "__main__":
    main()
