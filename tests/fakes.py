"""Stand-ins that are quick, the same every time, and can be checked by eye."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from typing import Any

import numpy as np

from index.bundled_encoder import NAME
from index.documents import Document, from_parsed
from index.embedding import Vectors
from index.formats import plain_text
from index.lexical import words
from qa.answer import Verdict
from qa.evaluation.rows import QuestionScores
from qa.language.yes_no_question import is_yes_no
from qa.reading.reader import Reader, Reading
from qa.reading.sentence_reader import SentenceReader
from qa.retrieval import Hit

NASTY = """<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) "quoted" 'too' & `code` **b**
"""
"""Markup of all kinds, which must be shown and do nothing."""


class Markup(HTMLParser):
    """Tags, attributes and text as a browser would read them."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(markup)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def attributes(self, tag: str, name: str) -> list[str | None]:
        return [attributes.get(name) for each, attributes in self.tags if each == tag]


class HashEncoder:
    """A unit vector from each text's hash; `encoded` lists the texts it was given, in order."""

    dimensions = 8

    def __init__(self, identity: str = "hash-encoder") -> None:
        self.identity = identity
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded.extend(texts)
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> Vectors:
        digest = hashlib.sha256(text.encode(errors="surrogatepass")).digest()
        vector = np.frombuffer(digest[: self.dimensions], dtype=np.uint8).astype(np.float32) - 127.5
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


class QuickEncoder(HashEncoder):
    """In the place of the bundled encoder, by its name."""

    model = NAME


class WordEncoder:
    """The mean of a random vector for each word, always the same: texts that share words are alike."""

    identity = "word-encoder"

    def encode(self, texts: Sequence[str]) -> Vectors:
        means = [np.mean([_word_vector(word) for word in words(text) or [""]], axis=0) for text in texts]
        return np.stack([vector / np.linalg.norm(vector) for vector in means]).astype(np.float32)


@cache
def _word_vector(word: str) -> Vectors:
    seed = int.from_bytes(hashlib.sha256(word.encode(errors="replace")).digest()[:8], "big")
    return np.random.default_rng(seed).standard_normal(64, dtype=np.float32)


class VerdictReader:
    """Says the same verdict, surely, to every yes-or-no question, of what another reader finds."""

    def __init__(self, verdict: Verdict | None = "no", confidence: float = 0.9, finder: Reader | None = None) -> None:
        self.verdict, self.confidence, self.finder = verdict, confidence, finder or SentenceReader()
        self.threshold = self.finder.threshold

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        reading = self.finder.read(question, hits)
        if not is_yes_no(question):
            return reading
        return replace(reading, verdict=self.verdict, confidence=self.confidence)


def text_document(text: str, name: str = "a.txt") -> Document:
    """A document of a plain text that was never a file."""
    return from_parsed(plain_text.read(text), name, hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest())


def row(**changes: Any) -> QuestionScores:
    """The scores of a question answered rightly; changes make them what a test needs."""
    values: dict[str, Any] = {
        "id": "1",
        "answerable": True,
        "answered": True,
        "right": True,
        "has_evidence": True,
        "rank": 1,
        "cited": True,
        "prediction_cited": True,
        "exact_match": 1.0,
        "f1": 1.0,
        "prediction_exact_match": 1.0,
        "prediction_f1": 1.0,
        "confidence": 0.9,
        "quotes": 1,
        "faithful_quotes": 1,
        "ndcg_at_10": 1.0,
        "recall_at_5": 1.0,
        "precision_characters": 1.0,
        "recall_characters": 1.0,
        "precision_sentences": 1.0,
        "recall_sentences": 1.0,
        "latency_ms": 10.0,
    }
    return QuestionScores(**(values | changes))


def refused(**changes: Any) -> QuestionScores:
    """The scores of an unanswerable question, rightly refused."""
    values: dict[str, Any] = {
        "answerable": False,
        "answered": False,
        "right": False,
        "has_evidence": False,
        "rank": None,
        "cited": False,
        "prediction_cited": False,
        "confidence": 0.1,
        "quotes": 0,
        "faithful_quotes": 0,
        "ndcg_at_10": None,
        "recall_at_5": None,
        "precision_characters": None,
        "recall_characters": None,
        "precision_sentences": None,
        "recall_sentences": None,
    }
    return row(**(values | changes))


def unasked(question, history):
    """The ordinary answer, where a form must not ask for it."""
    raise AssertionError(f"asked in the ordinary way: {question} {history}")
