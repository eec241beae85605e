"""Classes of English words that are closed or small, and which words are common."""

from __future__ import annotations

from functools import cache

import regex

from index.common_words import common_words
from index.lexical import stem


def word_set(text: str) -> frozenset[str]:
    """The words of a text, split at its spaces."""
    return frozenset(text.split())


QUESTION_WORDS = word_set("who whom whose what which when where why how")
BE = word_set("is are was were be been being am 's")
AUXILIARIES = BE | word_set(
    "do does did has have had will would can could shall should may might must don't doesn't didn't"
    " isn't aren't wasn't weren't hasn't haven't hadn't won't wouldn't can't couldn't shouldn't"
)
PREPOSITIONS = word_set(
    "about after against among as at before behind between by during for from in inside into like near of off on onto"
    " over since than through to toward towards under until upon with within without"
)
PLACE_PREPOSITIONS = word_set("at from in inside into near on outside to toward towards through across")
CONJUNCTIONS = word_set("and but or so because although though while if when after before that who which")
DETERMINERS = word_set("the a an this that these those his her its their my our your")
ARTICLES = word_set("the a an")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CALENDAR = frozenset(name.lower() for name in (*MONTHS, *SHORT_MONTHS, *WEEKDAYS))
"""Names of months and weekdays, in small letters."""

DEMONYM = regex.compile(
    r"(?:\p{L}+(?:ish|ese|ian)|American|Mexican|African|German|Roman|Korean|European|Cuban|French|Dutch|Greek|Swiss|Czech"
    r"|Iraqi|Saudi|Yemeni|Israeli|Pakistani|Kuwaiti|Emirati|Qatari|Omani|Bahraini|Somali|Bengali|Nepali|Afghan)"
)

PAST_VERBS = word_set(
    """
    ate became began begun bought broke broken brought built came caught chose chosen did died done drawn drew
    driven drove eaten fallen fell felt fled flew flown forbade fought found gave given gone got gotten grew grown
    had has heard held hid hidden kept knew known laid lain lay led left lent lost made meant met overthrew paid
    ran ridden risen rode rose said sang sank sat saw seen sent shot signed sold sought spent spoke spoken stole
    stolen stood stricken struck sung sunk swore sworn taken taught thought threw thrown told took understood went
    withdrawn withdrew won wore worn written wrote
    """
)
"""Past forms and participles of common verbs, most of them irregular, but for those that are base forms too."""

COMMON_VERBS = PAST_VERBS | word_set(
    """
    act agree appear arrive ask attack become begin break bring build buy call catch change choose come continue
    cut decide develop die do draw drive eat end explain fail fall feel fight find finish flee fly follow forbid
    get give go grow happen have hear help hide hit hold hurt join keep kill know last lead learn leave lend lie
    like live look lose love make matter mean meet mention mind move need occur overthrow pay perform play put
    react read record release resign respond retire return ride rise run say see seek sell send set shoot sign
    sing sink sit speak spend split spread stand start stay steal stop strike succeed support survive swear take
    talk teach tell think throw travel try turn understand use visit wait want wear win withdraw work write
    """
)
"""The same, and the base forms of verbs that people use."""

PEOPLE = word_set(
    """
    actor actress adviser advisor ambassador archbishop architect artist astronomer author bishop boss captain caliph
    chairman chairwoman chancellor chief coach commander composer count designer dictator director doge duke emperor
    engineer explorer father founder general governor head historian husband inventor judge khan king lawyer leader
    manager mathematician mayor minister monk mother officer painter philosopher physicist player poet pope preacher
    predecessor president priest prince princess professor queen rapper ruler scholar scientist secretary senator singer
    son daughter brother sister wife spokesman spokesperson spokeswoman sultan successor teacher theologian writer
    """
)
"""Nouns that people are called by: what they do, and whose relatives they are."""

_PREFIX = regex.compile(r"(?:un|re|de|dis|non|mis|over|under|out|in|im|ir|il|pre|inter|anti|co|sub)(?=\p{L}{4})")


@cache
def _common_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in common_words())


def is_common(word: str) -> bool:
    """Whether it is an English word that people use, in any of its forms, "unproven" and "restated" among them."""
    word = word.lower()
    if word in common_words() or (len(word) > 3 and stem(word) in _common_stems()):
        return True
    prefix = _PREFIX.match(word)
    return prefix is not None and len(word) - prefix.end() > 3 and is_common(word[prefix.end() :])
