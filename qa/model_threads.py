"""Models that run in a few threads which stay, whatever thread asks.

A web server answers from dozens of threads, and each thread that ever ran a model keeps memory of its own:
the allocator's arena, the libraries' scratch space. benchmarks/page_load.md has what that costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from index.embedding import Encoder, Vectors
from qa.assistant import Assistant
from qa.reading.reader import Reader, Reading
from qa.retrieval import Hit

THREADS = 2
"""As many as questions are answered side by side."""


def in_model_threads(assistant: Assistant, threads: int = THREADS) -> Assistant:
    """The same assistant, its models in so many threads of their own."""
    pool = ThreadPoolExecutor(threads, thread_name_prefix="models")
    encoder, reader = ThreadedEncoder(assistant.encoder, pool), ThreadedReader(assistant.reader, pool)
    return assistant.with_collection(assistant.collection, encoder, reader)


@dataclass(frozen=True)
class ThreadedEncoder:
    """An encoder that runs in the threads of a pool."""

    encoder: Encoder
    pool: ThreadPoolExecutor

    @property
    def identity(self) -> str:
        return self.encoder.identity

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.encode`."""
        return self.pool.submit(self.encoder.encode, texts).result()


@dataclass(frozen=True)
class ThreadedReader:
    """A reader that runs in the threads of a pool."""

    reader: Reader
    pool: ThreadPoolExecutor

    @property
    def threshold(self) -> float:
        return self.reader.threshold

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """See `Reader.read`."""
        return self.pool.submit(self.reader.read, question, hits).result()
