"""What a question takes for granted: "Why was Soleimani killed?" that "Soleimani was killed"."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import regex

from index.lexical import stem, words
from qa.language.indirect_question import indirect
from qa.language.inflection import base_form
from qa.language.inverted_clause import is_adverb
from qa.language.lexicon import IsName, no_name
from qa.language.word_classes import COMMON_VERBS, DETERMINERS, word_set

TOLD = 0.6
"""The least share of a premise's words that a sentence has which may say so.

Of squad2-half/train.json's questions that take something for granted, by the sentences of their own paragraph and
words alone, at 0.6 the premise counts as not told for 0.147 of the 68 answerable ones (wrongly, but few of them are
refused) and for 0.300 of the 100 others; at 0.5 for 0.074 and 0.190, at 0.7 for 0.368 and 0.550.
"""

ALIKE = 0.7
"""A sentence whose cosine with the question is as high may say so in other words.

With it the premise counts as not told for 0.074 of the same 68 questions and for 0.260 of the 100; with 0.65 for 0.059
and 0.240, with 0.6 for 0.029 and 0.170.
"""

_ASKED = regex.compile(r"(?P<asking>why|when|how) (?P<aux>is|are|was|were|do|does|did|has|have|had) ", regex.I)

_DOES = word_set("do does is are")
_EVERYTHING_DOES = word_set(
    """
    act bake bear become begin behave build call come compose construct create design develop draw establish exist feel
    form found go grow happen invent launch live look make manufacture name occur open originate paint place print
    produce publish react respond set sound start up work write
    """
)
"""Verbs, and the last words of some, that say nothing which could be denied: whoever there is was born once."""


def premise(question: str, is_name: IsName = no_name) -> str | None:
    """What a question for the reason, the time or the manner takes for granted, as it reads behind "that".

    None for other questions, where the clause cannot be told for sure, and where nobody could deny it: that somebody
    "was born", when asked, or that the boiler "works", when asked how it does.
    """
    said = " ".join(question.split())
    asked = _ASKED.match(said)
    clause = indirect(said, is_name) if asked else None
    if asked is None or clause is None:
        return None
    granted = clause.partition(" ")[2]
    aux = asked["aux"].lower()
    if granted.endswith(f" {aux}") or (asked["asking"].lower() != "why" and _is_plain(granted, aux, said)):
        return None
    return granted


def _is_plain(granted: str, aux: str, question: str) -> bool:
    """Whether the clause is no more than somebody and a verb, and the verb tells of what goes on or must have been."""
    *before, verb = granted.split()
    while before and is_adverb(before[-1]):
        before.pop()
    if aux == "do":
        is_last = verb in COMMON_VERBS and before[-1] not in DETERMINERS
    elif aux in {"did", "does"}:
        is_last = not question.rstrip(" ?.!").endswith(f" {verb}") or verb in _EVERYTHING_DOES
    else:
        is_last = before[-1] == aux
    return is_last and (aux in _DOES or (base_form(verb) or verb) in _EVERYTHING_DOES)


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
