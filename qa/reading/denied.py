"""Words of a text that a question asks for and that do not answer it: what is denied, planned, or was so before.

"Visitors may not use ink; they may use pencils." holds two things to use, and the first is no answer to "What may
visitors use?". The rules look at the clause around what turns it, and only where it has the question's own verb.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import regex

from index.lexical import content_stems, stem, words
from index.spans import Span
from qa.language.abbreviations import abbreviated
from qa.language.inflection import base_form, can_be, is_base_form
from qa.language.mentions import split_words
from qa.language.word_classes import AUXILIARIES, DETERMINERS, PAST_VERBS, PEOPLE, PREPOSITIONS, word_set

_CLOSES = "[\"'\u201c\u201d\u2019)\\]]*"
_STOPS = rf"[;:.!?]{_CLOSES}(?=\s|$)"
_ENDS = regex.compile(
    rf"{_STOPS}|[,(\u2014\u2013]\s*(?:but|whereas|while|though|although|however|as|when|which|who|so|stating|saying)\b"
    r"|\s(?:but|and|unless|except|if|until|however)\b",
    regex.I,
)
_BEGINS = regex.compile(rf"{_STOPS}\s*|(?:,\s+|\s)(?:but|whereas|while|though|although)\s+", regex.I)
_OPENING = regex.compile(
    r"(?:unlike|although|though|while|when|due|because|since|after|before|in|on|at|by|for|with|as|however|thus"
    r"|therefore|similarly|despite|during|from|throughout|under)\b[^,;.]*,\s*",
    regex.I,
)
"""What may stand before a clause's subject, and is no part of what is turned."""

_SUBORDINATE = regex.compile(r"(?:where|when|if|because|since|as|while|although|though|after|before)\b", regex.I)

_DENIES = regex.compile(
    r"\b(?:"
    # what is said not to be so
    r"den(?:y|ies|ied|ying)\s+(?:that|having|to)\b|(?:rule[sd]?|ruling)\s+out\b|(?:dis(?:pute|prove)[sd]?|refute[sd]?)\b"
    r"|(?:it\s+)?(?:is|was)\s+(?:not|un)\s*true\s+that\b|(?:it\s+)?is\s+(?:false|a\s+myth|a\s+legend)\s+that\b"
    r"|contrary\s+to\b|(?:no|little|without)\s+evidence\s+(?:that|of)\b|there\s+is\s+no\s+proof\b"
    # what was not done
    r"|(?:fail(?:s|ed)?|refuse[sd]?|decline[sd]?|forgot|forgets?|neglect(?:s|ed)?|omit(?:s|ted)?)\s+to\b"
    rf"|(?:almost|nearly|narrowly)\s+(?=(?:\p{{L}}+ed|{'|'.join(sorted(PAST_VERBS))})\b)"
    r"|(?:was|were)\s+(?:unable|not\s+able|never|forbidden|prevented)\b(?:\s+(?:to|from)\b)?"
    r"|(?:would|could|should|might)\s+have\b(?=[^.;]*\bif\b)|\bhad\b(?=[^.;]*\bwould\s+have\b)"
    # what is only told
    r"|(?:rumou?red|alleged|falsely|wrongly|mistakenly)\b"
    # what is not, or not any more
    r"|(?:is|are|was|were|do|does|did|has|have|had|may|can|could|must|will|would|shall|should|might)\s*n[o'\u2019]t\b"
    r"(?!\s+(?:only|just|merely|until|before|yet\s+until))|cannot\b|never\b|no\s+longer\b|neither\b|nobody\b|no\s+one\b(?!\s+(?:other|but|except))"
    r"|none\s+of\b|(?:dis|un)allowed\s+to\b|(?:is|are|was|were)\s+(?:forbidden|prohibited|banned|barred)\b"
    r")",
    regex.I,
)
_PLANS = regex.compile(
    r"\b(?:(?:plans|planned|intends?|intended|hopes|hoped|proposes|proposed|expects|aims|wants|wanted|wishes|wished|threatens"
    r"|threatened|promises|promised|tried|tries|attempted|sought|resolved|ordered|asked|begged|urged)|(?:is|are|was|were)\s+(?:due|scheduled|supposed|expected|about|likely|planning|hoping))\s+to\b"
    r"|\b(?:is|are|was|were)\s+to\s+(?:be|have)\b|\bwill\b",
    regex.I,
)
_ATTEMPTS = regex.compile(r"\b(?:tries|tried|attempted|sought|fails|failed|hoped)\s+to\b", regex.I)
_SAME = 2
"""Words of what is asked about that a sentence tells of, by whatever verb."""

