"""Words of a question that are mistyped, matched to the collection's own.

A word is looked at only if it stands nowhere in the collection and is none that people
use; it is corrected to the nearest word of the collection, if that is near enough.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import regex

from index.common_words import common_words
from index.lexical import stem
from qa.language.vocabulary import Vocabulary
from qa.language.word_classes import AUXILIARIES, PREPOSITIONS, QUESTION_WORDS, is_common

SHORTEST = 4
"""Letters of a word that is corrected to one of the collection; shorter ones can be slips in a small word alone."""

LONG = 8
"""Letters from which on a word may be further off."""

NEAR, FAR = 1.0, 1.5
"""The most that a short word and a long one may be off; a slip between letters that sound alike counts half.

On squad2-half/train.json with 4% of the letters mistyped (training/noise.py) 1,185 of 2,029 mistyped words are mended,
and 107 changed wrongly; with 1.0 for long words 1,103 and 82, with 1.5 for short ones 1,251 and 177.
"""

FIRST = 0.4
"""How much nearer a question word is taken to be to the first word of a question.

On the same questions 105 of 128 mistyped first words are mended, and without it 99; from 0.2 to 0.4 nothing changes.
"""

SWAPPED = 0.1
"""How much nearer a small word with the same letters is taken to be: "mnay" is "many" rather than "may"."""

SURE = 6
"""Letters of a word that a whole slip leaves no doubt about."""

_FEW = 20
# Not index.lexical.WORD: what has a digit is never mistyped.
_LETTERS = regex.compile(r"\p{L}+(?:['\u2019]\p{L}+)*")
_ENDING = regex.compile(r"['\u2019]s?$")
_INFLECTION = regex.compile(r"n|an|s|es|d|ed|ing|ly|r|er")
_ALIKE = tuple(
    frozenset(letters) for letters in ("ckq", "szc", "iye", "aeiou", "fv", "gj", "bp", "dt", "mn", "uw", "xk", "lr")
)
_ASKING_FIRST = ("what", "when", "who", "how", "why", "where", "which")
_WHAT = {"wat": "what", "wut": "what", "wen": "when", "wher": "where", "wy": "why"}
"""What the first word of a question is a slip in, though it is a word by itself."""

_VOWELS = frozenset("aeiou")
_SMALL_WORDS = ("the", "and", "that", "this", "for", "you", "not", "many", "much", "long")
_MEASURED = regex.compile(
    r"\s+(?:m[any]{3}|m[uch]{3}|long|old|far|often|big|large|tall|high|deep|fast|late|early)\b", regex.I
)
_FUNCTION_WORDS = sorted(word for word in QUESTION_WORDS | AUXILIARIES | PREPOSITIONS if word.isalpha())


@dataclass(frozen=True)
class Spelled:
    """A question with its mistyped words corrected; not `sure` where a short word may have meant itself."""

    text: str
    sure: bool


class Speller:
    """Corrects questions by one collection's words."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def correct(self, question: str) -> str:
        """The question with its mistyped words as the collection writes them; all else stays as it is."""
        return self.spell(question).text

    def spell(self, question: str) -> Spelled:
        """The same, and whether it is sure to be what was meant."""
        sure = True

        def corrected(match: regex.Match[str]) -> str:
            nonlocal sure
            word = _ENDING.sub("", match.group())
            found = self._meant(word, match.start() == 0)
            if found and found.lower() == "who" and _MEASURED.match(question, match.end()):
                found = "How" if found[0].isupper() else "how"
            if found is None:
                return str(match.group())
            small = found.lower() in _FUNCTION_WORDS or found.lower() in _SMALL_WORDS
            sure = sure and (small or len(word) >= SURE or distance(word.lower(), found.lower()) < 1)
            return found + str(match.group()[len(word) :])

        text = str(_LETTERS.sub(corrected, question))
        return Spelled(text, sure)

    def _meant(self, word: str, first: bool) -> str | None:
        """What is meant by a word that is mistyped; None for one that is not."""
        if len(word) >= SHORTEST and (found := self._with_y(word)):
            return found
        if asking := _WHAT.get(word.lower()) if first and not self._vocabulary.holds(word) else None:
            return asking.capitalize() if word[0].isupper() else asking
        if is_common(word) or self._vocabulary.holds(word):
            return None
        if len(word) < SHORTEST:
            found = small_word_meant(word.lower(), first) if word.islower() or first else None
            return found.capitalize() if found and word[0].isupper() else found
        found = self._nearest(word.lower(), first)
        if found is None or _differ_in_ending(word.lower(), found.lower()):
            return None
        return found.capitalize() if word[0].isupper() and found.islower() else found

    def _with_y(self, word: str) -> str | None:
        """ "ferry" of "ferri", which has its stem and so seems to be known."""
        meant = word[:-1] + "y"
        if not word.endswith("i") or stem(word) != word or word in common_words():
            return None
        forms = {form.lower() for form in self._vocabulary.forms(word)}
        return meant if word not in forms and (meant in forms or meant in common_words()) else None

    def _nearest(self, word: str, first: bool) -> str | None:
        """The word meant, or None where none is near enough; of equally near ones that of the most passages.

        The first word of a question is more likely one that asks.
        """
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        scorer: Any = OSA.distance

        most = FAR if len(word) >= LONG else NEAR
        near: set[str] = set()
        for looked_up in {word, stem(word)}:
            found = process.extract(looked_up, self._targets, scorer=scorer, score_cutoff=math.ceil(most), limit=_FEW)
            near.update(target for target, _, _ in found)
        choices = [
            (distance(word, form.lower()), -self._vocabulary.passages_with(target), form)
            for target in near
            for form in set(self._vocabulary.forms(target)) or {target}
        ]
        asking = QUESTION_WORDS if first else ()
        small = {*_FUNCTION_WORDS, *_SMALL_WORDS}
        choices += [
            (distance(word, other) - FIRST * (other in asking) - SWAPPED * (sorted(word) == sorted(other)), 0, other)
            for other in sorted(small)
        ]
        best = min(choices, default=None)
        return best[2] if best and best[0] <= most else None

    @cached_property
    def _targets(self) -> list[str]:
        return [found for found in self._vocabulary.stems if len(found) >= SHORTEST - 1 and found.isalpha()]


