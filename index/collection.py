"""Documents and all that is needed to search them, in memory and immutable."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.chunking import Chunking
from index.documents import Document
from index.duplicates import Duplicates
from index.embedding import Encoder, Progress, Vectors, encode_in_batches
from index.errors import DocumentError
from index.hybrid_index import HybridIndex
from index.passages import Passage, split
from index.tables import Table, find_tables


@dataclass(frozen=True)
class Collection:
    """Documents, their passages, and two search fields: one over passages, one over sentences.

    Rows of `by_passage` are the passages in order; rows of `by_sentence` are the sentences
    of all passages in order, and `owners[row]` is the passage that holds the sentence.
    `out_of_date` are the documents that `current` left out.
    """

    documents: Mapping[str, Document]
    passages: tuple[Passage, ...]
    by_passage: HybridIndex
    by_sentence: HybridIndex
    encoder_identity: str
    chunking: Chunking
    out_of_date: tuple[Document, ...] = ()

    @cached_property
    def id(self) -> str:
        """16 hexadecimal digits that differ wherever documents, encoder or chunking differ."""
        content = sorted(
            (document.name, document.content_hash, *filter(None, [document.duplicate_of]))
            for document in self.documents.values()
        )
        what = json.dumps([content, self.encoder_identity, vars(self.chunking)])
        return hashlib.sha256(what.encode()).hexdigest()[:16]

    @cached_property
    def owners(self) -> NDArray[np.intp]:
        """For each sentence row the row of its passage, shape (sentences,)."""
        return np.repeat(np.arange(len(self.passages)), [len(passage.sentences) for passage in self.passages])

    @cached_property
    def first_sentence_rows(self) -> NDArray[np.intp]:
        """For each passage the row of its first sentence, shape (passages,)."""
        counts = [len(passage.sentences) for passage in self.passages]
        return np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.intp)

    @cached_property
    def document_numbers(self) -> NDArray[np.intp]:
        """For each passage the number of its document, from 0 in the order of the passages, shape (passages,)."""
        numbers: dict[str, int] = {}
        return np.array([numbers.setdefault(passage.document, len(numbers)) for passage in self.passages], np.intp)

    @cached_property
    def first_passage_rows(self) -> NDArray[np.intp]:
        """For each document that has passages the row of its first one, in their order."""
        return np.flatnonzero(np.diff(self.document_numbers, prepend=-1))

    @cached_property
    def sentence_document_numbers(self) -> NDArray[np.intp]:
        """For each sentence row the number of its document, shape (sentences,)."""
        return self.document_numbers[self.owners]

    @cached_property
    def _passages_of(self) -> Mapping[str, tuple[Passage, ...]]:
        found: dict[str, list[Passage]] = defaultdict(list)
        for passage in self.passages:
            found[passage.document].append(passage)
        return {name: tuple(passages) for name, passages in found.items()}

    @cached_property
    def _tables_of(self) -> dict[str, tuple[Table, ...]]:
        return {}

    def passages_of(self, name: str) -> tuple[Passage, ...]:
        """The passages of the document with this name, in order."""
        return self._passages_of.get(name, ())

    def tables_of(self, name: str) -> tuple[Table, ...]:
        """The tables of the document with this name, in order; looked for when they are first asked for."""
        if name not in self._tables_of:
            self._tables_of[name] = find_tables(self.documents[name])
        return self._tables_of[name]

    def only(self, names: Container[str]) -> Collection:
        """These documents alone, with the vectors they have; what their words are worth is counted anew.

        Raises `DocumentError` where they have no passages.
        """
        kept = [row for row, passage in enumerate(self.passages) if passage.document in names]
        if not kept:
            raise DocumentError("There is nothing to ask: no such document has text of its own.")
        sentences = np.flatnonzero(np.isin(self.owners, kept))
        return self._of(
            {name: document for name, document in self.documents.items() if name in names},
            tuple(self.passages[row] for row in kept),
            self.by_passage.all_vectors()[kept],
            self.by_sentence.all_vectors()[sentences],
        )

    def current(self) -> Collection:
        """The documents that are not out of date. Raises `DocumentError` where all are."""
        out_of_date = tuple(document for document in self.documents.values() if document.out_of_date_since)
        if not out_of_date:
            return self
        if len(out_of_date) == len(self.documents):
            names = ", ".join(f"{document.name} since {document.out_of_date_since}" for document in out_of_date)
            raise DocumentError(
                f"There is nothing to ask: what the index holds is out of date ({names}), as its files were emptied, "
                "damaged or made unreadable. Mend them and index them again, or take them out: qa index PATH --prune"
            )
        names_left = self.documents.keys() - {document.name for document in out_of_date}
        return replace(self.only(names_left), out_of_date=out_of_date)

    @classmethod
    def join(cls, collections: Sequence[Collection]) -> Collection:
        """The documents of several collections, of one encoder and chunking and with no name in common, as one.

        The vectors stay; what words are worth is counted anew. There must be at least one.
        """
        if len(collections) == 1:
            return collections[0]
        return collections[0]._of(
            {name: document for each in collections for name, document in each.documents.items()},
            tuple(passage for each in collections for passage in each.passages),
            np.concatenate([each.by_passage.all_vectors() for each in collections]),
            np.concatenate([each.by_sentence.all_vectors() for each in collections]),
        )

    def _of(
        self, documents: Mapping[str, Document], passages: tuple[Passage, ...], vectors: Vectors, of_sentences: Vectors
    ) -> Collection:
        """Other documents of the same encoder and chunking; vectors of passages and of sentences in order of rows."""
        passage_texts, sentence_texts = _texts(passages)
        return replace(
            self,
            documents=documents,
            passages=passages,
            by_passage=HybridIndex.build(passage_texts, vectors),
            by_sentence=HybridIndex.build(sentence_texts, of_sentences),
        )

    @classmethod
    def build(
        cls,
        documents: Sequence[Document],
        encoder: Encoder,
        chunking: Chunking | None = None,
        known: Collection | None = None,
        progress: Progress | None = None,
        split_anew: bool = False,
    ) -> Collection:
        """Split and encode documents.

        Vectors of texts that stand in `known` too are taken from there, if it was made
        by the same encoder; passages too, unless `split_anew`. Near-duplicates are marked, and lose
        the passages that only repeat their original. Raises `DocumentError` where there is no document.
        """
        if not documents:
            raise DocumentError("There is no document to index.")
        chunking = chunking or Chunking()
        marked, passages = _split_all(documents, chunking, known, split_anew)
        if not passages:
            raise DocumentError("There is nothing to index: the documents have no text that could be asked.")
        passage_texts, sentence_texts = _texts(passages)
        vectors = _encode(passage_texts + sentence_texts, encoder, known, progress)
        return cls(
            documents={document.name: document for document in marked},
            passages=passages,
            by_passage=HybridIndex.build(passage_texts, vectors[: len(passages)]),
            by_sentence=HybridIndex.build(sentence_texts, vectors[len(passages) :]),
            encoder_identity=encoder.identity,
            chunking=chunking,
        )


def _split_all(
    documents: Sequence[Document], chunking: Chunking, known: Collection | None, split_anew: bool
) -> tuple[list[Document], tuple[Passage, ...]]:
    """The documents with near-duplicates marked, and all their passages.

    Those of documents in `known` are reused, unless `split_anew`.
    """
    split_before: dict[str, list[Passage]] = defaultdict(list)
    if known is not None and known.chunking == chunking and not split_anew:
        for passage in known.passages:
            split_before[passage.document].append(passage)
    before = known.documents if known is not None else {}
    originals = {name for name, document in before.items() if document.duplicate_of is None}
    duplicates = Duplicates()
    marked: dict[str, Document] = {}
    passages: dict[str, list[Passage]] = {}
    for document in sorted(documents, key=lambda document: document.name not in originals):
        name = document.name
        is_known = name in originals and _is_split_alike(before[name], document)
        parts = split_before[name] if is_known and split_before[name] else split(document, chunking)
        # One that is not searched is nobody's original.
        original = None if document.out_of_date_since else duplicates.original_of(name, parts)
        marked[name] = replace(document, duplicate_of=original)
        passages[name] = duplicates.without_repeated(parts, original) if original else parts
    return (
        [marked[document.name] for document in documents],
        tuple(passage for document in documents for passage in passages[document.name]),
    )


def _is_split_alike(one: Document, other: Document) -> bool:
    return (one.text, one.blocks, one.own_title) == (other.text, other.blocks, other.own_title)


def _texts(passages: Sequence[Passage]) -> tuple[list[str], list[str]]:
    """What is searched of the passages and of their sentences, in order of rows."""
    sentences = [text for passage in passages for text in passage.sentence_search_texts]
    return [passage.search_text for passage in passages], sentences


def _encode(texts: Sequence[str], encoder: Encoder, known: Collection | None, progress: Progress | None) -> Vectors:
    """A vector for each text, shape (len(texts), dimensions); each different text is encoded once, or never."""
    vectors: dict[str, Vectors] = {}
    if known is not None and known.encoder_identity == encoder.identity:
        passage_texts, sentence_texts = _texts(known.passages)
        vectors.update(zip(passage_texts, known.by_passage.all_vectors(), strict=True))
        vectors.update(zip(sentence_texts, known.by_sentence.all_vectors(), strict=True))
    unseen = [text for text in dict.fromkeys(texts) if text not in vectors]
    vectors.update(zip(unseen, encode_in_batches(encoder, unseen, progress), strict=True))
    return np.stack([vectors[text] for text in texts])