_FULL_STOP = regex.compile(rf"{_STOPS}\s*")
_THAN = regex.compile(
    r"\b(?:than|compared\s+(?:with|to)|in\s+comparison\s+(?:with|to))\s+(?:those\s+|that\s+|it\s+(?:was|did|had)\s+)?"
    r"(?:(?:in|of|during)\s+)?(?:the\s+)?(?:year\s+|\p{Lu}\p{Ll}+\s+)?(?P<year>(?:1\d|20)\d\d)\b",
    regex.I,
)
_NEGATED = regex.compile(
    r"\b(?:not|never|no|none|thought|believed|said|claim\p{L}*|nor|neither|without|cannot|nobody|nothing|except|fail\p{L}*|refus\p{L}*|declin\p{L}*"
    r"|den(?:y|ied|ies)|rumou?r\p{L}*|alleg\p{L}*|suspect\p{L}*|forgot|forget|forb\p{L}+|prohibit\p{L}*|rul\p{L}+\s+out|almost|nearly"
    r"|false\p{L}*|wrong\p{L}*|mistak\p{L}*|suppos\p{L}*|myth|legend|would|could|might|should|unable|bann\p{L}*"
    r"|avoid\p{L}*|refrain\p{L}*|abstain\p{L}*|instead|rather|previous\p{L}*|former\p{L}*|original\p{L}*|used\s+to)\b|n['\u2019]t\b",
    regex.I,
)
_ASKS_OF_PLANS = regex.compile(
    r"\b(?:plan\p{L}*|intend\p{L}*|intent\p{L}*|hop(?:e|ed|es|ing)|propos\p{L}*|expect\p{L}*|aim\p{L}*|want\p{L}*|wish\p{L}*"
    r"|threat\p{L}*|promis\p{L}*|agree\p{L}*|due|schedul\p{L}*|suppos\p{L}*|likely|will|going\s+to|would|goal|purpose)\b",
    regex.I,
)
_OF_THE_PAST = regex.compile(
    r"\b(?:did|was|were|has|have|had)\b"
    rf"|^\s*(?:who|what|which(?:\s+\p{{L}}+){{1,2}})\s+(?:\p{{L}}+(?:ed|t)|{'|'.join(sorted(PAST_VERBS))})\b",
    regex.I,
)
_INSTEAD = regex.compile(
    r"\b(?:instead\s+of|rather\s+than|as\s+opposed\s+to)\s+(?:(?!\b(?:and|but|which|that|who)\b)[^,;.]){1,60}", regex.I
)
_NOT_BUT = regex.compile(r"\bnot\s+(?!only\b|just\b|merely\b)(?P<not>[^,;.]{1,60}),?\s+but\s+(?!also\b)", regex.I)
_MOVED = regex.compile(
    r"\b(?:postponed|moved|put\s+(?:off|back)|delayed|rescheduled|brought\s+forward|shifted|changed|switched|transferred)\s+"
    r"(?:from\s+(?P<old>[^,;.]{2,60}?)\s+)(?:to|until|till)\b",
    regex.I,
)
_WAS_MOVED = regex.compile(
    r"(?P<clause>[^.;]*?\b(?:was|were|had\s+been|is|are)\s+(?:originally\s+|first\s+)?(?:to\b|due\b|scheduled\b|planned\b|supposed\b|set\b)[^.;]*?)"
    r",?\s+but\b[^.;]*\b(?:postponed|moved|put\s+(?:off|back)|delayed|rescheduled|brought\s+forward)\b",
    regex.I,
)
_ASKS_OF_MOVING = regex.compile(
    r"\b(?:from|original\p{L}*|first|move[sd]?|postpone\p{L}*|delay\p{L}*|reschedul\p{L}*|before|previous\p{L}*|initial\p{L}*)\b"
    r"|\b(?:was|were)\b.*\bto\s+be\b",
    regex.I,
)
_DOES = regex.compile(r"\b(?:did|does|do|was|were|is|are|has|have|had|can|may|will)\W*$", regex.I)
_STILL = regex.compile(r"\bstill\b", regex.I)
_THEN = regex.compile(r"\b(?:then|former|ex|late|previous|erstwhile)[- ](\p{L}+)", regex.I)
_NAMES = r"\p{Lu}[\p{L}.'\u2019-]*(?:\s(?:\p{Ll}{2,3}-)?\p{Lu}[\p{L}.'\u2019-]*)*"
_DONE_TO = regex.compile(rf"\W*(?i:who)\s+(?!else\b)\p{{Ll}}+\s+(?P<name>{_NAMES})\W*")
_IS = r"(?:is|are|was|were|means|became|becomes|remains|refers|stands|denotes|describes|consists|or)\b"
_DEFINES = regex.compile(rf"\W*(?i:who|what)\s+(?:is|are|was|were)\s+(?:the\s+)?(?P<name>{_NAMES})\W*")
_ASKS_FOR_NAME = regex.compile(
    r"\b(?:stands?|mean|means|meaning|short|called|name|names|named|abbreviat\p{L}*|acronym|full|known|or)\b",
    regex.I,
)
_BEGINNING = regex.compile(
    rf"\W*(?i:since\s+(?:when|what\s+\p{{L}}+))\s+\p{{Ll}}+\s+{_NAMES}\s+(?:been\s+)?(?:the\s+|an?\s+)?(?P<role>\p{{Ll}}+)"
)
_OF_A_THING = regex.compile(rf"(?:^|(?<={_STOPS}\s))It\s.*?(?={_STOPS}|$)", regex.S)
_VERBLESS = AUXILIARIES | word_set("many much long often")


