"""Whether the documents answer a made question in one way alone, and whether they leave a changed one unanswered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import regex

from index.documents import Document
from index.lexical import content_stems
from index.passages import Passage
from index.spans import Span
from qa.evaluation.answers import has_gold_words
from qa.evaluation.making.made_question import MadeQuestion
from qa.language.answer_type import is_wrong_kind
from qa.language.yes_no_question import is_yes_no

_MANY = 5
"""Of so many content words or more, one may be said in another word where another sentence answers."""


class Sentences:
    """Every sentence of the documents by the stems of its content words."""

    def __init__(self, documents: Mapping[str, Document], passages: Iterable[Passage]) -> None:
        self.documents = documents
        self._places: list[tuple[str, Span]] = []
        self._stems: list[frozenset[str]] = []
        self._paragraphs: list[frozenset[str]] = []
        self._rows: dict[str, set[int]] = defaultdict(set)
        for passage in passages:
            whole = frozenset(content_stems(passage.search_text))
            for sentence, text in zip(passage.sentences, passage.sentence_texts, strict=True):
                stems = frozenset(content_stems(text))
                for stem in stems:
                    self._rows[stem].add(len(self._places))
                self._places.append((passage.document, sentence.span))
                self._stems.append(stems)
                self._paragraphs.append(whole)

    def text(self, made: MadeQuestion, span: Span) -> str:
        return self.documents[made.document].text[slice(*span)]

    def others(self, made: MadeQuestion, asked: frozenset[str] | None = None) -> list[tuple[str, Span]]:
        """The sentences, but for its own, that hold what the question asks with, all or nearly all of it."""
        stems = asked or frozenset(content_stems(made.question))
        missing = 1 if len(stems) >= _MANY else 0
        own = {(made.document, span) for span in made.sentences}
        counts: dict[int, int] = defaultdict(int)
        for stem in stems:
            for row in self._rows.get(stem, ()):
                counts[row] += 1
        return [
            self._places[row]
            for row, count in counts.items()
            if count >= len(stems) - missing and self._places[row] not in own
        ]

    def in_one_paragraph(self, question: str) -> bool:
        """Whether a paragraph, with its headings, holds all that the question asks with."""
        stems = frozenset(content_stems(question))
        rows: set[int] = set().union(*(self._rows.get(stem, set()) for stem in stems)) if stems else set()
        return any(stems <= self._paragraphs[row] for row in rows)

    def says_together(self, name: str, words: str) -> bool:
        """Whether one sentence has the name's last word with at least half of the other words."""
        named, others = frozenset(content_stems(last_word(name))), frozenset(content_stems(words))
        rows = set.intersection(*(self._rows.get(stem, set()) for stem in named)) if named else set()
        return any(2 * len(others & self._stems[row]) >= len(others) for row in rows)

    def nearly_says(self, made: MadeQuestion) -> bool:
        """Whether a sentence that is not its own has two thirds or more of what the question asks with."""
        stems = frozenset(content_stems(made.question))
        own = {(made.document, span) for span in made.sentences}
        rows: set[int] = set().union(*(self._rows.get(stem, set()) for stem in stems)) if stems else set()
        return any(3 * len(stems & self._stems[row]) >= 2 * len(stems) for row in rows if self._places[row] not in own)


def last_word(name: str) -> str:
    """What a name is mostly called by alone: "Khazali" of "Qais al-Khazali"."""
    return str(regex.split(r"[ -]", name)[-1])


def unique(group: Sequence[MadeQuestion], sentences: Sentences) -> MadeQuestion | None:
    """The one question of candidates with the same words, with every answer; None where it is not answered in one way.

    Of what defines a thing, several sentences may do so, each in its own words. Anything else must have one answer,
    and no other sentence may ask for the same in its words and answer otherwise.
    """
    first = group[0]
    same_document = [one for one in group if one.document == first.document]
    if len(same_document) < len(group) or not _is_sound(first, sentences):
        return None
    if first.defines:
        return replace(
            first,
            sentences=tuple(dict.fromkeys(span for one in group for span in one.sentences)),
            answers=tuple(dict.fromkeys(span for one in group for span in one.answers)),
        )
    if len({_said(one, sentences) for one in group}) > 1:
        return None
    if first.kind in {"heading", "list"}:
        return first
    said = _said(first, sentences)
    for document, span in sentences.others(first):
        other = _plain(sentences.documents[document].text[slice(*span)])
        if first.verdict or said not in other:
            return None
    return first


def _is_sound(made: MadeQuestion, sentences: Sentences) -> bool:
    """Whether question and answer go together by their words alone."""
    if len(content_stems(made.question)) < (1 if made.defines or made.kind in {"who", "list"} else 2):
        return False
    answers = [sentences.text(made, span) for span in (*made.answers, *made.items)]
    if made.verdict:
        return is_yes_no(made.question)
    if made.kind != "heading" and not all(has_gold_words(answer) for answer in answers):
        return False
    asked = frozenset(content_stems(made.question))
    # An answer that only repeats the question's words says nothing.
    tells = all(frozenset(content_stems(answer)) - asked for answer in answers)
    return tells and not any(is_wrong_kind(made.question, answer) for answer in answers)


def _said(made: MadeQuestion, sentences: Sentences) -> str:
    if made.verdict:
        return made.verdict
    return " ".join(_plain(sentences.text(made, span)) for span in (made.items or made.answers))


def _plain(text: str) -> str:
    return " ".join(regex.findall(r"[\p{L}\p{N}]+", text.lower()))
