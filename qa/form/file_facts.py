"""What a file says of its document and the text does not: its author, title, date, pages, and where it came from."""

from __future__ import annotations

from collections.abc import Sequence

from index.documents import Document
from index.lexical import content_stems, words
from qa.form.formed import Formed, Sources
from qa.language.document_question import DocumentQuestion, FactKind, document_question
from qa.language.inflection import base_form
from qa.reading.reader import Reading
from qa.reply import Fact, Reply

MOST = 10
"""Documents whose facts are told at once."""


def tell_facts(question: str, history: Sequence[str], sources: Sources) -> Formed | None:
    """A reply with the fact that is asked for, where the documents' files say it and their texts do not."""
    asked = document_question(question)
    if asked is None:
        return None
    meant = _documents_meant(asked, history, list(sources.collection.documents.values()))
    facts = [
        Fact("made" if asked.kind == "date" and document.made else asked.kind, document.name, document.title, value)
        for document in meant
        if (value := _value(asked.kind, document)) is not None
    ]
    if not facts or _stands_in_text(question, asked, meant, facts, sources):
        return None
    return Formed("reply", confidence=0.0, reply=Reply(facts=tuple(facts[:MOST]), untold=max(0, len(facts) - MOST)))


def _documents_meant(asked: DocumentQuestion, history: Sequence[str], documents: Sequence[Document]) -> list[Document]:
    """Those that the question is about: the one whose title it has, or all; none where it is about something else."""
    documents = [document for document in documents if document.duplicate_of is None]
    reference = asked.reference
    if reference.title:
        return [document for document in documents if _is_called(document, reference.title)]
    if asked.of.strip().lower() in ("this", "it") and history:
        # "Who wrote it?" goes on from what was spoken of.
        before = document_question(history[-1])
        return _documents_meant(before, history[:-1], documents) if before else []
    return documents


def _is_called(document: Document, title: str) -> bool:
    wanted = _plain(title)
    called = {
        _plain(document.title),
        _plain(document.title.partition(":")[0]),
        _plain(document.name.rpartition(".")[0]),
    }
    return bool(wanted) and wanted in called | {_plain(document.name)}


def _plain(title: str) -> tuple[str, ...]:
    return tuple(words(title))


def _value(kind: FactKind, document: Document) -> str | None:
    """What the file says; None where it does not."""
    match kind:
        case "author":
            return document.author
        case "title":
            return document.own_title
        case "date" | "made":
            return document.date
        case "pages":
            return str(document.pages[-1].page) if document.pages else None
        case "source":
            return document.source or document.name


def _stands_in_text(
    question: str, asked: DocumentQuestion, meant: Sequence[Document], facts: Sequence[Fact], sources: Sources
) -> bool:
    """Whether the text answers the question itself, and so is quoted."""
    if asked.kind not in ("author", "date"):
        return False
    if asked.kind == "author" and any(block.about == "author" for document in meant for block in document.blocks):
        return True
    reading = sources.reader.read(question, sources.retriever.retrieve(question, sources.passages))
    if round(reading.confidence, 4) < sources.threshold:
        return False
    if any(fact.document == reading.hit.passage.document and _says(reading, fact) for fact in facts):
        return True
    return not asked.reference.surely and _forms(question) <= _forms(_sentence(reading))


def _says(reading: Reading, fact: Fact) -> bool:
    """Whether what was read holds the fact's value: a word of a name, or a date's year."""
    value = {fact.value[:4]} if fact.kind == "date" else content_stems(fact.value)
    return bool(value & content_stems(_sentence(reading)))


def _sentence(reading: Reading) -> str:
    """The sentences that the span stands in."""
    passage, span = reading.hit.passage, reading.span
    within = (one for one in passage.sentences if one.start < span.end and span.start < one.end)
    return " ".join(passage.text[one.start - passage.start : one.end - passage.start] for one in within)


def _forms(text: str) -> set[str]:
    """Its words that carry meaning, verbs in their base form."""
    return {base_form(word) or word for word in words(text)}
