"""Retrieval over a whole collection beside retrieval in the question's own article.

    python benchmarks/which_article.py ../shared/data/squad2-half/eval.json ../shared/data/squadshifts/new_wiki.json

All articles of a file are one collection. Answerable questions, at most `SAMPLE` drawn with a
fixed seed; a passage is right if it overlaps the gold answer. The last column is the
share of questions whose first passage is of the right article.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import numpy as np

from index.collection import Collection
from index.embedding import Encoder, Vectors, encode_in_batches
from index.onnx_encoder import BundledEncoder
from qa.evaluation.question_set import Question
from qa.evaluation.questions import load_questions
from qa.retrieval import Hit, Ranking, Retriever, Scores

SAMPLE = 2000
SEED = 20261124


def passages_alone(_ranking: Ranking, scores: Scores, _dense: object) -> Scores:
    return scores


def times_fit(ranking: Ranking, scores: Scores, _dense: object) -> Scores:
    return scores * ranking._document_fit()[ranking._collection.document_numbers]


VARIANTS = {
    "collection, passages alone": passages_alone,
    "... times the document's fit": times_fit,
    "... the document, then within it": Ranking._by_document,
}


class Remembering:
    """An encoder that knows the questions' vectors."""

    def __init__(self, questions: list[Question], encoder: Encoder) -> None:
        texts = list(dict.fromkeys(question.question for question in questions))
        self.identity = encoder.identity
        self._vectors = dict(zip(texts, encode_in_batches(encoder, texts), strict=True))

    def encode(self, texts: list[str]) -> Vectors:
        return np.stack([self._vectors[text] for text in texts])


def main() -> None:
    encoder = BundledEncoder()
    for path in map(Path, sys.argv[1:]):
        loaded = load_questions(path)
        whole = Collection.build(loaded.documents, encoder)
        questions = [question for question in loaded.questions if question.answerable and question.paragraph]
        questions = random.Random(SEED).sample(questions, min(SAMPLE, len(questions)))
        known = Remembering(questions, encoder)
        sizes = f"{len(whole.documents)} articles, {len(whole.passages)} passages"
        print(f"\n{path.name}: {len(questions)} questions, {sizes}")
        print(f"{'':36} hit@1  hit@3  hit@5  MRR    right article")
        own = {name: Retriever(whole.only([name]), known) for name in {article_of(q) for q in questions}}
        row("own article", (own[article_of(q)].retrieve(q.question, 10**6) for q in questions), questions)
        retriever = Retriever(whole, known)
        for name, changed in VARIANTS.items():
            with patch.object(Ranking, "_by_document", changed):
                row(name, (retriever.retrieve(q.question, 10**6) for q in questions), questions)


def row(name: str, retrieved: Iterator[list[Hit]], questions: list[Question]) -> None:
    """Print one."""
    ranks, articles = [], []
    for hits, question in zip(retrieved, questions, strict=True):
        right = (at for at, hit in enumerate(hits, 1) if any(is_in(evidence, hit) for evidence in question.evidence))
        ranks.append(next(right, np.inf))
        articles.append(hits[0].passage.document == article_of(question))
    found = np.array(ranks, dtype=float)
    values = [*(np.mean(found <= k) for k in (1, 3, 5)), np.mean(1 / found), np.mean(articles)]
    print(f"{name:36} " + "  ".join(f"{value:.3f}" for value in values), flush=True)


def is_in(evidence, hit: Hit) -> bool:
    return evidence.is_in(hit.passage.document, hit.passage.span)


def article_of(question: Question) -> str:
    assert question.paragraph
    return question.paragraph.document


if __name__ == "__main__":
    main()
