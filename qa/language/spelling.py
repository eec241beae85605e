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

from index.lexical import stem
from qa.language.vocabulary import Vocabulary
from qa.language.word_classes import AUXILIARIES, PREPOSITIONS, QUESTION_WORDS, is_common

SHORTEST = 4
"""Letters of a word that is corrected."""

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
            if found is None:
                return str(match.group())
            sure = sure and (len(word) >= SURE or distance(word.lower(), found.lower()) < 1)
            return found + str(match.group()[len(word) :])

        text = str(_LETTERS.sub(corrected, question))
        return Spelled(text, sure)

    def _meant(self, word: str, first: bool) -> str | None:
        """What is meant by a word that is mistyped; None for one that is not."""
        if len(word) < SHORTEST or is_common(word) or self._vocabulary.holds(word):
            return None
        found = self._nearest(word.lower(), first)
        if found is None or _differ_in_ending(word.lower(), found.lower()):
            return None
        return found.capitalize() if word[0].isupper() and found.islower() else found

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
        choices += [(distance(word, other) - FIRST * (other in asking), 0, other) for other in _FUNCTION_WORDS]
        best = min(choices, default=None)
        return best[2] if best and best[0] <= most else None

    @cached_property
    def _targets(self) -> list[str]:
        return [found for found in self._vocabulary.stems if len(found) >= SHORTEST - 1 and found.isalpha()]


def _differ_in_ending(typed: str, meant: str) -> bool:
    """Whether they are, by their looks, forms of one word: "Carpathia" and "Carpathian" are both right."""
    shorter, longer = sorted((typed, meant), key=len)
    return longer.startswith(shorter) and _INFLECTION.fullmatch(longer, len(shorter)) is not None


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
