"""Documents in files that are never changed: what `index.content.Content` has, and what finds rows in it.

segment.json blocks.crc        sizes and checksums (`index.checked_files`)
entries.json                   the table of contents, in the order of the documents' names
documents.jsonl passages.jsonl         one a line; beside them `.starts`, where the lines begin
document_passages passage_sentences    the first passage of each document, the first sentence of each passage
originals originals_documents          what near-duplicates are told by (`index.duplicates`)
by_passage/ by_sentence/               see `index.segment_field`
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.checked_files import CheckedFolder, FolderWriter
from index.content import Content, Layout
from index.documents import Document, DocumentEntry
from index.duplicates import sentence_keys
from index.passages import Passage
from index.records import document_of, line_of, passage_of
from index.segment_field import SegmentField, write_field


def write_segment(folder: Path, content: Content) -> str:
    """Write into a folder, which is made, and flush it; returns the SHA-256 of its table."""
    writer = FolderWriter(folder)
    try:
        numbers = {document.name: number for number, document in enumerate(content.documents)}
        sizes = Layout.of(content.passages).sentences
        owners = np.array([numbers[passage.document] for passage in content.passages], dtype=np.int64)
        _add_lines(writer, "documents", content.documents)
        _add_lines(writer, "passages", content.passages)
        entries = [list(astuple(DocumentEntry.of(document))) for document in content.documents]
        writer.add("entries.json", json.dumps(entries).encode("ascii"))
        writer.add("document_passages", np.searchsorted(owners, np.arange(len(numbers) + 1)).astype("<i8"))
        writer.add("passage_sentences", np.concatenate([[0], np.cumsum(sizes)]).astype("<i8"))
        keys, documents = _originals(content, numbers)
        writer.add("originals", keys.astype("<u8"))
        writer.add("originals_documents", documents.astype("<i8"))
        fields = {
            "by_passage": write_field(writer, "by_passage", content.by_passage, owners),
            "by_sentence": write_field(writer, "by_sentence", content.by_sentence, np.repeat(owners, sizes)),
        }
        return writer.finish({"documents": len(numbers), "passages": len(owners), "fields": fields})
    finally:
        writer.close()


def _add_lines(writer: FolderWriter, name: str, records: Iterable[Document | Passage]) -> None:
    lines = [line_of(record) for record in records]
    writer.add(f"{name}.jsonl", b"".join(lines))
    writer.add(f"{name}.starts", np.cumsum([0, *map(len, lines)]).astype("<i8"))


def _originals(content: Content, numbers: dict[str, int]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The sentences of documents that others can repeat, each with the number of its document, in order."""
    originals = {
        document.name for document in content.documents if not document.duplicate_of and not document.out_of_date_since
    }
    pairs = sorted(
        {
            (key, numbers[passage.document])
            for passage in content.passages
            if passage.document in originals
            for key in sentence_keys(passage)
        }
    )
    return np.array([key for key, _ in pairs], dtype=np.uint64), np.array([at for _, at in pairs], dtype=np.int64)


class Segment:
    """A segment as it was written; documents are known by their number, in the order of their names."""

    def __init__(self, folder: Path, table_hash: str) -> None:
        self._files = CheckedFolder(folder, table_hash)
        self.passages = int(self._files.table["passages"])
        self.documents = int(self._files.table["documents"])
        self.by_passage = SegmentField(self._files, "by_passage")
        self.by_sentence = SegmentField(self._files, "by_sentence")

    @cached_property
    def entries(self) -> list[DocumentEntry]:
        """The table of contents."""
        return [DocumentEntry(*entry) for entry in json.loads(bytes(self._files.file("entries.json").read()))]

    @cached_property
    def document_passages(self) -> NDArray[np.int64]:
        """The first passage of each document, and how many there are in all: shape (documents + 1,)."""
        return self._files.array("document_passages", "<i8").all

    @cached_property
    def passage_sentences(self) -> NDArray[np.int64]:
        """The first sentence of each passage, and how many there are in all: shape (passages + 1,)."""
        return self._files.array("passage_sentences", "<i8").all

    def document(self, number: int) -> Document:
        return document_of(self._line("documents", number))

    def passage(self, row: int) -> Passage:
        return passage_of(self._line("passages", row))

    def _line(self, name: str, number: int) -> bytes:
        starts, lines = self._lines[name]
        return bytes(lines.read(*map(int, starts[number : number + 2])))

    @cached_property
    def _lines(self) -> dict[str, Any]:
        return {
            name: (self._files.array(f"{name}.starts", "<i8").all, self._files.file(f"{name}.jsonl"))
            for name in ("documents", "passages")
        }

    def content(self, numbers: Sequence[int]) -> Content:
        """These documents, whole, in the order of their names."""
        whole = Content(
            [self.document(number) for number in range(self.documents)],
            [self.passage(row) for row in range(self.passages)],
            self.by_passage.content(),
            self.by_sentence.content(),
        )
        return (
            whole if len(numbers) == self.documents else whole.only([self.entries[at].name for at in sorted(numbers)])
        )

    def owners_of(self, keys: NDArray[np.uint64]) -> list[tuple[int, int]]:
        """Pairs of the place of a key and the number of an original document that has a sentence with it."""
        known = self._files.array("originals", "<u8").all
        first, last = np.searchsorted(known, keys, "left"), np.searchsorted(known, keys, "right")
        documents = self._files.array("originals_documents", "<i8")
        return [
            (at, int(number))
            for at in np.flatnonzero(last > first).tolist()
            for number in documents.between(int(first[at]), int(last[at]))
        ]

    def check_all(self) -> None:
        """Read every byte. Raises `IndexDamagedError` where one is not as it was written."""
        self._files.check_all()
