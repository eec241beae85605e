"""The collection's own words, looked up in its lexical index: nothing is counted beforehand."""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import pairwise

import regex

from index.engine import Engine
from index.lexical import APOSTROPHES, STOP_WORDS, WORD, stem, words
from qa.language.abbreviations import abbreviations
from qa.language.word_classes import is_common

_LOOKED_AT = 20
"""Passages, at most, that tell how a word is written."""

_WITHOUT_POSSESSIVE = regex.compile(rf"[\p{{L}}\p{{N}}]+(?:{APOSTROPHES}(?!s\b)[\p{{L}}\p{{N}}]+)*")
_SENTENCE_START = r"(?:^|[.!?:]|\n)[\s\"'\u201c\u2018(\[]*$"


class Vocabulary:
    """What is known of the collection's words."""

    def __init__(self, collection: Engine) -> None:
        self._collection = collection
        self.forms = lru_cache(maxsize=10_000)(self._forms)
        """The ways that words of a stem are written inside sentences, each as often as it was seen."""

    def passages_with(self, stemmed: str) -> int:
        """How many passages hold a word of that stem."""
        return self._collection.passages_with(stemmed)

    @cached_property
    def stems(self) -> list[str]:
        """The stems of all words, sorted."""
        return sorted(self._collection.stems)

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.stems)

    def holds(self, word: str) -> bool:
        """Whether the word, or another form of it, stands in the collection."""
        return all(stem(part) in self._known for part in words(word))

    def _forms(self, stemmed: str) -> tuple[str, ...]:
        return tuple(
            match.group()
            for text in self._collection.texts_with([stemmed], _LOOKED_AT)
            for match in WORD.finditer(text)
            if _stem_of(match.group()) == stemmed and not _begins_sentence(text, match.start())
        )

    def is_name(self, word: str) -> bool:
        """Whether the collection writes the word with a capital wherever it stands inside a sentence."""
        return self.written(word) is not None

    def written(self, word: str) -> str | None:
        """A name as the collection writes it most often, whatever its capitals here; None for any other word."""
        *front, last = regex.split(r"(?<=-)", word)
        stemmed = _stem_of(last)
        if last.lower() in STOP_WORDS or len(last) < 2 or stemmed not in self._known:
            return None
        forms = self.forms(stemmed)
        same = [form for form in forms if words(form) == words(last)]
        if not same or not all(form[0].isupper() for form in forms):
            return None
        if is_common(last) and not self._stands_alone(stemmed):
            return None  # "Palace" is a name only as a part of "Yamama Palace".
        return "".join(front) + max(same, key=same.count)

    def with_capitals(self, question: str) -> str:
        """The question with the names in it as the collection writes them."""
        return str(_WITHOUT_POSSESSIVE.sub(lambda match: self.written(match.group()) or match.group(), question))

    def follows(self, first: str, second: str) -> bool:
        """Whether one word stands right behind the other somewhere in the collection, in any form."""
        one, two = _stem_of(first), _stem_of(second)
        if one not in self._known or two not in self._known:
            return False
        return any(_stand_together(text, one, two) for text in self._collection.texts_with([one, two], _LOOKED_AT))

    def called_otherwise(self, name: str) -> tuple[str, ...]:
        """What the collection abbreviates the name to, or from: "PMF" for "Popular Mobilization Forces"."""
        wanted = tuple(map(_stem_of, words(name)))
        found: dict[str, None] = {}
        for text in self._collection.texts_with(wanted, _LOOKED_AT) if wanted else ():
            for long, short in abbreviations(text):
                forms = (tuple(map(_stem_of, words(form))) for form in (long, short))
                for form, other in zip(forms, (short, long), strict=True):
                    if form == wanted:
                        found[other] = None
        return tuple(found)

    def last_name(self, name: str) -> str | None:
        """What the collection calls somebody whose whole name is given: "Khazali", of "Qais al-Khazali".

        None where it does not hold the whole name, where the last word is a common one or never stands alone, and where
        somebody else has it too.
        """
        *front, last = regex.split(r"[\s-]+", name)
        if not front or is_common(last) or not self.is_name(last) or not self.follows(front[-1], last):
            return None
        own, stemmed, alone = {_stem_of(word) for word in front}, _stem_of(last), False
        for text in self._collection.texts_with([stemmed], _LOOKED_AT):
            found = [match for match in WORD.finditer(text) if not match.group().isdigit()]
            for before, word in pairwise(found):
                if _stem_of(word.group()) != stemmed or _stem_of(before.group()) in own:
                    continue
                beside = text[before.end() : word.start()] in (" ", "-")
                if beside and before.group()[0].isupper() and not is_common(before.group()):
                    return None
                alone = True
        return self.written(last) if alone else None

    def _stands_alone(self, stemmed: str) -> bool:
        """Whether the word is somewhere written with a capital between two words that are not."""
        for text in self._collection.texts_with([stemmed], _LOOKED_AT):
            found = [match.group() for match in WORD.finditer(text)]
            for before, word, after in zip(found, found[1:], [*found[2:], ""], strict=False):
                if word[0].isupper() and _stem_of(word) == stemmed and before.islower() and not after[:1].isupper():
                    return True
        return False


@lru_cache(maxsize=100_000)
def _stem_of(word: str) -> str:
    """The stem that the lexical index knows a word by."""
    plain = words(word)
    return stem(plain[-1]) if plain else word.lower()


def _stand_together(text: str, one: str, two: str) -> bool:
    stems = [_stem_of(match.group()) for match in WORD.finditer(text)]
    return any(pair == (one, two) for pair in pairwise(stems))


def _begins_sentence(text: str, at: int) -> bool:
    return regex.search(_SENTENCE_START, text[max(0, at - 4) : at]) is not None
