"""A question as a part of a sentence: "Where was Soleimani killed?" becomes "where Soleimani was killed".

Rules of English, each for one shape of question (qa/language/statement_order.py). Wrong English
is worse than none: where a shape leaves two readings open, there is no clause.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from qa.language.inflection import base_form
from qa.language.inverted_clause import Inverted
from qa.language.lexicon import IsName, no_name
from qa.language.mentions import split_words
from qa.language.question_language import is_english
from qa.language.statement_order import statement
from qa.language.word_classes import (
    AUXILIARIES,
    COMMON_VERBS,
    CONJUNCTIONS,
    PAST_VERBS,
    PREPOSITIONS,
    QUESTION_WORDS,
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
_YES_NO = regex.compile(rf"(?P<asking>){_AUX}", regex.I)
_DOUBTFUL = regex.compile(
    r"[.?!;:]\s|[,\"\u201c\u201d()\[\]{}<>]|n['\u2019]t\b|\b(?:not|whose|examples? of|one of|most of)\b", regex.I
)
_SPEAKERS = word_set("i you we me my your our us")


def indirect(question: str, is_name: IsName = no_name) -> str | None:
    """The question as it reads behind "The article does not say"; None where that cannot be told for sure.

    `is_name` knows names that are typed without a capital.
    """
    said = " ".join(question.split()).rstrip(" ?.!")
    words = [word.lower for word in split_words(said)]
    if len(said) > LONGEST or len(words) < 3 or _DOUBTFUL.search(said) or _SPEAKERS & set(words):
        return None
    if whether := _YES_NO.match(said):
        turned = statement(Inverted.of(said, whether, is_name)) if is_english(said) else None
        return f"whether {turned}" if turned else None
    if not _ASKING.match(said) or not is_english(said):
        return None
    small = said[0].lower() + said[1:]
    if inverted := _INVERTED.match(said):
        asks = _is_asking(inverted["asking"])
        turned = statement(Inverted.of(said, inverted, is_name)) if asks else None
        return f"{small[: inverted.end('asking')]} {turned}" if turned else None
    return small if _is_subject_question(said, words) else None


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


def _is_subject_question(said: str, words: Sequence[str]) -> bool:
    """Whether it asks, without an auxiliary, who did something: "Who won the war?"."""
    if _ADVERBIAL.match(said) or words[0] in PREPOSITIONS or words[1] in CONJUNCTIONS | {"about"}:
        return False
    return _has_verb(words) and not AUXILIARIES & set(words)


def _has_verb(words: Sequence[str]) -> bool:
    """Whether a word behind the first is a verb of its own."""
    known = COMMON_VERBS | PAST_VERBS | AUXILIARIES
    return any(word in known or word.endswith("ed") or base_form(word) in COMMON_VERBS for word in words[1:])
