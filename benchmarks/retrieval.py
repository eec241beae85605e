"""What each part of retrieval is worth: one row a variant, all in one run.

    python benchmarks/retrieval.py ../shared/data/squad2-half/train.json ../shared/data/squad2-half/eval.json

Each answerable question is asked of its own article's passages. A passage is right if it
overlaps the gold answer. Variants are chosen on train.json; eval.json is only reported.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

import numpy as np

import index.lexical as lexical
from index.collection import Collection
from index.embedding import Encoder, Vectors, encode_in_batches
from index.hybrid_index import HybridIndex
from index.onnx_encoder import BundledEncoder
from qa.evaluation.question_set import Question
from qa.evaluation.questions import load_questions
from qa.retrieval import Retriever
from qa.retrieval_options import Weights


def stems(text: str) -> list[str]:
    return lexical._stemmer().stemWords(lexical.words(text))


def ngrams(text: str) -> list[str]:
    return [term for term in _terms(text) if not term.startswith("=")]


_terms = lexical.terms
DENSE, WORDS = Weights(1, 0, 0, 0), Weights(0, 1, 0, 0)
PASSAGES, ALL = Weights(1, 1, 0, 0), Weights(1, 1, 1, 1)
LUCENE_STOPS = frozenset(
    """
    a an and are as at be but by for if in into is it no not of on or such that the their then there these they this
    to was will with
    """.split()  # noqa: SIM905 - as a list it would fill a screen
)


@dataclass(frozen=True)
class Variant:
    """A name and all that sets it apart."""

    name: str
    weights: Weights
    terms: Callable[[str], list[str]] = stems
    k1: float = 1.5
    b: float = 0.75
    stops: frozenset[str] = LUCENE_STOPS


VARIANTS = [
    Variant("dense alone", DENSE),
    Variant("BM25 alone", WORDS),
    Variant("dense + BM25, passages", PASSAGES),
    Variant("+ best sentence's vector", Weights(1, 1, 1, 0)),
    Variant("+ best sentence's BM25", Weights(1, 1, 0, 1)),
    Variant("+ both", ALL),
    Variant("  with question words as stop words", ALL, stops=lexical.STOP_WORDS),
    Variant("  and k1 0.9, b 0.4", ALL, k1=0.9, b=0.4, stops=lexical.STOP_WORDS),
    Variant("  and character n-grams for words", ALL, ngrams, 0.9, 0.4, lexical.STOP_WORDS),
    Variant("  and character n-grams beside words", ALL, _terms, 0.9, 0.4, lexical.STOP_WORDS),
    Variant("that without any stop words", ALL, _terms, 0.9, 0.4, frozenset()),
    Variant("that, BM25 alone", WORDS, _terms, 0.9, 0.4, lexical.STOP_WORDS),
    Variant("that, BM25 weighs twice", Weights(1, 2, 1, 2), _terms, 0.9, 0.4, lexical.STOP_WORDS),
    Variant("that, vectors weigh twice", Weights(2, 1, 2, 1), _terms, 0.9, 0.4, lexical.STOP_WORDS),
]


class Precomputed:
    """An encoder that knows all the questions' vectors already."""

    identity = "precomputed"

    def __init__(self, questions: list[str], vectors: Vectors) -> None:
        self._vectors = dict(zip(questions, vectors, strict=True))

    def encode(self, texts: list[str]) -> Vectors:
        return np.stack([self._vectors[text] for text in texts])


def main() -> None:
    encoder = BundledEncoder()
    for path in map(Path, sys.argv[1:]):
        articles = list(_articles(path, encoder))
        count = sum(len(questions) for _, questions in articles)
        print(f"\n{path.name}: {count} answerable questions, {len(articles)} articles")
        print(f"{'':42} hit@1  hit@3  hit@5  MRR")
        known = Precomputed(*_questions(articles, encoder))
        for variant in VARIANTS:
            ranks = np.array([rank for article in articles for rank in _ranks(variant, *article, known)])
            hits = [np.mean(ranks <= k) for k in (1, 3, 5)]
            print(
                f"{variant.name:42} " + "  ".join(f"{value:.3f}" for value in [*hits, np.mean(1 / ranks)]), flush=True
            )


def _articles(path: Path, encoder: Encoder) -> Iterator[tuple[Collection, list[Question]]]:
    loaded = load_questions(path)
    for document in loaded.documents:
        own = [q for q in loaded.questions if q.answerable and q.paragraph and q.paragraph.document == document.name]
        yield Collection.build([document], encoder), own


def _questions(articles: list[tuple[Collection, list[Question]]], encoder: Encoder):
    texts = list(dict.fromkeys(question.question for _, questions in articles for question in questions))
    return texts, encode_in_batches(encoder, texts)


def _ranks(variant: Variant, collection: Collection, questions: list[Question], encoder: Precomputed) -> Iterator[int]:
    with ExitStack() as changed:
        for name, value in (
            ("terms", variant.terms),
            ("K1", variant.k1),
            ("B", variant.b),
            ("STOP_WORDS", variant.stops),
        ):
            changed.enter_context(patch.object(lexical, name, value))
        fields = {
            "by_passage": HybridIndex.build([p.text for p in collection.passages], collection.by_passage.all_vectors()),
            "by_sentence": HybridIndex.build(
                [text for p in collection.passages for text in p.sentence_texts], collection.by_sentence.all_vectors()
            ),
        }
        retriever = Retriever(replace(collection, **fields), encoder, variant.weights)
        for question in questions:
            hits = retriever.retrieve(question.question, len(collection.passages))
            yield next(
                at
                for at, hit in enumerate(hits, 1)
                if any(evidence.is_in(hit.passage.document, hit.passage.span) for evidence in question.evidence)
            )


if __name__ == "__main__":
    main()
