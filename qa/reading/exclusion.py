"""What a sentence excludes by naming the only days or months: "She works only on Wednesdays" says no to Mondays."""

from __future__ import annotations

import regex

from qa.language.word_classes import MONTHS, WEEKDAYS

_KINDS = tuple(regex.compile(rf"\b({'|'.join(names)})s?\b") for names in (WEEKDAYS, MONTHS))
_ONLY = regex.compile(r"\b(?:only|solely|exclusively|just|no (?:other )?days? (?:but|except))\b", regex.I)


def excludes(sentence: str, question: str) -> bool:
    """Whether the sentence names the only days, or months, of something, and the question asks about another."""
    if not _ONLY.search(sentence) or _ONLY.search(question):
        return False
    for names in _KINDS:
        asked, told = set(names.findall(question)), set(names.findall(sentence))
        if asked and told and not asked & told:
            return True
    return False
