"""Replies to small talk: a friendly sentence, and questions that can be asked. What was typed is not searched for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from weakref import WeakKeyDictionary

from index.passages import Passage
from qa.form.formed import Formed, Sources
from qa.form.likeness import talk_like
from qa.language.vocabulary import Vocabulary
from qa.reply import Reply
from qa.retrieval import Retriever
from qa.suggestion.question_patterns import GeneratedQuestion, generate_questions
from qa.suggestion.starters import possible_starters

OFFERED = 2
"""Questions beside a reply."""

SCANNED = 60
"""Passages, at most, that they are made from."""

TRIED = 6
"""Questions, at most, that are read before they are offered, once for each retriever."""

_offered: WeakKeyDictionary[Retriever, tuple[str, ...]] = WeakKeyDictionary()


def reply(question: str, history: Sequence[str], sources: Sources) -> Formed | None:  # noqa: ARG001 - a `Forming`
    """A reply to small talk; None to anything else."""
    kind = talk_like(question, sources.retriever)
    if kind is None:
        return None
    if kind != "goodbye" and sources.retriever not in _offered:
        found = chain(_answered_questions(sources), _about_files(sources))
        _offered[sources.retriever] = tuple(islice(found, OFFERED))
    offered = () if kind == "goodbye" else _offered[sources.retriever]
    return Formed("reply", confidence=0.0, reply=Reply(kind, offered))


def _answered_questions(sources: Sources) -> Iterator[str]:
    """Questions made from the text that the reader answers at the very place they were made from."""
    is_name = Vocabulary(sources.collection).is_name

    def generate(passage: Passage) -> list[GeneratedQuestion]:
        return [] if passage.about else generate_questions(passage, is_name)

    for made in possible_starters(sources.collection.opening_passages(SCANNED), generate, TRIED):
        reading = sources.reader.read(made.question, sources.retriever.retrieve(made.question, sources.passages))
        there = reading.hit.passage.document == made.document and (
            made.sentence.start < reading.span.end and reading.span.start < made.sentence.end
        )
        if there and reading.confidence >= sources.threshold:
            yield made.question


def _about_files(sources: Sources) -> Iterator[str]:
    """What can be asked of texts that no question could be made from."""
    documents = sources.collection.documents.values()
    if any(document.author or any(block.about == "author" for block in document.blocks) for document in documents):
        yield "Who wrote this text?"
    if any(document.own_title for document in documents):
        yield "What is the title of this text?"
