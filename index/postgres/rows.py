"""A document as rows of the tables, and back.

Texts go as JSON in ASCII: a database's text holds neither NULs nor lone surrogates, and
documents do. Names go as bytes, whose order is that of the names.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.chunking import Chunking
from index.documents import Document
from index.duplicates import sentence_keys
from index.embedding import Vectors
from index.passages import Passage
from index.postgres.document_terms import CountedDocument, FieldTerms, count
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

    @cached_property
    def counted(self) -> CountedDocument:
        """The terms of all its texts."""
        return count(self.passage_texts, self.sentence_texts)

    @property
    def sentence_places(self) -> list[int]:
        """For each sentence its place in its passage."""
        return [place for passage in self.passages for place in range(len(passage.sentences))]

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


def postings(document: int, indexed: IndexedDocument) -> bytes:
    """Lines for COPY, one a stem; see `article_qa.posting`. A posting's bits are at `SENTENCE_BITS`."""
    terms, inside = indexed.counted.terms, np.array(indexed.sentence_places, dtype=np.int64)
    passages = np.array(indexed.sentence_passages, dtype=np.int64)
    of_passages = _packed(terms.of_passages, np.arange(len(indexed.passages)) << SENTENCE_BITS)
    of_sentences = _packed(terms.of_sentences, passages << SENTENCE_BITS | inside)
    lines = (
        f"{document}\t{stem}\t{{{_listed(of_passages[at])}}}\t{{{_listed(of_sentences[at])}}}\n"
        for stem, at in indexed.counted.stems.items()
    )
    return "".join(lines).encode()


def _packed(field: FieldTerms, places: NDArray[np.int64]) -> list[list[int]]:
    """For each term the postings of the texts that hold it, which stand at these places."""
    lengths = np.minimum(field.lengths, (1 << LENGTH_BITS) - 1)
    heads = (places << LENGTH_BITS | lengths) << TIMES_BITS
    packed = (heads[field.rows] | np.minimum(field.counts, (1 << TIMES_BITS) - 1)).tolist()
    starts = field.starts.tolist()
    return [packed[start:end] for start, end in pairwise(starts)]


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
