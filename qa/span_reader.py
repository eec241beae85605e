"""The reader that reads: the shortest words that answer, and how sure they do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from index.spans import Span
from qa.reader import Reading
from qa.retrieval import Hit
from qa.span_model import BestSpan, SpanModel

PASSAGE_WEIGHT = 12.0
"""Logits that the best passage's score is worth over the worst's; chosen by training/fit_span_reader.py."""

THRESHOLD = 0.18
"""The least confidence of an answer that is given; chosen by training/fit_span_reader.py."""

_PAIRS = {"(": ")", "[": "]", "{": "}", "\u201c": "\u201d", "\u2018": "\u2019"}
_EDGES = " \t\n\u00a0,;:.!?"


@dataclass(frozen=True)
class SpanFeatures:
    """What tells a span that answers from one that does not: logits by which it beats "no answer", and retrieval."""

    margin: float
    passage_score: float
    passage_coverage: float


@dataclass(frozen=True)
class SpanCalibration:
    """A logistic model of being right; training/fit_span_reader.py fits it and prints these numbers."""

    intercept: float = -6.420
    margin: float = 0.214
    passage_score: float = 5.378
    passage_coverage: float = -0.315

    def probability(self, features: SpanFeatures) -> float:
        """Between 0 and 1."""
        logit = self.intercept + sum(getattr(self, name) * value for name, value in vars(features).items())
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, logit))))


class SpanReader:
    """Reads every hit with a model, and takes the span with the best sum of margin and passage score."""

    def __init__(
        self,
        model: SpanModel | None = None,
        calibration: SpanCalibration | None = None,
        passage_weight: float = PASSAGE_WEIGHT,
    ) -> None:
        self._model = model or SpanModel()
        self._calibration = calibration or SpanCalibration()
        self._passage_weight = passage_weight

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """See `qa.reader.Reader.read`; a tie goes to the better passage."""
        hit, best = self.best_span(question, hits)
        span = trim(hit.passage.text, best.span)
        start = hit.passage.start
        placed = Span(start + span.start, start + span.end)
        return Reading(hit, placed, self._calibration.probability(features(hit, best)))

    def best_span(self, question: str, hits: Sequence[Hit]) -> tuple[Hit, BestSpan]:
        """The span chosen, in characters of its hit's passage."""
        spans = self._model.best_spans(question, [hit.passage.text for hit in hits])
        return max(
            zip(hits, spans, strict=True), key=lambda pair: pair[1].margin + self._passage_weight * pair[0].score
        )


def features(hit: Hit, best: BestSpan) -> SpanFeatures:
    """The features of one candidate span."""
    return SpanFeatures(best.margin, hit.score, hit.coverage)


def trim(text: str, span: Span) -> Span:
    """Whole words, without stray punctuation at their ends, or a bracket or quotation mark that lost its partner."""
    start, end = span
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    while start < end - 1:
        first, last, inner = text[start], text[end - 1], text[start:end]
        if first in _EDGES or first in _PAIRS.values() or _unpaired(inner, first):
            start += 1
        elif (last in _EDGES and not _abbreviated(inner)) or last in _PAIRS or _unpaired(inner, last):
            end -= 1
        else:
            break
    return Span(start, end)


def _unpaired(text: str, mark: str) -> bool:
    if mark == '"':
        return text.count(mark) % 2 == 1
    closing = {close: opening for opening, close in _PAIRS.items()}
    partner = _PAIRS.get(mark) or (closing.get(mark) if mark != "\u2019" else None)
    return partner is not None and text.count(mark) > text.count(partner)


def _abbreviated(text: str) -> bool:
    """Whether a full stop at the end belongs to an abbreviation such as "U.S."."""
    last = text.rsplit(None, 1)[-1]
    return text.endswith(".") and last.count(".") > 1
