"""The documents that stage two ranks, put together as a `Collection`; their words were counted before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.candidates import Statistics
from index.chunking import Chunking
from index.collection import Collection
from index.content import Content, Field, Layout
from index.hybrid_index import HybridIndex, flat_index
from index.lexical import LexicalIndex, words
from index.postgres.document_terms import DocumentTerms, FieldTerms
from index.postgres.reading import LoadedDocument
from index.segment_field import term_hashes
from index.word_counts import TermColumns, WordCounts, ranges


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


def _field(vectors: Sequence[NDArray[np.float32]], texts: Iterable[str]) -> Field:
    none = np.zeros((0, 0), dtype=np.float32)
    return Field(np.concatenate(vectors) if vectors else none, WordCounts.build([words(text) for text in texts]))


def whole_collection(documents: Sequence[LoadedDocument], encoder_identity: str, chunking: Chunking) -> Collection:
    """All documents there are, in order."""
    with_text = [each for each in documents if each.indexed.passages]
    of_passages, of_sentences = _columns([each.terms for each in with_text])
    by_passage = flat_index(np.concatenate([each.of_passages for each in with_text]))
    by_sentence = flat_index(np.concatenate([each.of_sentences for each in with_text]))
    return _collection(
        documents,
        HybridIndex(by_passage, LexicalIndex.of_columns(of_passages, None)),
        HybridIndex(by_sentence, LexicalIndex.of_columns(of_sentences, None)),
        encoder_identity,
        chunking,
    )


def part_of_collection(
    documents: Sequence[LoadedDocument], statistics: Statistics, encoder_identity: str, chunking: Chunking
) -> Collection:
    """Some documents, in order, whose words weigh as much as among all."""
    with_text = [each for each in documents if each.indexed.passages]
    asked = term_hashes(sorted({*statistics.passages.frequencies, *statistics.sentences.frequencies}))
    of_passages, of_sentences = _columns([each.terms.only(asked) for each in with_text])
    by_passage = tuple(each.of_passages for each in with_text)
    by_sentence = tuple(each.of_sentences for each in with_text)
    return _collection(
        documents,
        HybridIndex(by_passage, LexicalIndex.of_columns(of_passages, statistics.passages)),
        HybridIndex(by_sentence, LexicalIndex.of_columns(of_sentences, statistics.sentences)),
        encoder_identity,
        chunking,
    )


def _collection(
    documents: Sequence[LoadedDocument],
    by_passage: HybridIndex,
    by_sentence: HybridIndex,
    encoder_identity: str,
    chunking: Chunking,
) -> Collection:
    passages = tuple(passage for each in documents for passage in each.indexed.passages)
    return Collection(
        documents={each.indexed.document.name: each.indexed.document for each in documents},
        passages=passages,
        by_passage=by_passage,
        by_sentence=by_sentence,
        layout=Layout.of(passages),
        encoder_identity=encoder_identity,
        chunking=chunking,
    )


@dataclass(frozen=True)
class _HashedColumns(TermColumns):
    """Terms that are known by their hashes, ascending."""

    hashes: NDArray[np.uint64]

    def places_of(self, terms: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        asked = term_hashes(terms)
        at = np.searchsorted(self.hashes, asked)
        padded, ends = self._padded
        sizes = np.where(padded[at] == asked, ends[at] - self.starts[at], 0)
        return ranges(self.starts[at], sizes), sizes

    @cached_property
    def _padded(self) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """The hashes, and where the places of each end; behind the last a term that stands nowhere."""
        return np.append(self.hashes, np.uint64(0)), np.append(self.starts[1:], self.starts[-1])

    def place_of(self, term: str) -> slice:
        at, _ = self.places_of([term])
        return slice(at[0], at[-1] + 1) if len(at) else slice(0, 0)


def _columns(documents: Sequence[DocumentTerms]) -> tuple[_HashedColumns, _HashedColumns]:
    """Of passages and of sentences."""
    of_passages = _held(documents, [each.of_passages for each in documents])
    return of_passages, _held(documents, [each.of_sentences for each in documents])


def _held(documents: Sequence[DocumentTerms], fields: Sequence[FieldTerms]) -> _HashedColumns:
    """The terms of the documents' texts of one kind, one document behind the other."""
    firsts = np.cumsum([0, *(len(each.lengths) for each in fields)]).tolist()
    rows = [each.rows.astype(np.int64) + first for each, first in zip(fields, firsts, strict=False)]
    all_hashes = np.concatenate([each.hashes for each in documents])
    all_sizes = np.concatenate([each.sizes for each in fields])
    # Stable: of one term the rows stay in the order of the documents.
    order = np.argsort(all_hashes, kind="stable")
    at = ranges((np.cumsum(all_sizes) - all_sizes)[order], all_sizes[order])
    different, begins = np.unique(all_hashes[order], return_index=True)
    starts = np.append(0, np.cumsum(all_sizes[order]))[np.append(begins, len(order))]
    return _HashedColumns(
        {},
        starts.astype(np.int64),
        np.concatenate(rows)[at].astype(np.int32),
        np.concatenate([each.counts for each in fields])[at].astype(np.float32),
        np.concatenate([each.lengths for each in fields]),
        different,
    )
