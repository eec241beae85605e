"""Another system measured like this one: by a file of its answers, an address, or a Python callable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from time import perf_counter
from typing import Any

from index.collection import Collection
from index.documents import Document
from index.embedding import Encoder, Progress, encoder_named
from index.engine import Engine
from index.passages import Passage, split
from qa.answer import Answer
from qa.evaluation.answers_file import load_answers
from qa.evaluation.evaluation import Evaluation
from qa.evaluation.gold import Gold
from qa.evaluation.http_system import Connection, http_system, is_chat
from qa.evaluation.placing import Places, place_evidence
from qa.evaluation.provenance import trace
from qa.evaluation.question_set import Question, QuestionSet
from qa.evaluation.response import Ask, Response
from qa.evaluation.run import Batch
from qa.evaluation.system_answers import AnswerReader, load_phrases
from qa.retrieval import Hit, Retriever
from qa.settings import Settings
from qa.startup import open_collection

System = Callable[[str, Sequence[str]], Any]
"""Is given a question and the earlier ones, oldest first; says a text, None, an object as in docs/evaluation.md, or an
`Answer`."""


@dataclass(frozen=True)
class Ground:
    """What another system's answers are read against: the questions, their evidence placed, and the documents."""

    questions: tuple[Question, ...]
    documents: Mapping[str, Document]
    settings: Settings
    encoder: Encoder
    known: Engine | None
    phrases: Sequence[str]

    @cached_property
    def reader(self) -> AnswerReader:
        return AnswerReader(Places(self.documents), self.phrases)

    @property
    def passages(self) -> Sequence[Passage]:
        """Those of the index; of a SQuAD file, what would be its."""
        if self.known:
            return self.known.passages
        return [passage for document in self.documents.values() for passage in split(document, self.settings.chunking)]

    def retrieve(self, question: str) -> list[Hit]:
        """The passages that this project finds; of a SQuAD file, in all its articles."""
        return self._retriever.retrieve(question, self.settings.passages)

    @cached_property
    def _retriever(self) -> Retriever:
        collection = self.known or Collection.build(list(self.documents.values()), self.encoder, self.settings.chunking)
        return Retriever(collection, self.encoder, self.settings.weights)


Connect = Callable[[Ground], Ask]
"""Gives the system, once the documents are known."""


def answers_of(path: Path) -> Connect:
    """The system whose answers stand in the file; see `load_answers`."""
    return lambda ground: load_answers(path, ground.questions, ground.reader)


def at_address(url: str, connection: Connection, model: str | None = None) -> Connect:
    """The system at an address; see `http_system`."""
    return lambda ground: http_system(url, connection, ground.reader, ground.retrieve if is_chat(url) else None, model)


def called(system: System) -> Connect:
    """The system that a Python callable is."""

    def connect(ground: Ground) -> Ask:
        def ask(question: Question) -> Response:
            started = perf_counter()
            given = system(question.question, question.history)
            if isinstance(given, Answer):
                return Response(given)
            return ground.reader.read(question, given, round(1000 * (perf_counter() - started), 2))

        return ask

    return connect


def prepare_other(
    questions: QuestionSet,
    connect: Connect,
    name: str,
    *,
    settings: Settings,
    phrases: Path | None = None,
    indexing: Progress | None = None,
) -> Evaluation:
    """As `qa.evaluation.evaluator.prepare`, for another system; `name` says in the record which it is."""
    encoder = encoder_named(settings.encoder)
    known = None if questions.documents else open_collection(settings, encoder, indexing)
    documents = known.documents if known else {document.name: document for document in questions.documents}
    placed = tuple(place_evidence(questions.questions, documents) if known else questions.questions)
    ground = Ground(placed, documents, settings, encoder, known, load_phrases(phrases))
    return Evaluation(
        title=questions.title,
        questions=placed,
        batches=[Batch(placed, connect(ground), Gold(documents, ground.passages))],
        documents=documents,
        threshold=0.0,
        provenance=trace(placed, documents.values(), {}, {"system": name}),
    )
