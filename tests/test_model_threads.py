"""Models in few threads."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from fakes import HashEncoder, text_document

from index.collection import Collection
from qa.assistant import Assistant
from qa.model_threads import ThreadedReader, asked_ahead, in_model_threads
from qa.reading.reader import Reading
from qa.reading.sentence_reader import SentenceReader
from qa.retrieval import Hit


class Watched(HashEncoder):
    """Remembers in which threads it ran."""

    def __init__(self) -> None:
        super().__init__()
        self.threads: set[str] = set()

    def encode(self, texts: Sequence[str]) -> object:  # type: ignore[override]
        self.threads.add(threading.current_thread().name)
        return super().encode(texts)


class WatchedReader(SentenceReader):
    def __init__(self, threads: set[str]) -> None:
        super().__init__()
        self.threads = threads

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        self.threads.add(threading.current_thread().name)
        return super().read(question, hits)


@pytest.fixture
def watched() -> tuple[Assistant, set[str]]:
    encoder = Watched()
    collection = Collection.build([text_document("The moon is a rock. Bees make honey.")], encoder)
    encoder.threads.clear()
    return Assistant(collection, encoder, reader=WatchedReader(encoder.threads)), encoder.threads


def test_many_threads_ask_and_few_run_the_models(watched: tuple[Assistant, set[str]]) -> None:
    assistant, threads = watched
    steady = in_model_threads(assistant, 2)
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(steady.ask, [f"What do bees make {number}?" for number in range(60)]))
    assert len(answers) == 60
    assert 1 <= len(threads) <= 2
    assert all(name.startswith("models") for name in threads)


def test_the_answers_are_the_same(watched: tuple[Assistant, set[str]]) -> None:
    assistant, _ = watched
    first, second = (each.ask("What do bees make?").to_dict() for each in (assistant, in_model_threads(assistant)))
    assert {**first, "timings_ms": {}} == {**second, "timings_ms": {}}
    assert in_model_threads(assistant).encoder.identity == assistant.encoder.identity


def test_another_collection_is_asked_in_the_same_threads(watched: tuple[Assistant, set[str]]) -> None:
    assistant, threads = watched
    other = in_model_threads(assistant).with_collection(
        Collection.build([text_document("The sun is a star.")], HashEncoder())
    )
    other.ask("What is the sun?")
    assert all(name.startswith("models") for name in threads)


def test_a_failure_reaches_whoever_asked() -> None:
    class Failing(HashEncoder):
        def encode(self, texts: Sequence[str]) -> object:  # type: ignore[override]
            raise RuntimeError("no model")

    collection = Collection.build([text_document("The moon is a rock.")], HashEncoder())
    with pytest.raises(RuntimeError, match="no model"):
        in_model_threads(Assistant(collection, Failing())).ask("What is the moon?")


class Script:
    """A reader whose readings begin when they are told to, and which notes the questions in their order."""

    threshold = 0.5

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.may_go_on = threading.Event()

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        self.begun.append(question)
        if question == "slow":
            self.may_go_on.wait(10)
        return Reading(hits[0], hits[0].passage.span, 1.0)


def test_what_is_asked_ahead_waits_for_what_a_reader_asks(
    watched: tuple[Assistant, set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.model_threads.LONGEST_WAIT", 60.0)
    hits, script = watched[0]._retriever.retrieve("bees", 1), Script()

    def ahead(reader: ThreadedReader) -> Reading:
        with asked_ahead():
            return reader.read("ahead", hits)

    with ThreadPoolExecutor(2) as models, ThreadPoolExecutor(2) as readers:
        reader = ThreadedReader(script, models)
        slow = readers.submit(reader.read, "slow", hits)
        while not script.begun:
            slow.done()
        waiting = readers.submit(ahead, reader)
        reader.read("another", hits)
        assert script.begun == ["slow", "another"]
        script.may_go_on.set()
        assert waiting.result(10).confidence == 1.0
    assert script.begun == ["slow", "another", "ahead"]


def test_what_is_asked_ahead_is_read_at_last_beside_many_readers(
    watched: tuple[Assistant, set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.model_threads.LONGEST_WAIT", 0.05)
    hits, script = watched[0]._retriever.retrieve("bees", 1), Script()
    with ThreadPoolExecutor(2) as models:
        reader = ThreadedReader(script, models)
        with reader.precedence.of_reader(), asked_ahead():
            assert reader.read("ahead", hits).confidence == 1.0
