"""What a question takes for granted: "Why was Soleimani killed?" that "Soleimani was killed"."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import regex

from index.lexical import stem, words
from qa.language.indirect_question import indirect
from qa.language.inflection import base_form
from qa.language.lexicon import IsName, no_name

TOLD = 0.6
"""The least share of a premise's words that a sentence has which may say so.

Of squad2-half/train.json's questions that take something for granted, by the sentences of their own paragraph and
words alone, at 0.6 the premise counts as not told for 0.121 of the 91 answerable ones (wrongly, but few of them are
refused) and for 0.303 of the 122 others; at 0.5 for 0.055 and 0.180, at 0.7 for 0.363 and 0.549.
"""

ALIKE = 0.7
"""A sentence whose cosine with the question is as high may say so in other words.

With it the premise counts as not told for 0.066 of the same 91 questions and for 0.254 of the 122; with 0.65 for 0.044
and 0.230, with 0.6 for 0.022 and 0.156.
"""

_ASKED = regex.compile(r"(?:why|when|how) (?P<aux>is|are|was|were|do|does|did|has|have|had) ", regex.I)


def premise(question: str, is_name: IsName = no_name) -> str | None:
    """What a question for the reason, the time or the manner takes for granted, as it reads behind "that".

    None for other questions, and where the clause cannot be told for sure.
    """
    said = " ".join(question.split())
    asked = _ASKED.match(said)
    clause = indirect(said, is_name) if asked else None
    if asked is None or clause is None:
        return None
    granted = clause.partition(" ")[2]
    return None if granted.endswith(f" {asked['aux'].lower()}") else granted


def is_told(premise: str, sentences: Iterable[tuple[str, float]]) -> bool:
    """Whether one of the sentences may say so, by its words or by its cosine, -1..1, with the question."""
    wanted = _forms(premise)
    return any(
        cosine >= ALIKE or len(wanted & _forms(sentence)) >= TOLD * len(wanted) for sentence, cosine in sentences
    )


def _forms(text: str) -> set[str]:
    return set(map(_form, words(text)))


@lru_cache(maxsize=10_000)
def _form(word: str) -> str:
    """What "went" and "goes" have in common."""
    return stem(base_form(word) or word)
