"""The documents that stage two ranks, put together as a `Collection`; their words were counted before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.candidates import FieldStatistics, Statistics
from index.chunking import Chunking
from index.collection import Collection
from index.content import Content, Field, Layout
from index.hybrid_index import HybridIndex, flat_index
from index.lexical import LexicalIndex, words
from index.postgres.database import Connection
from index.postgres.reading import LoadedDocument
from index.postgres.rows import LENGTH_BITS, SENTENCE_BITS, TIMES_BITS
from index.word_counts import TermColumns, WordCounts

_Postings = Mapping[str, NDArray[np.int64]]
"""For each term its postings, shape (postings, 3): the text's row, its length, and how often it holds the term."""


def content_of(documents: Sequence[LoadedDocument]) -> Content:
    """These documents, with their words counted."""
    with_text = [each for each in documents if each.indexed.passages]
    passage_texts = [text for each in with_text for text in each.indexed.passage_texts]
    sentence_texts = [text for each in with_text for text in each.indexed.sentence_texts]
    return Content(
        [each.indexed.document for each in documents],
        [passage for each in documents for passage in each.indexed.passages],
        _field([each.of_passages for each in with_text], passage_texts),
        _field([each.of_sentences for each in with_text], sentence_texts),
    )


def part_of_collection(
    connection: Connection,
    documents: Mapping[int, LoadedDocument],
    statistics: Statistics,
    encoder_identity: str,
    chunking: Chunking,
) -> Collection:
    """Some documents by their numbers, in order, whose words weigh as much as among all."""
    with_text = {number: each for number, each in documents.items() if each.indexed.passages}
    passages = tuple(passage for each in with_text.values() for passage in each.indexed.passages)
    by_passage, by_sentence = _postings(connection, with_text, statistics)
    sentences = sum(len(passage.sentences) for passage in passages)
    return Collection(
        documents={each.indexed.document.name: each.indexed.document for each in documents.values()},
        passages=passages,
        by_passage=HybridIndex(
            flat_index(np.concatenate([each.of_passages for each in with_text.values()])),
            _lexical(by_passage, len(passages), statistics.passages),
        ),
        by_sentence=HybridIndex(
            flat_index(np.concatenate([each.of_sentences for each in with_text.values()])),
            _lexical(by_sentence, sentences, statistics.sentences),
        ),
        layout=Layout.of(passages),
        encoder_identity=encoder_identity,
        chunking=chunking,
    )


def _field(vectors: Sequence[NDArray[np.float32]], texts: Iterable[str]) -> Field:
    none = np.zeros((0, 0), dtype=np.float32)
    return Field(np.concatenate(vectors) if vectors else none, WordCounts.build([words(text) for text in texts]))


def _postings(
    connection: Connection, documents: Mapping[int, LoadedDocument], statistics: Statistics
) -> tuple[_Postings, _Postings]:
    """Of passages and of sentences, for the terms of the question that stand anywhere."""
    asked = sorted({*statistics.passages.frequencies, *statistics.sentences.frequencies})
    rows = connection.execute(
        "SELECT document, term, in_passages, in_sentences FROM article_qa.posting "
        "WHERE term = ANY(%s) AND document = ANY(%s)",
        [asked, list(documents)],
    )
    first_passages, first_sentences = _first_rows(documents)
    of_passages, of_sentences = (defaultdict[str, list[NDArray[np.int64]]](list) for _ in range(2))
    for number, term, in_passages, in_sentences in rows:
        decoded = _decoded(in_passages)
        of_passages[term].append(np.column_stack([first_passages[number] + decoded[:, 0], decoded[:, 2:]]))
        decoded = _decoded(in_sentences)
        own = first_sentences[number][decoded[:, 0]] + decoded[:, 1]
        of_sentences[term].append(np.column_stack([own, decoded[:, 2:]]))
    return _joined(of_passages), _joined(of_sentences)


def _first_rows(documents: Mapping[int, LoadedDocument]) -> tuple[dict[int, int], dict[int, NDArray[np.int64]]]:
    """For each document the row of its first passage; and for each of its passages that of its first sentence."""
    first_passages: dict[int, int] = {}
    first_sentences: dict[int, NDArray[np.int64]] = {}
    passages = sentences = 0
    for number, each in documents.items():
        counts = np.array([len(passage.sentences) for passage in each.indexed.passages], dtype=np.int64)
        first_passages[number], first_sentences[number] = passages, sentences + np.cumsum(counts) - counts
        passages, sentences = passages + len(counts), sentences + int(counts.sum())
    return first_passages, first_sentences


def _decoded(values: Sequence[int]) -> NDArray[np.int64]:
    """Shape (postings, 4): the passage's place, the sentence's in it, the text's length, how often it has the term."""
    packed = np.array(values, dtype=np.int64)
    times, lengths = packed & (1 << TIMES_BITS) - 1, packed >> TIMES_BITS & (1 << LENGTH_BITS) - 1
    places = packed >> TIMES_BITS + LENGTH_BITS
    return np.column_stack([places >> SENTENCE_BITS, places & (1 << SENTENCE_BITS) - 1, lengths, times])


def _joined(found: Mapping[str, Sequence[NDArray[np.int64]]]) -> _Postings:
    """Those of all documents, in the order of their rows; a term that none of these texts holds is left out."""
    joined = {term: np.concatenate(parts) for term, parts in found.items()}
    return {term: rows[np.argsort(rows[:, 0])] for term, rows in joined.items() if len(rows)}


def _lexical(postings: _Postings, texts: int, statistics: FieldStatistics) -> LexicalIndex:
    """Knows of its texts what the question asks for."""
    found = np.concatenate([np.zeros((0, 3), dtype=np.int64), *postings.values()])
    lengths = np.zeros(texts, dtype=np.int64)
    lengths[found[:, 0]] = found[:, 1]
    columns = TermColumns(
        {term: column for column, term in enumerate(postings)},
        np.cumsum([0, *map(len, postings.values())], dtype=np.int64),
        found[:, 0].astype(np.int32),
        found[:, 2].astype(np.float32),
        lengths,
    )
    nothing = np.zeros(0, dtype=np.int32)
    return LexicalIndex(WordCounts((), np.zeros(texts + 1, dtype=np.int64), nothing, nothing), columns, statistics)
