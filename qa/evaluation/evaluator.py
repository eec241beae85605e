"""One call from a question file to a result."""

from __future__ import annotations

from pathlib import Path

from index.embedding import Progress, SentenceTransformerEncoder
from qa.assistant import Assistant
from qa.evaluation.question_set import QuestionSet
from qa.evaluation.questions import load_questions
from qa.evaluation.result import Result
from qa.evaluation.run import Mode, ask_index, ask_own_articles
from qa.settings import Settings, load_settings
from qa.startup import make_assistant, make_reader, open_assistant


def evaluate(
    questions: QuestionSet | Path | str,
    *,
    settings: Settings | None = None,
    assistant: Assistant | None = None,
    mode: Mode = "own-article",
    progress: Progress | None = None,
    indexing: Progress | None = None,
) -> Result:
    """Ask every question of a set and measure the answers.

    A set that brings its own articles (SQuAD) is asked of those, as `mode` says; any other
    is asked of `assistant`, or else of the index that the settings name. Settings are
    read as the command line reads them where none are given. `progress` is called as
    questions are answered, `indexing` as an index that has to be built first is built.
    Raises `QuestionSetError` for a set that cannot be used, before anything is asked.
    """
    settings = settings or load_settings()
    if not isinstance(questions, QuestionSet):
        questions = load_questions(Path(questions))
    if questions.documents or mode != "own-article":
        encoder = SentenceTransformerEncoder(settings.encoder)
        reader = make_reader(settings.reader, settings.answerable_share)
        rows = ask_own_articles(
            questions,
            encoder,
            lambda collection: make_assistant(collection, encoder, settings, reader),
            mode,
            settings.chunking,
            progress,
        )
        documents = {document.name: document for document in questions.documents}
        threshold = reader.threshold if settings.threshold is None else settings.threshold
        return Result(questions.title, tuple(rows), documents, threshold)
    assistant = assistant or open_assistant(settings, indexing)
    rows = ask_index(questions.questions, assistant, progress)
    return Result(questions.title, tuple(rows), assistant.collection.documents, assistant.threshold, assistant.index)
