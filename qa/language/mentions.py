"""Names and noun phrases of a question, found by their looks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import regex

from index.lexical import STOP_WORDS
from qa.language.lexicon import IsName, no_name
from qa.language.word_classes import (
    ARTICLES,
    AUXILIARIES,
    BE,
    CALENDAR,
    DEMONYM,
    DETERMINERS,
    PAST_VERBS,
    PLACE_PREPOSITIONS,
    PREPOSITIONS,
    QUESTION_WORDS,
    is_common,
    word_set,
)

# Not index.lexical.WORD: a name keeps its marks, as in "U.S.", "al-Khazali" and "$2.5%".
_MARKED_WORD = regex.compile(r"\p{L}\.(?:\p{L}\.)+|[\p{L}\p{N}$](?:[\p{L}\p{N}.,'\u2019\u02bc-]*[\p{L}\p{N}%])?")
_JOINS = word_set("of de du da la le van von der bin ibn al el")
_FUNCTION = STOP_WORDS | QUESTION_WORDS | AUXILIARIES | PREPOSITIONS | DETERMINERS
_DIRECTIONS = word_set("northern southern eastern western central upper lower")
_POSSESSIVE = regex.compile(r"['\u2019]s?$")
LONGEST_PHRASE = 4
"""Words of a noun phrase after its determiner."""


@dataclass(frozen=True)
class Word:
    """A word and its place; a possessive ending is a part of it."""

    text: str
    start: int
    end: int

    @property
    def bare(self) -> str:
        """Without a possessive ending, or the "'s" of "he's"."""
        return str(_POSSESSIVE.sub("", self.text))

    @property
    def lower(self) -> str:
        return self.bare.lower()


@dataclass(frozen=True)
class Mention:
    """Something that a question speaks of: `text` as it reads inside a sentence, and its place.

    `preposition` is the one right in front of it, or the empty string.
    """

    text: str
    start: int
    end: int
    preposition: str = ""
    is_name: bool = True

    @property
    def is_place(self) -> bool:
        return self.preposition in PLACE_PREPOSITIONS


def split_words(text: str) -> list[Word]:
    """The words of a text, in order."""
    return [Word(match.group(), match.start(), match.end()) for match in _MARKED_WORD.finditer(text)]


def find_names(question: str, is_name: IsName = no_name) -> list[Mention]:
    """The names in a question, in order; a nationality in front of a noun is none, nor is a month.

    `is_name` knows words that are names though they are typed without a capital.
    """
    words = split_words(question)
    capitals = [_is_capital(word, at == 0) or is_name(word.bare) for at, word in enumerate(words)]
    found, at = [], 0
    while at < len(words):
        end = _end_of_name(question, words, capitals, at) if capitals[at] else at
        if end > at and not _is_modifier(question, words, at, end):
            found.append(_mention(question, words, at, end))
        at = max(end, at + 1)
    return found


def find_phrases(question: str, follows: Callable[[str, str], bool]) -> list[Mention]:
    """The noun phrases that begin with a determiner or an owner's name, in order; "a deal" is given as "the deal".

    `follows` says whether one word stands right behind another somewhere in the collection: what
    does not ends a phrase that is followed by its verb, so that "did the group send" gives "the group".
    """
    words = split_words(question)
    names = find_names(question)
    found: list[Mention] = []
    for at, word in reversed(list(enumerate(words))):
        owner = word.bare != word.text and word.text[0].isupper() and word.lower not in _FUNCTION
        if word.lower not in ARTICLES and not owner:
            continue
        end = _end_of_phrase(question, words, at, follows)
        if end == at + 1:
            continue
        start = next((name.start for name in names if owner and name.start <= word.start < name.end), word.start)
        stop = words[end - 1].start + len(words[end - 1].bare)
        of = regex.match(r" (?:of|with) (?:the (?=\p{Lu}))?", question[stop:])
        starts = {stop + of.end(), stop + question[stop:].index(" ", 1) + 1} if of else set()
        whose = [other for other in [*found, *names] if other.start in starts]
        stop = max((other.end for other in whose), default=stop)
        text = regex.sub(r"^(?:an?|the) ", "the ", question[start:stop], flags=regex.I)
        before = words[at - 1].lower if at else ""
        found.append(Mention(text, start, stop, before if before in PREPOSITIONS | {"of"} else "", is_name=False))
    return found[::-1]


def _end_of_phrase(question: str, words: Sequence[Word], at: int, follows: Callable[[str, str], bool]) -> int:
    """The number of the word behind the phrase that a determiner begins; right behind it where there is no phrase."""
    end = at + 1
    # Behind "did the group" comes a verb; elsewhere a phrase goes on to the next small word.
    inverted = at > 0 and words[at - 1].lower in AUXILIARIES - BE - {"has", "have", "had"}
    while end < len(words) and end <= at + LONGEST_PHRASE and words[end].lower not in _FUNCTION:
        apart = question[words[end - 1].end : words[end].start].strip()
        if apart or (inverted and end > at + 1 and not follows(words[end - 1].bare, words[end].bare)):
            break
        if end > at + 1 and _is_participle(words[end].lower):
            break
        end += 1
    return end


def _is_participle(word: str) -> bool:
    return word in PAST_VERBS or (len(word) > 4 and word.endswith("ed"))


def _is_capital(word: Word, first: bool) -> bool:
    if word.lower.rstrip(".") in CALENDAR or word.lower in _FUNCTION or not word.text[0].isalpha():
        # "US" is the country, "us" the pronoun; "al-Khazali" is found by its inner capital.
        return word.text in {"US"} and not first
    inner = word.text.split("-")[-1]
    if first:
        return not is_common(word.bare) or (len(word.bare) > 1 and word.bare.isupper())
    return word.text[0].isupper() or (inner[:1].isupper() and "-" in word.text)


def _end_of_name(question: str, words: Sequence[Word], capitals: Sequence[bool], at: int) -> int:
    """Where the name that begins at a word ends."""
    end = at + 1
    while end < len(words):
        gap = question[words[end - 1].end : words[end].start]
        if gap.strip() or words[end - 1].bare != words[end - 1].text:
            break
        if capitals[end]:
            end += 1
        elif words[end].lower in _JOINS and end + 1 < len(words) and capitals[end + 1] and words[end].lower != "of":
            end += 2
        else:
            break
    return end


def _is_modifier(question: str, words: Sequence[Word], at: int, end: int) -> bool:
    """Whether it is a nationality that stands in front of a noun."""
    if end - at > 1 or not DEMONYM.fullmatch(words[at].text):
        return False
    return (
        end < len(words)
        and words[end].lower not in _FUNCTION
        and not question[words[at].end : words[end].start].strip()
    )


def _mention(question: str, words: Sequence[Word], at: int, end: int) -> Mention:
    start, stop = words[at].start, words[end - 1].start + len(words[end - 1].bare)
    front = [word.lower for word in words[:at] if word.lower not in _DIRECTIONS | {"the"}]
    before = front[-1] if front else ""
    text = question[start:stop]
    if at and words[at - 1].lower == "the":
        start, text = words[at - 1].start, f"the {text}"
    return Mention(text, start, stop, before if before in PREPOSITIONS | {"of"} else "")
