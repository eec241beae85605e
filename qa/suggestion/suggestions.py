"""Questions to offer, generated from the articles themselves and asked before they are offered.

A question that a pattern gives (`qa.suggestion.question_patterns`) is kept only if the assistant
answers it at the very place it was generated from. No language model; the same
collection gives the same questions. What was asked is remembered, and threads can share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import chain, islice
from threading import Lock

import regex

from index.lexical import content_stems
from index.passages import Passage
from index.spans import Span
from qa.answer import Answer, Citation, RankedPassage
from qa.assistant import Assistant
from qa.language.word_classes import ARTICLES
from qa.suggestion.question_patterns import GeneratedQuestion, generate_questions
from qa.suggestion.starters import by_turns, once, plain, possible_starters

SCANNED = 400
"""Passages, at most, that starters are generated from; of many documents the first of each."""

ASKED = 24
"""Questions, at most, that are asked to find starters."""

ASKED_NEAR = 3
"""The same for what leads on from an answer, or stands in for a refusal: somebody waits for it."""

LEADS = 3
"""Questions that lead on from an answer."""

CLOSEST = 3
"""Passages of a refusal that a question is generated from."""

_GOES_ON = regex.compile(r"\s*(?:and|or|of)\b|-")
SAME = 2 / 3
"""The least overlap, 0 to 1, at which the answer given is the one that the question was generated from.

On squad2-half/train.json any value from 0.65 to 0.70 keeps the same questions; below, an acronym is kept with half of
what it stands for, above, definitions are lost. A heading is answered anywhere in its passage.
"""


class PatternSuggester:
    """Suggests questions that patterns generate and that one assistant answers."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._generated_from = lru_cache(maxsize=2000)(self._generate)
        self._holds = lru_cache(maxsize=2000)(self._is_answered_there)
        self._lock = Lock()
        self._found: list[str] = []
        self._tried = 0

    def starters(self, limit: int) -> tuple[str, ...]:
        """At most `limit` questions to begin with, of different kinds and documents where there are such.

        Where asking one fails, the next call asks it again.
        """
        with self._lock:
            while len(self._found) < limit and self._tried < len(self._possible_starters):
                generated = self._possible_starters[self._tried]
                if self._holds(generated):
                    self._found.append(generated.question)
                self._tried += 1
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
        known = {plain(question) for question in before}
        named = [content_stems(question) for question in before]
        spoken = content_stems(f"{answer.standalone_question} {citation.quote}")
        near = [
            generated
            for generated in once(chain.from_iterable(map(self._generated_from, self._passages_near(answer))))
            if plain(generated.question) not in known
            and not _has_answer_in(generated, citation)
            and not any(self._answer_stems(generated) <= stems for stems in named)
        ]
        likely = sorted(near, key=lambda one: -len(spoken & content_stems(one.question)))
        likely = by_turns(likely, lambda one: (one.document, one.sentence))
        return tuple(islice(self._answered(likely[:ASKED_NEAR]), LEADS))

    def alternative(self, answer: Answer) -> str | None:
        """A question that is answered near to what a refused one asked for; None where there is none."""
        if answer.answered:
            return None
        wanted = content_stems(answer.standalone_question)
        passages = self._ranked(answer.passages[:CLOSEST])

        def likeness(generated: GeneratedQuestion) -> int:
            document = self._assistant.collection.documents[generated.document]
            sentence = document.text[generated.sentence.start : generated.sentence.end]
            return 2 * len(wanted & content_stems(generated.question)) + len(wanted & content_stems(sentence))

        generated = once(chain.from_iterable(map(self._generated_from, passages)))
        near = [one for one in generated if likeness(one) and plain(one.question) != plain(answer.question)]
        return next(self._answered(sorted(near, key=likeness, reverse=True)[:ASKED_NEAR]), None)

    @cached_property
    def _possible_starters(self) -> Sequence[GeneratedQuestion]:
        """At most `ASKED` questions, the best mix first; whether they are answered is not known yet."""
        return possible_starters(self._assistant.collection.opening_passages(SCANNED), self._generated_from, ASKED)

    def _passages_near(self, answer: Answer) -> list[Passage]:
        """The passage of an answer, those beside it, then the others that were found for its question."""
        citation = answer.citations[0]
        own = self._assistant.collection.passages_of(citation.document)
        at = next(number for number, one in enumerate(own) if one.start <= citation.start < one.end)
        beside = [own[number] for number in (at, at + 1, at - 1, at + 2) if 0 <= number < len(own)]
        return beside + [passage for passage in self._ranked(answer.passages) if passage not in beside]

    def _ranked(self, ranked: Sequence[RankedPassage]) -> list[Passage]:
        """The passages that were ranked, in the order of the collection."""
        collection = self._assistant.collection
        places = {(found.document, found.start) for found in ranked}
        names = {name for name, _ in places}
        return [
            passage
            for name in collection.documents
            if name in names
            for passage in collection.passages_of(name)
            if (name, passage.start) in places
        ]

    def _generate(self, passage: Passage) -> list[GeneratedQuestion]:
        """None from the notes around an article."""
        return [] if passage.about else generate_questions(passage, self._assistant.vocabulary.is_name)

    def _answered(self, generated: Iterable[GeneratedQuestion]) -> Iterator[str]:
        return (one.question for one in generated if self._holds(one))

    def _is_answered_there(self, generated: GeneratedQuestion) -> bool:
        """Whether the assistant answers the question where it was generated from."""
        answer = self._assistant.ask(generated.question)
        if not answer.answered:
            return False
        citation = answer.citations[0]
        if answer.standalone_question != generated.question or citation.document != generated.document:
            return False
        if citation.answer_start is None or citation.answer_end is None:
            return generated.sentence.start < citation.end and citation.start < generated.sentence.end
        span = Span(citation.answer_start, citation.answer_end)
        if generated.kind == "what" and self._is_cut(generated, span):
            return False
        least = 0 if generated.kind == "heading" else SAME
        return _likeness(generated.answer, span) > least

    def _is_cut(self, generated: GeneratedQuestion, span: Span) -> bool:
        """Whether a definition lacks its first words, but for an article, or breaks off in the middle."""
        text = self._assistant.collection.documents[generated.document].text
        before = text[generated.answer.start : span.start].strip().lower()
        after = text[span.end : generated.answer.end]
        aim = text.startswith("to ", generated.answer.start)
        return before not in {"", *ARTICLES} or (_GOES_ON.match(after) is not None and not aim)

    def _answer_stems(self, generated: GeneratedQuestion) -> set[str]:
        text = self._assistant.collection.documents[generated.document].text
        return content_stems(text[generated.answer.start : generated.answer.end])


def _has_answer_in(generated: GeneratedQuestion, citation: Citation) -> bool:
    """Whether the question's answer is, in part or whole, the short answer cited."""
    start, end = citation.answer_start, citation.answer_end
    if generated.document != citation.document or start is None or end is None:
        return False
    return start < generated.answer.end and generated.answer.start < end


def _likeness(one: Span, other: Span) -> float:
    """How far two spans are the same, 0 to 1: twice what they share over what they are long together."""
    shared = max(0, min(one.end, other.end) - max(one.start, other.start))
    return 2 * shared / (one.end - one.start + other.end - other.start)
