"""Of whom or what a sentence tells, by the sentences before it, and whether a question asks of another.

"The Borealis was built in Turku. She was sold in 1926." tells nothing of the sale of the Aurora.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import regex

from index.formats.tables import is_row
from index.lexical import stem, words
from index.passages import Passage
from index.spans import Span
from qa.language.inflection import base_form, can_be
from qa.language.mentions import Word, find_names, split_words
from qa.language.word_classes import (
    AUXILIARIES,
    CALENDAR,
    PAST_VERBS,
    PREPOSITIONS,
    QUESTION_WORDS,
    is_common,
)
from qa.reading.lead import path_of

_POINTS_BACK = regex.compile(r"(?:he|she|it|they|his|her|its|their)\b", regex.I)
_ROLE = regex.compile(r"(?:the|this|that|these|those)\s+(?=\p{Ll})", regex.I)
_OPENING = regex.compile(
    r"(?:in|on|at|by|from|after|before|during|since|until|unlike|like|with|without|despite|besides|later|then|today|there)\b"
    r"[^,;.]{0,40},\s*",
    regex.I,
)
_MEANT = regex.compile(r"\b[Tt]he\s+(\p{Ll}{3,})\b")
_CAPITALS = r"(?!The\b)\p{Lu}\p{Ll}+(?:[ -]\p{Lu}\p{Ll}+){0,2}"

_THING_ASKED = regex.compile(
    r"\b(?:is|are|was|were|did|does|do|has|have|had|will|can)(?:n['\u2019]t)?\s+the\s+(?P<thing>\p{Ll}{3,})\b",
    regex.I,
)
_THING_TOLD = regex.compile(r"The\s+(?P<thing>\p{Ll}{3,})\s+(?:is|are|was|were|has|have|had|did|does|will|can)\b")

_SHORT_HEADING = 4
"""Words of a heading that is rather what the text below it tells of than what happens there."""

_LONGEST = 10
"""Words of a subject that are looked at."""

_NOUN_AHEAD = regex.compile(
    r"\s(?:account|handle|page|profile|channel|address|number|degree|exam|test|law|level|style)s?\b"
)
"""Behind a name that only says of what kind a thing is: "Twitter handle"."""


Name = frozenset[str]
"""The stems of a name's words: of those that are no common words where it has such, else of all."""


def tells_of_another(question: str, passage: Passage, span: Span) -> bool:
    """As `is_of_another`, of the sentence that a span of the document begins in; never of a table or a note."""
    if passage.about:
        return False
    paragraphs: list[list[str]] = []
    place = None
    for at, (sentence, text) in enumerate(zip(passage.sentences, passage.sentence_texts, strict=True)):
        if at == 0 or sentence.paragraph != passage.sentences[at - 1].paragraph:
            paragraphs.append([passage.before] if at == 0 and passage.before else [])
        paragraphs[-1].append(text)
        if place is None and sentence.span.overlaps(span):
            if is_row(text):
                return False
            place = (len(paragraphs) - 1, len(paragraphs[-1]) - 1)
    return place is not None and is_of_another(
        question,
        paragraphs,
        *place,
        under=" ".join(path_of(passage)),
        heading=passage.headings[-1] if passage.headings else "",
    )


def is_of_another(
    question: str,
    paragraphs: Sequence[Sequence[str]],
    paragraph: int,
    sentence: int,
    under: str = "",
    heading: str = "",
) -> bool:
    """Whether the question names somebody or something, and the sentence with those numbers tells of another.

    `paragraphs` are the sentences of each, in order; `under` are the headings that they stand under, `heading` the
    innermost. Also true where the sentence has not all the words of the question, and the only ones that have them
    tell of another; and where a short heading names another, and nothing below it the one asked about.
    """
    own, whole = paragraphs[paragraph], " ".join(text for one in paragraphs for text in one)
    asked = names_of(question, whole)
    if not asked or _names(asked, under):
        return False
    if not _names(asked, whole) and len(heading.split()) <= _SHORT_HEADING and find_names(f"Under {heading}"):
        return True
    if _tells_of_another(asked, own, sentence) and (_names(asked, whole) or _POINTS_BACK.match(own[sentence])):
        return True
    rest = _forms(question) - {_form(word) for name in find_names(question) for word in words(name.text)}
    rest -= {_form(word) for name in asked for word in name}
    if not rest or rest <= _forms(own[sentence]):
        return False
    telling = [(one, at) for one in paragraphs for at, text in enumerate(one) if rest <= _forms(text)]
    return bool(telling) and all(_tells_of_another(asked, one, at) for one, at in telling)


