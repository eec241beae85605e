"""Generations of format versions 1 to 4: whole, with FAISS's flat indexes and bm25s' weights beside the texts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from index.content import Content, Field
from index.durable_files import checked_bytes
from index.embedding import Vectors
from index.lexical import words
from index.records import document_of, passage_of
from index.word_counts import WordCounts


def read_older(generation: Path, manifest: Mapping[str, Any]) -> Content:
    """What a generation has; its words are counted anew. Raises `IndexDamagedError`."""
    for name, expected in manifest["files"].items():
        checked_bytes(generation / name, expected)
    passages = [passage_of(line) for line in _lines(generation / "passages.jsonl")]
    sentences = [text for passage in passages for text in passage.sentence_search_texts]
    return Content(
        [document_of(line) for line in _lines(generation / "documents.jsonl")],
        passages,
        _field(generation / "by_passage", [passage.search_text for passage in passages]),
        _field(generation / "by_sentence", sentences),
    )


def _lines(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="\n") as file:
        return list(file)


def _field(folder: Path, texts: list[str]) -> Field:
    return Field(_vectors(folder / "vectors.faiss"), WordCounts.build([words(text) for text in texts]))


def _vectors(path: Path) -> Vectors:
    import faiss

    flat = faiss.read_index(str(path))
    vectors: Vectors = np.asarray(flat.reconstruct_n(0, flat.ntotal), dtype=np.float32)
    return vectors
