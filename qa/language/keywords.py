"""Words typed as into a search box: "marigold launch date"; and the questions that they may stand for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from index.lexical import content_stems
from qa.language.answer_type import AnswerType
from qa.language.lexicon import IsName, no_name
from qa.language.mentions import Word, split_words
from qa.language.word_classes import (
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    PEOPLE,
    PREPOSITIONS,
    QUESTION_WORDS,
    word_set,
)

LONGEST = 6
"""Words."""

_NO_KEYWORDS = (
    QUESTION_WORDS
    | AUXILIARIES
    | CONJUNCTIONS
    | word_set(
        "i you he she it we they me him them this these those tell explain describe list give show compare"
        " summarise summarize hello hi hey thanks thank please yes no ok okay bye goodbye help"
    )
)
_TIMES = word_set("date day year month time")
_PRICES = word_set("price prices cost costs fee fees fare fares charge charges")
_PLACES = word_set("place location address")
_NUMBERS = word_set("number count amount total")
_ATTRIBUTES = _TIMES | _PRICES | _PLACES | _NUMBERS | {"age", "name"}
_GO_ON = word_set("more next other another again else")


class Attribute(NamedTuple):
    """What is asked of a thing: the kind of words that tell it, and the number of the keyword that says so."""

    at: int
    kind: AnswerType | None


def is_keywords(query: str) -> bool:
    """Whether it is a few words that make no sentence: no question word, no auxiliary, nothing that points back."""
    words = [word.lower for word in split_words(query)]
    if not 1 <= len(words) <= LONGEST or any("n't" in word for word in words):
        return False
    is_request = words[0] == "name" and len(words) > 1
    return not (_NO_KEYWORDS & set(words) or words[0] in PREPOSITIONS or is_request) and bool(content_stems(query))


def are_topic(query: str) -> bool:
    """Whether keywords are all a topic: none of them names a kind of answer, or somebody who is looked for.

    An abbreviation alone rather asks what it stands for.
    """
    words = split_words(query)
    stands_for = len(words) == 1 and words[0].text.isupper()
    asks = any(word.lower in PEOPLE for word in words) or {word.lower for word in words} <= _ATTRIBUTES | _GO_ON
    return is_keywords(query) and not (attribute(query) or stands_for or asks)


def are_topic_by_themselves(query: str, earlier: Iterable[str]) -> bool:
    """Whether the keywords are a topic and, as only keywords were typed before, go on from nothing."""
    return are_topic(query) and all(map(is_keywords, earlier))


def attribute(query: str) -> Attribute | None:
    """The last keyword that names what is asked of the others, such as "price" or "date"; None where none does."""
    words = split_words(query)
    for at in reversed(range(len(words))):
        word = words[at].lower
        if len(words) > 1 and word in _TIMES:
            return Attribute(at, "time")
        if len(words) > 1 and word in _PRICES | _NUMBERS | {"age"}:
            return Attribute(at, "number")
        if len(words) > 1 and word in _PLACES | {"name"}:
            return Attribute(at, None)
    return None


def as_questions(query: str, is_name: IsName = no_name) -> tuple[str, ...]:
    """The questions that keywords may stand for, the likeliest first: at least one."""
    words = split_words(query)
    whole = _thing(words, is_name)
    asked = attribute(query)
    if asked is None:
        who = [f"Who is {whole}?"] if all(is_name(word.bare) for word in words) else []
        return (f"What is {whole}?", *who)
    behind = words[asked.at + 1 :]
    behind = behind[1:] if behind and behind[0].lower in PREPOSITIONS | {"of"} else behind
    thing = _thing([*words[: asked.at], *behind], is_name)
    before, after = _thing(words[: asked.at], is_name), " ".join(word.text for word in behind)
    return (*_asked_of(words[asked.at].lower, thing, before, after), f"What is {whole}?")


def _asked_of(attribute: str, thing: str, before: str, after: str) -> tuple[str, ...]:
    """The questions that ask for one attribute."""
    if attribute == "year":
        return (f"In what year was {thing}?",)
    if attribute in _TIMES:
        return (f"When was {thing}?",)
    if attribute in _PRICES:
        return (f"How much does {before} cost for {after}?",) if before and after else (f"How much does {thing} cost?",)
    if attribute in _PLACES:
        return (f"Where is {thing}?",)
    if attribute == "name":
        return (f"Who is {thing}?",)
    if attribute == "age":
        return (f"How old is {thing}?",)
    return (f"How many {thing.removeprefix('the ')} are there?",)


def _thing(words: Sequence[Word], is_name: IsName) -> str:
    """The words with an article where they begin with none and with no name."""
    text = " ".join(word.text for word in words)
    if not words or words[0].lower in DETERMINERS or words[0].text[0].isupper() or is_name(words[0].bare):
        return text
    return f"the {text}"
