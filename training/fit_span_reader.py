"""Fit how `SpanReader` weighs passages, its confidence, and the threshold for abstaining.

    python training/fit_span_reader.py --data ../shared/data

Fitted on the articles of squad2-half/train.json that the reader was not trained on
(training/held_out.py): each question is asked of its own whole article. "Right" is an
answer with a token F1 of at least 0.5. The threshold is the highest that
leaves `ANSWERED` of the answerable questions an answer.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from index.collection import Collection
from index.embedding import SentenceTransformerEncoder
from qa.assistant import PASSAGES
from qa.evaluation.answers import best, token_f1
from qa.evaluation.questions import load_questions
from qa.retrieval import Hit, Retriever
from qa.span_model import BestSpan, SpanModel
from qa.span_reader import SpanFeatures, features
from training.held_out import ARTICLES

PASSAGE_WEIGHTS = (0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0)
RIGHT = 0.5
"""Token F1."""

ANSWERED = 0.85


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds squad2-half/train.json")
    read = _read(parser.parse_args().data / "squad2-half" / "train.json")
    print(f"{len(read)} questions, {sum(bool(gold) for _, gold in read)} answerable")
    print("passage weight, F1 of the answerable ones:")
    scores = {weight: _f1(read, weight) for weight in PASSAGE_WEIGHTS}
    for weight, score in scores.items():
        print(f"    {weight}: {score:.4f}")
    weight = max(scores, key=lambda weight: scores[weight])
    chosen = [(_chosen(candidates, weight), gold) for candidates, gold in read]
    rows = np.array([list(vars(features(hit, span)).values()) for (hit, span), _ in chosen])
    right = np.array([_score(hit, span, gold) >= RIGHT for (hit, span), gold in chosen])
    model = LogisticRegression(C=10.0, max_iter=1000).fit(rows, right)
    print(f"passage_weight = {weight}")
    names = ["intercept", *SpanFeatures.__dataclass_fields__]
    for name, value in zip(names, [model.intercept_[0], *model.coef_[0]], strict=True):
        print(f"    {name}: float = {value:.3f}")
    confidence = model.predict_proba(rows)[:, 1]
    answerable = np.array([bool(gold) for _, gold in chosen])
    print(f"THRESHOLD = {np.quantile(confidence[answerable], 1 - ANSWERED):.2f}")
    for threshold in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
        given = confidence >= threshold
        shares = f"{given[answerable].mean():.3f} of the answerable, {given[~answerable].mean():.3f} of the others"
        print(f"    {threshold:.2f}: answers {shares}; {right[given].mean():.3f} right")


Candidates = list[tuple[Hit, BestSpan]]


def _read(path: Path) -> list[tuple[Candidates, list[str]]]:
    questions = load_questions(path)
    encoder, model = SentenceTransformerEncoder(), SpanModel()
    read = []
    for number, document in enumerate(questions.documents):
        if str(number) not in ARTICLES:
            continue
        retriever = Retriever(Collection.build([document], encoder), encoder)
        for question in questions.questions:
            if question.paragraph is None or question.paragraph.document != document.name:
                continue
            hits = retriever.retrieve(question.question, PASSAGES)
            spans = model.best_spans(question.question, [hit.passage.text for hit in hits])
            read.append((list(zip(hits, spans, strict=True)), list(question.answers)))
    return read


def _chosen(candidates: Candidates, weight: float) -> tuple[Hit, BestSpan]:
    return max(candidates, key=lambda pair: pair[1].margin + weight * pair[0].score)


def _score(hit: Hit, span: BestSpan, gold: list[str]) -> float:
    return best(token_f1, hit.passage.text[slice(*span.span)], gold) if gold else 0.0


def _f1(read: list[tuple[Candidates, list[str]]], weight: float) -> float:
    return float(np.mean([_score(*_chosen(candidates, weight), gold) for candidates, gold in read if gold]))


if __name__ == "__main__":
    main()