def _differ_in_ending(typed: str, meant: str) -> bool:
    """Whether they are, by their looks, forms of one word: "Carpathia" and "Carpathian" are both right."""
    shorter, longer = sorted((typed, meant), key=len)
    return longer.startswith(shorter) and _INFLECTION.fullmatch(longer, len(shorter)) is not None


def small_word_meant(typed: str, first: bool = False) -> str | None:
    """The small word that one of two or three letters is a slip in: "teh" is "the", "whn" "when"; None where none is.

    `first` is for the first word of a question, which more likely asks.
    """
    if len(typed) < 2:
        return None
    asking = [*_ASKING_FIRST, *_SMALL_WORDS, *_FUNCTION_WORDS]
    for meant in asking if first else [*_SMALL_WORDS, *_ASKING_FIRST, *_FUNCTION_WORDS]:
        swapped = len(typed) > 2 and len(meant) == len(typed) and sorted(meant) == sorted(typed) and typed != meant
        left_out = len(meant) == len(typed) + 1 and any(
            letter in _VOWELS and meant[:at] + meant[at + 1 :] == typed for at, letter in enumerate(meant)
        )
        if len(typed) > 2 and (swapped or (left_out and len(meant) > 3)):
            return meant
    return None


def distance(typed: str, meant: str) -> float:
    """Slips between two words: a letter missing, added, changed, or swapped with its neighbour counts 1.

    A doubled or undoubled letter and a change to one that sounds alike count 0.5.
    """
    before: list[float] = []
    row = [float(at) for at in range(len(meant) + 1)]
    for i, letter in enumerate(typed, 1):
        above, row = row, [float(i)]
        for j, wanted in enumerate(meant, 1):
            doubled = 0.5 if i > 1 and typed[i - 2] == letter else 1.0
            undoubled = 0.5 if j > 1 and meant[j - 2] == wanted else 1.0
            best = min(above[j] + doubled, row[j - 1] + undoubled, above[j - 1] + _change(letter, wanted))
            if i > 1 and j > 1 and letter == meant[j - 2] and typed[i - 2] == wanted:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before = above
    return row[-1]


def _change(letter: str, wanted: str) -> float:
    if letter == wanted:
        return 0.0
    return 0.5 if any({letter, wanted} <= alike for alike in _ALIKE) else 1.0
