"""Two things side by side: what the text says of the one, then of the other; the reader is left to judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from qa.answer import Citation
from qa.form.brief import CONFIDENCE, best_about, documents_of
from qa.form.formed import Formed, Sources
from qa.form.request import ComparisonRequest, comparison_requests
from qa.form.telling import DocumentSentences
from qa.form.topic import Topic, TopicSentences

OF_EACH = 2
"""Sentences about each of the two, at most."""

_DIFFERS = regex.compile(
    r"\b(?:differ\p{L}*|distinct\p{L}*|distinguish\p{L}*|unlike|whereas|while|than|compar\p{L}+|contrast\p{L}*|opposed)\b",
    regex.I,
)

_Found = list[tuple[DocumentSentences, TopicSentences]]


def comparison(question: str, _history: Sequence[str], sources: Sources) -> Formed | None:
    """What is said of each; None where no comparison is asked for, or where one of the two is not named in the text.

    Also None where the difference is asked for and one sentence tells it: that is an answer by itself.
    """
    if sources.threshold > CONFIDENCE:
        return None
    for asked in comparison_requests(question):
        citations = _compared(asked, documents_of(sources, question))
        if citations:
            return Formed("list", tuple(citations), CONFIDENCE)
    return None


def _compared(asked: ComparisonRequest, documents: Sequence[DocumentSentences]) -> list[Citation]:
    one, other = (_found(subject, documents) for subject in (asked.one, asked.other))
    if not one or not other or (not asked.outright and _is_told(one, other)):
        return []
    first, second = _cited(asked.one, one, other), _cited(asked.other, other, one)
    return [*first, *second] if first and second else []


def _found(subject: str, documents: Sequence[DocumentSentences]) -> _Found:
    """The sentences about it, of each document that has some; about "Ann" where none has "Ann Lund"."""
    first = subject.split()[0]
    for called in dict.fromkeys((subject, first if subject.istitle() else subject)):
        told = ((document, Topic(called).sentences(document)) for document in documents)
        if found := [(document, said) for document, said in told if said.naming and not said.scattered]:
            return found
    return []


def _is_told(one: _Found, other: _Found) -> bool:
    """Whether a sentence names both and sets them against each other."""
    named = {(document.number, at) for document, sentences in other for at in sentences.naming}
    return any(
        (document.number, at) in named and _DIFFERS.search(document.sentences[at].text)
        for document, sentences in one
        for at in sentences.naming
    )


def _cited(subject: str, found: _Found, other: _Found) -> list[Citation]:
    """The best sentences of the document that names it most, those that name it alone where there are any."""
    document, sentences = max(found, key=lambda pair: len(pair[1].naming))
    shared = {at for its, said in other if its.number == document.number for at in said.naming}
    own = [at for at in sentences.naming if at not in shared] or sentences.naming
    alone = replace(sentences, naming=own, going_on=[at for at in sentences.going_on if at - 1 in own])
    return document.cite(best_about(document, alone, OF_EACH) or own[:OF_EACH], subject)
