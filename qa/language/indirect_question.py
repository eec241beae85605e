"""A question as a part of a sentence: "Where was Soleimani killed?" becomes "where Soleimani was killed"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from qa.language.inflection import base_form, past_form, third_person
from qa.language.lexicon import IsName, no_name
from qa.language.mentions import Word, find_names, split_words
from qa.language.word_classes import (
    AUXILIARIES,
    BE,
    COMMON_VERBS,
    CONJUNCTIONS,
    PAST_VERBS,
    PREPOSITIONS,
    QUESTION_WORDS,
    is_common,
    word_set,
)

LONGEST = 120
"""Characters of a question that is put so."""

_ASKING = regex.compile(
    r"(?:(?:for|since|until|in|by|at|on|with|from|to|of|about) )?(?:who|whom|whose|what|which|when|where|why|how)\b",
    regex.I,
)
_ADVERBIAL = regex.compile(r"(?:(?:since|until|from|by) )?(?:when|where|why|how(?! (?:many|much)\b))\b", regex.I)
_AUX = r"(?P<aux>is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|might) (?=\S)"
_INVERTED = regex.compile(rf"(?P<asking>\S+(?: \S+){{0,4}}?) {_AUX}")
_YES_NO = regex.compile(_AUX, regex.I)
_DOUBTFUL = regex.compile(
    r"[.?!;:]\s|[,\"\u201c\u201d()\[\]{}<>]|n['\u2019]t\b|\b(?:not|whose|examples? of|one of|most of)\b", regex.I
)
_SPEAKERS = word_set("i you we me my your our us")
_CLAUSE = word_set("that who which when while because if although whether")
_PRONOUNS = word_set("he she it they there")
_ADVERB = regex.compile(r"(?:ever|never|also|still|always|often|not|\p{Ll}+ly)$")
_ADJECTIVE = regex.compile(r"(?:ful|ous|ive|able|ible|less|worth|likely|safe|true|ready|good|bad)$")
_SAME_IN_PAST = word_set("set put hit cut read shut spread split hurt")
_NO_PARTICIPLE = word_set("need bed red speed united feed seed shed hundred sacred")


def indirect(question: str, is_name: IsName = no_name) -> str | None:
    """The question as it reads behind "The article does not say"; None where that cannot be told for sure.

    `is_name` knows names that are typed without a capital.
    """
    said = " ".join(question.split()).rstrip(" ?.!")
    words = [word.lower for word in split_words(said)]
    if len(said) > LONGEST or len(words) < 3 or _DOUBTFUL.search(said) or _SPEAKERS & set(words):
        return None
    if whether := _YES_NO.match(said):
        turned = _Inverted(said, whether, False, is_name).statement()
        return f"whether {turned}" if turned else None
    if not _ASKING.match(said):
        return None
    small, adverbial = said[0].lower() + said[1:], _ADVERBIAL.match(said) is not None
    if inverted := _INVERTED.match(said):
        if not _is_asking(inverted["asking"]):
            return None
        turned = _Inverted(said, inverted, not adverbial, is_name).statement()
        return f"{small[: inverted.end('asking')]} {turned}" if turned else None
    return small if _has_verb(words) and not adverbial and not AUXILIARIES & set(words) else None


def _is_asking(text: str) -> bool:
    """Whether these words do no more than ask: "who", "how many people", "on which channel"."""
    words = text.lower().split()
    asked = next((at for at, word in enumerate(words) if word in QUESTION_WORDS), None)
    if asked is None:
        return False
    named = words[asked + 1 :]
    if words[asked] in {"what", "which", "how"}:
        return not (PREPOSITIONS | CONJUNCTIONS | PAST_VERBS) & set(named)
    return not named


@dataclass(frozen=True)
class _Inverted:
    """What stands behind the words that ask; `may_be_subject`: those can be what does it, "who" but not "when"."""

    said: str
    opening: regex.Match[str]
    may_be_subject: bool
    is_name: IsName

    @property
    def aux(self) -> str:
        return str(self.opening["aux"]).lower()

    @property
    def rest(self) -> str:
        return self.said[self.opening.end() :]

    def statement(self) -> str | None:
        """In the order of a statement: "Soleimani was killed", "Qaani went there"."""
        words, helps = split_words(self.rest), self.aux not in {"do", "does", "did"}
        if not words or (AUXILIARIES - {"be", "been", "being", "have"}) & {word.lower for word in words}:
            return None
        first = words[1:2] if _ADVERB.fullmatch(words[0].lower) else words[:1]
        if self.may_be_subject and helps and first and _is_verb_of(self.aux, first[0].lower):
            return f"{self.aux} {self.rest}"
        at = self._start_of_predicate(words)
        if at is None:
            return None
        cut = words[at].start if at < len(words) else len(self.rest)
        subject, predicate = self.rest[:cut].rstrip(), self.rest[cut:]
        return f"{subject} {self.aux} {predicate}".rstrip() if helps else _with_verb(self.aux, subject, predicate)

    def _start_of_predicate(self, words: Sequence[Word]) -> int | None:
        """The number of the word behind the subject; None where that is in doubt."""
        if words[0].lower in _PRONOUNS:
            return 1
        if _CLAUSE & {word.lower for word in words} or (words[1:2] and words[1].lower == "about"):
            return None
        verbs = [at for at, word in enumerate(words[1:], 1) if _is_verb_of(self.aux, word.lower)]
        behind = self._behind_name(words, verbs)
        if behind is not None:
            return behind
        if self.aux in BE and self._asks_how_much:
            return len(words) if _is_phrase(words) and not any(map(_is_adjective, words)) else None
        if verbs and (len(verbs) == 1 or words[verbs[0]].lower == "been") and _is_phrase(words[: verbs[0]]):
            # "What was the policy adopted in 2020?" asks for a policy, not for what it was adopted as.
            narrows = (
                self.may_be_subject and self.aux in BE and words[-1].lower not in PREPOSITIONS | {"called", "named"}
            )
            return None if narrows or words[verbs[0]].lower.endswith("ing") else verbs[0]
        # "What hormone is a protein?" asks for what is one, "What is a hormone?" for what one is.
        alone = self.opening.re is _INVERTED and not (self.may_be_subject and " " in self.opening["asking"])
        plain = self.aux in BE and alone and not verbs and not any(map(_is_adjective, words))
        return len(words) if plain and _is_phrase(words) else None

    @property
    def _asks_how_much(self) -> bool:
        """Whether it is "how old" or the like, and not "how" alone."""
        return self.opening.re is _INVERTED and str(self.opening["asking"]).lower().startswith("how ")

    def _behind_name(self, words: Sequence[Word], verbs: Sequence[int]) -> int | None:
        """The number of the word behind the name that is the subject; None where there is no such name."""
        shift = self.opening.end()
        name = next((name for name in find_names(self.said, self.is_name) if name.start == shift), None)
        if name is None:
            return None
        at = sum(word.start < name.end - shift for word in words)
        if at == len(words):
            return at if self.aux in BE else None
        word = words[at].lower
        if self.rest[name.end - shift : words[at].start] != " " or word in CONJUNCTIONS | (
            AUXILIARIES - {"have", "do"}
        ) | {"of"}:
            return None
        if self.aux in BE | {"has", "have", "had"}:
            placed = self.aux in BE and ((word in PREPOSITIONS and not verbs) or _is_adjective(words[at]))
            whole = words[at].bare == words[at].text
            moving = word.endswith("ing") and at + 1 < len(words) and words[at + 1].lower not in PREPOSITIONS
            return at if whole and not moving and (at in verbs or placed) else None
        sure = word in COMMON_VERBS or not [verb for verb in verbs if verb > at]
        return (
            at if sure and word not in PREPOSITIONS and words[at].bare == words[at].text and is_common(word) else None
        )


def _with_verb(aux: str, subject: str, predicate: str) -> str | None:
    """ "did", "Qaani", "go there": "Qaani went there"."""
    adverbs, rest = "", predicate
    while rest and _ADVERB.fullmatch(rest.split()[0]):
        word, _, rest = rest.partition(" ")
        adverbs += f"{word} "
    verb, _, more = rest.partition(" ")
    if not verb.islower() or "not " in adverbs:
        return None
    form = verb if aux == "do" else third_person(verb) if aux == "does" else past_form(verb)
    return f"{subject} {adverbs}{form} {more}".rstrip() if form else None


def _is_phrase(words: Sequence[Word]) -> bool:
    """Whether the words can be a noun phrase: neither a preposition in front nor a small word at the end."""
    small = PREPOSITIONS | CONJUNCTIONS | {"the", "a", "an"}
    return bool(words) and words[0].lower not in PREPOSITIONS and words[-1].lower not in small


def _is_adjective(word: Word) -> bool:
    return _ADJECTIVE.search(word.lower) is not None or _ADVERB.fullmatch(word.lower) is not None


def _is_verb_of(aux: str, word: str) -> bool:
    """Whether it is a verb in the form that the auxiliary asks for."""
    if aux in BE or aux in {"has", "have", "had"}:
        past = word.endswith("ed") or word.removeprefix("re") in PAST_VERBS | _SAME_IN_PAST | {"been", "born"}
        return (past or (aux in BE and word.endswith("ing") and len(word) > 5)) and word not in _NO_PARTICIPLE
    return word in COMMON_VERBS | {"be", "have", "do"}


def _has_verb(words: Sequence[str]) -> bool:
    """Whether a word behind the first is a verb of its own."""
    known = COMMON_VERBS | PAST_VERBS | AUXILIARIES
    return any(word in known or word.endswith("ed") or base_form(word) in COMMON_VERBS for word in words[1:])
