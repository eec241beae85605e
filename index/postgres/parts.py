"""The documents that stage two ranks, put together as a `Collection`; their words were counted before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index.candidates import Statistics
from index.chunking import Chunking
from index.collection import Collection
from index.content import Content, Field, Layout
from index.hybrid_index import HybridIndex, flat_index
from index.lexical import LexicalIndex, words
from index.postgres.database import Connection
from index.postgres.reading import LoadedDocument
from index.postgres.rows import LENGTH_BITS, SENTENCE_BITS, TIMES_BITS
from index.word_counts import TermColumns, WordCounts


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
    asked = sorted({*statistics.passages.frequencies, *statistics.sentences.frequencies})
    by_passage, by_sentence = _postings(connection, with_text, asked)
    return Collection(
        documents={each.indexed.document.name: each.indexed.document for each in documents.values()},
        passages=passages,
        by_passage=HybridIndex(
            flat_index(np.concatenate([each.of_passages for each in with_text.values()])),
            LexicalIndex.of_columns(by_passage, statistics.passages),
        ),
        by_sentence=HybridIndex(
            flat_index(np.concatenate([each.of_sentences for each in with_text.values()])),
            LexicalIndex.of_columns(by_sentence, statistics.sentences),
        ),
        layout=Layout.of(passages),
        encoder_identity=encoder_identity,
        chunking=chunking,
    )


def _field(vectors: Sequence[NDArray[np.float32]], texts: Iterable[str]) -> Field:
    none = np.zeros((0, 0), dtype=np.float32)
    return Field(np.concatenate(vectors) if vectors else none, WordCounts.build([words(text) for text in texts]))


def _postings(
    connection: Connection, documents: Mapping[int, LoadedDocument], asked: Sequence[str]
) -> tuple[TermColumns, TermColumns]:
    """Of passages and of sentences, for terms of which each stands somewhere."""
    found = connection.execute(
        "SELECT document, term, in_passages, in_sentences FROM article_qa.posting "
        "WHERE term = ANY(%s) AND document = ANY(%s)",
        [asked, list(documents)],
    ).fetchall()
    per_passage = [len(passage.sentences) for each in documents.values() for passage in each.indexed.passages]
    first_sentences = np.cumsum([0, *per_passage], dtype=np.int64)
    per_document = [len(each.indexed.passages) for each in documents.values()]
    first_passages = dict(zip(documents, np.cumsum([0, *per_document]).tolist(), strict=False))
    numbers = {term: number for number, term in enumerate(asked)}
    terms = np.array([numbers[term] for _, term, _, _ in found], dtype=np.int64)
    firsts = np.array([first_passages[number] for number, _, _, _ in found], dtype=np.int64)
    of_passages, of_sentences = (_unpacked([row[at] for row in found], terms, firsts) for at in (2, 3))
    of_sentences.rows[:] = first_sentences[of_sentences.rows] + of_sentences.inside
    return of_passages.columns(asked, len(per_passage)), of_sentences.columns(asked, int(first_sentences[-1]))


@dataclass(frozen=True)
class _Unpacked:
    """Postings: each one's term by number, its passage's row, its sentence's place in there, and what is counted."""

    terms: NDArray[np.int64]
    rows: NDArray[np.int64]
    inside: NDArray[np.int64]
    lengths: NDArray[np.int64]
    times: NDArray[np.int64]

    def columns(self, asked: Sequence[str], texts: int) -> TermColumns:
        """By terms; the length of a text that holds none of them is not known."""
        order = np.lexsort((self.rows, self.terms))
        lengths = np.zeros(texts, dtype=np.int64)
        lengths[self.rows] = self.lengths
        return TermColumns(
            {term: number for number, term in enumerate(asked)},
            np.searchsorted(self.terms[order], np.arange(len(asked) + 1)).astype(np.int64),
            self.rows[order].astype(np.int32),
            self.times[order].astype(np.float32),
            lengths,
        )


def _unpacked(lists: Sequence[Sequence[int]], terms: NDArray[np.int64], firsts: NDArray[np.int64]) -> _Unpacked:
    """Of lists of packed postings; each list's term by number, and the row of its document's first passage."""
    sizes = np.array([len(each) for each in lists], dtype=np.int64)
    packed = np.fromiter(chain.from_iterable(lists), dtype=np.int64, count=int(sizes.sum()))
    places = packed >> TIMES_BITS + LENGTH_BITS
    return _Unpacked(
        np.repeat(terms, sizes),
        np.repeat(firsts, sizes) + (places >> SENTENCE_BITS),
        places & (1 << SENTENCE_BITS) - 1,
        packed >> TIMES_BITS & (1 << LENGTH_BITS) - 1,
        packed & (1 << TIMES_BITS) - 1,
    )
