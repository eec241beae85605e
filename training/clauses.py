"""Plain statements taken apart: subject, verb and rest, so that one of them can be changed.

An answer is marked inside its text, so that it keeps its place through every change of the
words around it; `compose` turns the marks back into a span.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.sentences import split_sentences
from index.spans import Span
from qa.language.inflection import base_form, can_be, is_participle, past_form
from qa.language.word_classes import word_set
from training.examples import Example

OPEN, CLOSE = "\ue000", "\ue001"
LENGTHS = range(25, 240)
"""Characters of a sentence that is worked on."""

_BE = frozenset(["is", "are", "was", "were"])
_AUXILIARIES = _BE | word_set("has had have can could must may will would should might")
_LOWERED = word_set(
    "The A An In On At By During After Before From Since Under With For Until This These Its His Her "
    "Their Some Many Most Several All Both Each Two Three Four Five Six Seven Eight Nine Ten One "
    "Every Other Another"
)
_LEADING = word_set("In On At By During After From Since Under")
_NO_NAME = _LOWERED | word_set(
    "He She It They We I You There That Those Such What When Where While Who Which Why How If As "
    "Because Although Though However But And Or So Also Then Thus Here Not No Nobody None Neither Nor "
    "Only Even Today Now My Our Your Once Despite Unlike Like Of To"
)
_NOT_IN_SUBJECT = word_set(
    "that which who whom whose where when while because although if but it he she they we i you there "
    "this these those not no also then only so as such than however to by what my your his her their "
    "our its"
)
_UNSAFE = re.compile(
    r"\b(?:that|which|who|whom|whose|where|when|while|because|although|though|if|unless|until|but|however|whether|"
    r"what|how|why|not|never|no|nor|neither|none|nothing|without|also|only|so|except|nearly|almost|would|could|might|"
    r"may|said|claimed|believed|thought|alleged|reportedly|allegedly|probably|perhaps|I|we|you|my|our|your)\b"
    r"|n['\u2019]t\b|[\"'\u2018\u201c\u201d()\[\]:;?!*/\u2013\u2014\n]| - |\.\.|\. |, (?:and|or|as|with) "
)
_PAST_ONLY = word_set(
    "became began won wrote took gave came went made held built sold bought sent lost met ran grew "
    "knew kept brought taught caught fought paid drew fell rose chose drove ate flew stole swore "
    "threw wore sank sang spoke spent"
)


@dataclass(frozen=True)
class Fact:
    """The sentence that answers an example, its answer marked, and the sentences around it."""

    example: Example
    sentence: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Clause:
    """`lead` ("In 1995, " or empty), `subject`, `verb` and `rest` (without the full stop) of a plain statement."""

    lead: str
    subject: str
    verb: str
    rest: str

    @property
    def next_word(self) -> str:
        return bare(self.rest.split(" ")[0])

    @property
    def is_auxiliary(self) -> bool:
        return self.verb in _AUXILIARIES

    @property
    def is_passive(self) -> bool:
        return self.verb in _BE and is_past(self.next_word)

    @property
    def is_copula(self) -> bool:
        return self.verb in _BE and not is_participle(self.next_word) and not self.next_word.endswith("ing")

    @property
    def base(self) -> str | None:
        """The base of the verb that says what happens."""
        return base_form(self.next_word if self.is_auxiliary else self.verb)

    @property
    def is_singular(self) -> bool:
        last = bare(self.subject.split(" ")[-1])
        return " and " not in self.subject and not re.search(r"(?<!s)s$", last)

    def said(self, verb: str, rest: str | None = None) -> str:
        return f"{self.lead}{self.subject} {verb} {self.rest if rest is None else rest}."


def bare(word: str) -> str:
    return word.strip(f"{OPEN}{CLOSE}.,")


def unmarked(text: str) -> str:
    return text.replace(OPEN, "").replace(CLOSE, "")


def lowered(text: str) -> str:
    """The text as it reads behind other words: "The hall" loses its capital, "Oslo" does not."""
    at = text.startswith(OPEN)
    word = re.match(r"\w*", text[at:])
    return text[:at] + text[at].lower() + text[at + 1 :] if word and word.group() in _LOWERED else text


def raised(text: str) -> str:
    at = text.startswith(OPEN)
    return text[:at] + text[at : at + 1].upper() + text[at + 1 :]


def is_past(word: str) -> bool:
    """Whether a lower-case word is surely a past form or a participle."""
    return word.islower() and not word.endswith("s") and base_form(word) is not None and is_participle(word)


def is_plain(sentence: str) -> bool:
    """Whether it states one thing, with nothing subordinate, denied or quoted."""
    return (
        len(sentence) in LENGTHS
        and sentence.endswith(".")
        and sentence.count(",") <= 2
        and not _UNSAFE.search(unmarked(sentence))
    )


def is_name(first: str, second: str = "") -> bool:
    return first[:1].isupper() and first not in _NO_NAME and (not can_be(first.lower()) or second[:1].isupper())


def parse(sentence: str) -> Clause | None:
    """The parts of a plain statement, or None where the main verb is not sure."""
    words = sentence.removesuffix(".").split(" ")
    start = _end_of_lead(words)
    first = words[start : start + 2]
    if len(first) < 2 or not (bare(first[0]).lower() in {"the", "a", "an"} or is_name(*map(bare, first))):
        return None
    for at in range(start + 1, min(start + 8, len(words) - 1)):
        word = words[at]
        if word in _AUXILIARIES or _is_past_verb(word):
            clause = Clause(
                "".join(f"{w} " for w in words[:start]),
                " ".join(words[start:at]),
                word,
                " ".join(words[at + 1 :]),
            )
            return clause if _is_sound(clause) else None
        if not _fits_subject(word):
            return None
    return None


def marked_sentence(example: Example) -> Fact | None:
    """The one sentence that answers, its shortest commonest answer marked; None where others may answer too."""
    if not example.answers:
        return None
    answer = min(example.answers, key=lambda span: (-example.answers.count(span), span.end - span.start))
    text = example.context[slice(*answer)]
    if example.context.lower().count(text.lower()) != 1 or not text[-1].isalnum() or len(text) > 80:
        return None
    spans = split_sentences(example.context, Span(0, len(example.context)))
    at = next((n for n, span in enumerate(spans) if span.start <= answer.start and answer.end <= span.end), None)
    if at is None or any(not spans[at].overlaps(other) for other in example.answers):
        return None
    start, end = spans[at]
    sentence = example.context[start : answer.start] + OPEN + text + CLOSE + example.context[answer.end : end]
    around = [" ".join(example.context[slice(*span)].split()) for span in spans]
    return Fact(example, sentence, tuple(around[max(0, at - 2) : at]), tuple(around[at + 1 : at + 3]))


def facts(examples: Iterable[Example]) -> Iterator[tuple[Fact, Clause]]:
    """Plain sentences whose main clause answers their question."""
    for example in examples:
        fact = marked_sentence(example)
        if fact and is_plain(fact.sentence):
            clause = parse(fact.sentence)
            if clause and _asks_of(example.question, clause):
                yield fact, clause


def statements(context: str) -> Iterator[tuple[Span, Clause]]:
    for span in split_sentences(context, Span(0, len(context))):
        sentence = context[slice(*span)]
        clause = parse(sentence) if is_plain(sentence) else None
        if clause:
            yield span, clause


def near(fact: Fact, draw: random.Random) -> tuple[list[str], list[str]]:
    """Up to three of the sentences around a fact, none very long."""
    before = [text for text in fact.before if len(text) < max(LENGTHS)]
    after = [text for text in fact.after if len(text) < max(LENGTHS)]
    wanted = draw.randint(0, 3)
    of_before = min(len(before), draw.randint(0, wanted))
    return before[len(before) - of_before :], after[: wanted - of_before]


def compose(example: Example, parts: Sequence[str], question: str = "", lead: str = "") -> Example:
    """The example asked of the joined parts; answerable where one of them holds a marked answer."""
    text = " ".join(part for part in parts if part)
    start, end = text.find(OPEN), text.find(CLOSE)
    answers = (Span(start, end - 1),) if start >= 0 else ()
    return replace(
        example,
        question=question or example.question,
        context=unmarked(text),
        answers=answers,
        sentence=None,
        verdict=None,
        lead=lead,
    )


def _end_of_lead(words: Sequence[str]) -> int:
    if words[0] not in _LEADING:
        return 0
    return next((at + 1 for at, word in enumerate(words[1:7], 1) if bare(word) + "," == unmarked(word)), 0)


def _fits_subject(word: str) -> bool:
    plain = bare(word)
    if "," in word or plain.lower() in _NOT_IN_SUBJECT or not plain:
        return False
    if not plain.islower():
        return True
    return plain in {"of", "the", "and", "in", "for", "at", "de", "von", "a", "an", "la"} or (
        bool({"NOUN", "ADJ", "PROPN"} & can_be(plain)) and not is_past(plain)
    )


def _is_past_verb(word: str) -> bool:
    if word in _PAST_ONLY:
        return True
    base = base_form(word) if word.endswith("ed") and word.islower() else None
    return base is not None and past_form(base) == word and word != "based"


def _is_sound(clause: Clause) -> bool:
    marks = clause.subject.count(OPEN) == clause.subject.count(CLOSE)
    last = bare(clause.subject.split(" ")[-1])
    closed = last not in {"of", "the", "and", "in", "for", "at", "a", "an", "de"} and (
        not last.islower() or "NOUN" in can_be(last)
    )
    rest = [bare(word) for word in clause.rest.split(" ")]
    others = any(word in _AUXILIARIES or word in {"did", "does", "do", "be"} for word in rest)
    second = any(a in {"and", "or"} and is_past(b) for a, b in pairwise(rest))
    if clause.verb in {"has", "had", "have"}:
        others |= not (is_past(rest[0]) or rest[0] == "been") or rest[0] == "to"
    if not clause.is_auxiliary:
        others |= rest[0] in {"by", "to"} or any(_is_past_verb(word) for word in rest)
    return marks and closed and not others and not second and not rest[0].endswith("ly") and bool(rest[0])


def _asks_of(question: str, clause: Clause) -> bool:
    """Whether the question is about what the main verb says."""
    words = re.findall(r"\w+", question.lower())
    if clause.is_copula:
        return bool(
            re.match(r"(?:who|what|where|how \w+|wh\w+ \w+|what \w+ \w+) (?:is|was|are|were)\b", question.lower())
        ) and not any(is_past(word) for word in words)
    base = clause.base
    return base is not None and any(word == base or base_form(word) == base for word in words)