def is_denied(question: str, text: str, span: Span) -> bool:
    """Whether the text denies what is asked for, or only plans it, and the span is of a clause that tells of another.

    "He plans to close the room in 2031; it was painted in 2012." does not tell when the room was closed.
    """
    verbs = _verbs(question)
    if not _turned(question, text, verbs):
        return False
    start = max((one.end() for one in _BEGINS.finditer(text, 0, span.start)), default=0)
    end = _ENDS.search(text, span.end)
    clause = text[start : end.start() if end else len(text)]
    said = {stem(verb) for verb in verbs} & {stem(word) for word in words(clause)}
    return not (said or verbs & _verbs(clause) or _DOES.search(clause))


def barred(question: str, text: str) -> list[Span]:
    """The parts of the text that hold no answer, in characters of it, in order; a question that is itself
    negated, or asks for what is planned, bars less.
    """
    found = _turned(question, text, _verbs(question))
    if _NEGATED.search(question) is None:
        found += [Span(*match.span()) for match in _INSTEAD.finditer(text)]
        found += [Span(*match.span("not")) for match in _NOT_BUT.finditer(text)]
    found += _compared(question, text)
    found += _named_alike(question, text)
    found += _joined(question, text)
    found += _owned(question, text)
    found += _begun(question, text)
    if not _ASKS_OF_MOVING.search(question):
        found += [Span(*match.span("old")) for match in _MOVED.finditer(text)]
        found += [Span(*match.span("clause")) for match in _WAS_MOVED.finditer(text)]
    return sorted(found)


def _compared(question: str, text: str) -> Iterator[Span]:
    """The clauses that name the question's year only to compare with it: "210 beds, 30 fewer than in 1990"."""
    for match in _THAN.finditer(text):
        if match["year"] in question and not _THAN.search(question):
            end = _FULL_STOP.search(text, match.end())
            start = max((one.end() for one in _FULL_STOP.finditer(text, 0, match.start())), default=0)
            yield Span(start, end.start() if end else len(text))


def is_over(question: str, sentence: str) -> bool:
    """Whether it is asked what is still so, and the sentence only has what was: "then-President Ann Hill"."""
    return _STILL.search(question) is not None and any(
        stem(match[1]) in {stem(word) for word in words(question)} for match in _THEN.finditer(sentence)
    )


def _joined(question: str, text: str) -> Iterator[Span]:
    """Names joined to the one that something was done to: of "the death of Ann and Ben" Ben is not who killed Ann."""
    done_to = _DONE_TO.fullmatch(question)
    if done_to is None:
        return
    name = regex.escape(done_to["name"].split()[-1])
    for match in regex.finditer(rf"\b{name}\s+and\s+(?P<joined>{_NAMES})", text):
        yield Span(*match.span("joined"))


