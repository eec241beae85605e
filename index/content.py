"""Documents with all that is worked out from them once: passages, vectors, counted words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.chunking import Chunking
from index.documents import Document
from index.duplicates import Duplicates
from index.embedding import Encoder, Progress, Vectors, encode_in_batches
from index.lexical import words
from index.passages import Passage, split
from index.word_counts import WordCounts, ranges


@dataclass(frozen=True)
class Field:
    """What is searched of texts, known by their row: unit vectors, shape (rows, dimensions), and counted words."""

    vectors: Vectors
    counts: WordCounts

    def take(self, rows: NDArray[np.int64]) -> Field:
        """These rows, in this order."""
        return Field(self.vectors[rows], self.counts.take(rows).without_unused())

    @classmethod
    def join(cls, parts: Sequence[Field]) -> Field:
        """The rows of all parts, one part behind the other. There must be at least one."""
        if len(parts) == 1:
            return parts[0]
        # Vectors of no text have no dimensions either.
        vectors = [part.vectors for part in parts if len(part.vectors)] or [parts[0].vectors]
        return cls(np.concatenate(vectors), WordCounts.join([part.counts for part in parts]))


@dataclass(frozen=True)
class Layout:
    """How rows belong together: for each passage how many sentences it has, and the number of its document.

    Documents that have passages are numbered from 0 in the order of the passages; shapes (passages,).
    """

    sentences: NDArray[np.int64]
    documents: NDArray[np.int64]

    @classmethod
    def of(cls, passages: Iterable[Passage]) -> Layout:
        numbers: dict[str, int] = {}
        pairs = [(len(one.sentences), numbers.setdefault(one.document, len(numbers))) for one in passages]
        both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        return cls(both[:, 0], both[:, 1])


@dataclass(frozen=True)
class Content:
    """Documents, their passages in order, and what is searched of passages and of sentences.

    Rows of `by_passage` are the passages; rows of `by_sentence` are the sentences of all passages in order.
    """

    documents: Sequence[Document]
    passages: Sequence[Passage]
    by_passage: Field
    by_sentence: Field

    @classmethod
    def build(
        cls,
        documents: Sequence[Document],
        passages: Sequence[Passage],
        encoder: Encoder,
        known: Mapping[str, Vectors] | None = None,
        progress: Progress | None = None,
    ) -> Content:
        """Of documents that are split. Each different text is encoded once, or never where its vector is `known`."""
        passage_texts, sentence_texts = _texts(passages)
        vectors = _encode(passage_texts + sentence_texts, encoder, known or {}, progress)
        return cls(
            documents,
            passages,
            Field(vectors[: len(passages)], WordCounts.build([words(text) for text in passage_texts])),
            Field(vectors[len(passages) :], WordCounts.build([words(text) for text in sentence_texts])),
        )

    @classmethod
    def join(cls, parts: Sequence[Content]) -> Content:
        """The documents of all parts, in the order of their names. There must be at least one part."""
        joined = cls(
            [document for part in parts for document in part.documents],
            [passage for part in parts for passage in part.passages],
            Field.join([part.by_passage for part in parts]),
            Field.join([part.by_sentence for part in parts]),
        )
        return joined.only(sorted(document.name for document in joined.documents))

    def only(self, names: Sequence[str]) -> Content:
        """These documents, in this order."""
        documents = {document.name: document for document in self.documents}
        numbers = {name: number for number, name in enumerate(names)}
        chosen = [row for row, passage in enumerate(self.passages) if passage.document in numbers]
        chosen.sort(key=lambda row: numbers[self.passages[row].document])
        rows = np.array(chosen, dtype=np.int64)
        sizes = Layout.of(self.passages).sentences
        sentences = ranges((np.cumsum(sizes) - sizes)[rows], sizes[rows])
        whole = len(rows) == len(self.passages) and bool((np.diff(rows) == 1).all())
        return Content(
            [documents[name] for name in names],
            [self.passages[row] for row in chosen],
            self.by_passage if whole else self.by_passage.take(rows),
            self.by_sentence if whole else self.by_sentence.take(sentences),
        )

    def vectors_by_text(self) -> Iterable[tuple[str, Vectors]]:
        """Every text that is searched, with its vector."""
        passage_texts, sentence_texts = _texts(self.passages)
        yield from zip(passage_texts, self.by_passage.vectors, strict=True)
        yield from zip(sentence_texts, self.by_sentence.vectors, strict=True)


def split_all(
    documents: Sequence[Document],
    chunking: Chunking,
    before: Mapping[str, Document],
    split_before: Mapping[str, Sequence[Passage]],
    duplicates: Duplicates | None = None,
) -> tuple[list[Document], list[Passage]]:
    """The documents with near-duplicates marked, and all their passages, in the order given.

    `before` are documents that were split already, into the passages of `split_before`: these are taken where the
    document is the same. What was an original stays it; `duplicates` knows what else there is.
    """
    originals = {name for name, document in before.items() if document.duplicate_of is None}
    duplicates = duplicates or Duplicates()
    marked: dict[str, Document] = {}
    passages: dict[str, Sequence[Passage]] = {}
    for document in sorted(documents, key=lambda document: document.name not in originals):
        name = document.name
        is_known = name in originals and _is_split_alike(before[name], document)
        known = split_before.get(name, ()) if is_known else ()
        parts = known or split(document, chunking)
        # One that is not searched is nobody's original.
        original = None if document.out_of_date_since else duplicates.original_of(name, parts)
        marked[name] = replace(document, duplicate_of=original)
        passages[name] = duplicates.without_repeated(parts, original) if original else parts
    return (
        [marked[document.name] for document in documents],
        [passage for document in documents for passage in passages[document.name]],
    )


def _is_split_alike(one: Document, other: Document) -> bool:
    return (one.text, one.blocks, one.own_title) == (other.text, other.blocks, other.own_title)


def _texts(passages: Sequence[Passage]) -> tuple[list[str], list[str]]:
    """What is searched of the passages and of their sentences, in order of rows."""
    sentences = [text for passage in passages for text in passage.sentence_search_texts]
    return [passage.search_text for passage in passages], sentences


def _encode(texts: Sequence[str], encoder: Encoder, known: Mapping[str, Vectors], progress: Progress | None) -> Vectors:
    """A vector for each text, shape (len(texts), dimensions)."""
    numbers: dict[str, int] = {}
    rows = [numbers.setdefault(text, len(numbers)) for text in texts if text not in known]
    vectors = encode_in_batches(encoder, list(numbers), progress)
    if not known:
        return vectors if len(rows) == len(numbers) else vectors[np.array(rows, dtype=np.int64)]
    return np.stack([known[text] if text in known else vectors[numbers[text]] for text in texts])
