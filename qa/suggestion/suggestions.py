"""Questions to offer, made from the articles themselves and asked before they are offered.

A question that a pattern made (`qa.suggestion.question_patterns`) is kept only if the assistant
answers it, clearly, at the very place it was made from. No language model; the same
collection gives the same questions. What was asked is remembered, and threads can share it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import chain, islice, zip_longest
from threading import Lock
from typing import TypeVar

import regex

from index.lexical import stem, words
from index.passages import Passage
from index.spans import Span
from qa.answer import Answer
from qa.assistant import Assistant
from qa.suggestion.question_patterns import GeneratedQuestion, QuestionKind, generate_questions

CLEARLY = 0.1
"""How far above the threshold, as a share of the way to 1, a suggestion must be answered."""

SCANNED = 400
"""Passages, at most, that starters are made from; of many documents the first of each."""

ASKED = 24
"""Questions, at most, that are asked to find starters."""

ASKED_NEAR = 3
"""The same for what leads on from an answer, or stands in for a refusal: somebody waits for it."""

LEADS = 3
"""Questions that lead on from an answer."""

CLOSEST = 3
"""Passages of a refusal that a question is made from."""

Item = TypeVar("Item")
_ORDER: tuple[QuestionKind, ...] = ("heading", "why", "who", "what", "when", "where", "acronym")
_SAME: dict[QuestionKind, float] = {"acronym": 0.95, "why": 0.3, "what": 0.3, "heading": 0.0}
_GOES_ON = regex.compile(r"\s*(?:and|or|of)\b|-")
_MOSTLY = 0.6
"""How much, 0 to 1, an answer must overlap with the one the question was made from; `_SAME` has the exceptions."""


class Suggester:
    """Suggests questions that one assistant answers."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._made_from = lru_cache(maxsize=2000)(self._make)
        self._holds = lru_cache(maxsize=2000)(self._is_answered_there)
        self._lock = Lock()
        self._found: list[str] = []

    def starters(self, limit: int) -> tuple[str, ...]:
        """At most `limit` questions to begin with, of different kinds and documents where there are such."""
        with self._lock:
            self._found += islice(self._to_come, max(0, limit - len(self._found)))
            return tuple(self._found[:limit])

    def follow_ups(self, answer: Answer, asked: Sequence[str]) -> tuple[str, ...]:
        """At most `LEADS` questions that lead on from an answer; none where there was none.

        They are from its own passage, those beside it, and the others found for it. None was
        asked before, asks for the same answer, or asks for what a question has named already.
        """
        if not answer.citations:
            return ()
        citation = answer.citations[0]
        before = [*asked, answer.question, answer.standalone_question]
        known = {_plain(question) for question in before}
        named = [_stems(question) for question in before]
        spoken = _stems(f"{answer.standalone_question} {citation.quote}")
        near = [
            made
            for made in _once(chain.from_iterable(map(self._made_from, self._passages_near(answer))))
            if _plain(made.question) not in known
            and not (made.document == citation.document and _overlaps(made, citation.answer_start, citation.answer_end))
            and not any(self._answer_stems(made) <= stems for stems in named)
        ]
        likely = sorted(near, key=lambda made: -len(spoken & _stems(made.question)))
        likely = _by_turns(likely, lambda made: (made.document, made.sentence))
        return tuple(islice(self._kept(likely[:ASKED_NEAR]), LEADS))

    def alternative(self, answer: Answer) -> str | None:
        """A question that is answered near to what a refused one asked for; None where there is none."""
        if answer.answered:
            return None
        wanted = _stems(answer.standalone_question)
        closest = {(found.document, found.start) for found in answer.passages[:CLOSEST]}
        passages = (found for found in self._assistant.collection.passages if (found.document, found.start) in closest)

        def likeness(made: GeneratedQuestion) -> int:
            said = self._assistant.collection.documents[made.document].text[made.sentence.start : made.sentence.end]
            return 2 * len(wanted & _stems(made.question)) + len(wanted & _stems(said))

        made = _once(chain.from_iterable(map(self._made_from, passages)))
        near = [one for one in made if likeness(one) and _plain(one.question) != _plain(answer.question)]
        return next(self._kept(sorted(near, key=likeness, reverse=True)[:ASKED_NEAR]), None)

    @cached_property
    def _to_come(self) -> Iterator[str]:
        """The starters that were not found yet, the best mix first."""
        made = _once(chain.from_iterable(map(self._made_from, self._scanned())))
        made = _by_turns(made, lambda one: (one.document, one.sentence))
        by_kind = [_by_turns([one for one in made if one.kind == kind], lambda one: one.document) for kind in _ORDER]
        mixed = [one for row in zip_longest(*by_kind) for one in row if one]
        return self._kept(mixed[:ASKED])

    def _scanned(self) -> list[Passage]:
        """The passages that starters are made from: the first of every document, then the second, and so on."""
        return _by_turns(self._assistant.collection.passages, lambda passage: passage.document)[:SCANNED]

    def _passages_near(self, answer: Answer) -> list[Passage]:
        """The passage of an answer, those beside it, then the others that were found for its question."""
        passages, citation = self._assistant.collection.passages, answer.citations[0]
        own = [number for number, passage in enumerate(passages) if passage.document == citation.document]
        at = next(number for number in own if passages[number].start <= citation.start < passages[number].end)
        beside = [passages[number] for number in (at, at + 1, at - 1, at + 2) if own[0] <= number <= own[-1]]
        found = {(passage.document, passage.start) for passage in answer.passages}
        return beside + [
            passage for passage in passages if (passage.document, passage.start) in found and passage not in beside
        ]

    def _make(self, passage: Passage) -> list[GeneratedQuestion]:
        """None from the notes around an article."""
        return [] if passage.about else generate_questions(passage, self._assistant.vocabulary.is_name)

    def _kept(self, made: Iterable[GeneratedQuestion]) -> Iterator[str]:
        return (one.question for one in made if self._holds(one))

    def _is_answered_there(self, made: GeneratedQuestion) -> bool:
        """Whether the assistant answers the question, clearly, where it was made from."""
        answer, threshold = self._assistant.ask(made.question), self._assistant.threshold
        if not answer.answered or answer.confidence < threshold + CLEARLY * (1 - threshold):
            return False
        citation = answer.citations[0]
        if answer.standalone_question != made.question or citation.document != made.document:
            return False
        if citation.answer_start is None or citation.answer_end is None:
            return made.sentence.start < citation.end and citation.start < made.sentence.end
        span = Span(citation.answer_start, citation.answer_end)
        if made.kind == "what" and self._is_cut(made, span):
            return False
        return _likeness(made.answer, span) > _SAME.get(made.kind, _MOSTLY)

    def _is_cut(self, made: GeneratedQuestion, span: Span) -> bool:
        """Whether a definition lacks its first words, but for an article, or breaks off in the middle."""
        text = self._assistant.collection.documents[made.document].text
        before, after = text[made.answer.start : span.start].strip().lower(), text[span.end : made.answer.end]
        aim = text.startswith("to ", made.answer.start)
        return before not in {"", "a", "an", "the"} or (_GOES_ON.match(after) is not None and not aim)

    def _answer_stems(self, made: GeneratedQuestion) -> set[str]:
        return _stems(self._assistant.collection.documents[made.document].text[made.answer.start : made.answer.end])


def _overlaps(made: GeneratedQuestion, start: int | None, end: int | None) -> bool:
    return start is not None and end is not None and start < made.answer.end and made.answer.start < end


def _likeness(one: Span, other: Span) -> float:
    """How far two spans are the same, 0 to 1: twice what they share over what they are long together."""
    shared = max(0, min(one.end, other.end) - max(one.start, other.start))
    return 2 * shared / (one.end - one.start + other.end - other.start)


def _once(made: Iterable[GeneratedQuestion]) -> list[GeneratedQuestion]:
    """Each question once: where it was made first."""
    found: dict[str, GeneratedQuestion] = {}
    for one in made:
        found.setdefault(_plain(one.question), one)
    return list(found.values())


def _by_turns(items: Iterable[Item], group: Callable[[Item], Hashable]) -> list[Item]:
    """The first of each group, then the second of each, and so on."""
    groups: dict[Hashable, list[Item]] = {}
    for item in items:
        groups.setdefault(group(item), []).append(item)
    return [item for row in zip_longest(*groups.values()) for item in row if item is not None]


def _plain(question: str) -> str:
    return " ".join(words(question))


def _stems(text: str) -> set[str]:
    return {stem(word) for word in words(text)}
