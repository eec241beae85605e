"""A document as rows of the tables, and back.

Texts go as JSON in ASCII: a database's text holds neither NULs nor lone surrogates, and
documents do. Names go as bytes, whose order is that of the names.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property

import numpy as np

from index.chunking import Chunking
from index.documents import Document
from index.duplicates import sentence_keys
from index.embedding import Vectors
from index.lexical import terms
from index.passages import Passage
from index.records import document_of, line_of, passage_of

SENTENCE_BITS, LENGTH_BITS, TIMES_BITS = 15, 16, 12
"""A posting, from its highest bits: the passage's place in the document, the sentence's in the passage (0 where the
passage itself is meant), how many terms the text has, and how often the term is among them."""

_COPY_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_COPY_END = struct.pack(">h", -1)


@dataclass(frozen=True)
class IndexedDocument:
    """A document with the passages that are searched of it."""

    document: Document
    passages: tuple[Passage, ...]

    @cached_property
    def record(self) -> str:
        return line_of(self.document).decode("ascii")

    @cached_property
    def passages_record(self) -> str:
        """A line each."""
        return b"".join(map(line_of, self.passages)).decode("ascii")

    @cached_property
    def facts(self) -> str:
        """The document without its text and blocks."""
        return line_of(replace(self.document, text="", blocks=())).decode("ascii")

    def fingerprint(self, encoder: str, chunking: Chunking) -> bytes:
        """SHA-256 of all that its rows are made of."""
        made_of = json.dumps([encoder, asdict(chunking), self.record, self.passages_record])
        return hashlib.sha256(made_of.encode("ascii")).digest()

    @property
    def passage_texts(self) -> list[str]:
        return [passage.search_text for passage in self.passages]

    @property
    def sentence_texts(self) -> list[str]:
        return [text for passage in self.passages for text in passage.sentence_search_texts]

    @property
    def sentence_passages(self) -> list[int]:
        """For each sentence the place of its passage."""
        return [place for place, passage in enumerate(self.passages) for _ in passage.sentences]

    @property
    def sentence_keys(self) -> list[int]:
        """What near-duplicates are found by, each once; see `index.duplicates.sentence_keys`."""
        return sorted({signed(key) for passage in self.passages for key in sentence_keys(passage)})

    @classmethod
    def read(cls, record: str, passages: str) -> IndexedDocument:
        """Of what `record` and `passages_record` wrote."""
        return cls(document_of(record), tuple(passage_of(line) for line in passages.splitlines()))


def name_key(name: str) -> bytes:
    """A document's name as the tables have it."""
    return name.encode("utf-8", "surrogatepass")


def name_of(key: bytes) -> str:
    return bytes(key).decode("utf-8", "surrogatepass")


def signed(key: int) -> int:
    """A key of 64 bits as the tables have it, which know no numbers without a sign."""
    return key - (1 << 64) if key >> 63 else key


def unsigned(number: int) -> int:
    return number % (1 << 64)


def checksum(indexed: IndexedDocument, vectors: Vectors) -> bytes:
    """SHA-256 of a document's content and vectors, those of its passages before those of its sentences."""
    content = hashlib.sha256((indexed.record + indexed.passages_record).encode("ascii"))
    content.update(np.ascontiguousarray(vectors, dtype="<f4").tobytes())
    return content.digest()


@dataclass(frozen=True)
class Postings:
    """The terms of a document's passages and sentences: lines for COPY, and how many terms there are of both."""

    lines: bytes
    passage_terms: int
    sentence_terms: int


def postings(document: int, indexed: IndexedDocument) -> Postings:
    """See `article_qa.posting`; a posting's bits are at `SENTENCE_BITS`."""
    found: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    totals = [0, 0]
    for place, passage in enumerate(indexed.passages):
        for field, texts in enumerate(([passage.search_text], passage.sentence_search_texts)):
            for inside, text in enumerate(texts):
                counted = Counter(terms(text))
                totals[field] += counted.total()
                head = (place << SENTENCE_BITS | inside) << LENGTH_BITS | _at_most(counted.total(), LENGTH_BITS)
                for term, times in counted.items():
                    found[term][field].append(head << TIMES_BITS | _at_most(times, TIMES_BITS))
    lines = (
        f"{document}\t{term}\t{{{_listed(of_passages)}}}\t{{{_listed(of_sentences)}}}\n"
        for term, (of_passages, of_sentences) in found.items()
    )
    return Postings("".join(lines).encode(), *totals)


def vector_rows(document: int, vectors: Vectors, passages: Sequence[int] | None = None) -> bytes:
    """Rows of (document, place, vector) for a binary COPY; with `passages`, one a row, these stand before vectors."""
    rows, dimensions = vectors.shape
    parts = [("fields", ">i2"), *_field("document", ">i8"), *_field("place", ">i4")]
    parts += _field("passage", ">i4") if passages else ()
    parts += [("vector size", ">i4"), ("dimensions", ">i2"), ("unused", ">i2")]
    table = np.zeros(rows, dtype=[*parts, ("vector", ">f4", (dimensions,))])
    table["fields"], table["document size"], table["place size"] = 4 if passages else 3, 8, 4
    table["document"], table["place"] = document, np.arange(rows)
    if passages:
        table["passage size"], table["passage"] = 4, passages
    table["vector size"], table["dimensions"], table["vector"] = 4 + 4 * dimensions, dimensions, vectors
    return _COPY_HEADER + table.tobytes() + _COPY_END


def read_vectors(values: Iterable[bytes]) -> Vectors:
    """Of vectors as the server sends them in binary; shape (number of them, dimensions)."""
    sent = [bytes(value) for value in values]
    if not sent:
        return np.zeros((0, 0), dtype=np.float32)
    header = np.dtype([("dimensions", ">i2"), ("unused", ">i2")])
    dimensions = (len(sent[0]) - header.itemsize) // 4
    rows = np.frombuffer(b"".join(sent), dtype=[("header", header), ("vector", ">f4", (dimensions,))])
    return np.asarray(rows["vector"], dtype=np.float32)


def vector_literal(vector: Vectors) -> str:
    """A vector as pgvector reads it."""
    return f"[{','.join(map(repr, vector.tolist()))}]"


def _field(name: str, kind: str) -> Iterator[tuple[str, str]]:
    """A number, with its size in front."""
    yield f"{name} size", ">i4"
    yield name, kind


def _listed(numbers: Iterable[int]) -> str:
    return ",".join(map(str, numbers))


def _at_most(number: int, bits: int) -> int:
    return min(number, (1 << bits) - 1)
