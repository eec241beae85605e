"""What the first of two stages finds for a question: documents, and what the second must know of all the others.

Stage one takes the best rows by each of four signals: passages and sentences, each by
vectors and by words. Stage two ranks all passages of the documents that these rows stand in.
Its formulas scale a signal by its extremes over all passages, and weigh a term by how many
texts hold it; both are of the whole collection and stand here, so that a passage scores
as if every document had been ranked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

DEPTH = 200
"""Rows that each signal gives in stage one."""

DOCUMENTS = 64
"""Documents, at most, that stage two ranks."""


@dataclass(frozen=True)
class FieldStatistics:
    """Of all texts of one kind: passages, sentences, or documents.

    `size` is how many texts there are, `average_length` how many terms one has on average
    (`index.lexical.terms`, repetitions counted; 0 where lengths do not count), and
    `frequencies` tells for every term of the question how many of the texts hold it; a term
    that it lacks is held by none.
    """

    size: int
    average_length: float
    frequencies: Mapping[str, int]


@dataclass(frozen=True)
class Extremes:
    """The lowest and the highest score of one signal over all passages.

    Where an engine knows them only roughly, stage two widens them by what it finds.
    """

    lowest: float
    highest: float


@dataclass(frozen=True)
class Statistics:
    """What stage two must know of the whole collection.

    A sentence's signal counts for its passage: `sentence_dense` and `sentence_lexical` are the
    extremes over all passages of the best score among the passage's sentences.
    `documents` counts the documents that have passages; a document holds a term if one of its passages does.
    `best_coverage` (0 to 1) is the highest share of the question's terms, weighted by idf among documents, that one
    document holds (`index.lexical.LexicalIndex.coverage`).
    """

    passages: FieldStatistics
    sentences: FieldStatistics
    documents: FieldStatistics
    passage_dense: Extremes
    passage_lexical: Extremes
    sentence_dense: Extremes
    sentence_lexical: Extremes
    best_coverage: float


@dataclass(frozen=True)
class Candidates:
    """Names of the documents that stage two ranks, in the order in which the collection has them.

    `statistics` is None where these are all documents: what must be known of the whole is then counted in them.
    """

    names: tuple[str, ...]
    statistics: Statistics | None = None
