"""Does a question need the conversation before it? And which of its words point back?

Words point back where nothing in the question itself is what they stand for: "it" in
"Did it work?", but not "his" in "What did Khamenei say about his country?".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import regex

from index.lexical import STOP_WORDS, stem
from index.lexical import words as content_words
from qa.language.lexicon import NO_LEXICON, IsName, Lexicon, no_name
from qa.language.mentions import Mention, Word, find_names, split_words
from qa.language.word_classes import (
    ARTICLES,
    AUXILIARIES,
    BE,
    COMMON_VERBS,
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    QUESTION_WORDS,
    word_set,
)

ReferenceKind = Literal["person", "thing", "group", "place", "time", "other"]
Need = Literal["yes", "maybe", "no"]

_PRONOUNS: dict[str, ReferenceKind] = {
    **dict.fromkeys(("he", "him", "his", "himself", "she", "her", "hers", "herself"), "person"),
    **dict.fromkeys(("it", "its", "itself"), "thing"),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves"), "group"),
}
_OBJECTS = frozenset({"him", "her", "them", "it"})
_DEMONSTRATIVES = frozenset({"this", "that", "these", "those"})
_THE_TEXT = regex.compile(r"(?:articles?|text|piece|story|page|documents?|report|author|paper|passage)$", regex.I)
_GENERIC = word_set(
    """
    anybody anyone anything area background case cause causes date day days detail details effect effects event events
    everybody everyone everything example examples fact facts first group idea important interesting kind kinds last
    lot main man many member members money much name names nobody number often old only ones others outcome part parts
    people person place point problem problems purpose really reaction reason reasons response responsible result
    results role somebody someone something sort sorts story success successful thing things time times title true type
    types way ways woman year years
    """
)
_EXPLETIVE = regex.compile(
    r"\b(?:what time|what day|what date|how far|how late)\s+(?:is|was)\s+it\b"
    r"|\b(?:is|was|be|isn't|wasn't|makes?|made)\s+it\s+(?:\w+ly\s+)?(?:\w+)\s+(?:that|to|for|if|who)\b"
    r"|\bit\s+(?:is|was|seems|appears|would be)\s+(?:\w+\s+)?(?:that|to|if)\b|\b(?:how|why)\s+is\s+it\s+that\b"
    r"|\bdo(?:es)?\s+it\s+(?:take|cost|mean|feel)\b[^?]*\b(?:to|for|when|if)\b|\bdid\s+it\s+take\b[^?]*\bto\b"
    r"|\bit\s+takes?\b[^?]*\bto\b|\b(?:is|was)\s+it\s+(?:raining|snowing)\b",
    regex.I,
)
_PLURAL = regex.compile(r"\p{L}{2,}[^sui\P{L}]s$")
_GOES_ON = regex.compile(r"\s*(?:(?:and|but|or|so|well|ok(?:ay)?|also|then)\b[\s,]*)+", regex.I)
_WHAT_ABOUT = regex.compile(r"\s*(?:and |but |so )?(?:what|how) (?:about|of)\b\s*", regex.I)
_BARE = regex.compile(
    r"\s*(?:(?:for|since|until|by|with|to|from|in|at|on|of|about) )?(?:what|which|who|whom|whose|when|where|why|how)"
    r"(?: (?:many|much|long|often|old|far|big|large|come|exactly|so|not|else|then|again|for|with|by|from|to|about"
    r"|one|ones|year|day|date|month|city|country|place))*[\s?.!]*",
    regex.I,
)
_BARE_NOUN = regex.compile(
    r"\s*(?:for|since|until|by|with|to|from|in|at|on|of|about) (?:what|which|whose)(?: \p{L}+){1,2}[\s?.!]*", regex.I
)
_MORE = regex.compile(
    r"\b(?:else|others?|another|(?:the|any|some) other|anything more|the (?:latter|former|same|two|second|first) one"
    r"|the (?:latter|former|two)|the same(?! \w+ as)|instead(?! of)|next|afterwards?|after(?=\W*$)|beforehand"
    r"|(?:did|do|does) so|(?:any|some|tell me) more(?=\W*$))\b",
    regex.I,
)
_LESS = regex.compile(
    r"\b(?:than|besides|apart from|except|aside from|each other|one another|other hand|next to|next (?:year|day))\b",
    regex.I,
)
_ONE = regex.compile(
    r"\b(?:the|which|that|this|a|an|another|new|each|any|last|first|next)(?: \w+)? ones?\b(?! of)", regex.I
)
_DEFINITE = regex.compile(
    r"\b(?:the|these|those)\s+((?:[\p{L}'\u2019-]+\s+)?[\p{L}'\u2019-]+)(?=\s*[?.,]|\s*$|\s+(?:\p{L}+)\b)", regex.I
)
_NARROWED = regex.compile(
    r"\s+(?:of|in|at|on|for|from|to|that|who|which|between|with|against|about|by|\p{L}+ing)\b", regex.I
)
_DEFINITION = regex.compile(
    r"\s*(?:what|who) (?:(?:is|was) (?:an? )?[\p{Ll}-]+(?: [\p{Ll}-]+)?|(?:are|were) [\p{Ll}-]+)[\s?.!]*$"
    r"|\s*what do(?:es)? .+ mean\b",
    regex.I,
)
_SMALL = STOP_WORDS | QUESTION_WORDS | AUXILIARIES | PREPOSITIONS
_FEW, _MANY = 3, 5
"""The most words of its own that a question has which leans on the conversation; the latter where it names again."""


@dataclass(frozen=True)
class Reference:
    """A word that points back: its place in the question, and what it can stand for."""

    start: int
    end: int
    word: str
    kind: ReferenceKind
    possessive: bool = False


@dataclass(frozen=True)
class FollowUp:
    """What a question takes from the conversation before it.

    `need` is "yes" where the question makes no sense alone, "maybe" where it has few words
    and may be about what was spoken of. `new_part` is what a question such as "What about Turkey?" or "And in
    Yemen?" brings; `bare` marks one that is no more than its question word.
    """

    need: Need
    question: str
    references: tuple[Reference, ...] = ()
    new_part: str | None = None
    bare: bool = False


def needs_history(question: str, before: Sequence[str] = ()) -> bool:
    """Whether the question is a follow-up, told from its own words and those of the questions before it alone."""
    return follow_up(question, before=before).need != "no"


def follow_up(question: str, lexicon: Lexicon = NO_LEXICON, before: Sequence[str] = ()) -> FollowUp:
    """What the question takes from the conversation, whose earlier questions are `before`.

    `FollowUp.question` is the question without the "And" or "But" that it begins with.
    """
    is_name = lexicon.is_name
    question = " ".join(question.split())
    about = _WHAT_ABOUT.match(question)
    if about:
        return FollowUp("yes", question, references(question, is_name), question[about.end() :].rstrip(" ?.!"))
    led = _GOES_ON.match(question)
    rest = question[led.end() :] if led else question
    if not rest.strip(" ?.!"):
        return FollowUp("maybe" if led else "no", question)
    rest = rest[0].upper() + rest[1:]
    if _BARE.fullmatch(rest) or _BARE_NOUN.fullmatch(rest):
        return FollowUp("yes", rest, bare=True)
    pointing = references(rest, is_name)
    words = split_words(rest)
    if _is_fragment(words):
        need: Need = "yes" if led or pointing or len(words) <= 4 else "maybe"
        return FollowUp(need, rest, pointing, rest.rstrip(" ?.!"))
    if pointing or _asks_for_more(rest) or _ONE.search(rest):
        return FollowUp("yes", rest, pointing)
    lean = _is_short_of_words(rest, words, is_name) or (before and _may_lean(rest, words, lexicon, before))
    return FollowUp("maybe" if lean else "no", rest)


def references(question: str, is_name: IsName = no_name) -> tuple[Reference, ...]:
    """The words that point back to something outside of the question, in order."""
    words = split_words(question)
    names = find_names(question, is_name)
    expletive = [match.span() for match in _EXPLETIVE.finditer(question)]
    found = []
    for at, word in enumerate(words):
        if any(start <= word.start < end for start, end in expletive) and word.lower == "it":
            continue
        kind = _kind(words, at)
        bound = word.lower in _PRONOUNS and any(_is_bound(words, at, end) for end in _antecedent_ends(words, at, names))
        if kind and not bound:
            found.append(Reference(word.start, word.end, word.lower, kind, _is_possessive(words, at)))
    return tuple(found)


def _kind(words: Sequence[Word], at: int) -> ReferenceKind | None:
    """What the word can stand for, or None where it does not point at all."""
    word, after = words[at].lower, words[at + 1].lower if at + 1 < len(words) else ""
    before = words[at - 1].lower if at else ""
    if word in _PRONOUNS:
        return _PRONOUNS[word]
    if word == "there":
        is_place = not after or (
            before not in AUXILIARIES and after not in BE | {"has", "have", "had", "will", "would"}
        )
        return "place" if is_place else None
    if word == "then":
        return "time" if not after or before in {"since", "until", "by", "before", "after"} else None
    if word in _DEMONSTRATIVES:
        return "other" if _demonstrates(word, before, after) else None
    return None


def _demonstrates(word: str, before: str, after: str) -> bool:
    """Whether this, that, these or those stand for something said before."""
    if _THE_TEXT.match(after) or after in {"who", "year", "week", "month", "century", "days"}:
        return False
    if word != "that":
        return True
    # Elsewhere "that" joins clauses: "the group that attacked", "say that Iran".
    opens = not before or before in AUXILIARIES | PREPOSITIONS - {"so"} | {"do", "doing", "done", "all", "like"}
    return opens or not after


def _is_possessive(words: Sequence[Word], at: int) -> bool:
    word, after = words[at].lower, words[at + 1].lower if at + 1 < len(words) else ""
    if word in {"his", "its", "their"}:
        return bool(after) and after not in AUXILIARIES
    return word == "her" and bool(after) and after not in PREPOSITIONS | AUXILIARIES | CONJUNCTIONS | STOP_WORDS


def _antecedent_ends(words: Sequence[Word], at: int, names: Sequence[Mention]) -> list[int]:
    """Where the mentions before a pronoun end that it could stand for."""
    word, kind = words[at], _PRONOUNS[words[at].lower]
    ends = [name.end for name in names if name.end <= word.start and not (kind == "person" and name.is_place)]
    if kind == "group":
        ends += [other.end for other in words[:at] if _PLURAL.search(other.lower)]
    if kind == "thing":
        ends += [noun.end for the, noun in pairwise(words[:at]) if the.lower in ARTICLES]
    return ends


def _is_bound(words: Sequence[Word], at: int, name_end: int) -> bool:
    """Whether a name before the pronoun, in the same question, can be what it stands for."""
    word = words[at].lower
    between = [other.lower for other in words if name_end <= other.start < words[at].start]
    # "To" opens a clause in "ask Khazali to support him", not in "talk to him".
    clause = any(other in CONJUNCTIONS | {"that", "how", "what"} for other in between) or "to" in between[:-1]
    verb = bool(set(between) - PREPOSITIONS - AUXILIARIES - {"and", "or"})
    if word in _OBJECTS and not _is_possessive(words, at):
        # An object is never its own clause's subject: "Did Khazali meet him?"
        after = words[at + 1].lower if at + 1 < len(words) else ""
        return clause or (word == "it" and after in AUXILIARIES and verb)
    return verb or clause


def _is_fragment(words: Sequence[Word]) -> bool:
    """Whether there is neither a question word nor a verb that could make it a question."""
    lower = [word.lower for word in words]
    asks = any(word in QUESTION_WORDS or word in AUXILIARIES or "n't" in word for word in lower)
    return not asks and not (
        set(lower[:1]) & {"tell", "explain", "describe", "name", "list", "give", "show", "compare"}
    )


def _asks_for_more(question: str) -> bool:
    return _MORE.search(question) is not None and _LESS.search(question) is None


def _may_lean(question: str, words: Sequence[Word], lexicon: Lexicon, before: Sequence[str]) -> bool:
    """Whether it may be about what was spoken of: a few words without a name, or "the deal" that was named before.

    "Is surgery common?" leans where surgery is something that the collection speaks of; a
    word that it does not hold brings a topic of its own. Nor does "What is surgery?" lean.
    """
    if _speaks_of_text(words) or _DEFINITION.match(question) or _names_something(question, words, lexicon.is_name):
        return False
    nouns = {word.lower for before, word in pairwise(words) if before.lower in DETERMINERS | {"which", "what"}}
    plain = _SMALL | (COMMON_VERBS - nouns)
    content = [word for word in words if word.lower not in plain and not word.lower.endswith("ly")]
    if len(content) > _MANY or not all(lexicon.holds(word.bare) for word in content):
        return False
    said = {stem(word) for earlier in before for word in content_words(earlier)}
    heads = {stem(part) for match in _DEFINITE.finditer(question) for part in match[1].split()}
    narrowed = any(word.lower in PREPOSITIONS for word in words[1:-1])
    return (len(content) <= _FEW and not narrowed) or bool(heads & said)


def _speaks_of_text(words: Sequence[Word]) -> bool:
    return any(_THE_TEXT.match(word.lower) for word in words)


def _names_something(question: str, words: Sequence[Word], is_name: IsName) -> bool:
    return bool(find_names(question, is_name)) or any(any(map(str.isdigit, word.text)) for word in words)


def _is_short_of_words(question: str, words: Sequence[Word], is_name: IsName) -> bool:
    """Whether nothing in it says what it is about: no name, no number, only words such as "result" or "the group"."""
    if _names_something(question, words, is_name) or _speaks_of_text(words):
        return False
    definite = set()
    for match in _DEFINITE.finditer(question):
        if not _NARROWED.match(question, match.end()):
            definite |= {part.lower() for part in match.group(1).split()}
    return not [
        word
        for word in words
        if word.lower not in _SMALL | _GENERIC | COMMON_VERBS | definite
        and not regex.search(r"(?:ed|n't|ly)$", word.lower)
    ]
