"""Words of a PDF that a line is drawn through: they are no longer said."""

from __future__ import annotations

from collections.abc import Sequence

from index.formats.canonical import tidy
from index.formats.pdf_letters import Letter
from index.formats.pdf_rules import Rule, Rules

_LOWEST, _HIGHEST = 0.15, 0.5
"""Heights of the letters above where they stand: a line at such a height goes through them."""

_BEYOND = 0.6
"""The same, by which the line may be longer than the words at either end; a rule of a table is much longer."""


def without_struck(letters: Sequence[Letter], rules: Rules) -> tuple[list[Letter], list[str]]:
    """The letters, those that a line is drawn through without text, at their place; and the words of these."""
    struck: set[int] = set()
    told = []
    for rule in rules.level:
        through = [at for at, letter in enumerate(letters) if _is_through(rule, letter)]
        if through and _ends_with(rule, [letters[at] for at in through]):
            struck.update(at for at in through if not letters[at].text.isspace())
            told.append(_words([letters[at] for at in through]))
    left = [letter._replace(text="") if at in struck else letter for at, letter in enumerate(letters)]
    return left, [words for words in told if words]


def _is_through(rule: Rule, letter: Letter) -> bool:
    above = (rule.at - letter.base) / letter.size
    return _LOWEST < above < _HIGHEST and rule.start <= (letter.left + letter.right) / 2 <= rule.end


def _ends_with(rule: Rule, letters: Sequence[Letter]) -> bool:
    seen = [letter for letter in letters if not letter.text.isspace()]
    if not seen:
        return False
    beyond = _BEYOND * max(letter.size for letter in seen)
    left, right = min(letter.left for letter in seen), max(letter.right for letter in seen)
    return left - rule.start < beyond and rule.end - right < beyond


def _words(letters: Sequence[Letter]) -> str:
    said = "".join(f" {letter.text}" if letter.after_gap else letter.text for letter in letters)
    return tidy(said).replace("\n", " ")
