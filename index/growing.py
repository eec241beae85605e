"""A long document that can be asked before all of it is encoded: its first passages, then more, then all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.chunking import Chunking
from index.collection import Collection
from index.content import Content, Field, split_all
from index.documents import Document
from index.embedding import Encoder, Progress
from index.errors import DocumentError
from index.passages import Passage

FIRST, GROWTH = 8, 1.5
"""Passages of the first collection, and how many times as many each further one has: what is built more than once
costs at most three times as much as it would once."""


class GrowingCollection:
    """The passages of one document, of which more and more can be asked. Raises `DocumentError` where it has none."""

    def __init__(self, document: Document, encoder: Encoder, chunking: Chunking | None = None) -> None:
        self._encoder, self._chunking = encoder, chunking or Chunking()
        self._documents, self.passages = split_all([document], self._chunking, {}, {})
        if not self.passages:
            raise DocumentError("There is nothing to index: the documents have no text that could be asked.")

    @property
    def document(self) -> Document:
        """The document, as it stands in the collections."""
        return self._documents[0]

    def collections(self, progress: Progress | None = None) -> Iterator[Collection]:
        """Each holds the passages of the one before, and those that follow; the last one holds all.

        `progress` counts the texts, which are passages and sentences.
        """
        total, before, told = _texts(self.passages), 0, 0
        content: Content | None = None

        def tell(done: int, _: int = 0) -> None:
            nonlocal told
            if progress and before + done > told:
                told = before + done
                progress(told, total)

        for start, end in _steps(len(self.passages)):
            part = self.passages[start:end]
            content = _behind(content, Content.build(self._documents, part, self._encoder, progress=tell))
            # Of equal texts only one was encoded.
            tell(_texts(part))
            before += _texts(part)
            yield Collection.of(content, self._encoder.identity, self._chunking)


def _texts(passages: Sequence[Passage]) -> int:
    return sum(1 + len(passage.sentences) for passage in passages)


def _behind(first: Content | None, second: Content) -> Content:
    """The passages of both, which are of the same documents."""
    if first is None:
        return second
    return Content(
        second.documents,
        [*first.passages, *second.passages],
        Field.join([first.by_passage, second.by_passage]),
        Field.join([first.by_sentence, second.by_sentence]),
    )


def _steps(passages: int) -> Iterator[tuple[int, int]]:
    start, end = 0, FIRST
    while start < passages:
        yield start, min(end, passages)
        start, end = end, max(end + 1, round(end * GROWTH))
