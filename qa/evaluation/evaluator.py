"""One call from a question file to a result."""

from __future__ import annotations

from pathlib import Path

from index.embedding import Encoder, Progress, encoder_named
from qa.assistant import Assistant
from qa.evaluation.evaluation import Evaluation
from qa.evaluation.other_systems import System, called, prepare_other
from qa.evaluation.placing import place_evidence
from qa.evaluation.provenance import answering_settings, reader_identity, trace
from qa.evaluation.question_set import QuestionSet
from qa.evaluation.questions import load_questions
from qa.evaluation.result import Result
from qa.evaluation.run import Mode, article_batches, batch_of
from qa.reading.reader import Reader
from qa.settings import Settings, load_settings
from qa.startup import make_assistant, make_reader, open_assistant


def evaluate(
    questions: QuestionSet | Path | str,
    *,
    settings: Settings | None = None,
    assistant: Assistant | None = None,
    system: System | None = None,
    mode: Mode = "own-article",
    progress: Progress | None = None,
    indexing: Progress | None = None,
) -> Result:
    """Ask every question of a set and measure the answers: `prepare`, then `Evaluation.run`.

    With `system`, that is asked in place of this project's own.
    """
    if system:
        settings = settings or load_settings()
        asked = questions if isinstance(questions, QuestionSet) else load_questions(Path(questions))
        name = getattr(system, "__qualname__", type(system).__qualname__)
        return prepare_other(asked, called(system), name, settings=settings, indexing=indexing).run(progress)
    prepared = prepare(questions, settings=settings, assistant=assistant, mode=mode, indexing=indexing)
    return prepared.run(progress)


def prepare(
    questions: QuestionSet | Path | str,
    *,
    settings: Settings | None = None,
    assistant: Assistant | None = None,
    mode: Mode = "own-article",
    indexing: Progress | None = None,
    encoder: Encoder | None = None,
    reader: Reader | None = None,
) -> Evaluation:
    """Load what a run needs, and check the set against it.

    A set that brings its own articles (SQuAD) is asked of those, as `mode` says; any other
    is asked of `assistant`, or else of the index that the settings name. Settings are
    read as the command line reads them where none are given. `indexing` is called as an
    index that has to be built first is built. For a set with articles `encoder` and `reader` may
    be given, which are otherwise loaded as the settings name them. Raises `QuestionSetError` for a set that
    cannot be used.
    """
    settings = settings or load_settings()
    if not isinstance(questions, QuestionSet):
        questions = load_questions(Path(questions))
    if questions.documents or mode != "own-article":
        own_reader = reader or make_reader(settings.reader, settings.answerable_share)
        return _of_articles(questions, settings, mode, encoder or encoder_named(settings.encoder), own_reader)
    assistant = assistant or open_assistant(settings, indexing)
    documents = assistant.collection.documents
    placed = tuple(place_evidence(questions.questions, documents))
    models = {"encoder": assistant.encoder.identity, "reader": reader_identity(settings.reader)}
    return Evaluation(
        title=questions.title,
        questions=placed,
        batches=[batch_of(assistant, placed)],
        documents=documents,
        threshold=assistant.threshold,
        provenance=trace(placed, documents.values(), answering_settings(settings), models),
        index=assistant.index,
    )


def _of_articles(
    questions: QuestionSet, settings: Settings, mode: Mode, encoder: Encoder, reader: Reader
) -> Evaluation:
    batches = article_batches(
        questions,
        encoder,
        lambda collection: make_assistant(collection, encoder, settings, reader),
        mode,
        settings.chunking,
    )
    models = {"encoder": encoder.identity, "reader": reader_identity(settings.reader)}
    known = {**answering_settings(settings), "mode": mode}
    return Evaluation(
        title=questions.title,
        questions=questions.questions,
        batches=batches,
        documents={document.name: document for document in questions.documents},
        threshold=reader.threshold if settings.threshold is None else settings.threshold,
        provenance=trace(questions.questions, questions.documents, known, models),
    )
