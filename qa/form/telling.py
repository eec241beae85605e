"""A document's sentences as a brief sees them: which can stand in it, and which need the one before."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import regex
from numpy.typing import NDArray

from index.collection import Collection
from index.documents import Document
from index.embedding import Vectors
from index.passages import Passage, Sentence
from index.spans import Span
from qa.answer import Citation
from qa.citation import cite
from qa.language.mentions import find_names

_SHORTEST, _LONGEST = 6, 60
"""Words of a sentence that is worth to be quoted alone."""

_POINTS_BACK = regex.compile(
    r"(?:[\"'\u201c\u2018(]?(?:And|But|Yet|So|Then|Also|However|Still|Thus|Therefore|Moreover|Instead|Finally"
    r"|Later|Here|Soon|There|After that|In addition|In fact|As a result|For example|For instance)[, ]+)?"
    r"(?:he|she|it|they|his|her|its|their|him|them|this|these|those|that|such|both|the (?:former|latter|two|same)"
    r"|another|others|one of (?:them|these|those))\b(?! (?:who|which|that)\b)",
    regex.I,
)
_LEANS = regex.compile(
    r"(?:And|But|Yet|So|Then|Also|However|Still|Thus|Therefore|Moreover|Instead|Finally|Here|There|Hence|Nevertheless"
    r"|Even so|After all|In fact|In addition|As a result|For example|For instance|On the other hand|In this|At this"
    r"|By this|To this|With this|Meanwhile|Afterwards?|Next|Now)\b",
    regex.I,
)
_PERSON = regex.compile(r"\b(?:he|she|him)\b|\b(?P<owner>his|hers?)\b", regex.I)
_NOUN = regex.compile(r"(?:the|an?|one|no|every|each|some|all|many|most|two|three)\b", regex.I)
_EXPLETIVE = regex.compile(
    r"(?:\p{Lu}\p{L}+[, ]+)?it (?:is|was|has been|seems|appears|took|takes)\b.*\b(?:that|to|who|how|why)\b", regex.I
)
_COMPLETE = regex.compile(r"[.!\u3002\u06d4\u0964][\"'\u201d\u2019)\]\d]*$")
_DOES_SO = regex.compile(r"\b(?:do|does|did) (?:it|so)\b", regex.I)
_SPEECH = regex.compile(r"[\"'\u201c\u2018\u00ab]")
_FIRST_PERSON = regex.compile(r"\b(?:I|we|my|our|you|your)\b")
_NEXT = regex.compile(r"(?:he|she|it|they|his|her|its|their)\b", regex.I)


@dataclass(frozen=True)
class TextSentence:
    """A sentence with its words; `row` is the collection's, `worth` (0 to 1) how well it reads alone, 0 not at all.

    With `dependent` it is understood only behind the sentence before it.
    """

    row: int
    passage: Passage
    sentence: Sentence
    text: str
    worth: float
    dependent: bool

    @property
    def paragraph(self) -> int:
        return self.sentence.paragraph

    @property
    def goes_on(self) -> bool:
        """Whether it begins by speaking of whom the sentence before spoke."""
        return _NEXT.match(self.text) is not None


@dataclass(frozen=True)
class DocumentSentences:
    """The sentences of one document, in order."""

    collection: Collection
    document: Document
    number: int

    @cached_property
    def sentences(self) -> Sequence[TextSentence]:
        rows = np.flatnonzero(self.collection.sentence_document_numbers == self.number)
        found = []
        for row in map(int, rows):
            at = int(self.collection.owners[row])
            passage = self.collection.passages[at]
            inside = row - int(self.collection.first_sentence_rows[at])
            text = passage.sentence_texts[inside]
            sentence = passage.sentences[inside]
            worth = self._worth(text, sentence)
            found.append(TextSentence(row, passage, sentence, text, worth, is_dependent(text)))
        return found

    @cached_property
    def vectors(self) -> Vectors:
        """Unit vectors, in order, shape (sentences, dimensions)."""
        return self.collection.by_sentence.vectors_of([each.row for each in self.sentences])

    @cached_property
    def _starts(self) -> list[int]:
        return [block.start for block in self.document.blocks]

    def cite(self, numbers: Sequence[int], subject: str | None = None) -> list[Citation]:
        """The whole sentences with these numbers, one that needs the sentence before it together with that."""
        found = []
        for at in numbers:
            each = self.sentences[at]
            with_before = each.dependent and at - 1 not in numbers and self.is_led_into(at)
            first = self.sentences[at - 1] if with_before else each
            span = Span(first.sentence.start, each.sentence.end)
            found.append(cite(self.document, each.passage, span, subject))
        return found

    def follows(self, at: int) -> bool:
        """Whether the sentence stands in the same paragraph as the one before it."""
        return at > 0 and self.sentences[at].paragraph == self.sentences[at - 1].paragraph

    def is_led_into(self, at: int) -> bool:
        """Whether the sentence before it stands in the same passage and paragraph, and needs none itself."""
        return self.follows(at) and not self.sentences[at - 1].dependent and self._shares_passage(at)

    def _shares_passage(self, at: int) -> bool:
        return self.sentences[at].passage.start == self.sentences[at - 1].passage.start

    def scores(self, central: NDArray[np.float64]) -> NDArray[np.float64]:
        """What each sentence is worth in a brief, 0 to 1."""
        return np.asarray(central * np.array([each.worth for each in self.sentences]))

    def _worth(self, text: str, sentence: Sentence) -> float:
        block = self.document.blocks[max(0, bisect_right(self._starts, sentence.start) - 1)]
        length = len(text.split())
        if length < _SHORTEST or _COMPLETE.search(text) is None or block.kind == "item":
            return 0.0
        worth = 1.0 if length <= _LONGEST else 0.5
        if _SPEECH.match(text) or _FIRST_PERSON.search(text):
            worth *= 0.5
        if is_dependent(text) or _EXPLETIVE.match(text):
            worth *= 0.6
        return worth * (0.8 if _LEANS.match(text) else 1.0)


def is_dependent(text: str) -> bool:
    """Whether somebody who has not read the sentence before cannot tell of whom or what this one speaks."""
    if _DOES_SO.search(text) or (_POINTS_BACK.match(text) and not _EXPLETIVE.match(text)):
        return True
    person = _PERSON.search(text)
    if person is None or _NOUN.match(text):
        return False
    # "In his interview, Khazali said" names him later; in "in March he told Khazali" that is somebody else.
    reach = len(text) if person["owner"] else person.start()
    return all(name.start >= reach for name in find_names(text))