def is_of_another_thing(question: str, sentence: str) -> bool:
    """Whether the question asks about "the farmhouse", and the sentence tells of "The barn".

    Never true of the answers and plausible wrong ones of squad2-half/train.json, nor of CondaQA's train.jsonl.
    """
    asked, told = _THING_ASKED.search(question), _THING_TOLD.match(sentence)
    if asked is None or told is None:
        return False
    thing, another = stem(asked["thing"]), stem(told["thing"])
    said = {stem(word) for word in words(sentence)}
    asking = {stem(word) for word in words(question)}
    return (
        "NOUN" in can_be(asked["thing"])
        and "NOUN" in can_be(told["thing"])
        and thing not in said
        and another not in asking
    )


def names_of(question: str, text: str) -> frozenset[Name]:
    """The names in the question; one typed in small letters is known by how the text has it.

    So is "the river", where the text has no river but the one it names: "the River Tamble".
    """
    named = [name.text for name in find_names(question) if not _NOUN_AHEAD.match(question, name.end)]
    typed = (word.bare for word in split_words(question) if word.text.islower() and not is_common(word.bare))
    written = [word for word in typed if word not in text and regex.search(rf"\b{word.capitalize()}\b", text)]
    meant = [full for noun in _MEANT.findall(question) if (full := _called_in_full(noun, text))]
    return frozenset(filter(None, map(_name, [*named, *written, *meant])))


def _called_in_full(noun: str, text: str) -> str | None:
    """The one name that the text has with this noun, where it never has the noun alone."""
    if regex.search(rf"\b{noun}(?:s|es)?\b", text):
        return None
    kind = noun.capitalize()
    names = {match[0] for match in regex.finditer(rf"\b{kind} {_CAPITALS}|{_CAPITALS} {kind}\b", text)}
    return names.pop() if len(names) == 1 else None


def _name(text: str) -> Name:
    found = words(text)
    own = [word for word in found if _is_own(word)]
    return frozenset(map(stem, own or found))


def _names(asked: frozenset[Name], text: str) -> bool:
    """Whether the text has one of the names, or the part of it that is no common word."""
    said = {stem(word) for word in words(text)}
    return any(name <= said or any(word in said for word in name if _is_own(word)) for name in asked)


def _is_own(word: str) -> bool:
    """Whether it is no common word, or one that is common as a given name alone."""
    return not is_common(word) or not can_be(word)


def _tells_of_another(asked: frozenset[Name], sentences: Sequence[str], at: int) -> bool:
    for back in range(at, -1, -1):
        if _names(asked, sentences[back]):
            return False
        opening = _OPENING.match(sentences[back])
        begins = sentences[back][opening.end() :] if opening else sentences[back]
        if not (_POINTS_BACK.match(begins) or (back == at and _ROLE.match(begins))):
            return _has_name(_subject(begins))
    return False


def _subject(text: str) -> list[Word]:
    """The words before its first verb."""
    found = list[Word]()
    for word in split_words(text)[:_LONGEST]:
        lower = word.lower
        if lower in AUXILIARIES | PAST_VERBS or (found and word.text.islower() and _is_verb(lower)):
            break
        found.append(word)
    return found


def _is_verb(word: str) -> bool:
    only_verb = base_form(word) is not None and "NOUN" not in can_be(word)
    return only_verb or word.endswith("ed") or word in {"lies", "runs", "stands"}


def _has_name(subject: Sequence[Word]) -> bool:
    return any(
        word.text[0].isupper()
        and word.lower not in CALENDAR | PREPOSITIONS | QUESTION_WORDS
        and (at > 0 or not is_common(word.bare) or not can_be(word.lower))
        for at, word in enumerate(subject)
    )


def _forms(text: str) -> set[str]:
    return {_form(word) for word in words(text)}


@lru_cache(maxsize=10_000)
def _form(word: str) -> str:
    return stem(base_form(word) or word)
