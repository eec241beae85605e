"""The clause behind the words that ask: "did Qaani go to Iraq", and what its words can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import regex

from qa.language.inflection import can_be, is_base_form, is_participle
from qa.language.lexicon import IsName
from qa.language.mentions import Mention, Word, find_names, split_words
from qa.language.word_classes import (
    BE,
    COMMON_VERBS,
    CONJUNCTIONS,
    DETERMINERS,
    PAST_VERBS,
    PREPOSITIONS,
    QUESTION_WORDS,
    word_set,
)

Asking = Literal["whether", "who", "what", "which", "noun", "amount", "degree", "time or place", "why", "how"]
"""What asks: "noun" is "which group" or "how many people", "amount" is "how much", "degree" is "how long"."""

HAVE = word_set("has have had")
_DO = word_set("do does did")
DEMONSTRATIVES = word_set("this that these those")
_NOUN_AHEAD = DETERMINERS - DEMONSTRATIVES
_ADVERBS = word_set("ever never also still always often first very so too quite")
_PREDICATIVE = word_set("safe true ready responsible")
_SAME_IN_PAST = word_set("set put hit cut read shut spread split hurt")
_NO_PARTICIPLE = word_set("need bed red speed united feed seed shed hundred sacred")


@dataclass(frozen=True)
class Inverted:
    """A clause whose auxiliary stands in front of its subject; the words behind the auxiliary begin at `start`."""

    said: str
    asking: str
    aux: str
    start: int
    is_name: IsName

    @classmethod
    def of(cls, said: str, opening: regex.Match[str], is_name: IsName) -> Inverted:
        """`opening` matches the words that ask and the auxiliary, as its groups "asking" and "aux"."""
        return cls(said, opening["asking"].lower(), opening["aux"].lower(), opening.end(), is_name)

    @property
    def rest(self) -> str:
        return self.said[self.start :]

    @cached_property
    def words(self) -> list[Word]:
        return split_words(self.rest)

    @cached_property
    def lower(self) -> list[str]:
        return [word.lower for word in self.words]

    @property
    def is_be(self) -> bool:
        return self.aux in BE

    @property
    def is_do(self) -> bool:
        return self.aux in _DO

    @cached_property
    def asks(self) -> Asking:
        """What kind of words ask."""
        words = [word for word in self.asking.split() if word in QUESTION_WORDS or word not in PREPOSITIONS]
        if not words:
            return "whether"
        alone: dict[str, Asking] = {"who": "who", "whom": "who", "what": "what", "which": "which", "why": "why"}
        alone |= {"when": "time or place", "where": "time or place", "how": "how"}
        if len(words) == 1:
            return alone.get(words[0], "noun")
        if words[0] == "how" and words[1] not in {"many", "much"}:
            return "degree"
        return "amount" if words == ["how", "much"] else "degree" if words[:2] == ["how", "much"] else "noun"

    @property
    def may_be_subject(self) -> bool:
        """Whether the words that ask can be what does it: "who", but not "when" or "on which channel"."""
        preposition = self.asking.split()[:1] and self.asking.split()[0] in PREPOSITIONS
        return self.asks in {"who", "what", "which", "noun", "amount"} and not preposition

    @cached_property
    def name(self) -> Mention | None:
        """The name that the words behind the auxiliary begin with."""
        return next((name for name in find_names(self.said, self.is_name) if name.start == self.start), None)

    @cached_property
    def verbs(self) -> list[int]:
        """The numbers of the words, but the first, that can be the verb that the auxiliary asks for."""
        return [
            at
            for at in range(1, len(self.words))
            if self.is_verb(at) and self.lower[at - 1] not in _NOUN_AHEAD | {"to"}
        ]

    def is_verb(self, at: int) -> bool:
        """Whether the word has the form that the auxiliary asks for."""
        word = self.lower[at]
        if self.is_be or self.aux in HAVE:
            return can_be_participle(word) or (self.is_be and is_ing(word))
        return word in {"be", "have", "do"} or (word in COMMON_VERBS and is_base_form(word))

    def ends(self, at: int) -> bool:
        """Whether nothing that could be a noun stands at that place: the end, a small word, or one that places it."""
        return at >= len(self.words) or self.lower[at] in PREPOSITIONS | CONJUNCTIONS or is_adverb(self.lower[at])

    def before_adverbs(self, at: int) -> int:
        """The number of the first of the adverbs that stand right before a word."""
        while at > 1 and is_adverb(self.lower[at - 1]):
            at -= 1
        return at


def is_phrase(words: Sequence[str]) -> bool:
    """Whether the words can be a noun phrase: neither a preposition in front nor a small word at the end."""
    return bool(words) and words[0] not in PREPOSITIONS and words[-1] not in PREPOSITIONS | CONJUNCTIONS | DETERMINERS


def can_be_participle(word: str) -> bool:
    if word in _NO_PARTICIPLE:
        return False
    known = word.endswith("ed") or word.removeprefix("re") in PAST_VERBS | _SAME_IN_PAST | {"been", "born"}
    return known or (is_participle(word) and "NOUN" not in can_be(word))


def is_ing(word: str) -> bool:
    return word.endswith("ing") and len(word) > 5


def is_adverb(word: str) -> bool:
    return word in _ADVERBS or (word.endswith("ly") and "ADV" in can_be(word) and "NOUN" not in can_be(word))


def is_adjective(word: str) -> bool:
    """Whether it is an adjective and can be nothing else, but an adverb."""
    if word in PREPOSITIONS:
        return False
    return word in _PREDICATIVE or ("ADJ" in can_be(word) and can_be(word) <= {"ADJ", "ADV"})


def can_be_adjective(word: str) -> bool:
    return bool(can_be(word) & {"ADJ", "ADV"})