def _owned(question: str, text: str) -> Iterator[Span]:
    """What somebody or something that is to be defined has or does: "the Guard's boats" say not what the Guard is."""
    defined = _DEFINES.fullmatch(question)
    if defined is None:
        return
    of_it = rf"\b{regex.escape(defined['name'])}(?:['\u2019]s?\s+|\s+(?!{_IS})(?=\p{{Ll}}))(?P<owned>[^,;.()]{{1,80}})"
    for match in regex.finditer(of_it, text):
        yield Span(*match.span("owned"))


def _begun(question: str, text: str) -> Iterator[Span]:
    """Sentences about a thing, where since when a person has a role is asked: "It was founded in 1187"."""
    asked = _BEGINNING.match(question)
    if asked and asked["role"] in PEOPLE:
        for match in _OF_A_THING.finditer(text):
            if asked["role"] not in match.group():
                yield Span(*match.span())


def _named_alike(question: str, text: str) -> Iterator[Span]:
    """The long form of a name that is abbreviated, where something of it is asked for and not what it stands for."""
    if _ASKS_FOR_NAME.search(question):
        return
    asked = f" {' '.join(words(question))} "
    for span, short in abbreviated(text):
        forms = (f" {' '.join(words(form))} " for form in (text[slice(*span)], short))
        if any(form in asked and asked.replace(form, " ").split() for form in forms):
            yield Span(span.start, text.index(short, span.end) + len(short))


def _turned(question: str, text: str, verbs: frozenset[str]) -> list[Span]:
    """The clauses that deny what is asked for, or only plan it."""
    found: list[Span] = []
    if _NEGATED.search(question) is None:
        found += _clauses(text, _DENIES, verbs)
    if _OF_THE_PAST.search(question) and not _ASKS_OF_PLANS.search(question):
        found += _clauses(text, _PLANS, verbs)
        found += _attempts(question, text)
    return found


def _clauses(text: str, turning: regex.Pattern[str], verbs: frozenset[str]) -> Iterator[Span]:
    """The clauses that are turned and have, behind what turns them, the question's verb as their first."""
    for match in turning.finditer(text):
        end = _ENDS.search(text, match.end())
        stop = end.start() if end else len(text)
        start = max((one.end() for one in _BEGINS.finditer(text, 0, match.start())), default=0)
        if opening := _OPENING.match(text, start, match.start()):
            start = opening.end()
        if _SUBORDINATE.match(text, start) and (comma := text.find(",", match.end(), stop)) >= 0:
            stop = comma
        until = end is not None and end.group().strip().lower() == "until"
        if not until and verbs & _first_verb(text[match.end() : stop]):
            yield Span(start, stop)


def _attempts(question: str, text: str) -> Iterator[Span]:
    """The clauses in which what is asked about is only tried, by whatever verb: "thieves tried to take the buckles"."""
    verbs = _first_verb(question)
    if _ATTEMPTS.search(question) or not verbs:
        return
    asked = content_stems(question) - {stem(verb) for verb in verbs}
    for match in _ATTEMPTS.finditer(text):
        end = _ENDS.search(text, match.end())
        stop = end.start() if end else len(text)
        start = max((one.end() for one in _BEGINS.finditer(text, 0, match.start())), default=0)
        if len(asked & content_stems(text[match.end() : stop])) >= _SAME and not verbs & _verbs(text[start:stop]):
            yield Span(start, stop)


def _first_verb(text: str) -> frozenset[str]:
    """Of the words behind what turns a clause: the first that is surely a verb, and those before it that may be."""
    found = set[str]()
    for word in split_words(text):
        found |= _verbs(word.text)
        if word.lower not in _VERBLESS and can_be(word.lower) == {"VERB"}:
            break
        if found and word.lower in DETERMINERS | PREPOSITIONS:
            break
    return frozenset(found)


@lru_cache(maxsize=4096)
def _verbs(text: str) -> frozenset[str]:
    """The base forms of its words that can be verbs, but for auxiliaries."""
    found = {word.lower for word in split_words(text)} - _VERBLESS
    verbs = [word for word in found if "VERB" in can_be(word)]
    return frozenset(
        {base for word in verbs if (base := base_form(word))} | {word for word in verbs if is_base_form(word)}
    )
