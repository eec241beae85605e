"""Models that run in a few threads which stay, whatever thread asks.

A web server answers from dozens of threads, and each thread that ever ran a model keeps memory of its own:
the allocator's arena, the libraries' scratch space. benchmarks/page_load.md has what that costs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Condition
from time import monotonic

from index.embedding import Encoder, Vectors
from qa.assistant import Assistant
from qa.reading.reader import Reader, Reading
from qa.retrieval import Hit

THREADS = 2
"""As many as questions are answered side by side."""

LINGERS, LONGEST_WAIT = 0.3, 2.0
"""Seconds that a reader's question counts as being answered after something was read for it, and seconds that what is
asked ahead waits at most before each reading, so that it is answered at last beside many readers."""

_ahead: ContextVar[bool] = ContextVar("ahead", default=False)


@contextmanager
def asked_ahead() -> Iterator[None]:
    """What this thread asks here nobody has asked yet, such as what could be asked next: readers go first."""
    token = _ahead.set(True)
    try:
        yield
    finally:
        _ahead.reset(token)


class Precedence:
    """Readers' questions before what is asked ahead of them."""

    def __init__(self) -> None:
        self._readings = 0
        self._over = -LINGERS
        self._changed = Condition()

    @contextmanager
    def of_reader(self) -> Iterator[None]:
        """While something is read for a reader's question."""
        with self._changed:
            self._readings += 1
        try:
            yield
        finally:
            with self._changed:
                self._readings -= 1
                self._over = monotonic() + LINGERS
                self._changed.notify_all()

    def give_way(self) -> None:
        """Wait until no reader's question is being answered, for `LONGEST_WAIT` at most."""
        end = monotonic() + LONGEST_WAIT
        with self._changed:
            while (left := end - monotonic()) > 0 and (self._readings or self._over > monotonic()):
                self._changed.wait(left if self._readings else min(left, self._over - monotonic()))


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
    precedence: Precedence = field(default_factory=Precedence)

    @property
    def threshold(self) -> float:
        return self.reader.threshold

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """See `Reader.read`."""
        if _ahead.get():
            self.precedence.give_way()
            return self.pool.submit(self.reader.read, question, hits).result()
        with self.precedence.of_reader():
            return self.pool.submit(self.reader.read, question, hits).result()
