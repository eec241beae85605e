"""Somebody else's fact: told of another name, or of a pronoun that stands for another."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from index.sentences import split_sentences
from index.spans import Span
from qa.language.inflection import base_form, can_be
from qa.language.word_classes import word_set
from training.clauses import Fact, compose, is_name, lowered, marked_sentence, near, unmarked
from training.examples import Example
from training.names import MEN, SURNAMES, TOWNS, WOMEN

LONGEST = 240
"""Characters of a sentence that is worked on."""

_PERSONS = (
    "{name} was known in the town.",
    "{name} lived by the harbour for many years.",
    "{name} is often mentioned in the letters of the time.",
    "{name} grew up in {town}.",
    "Much has been written about {name}.",
    "{name} had many friends in {town}.",
    "A street in {town} is named after {name}.",
)
_PERSONS_OWN = (
    "{own} was known in the town.",
    "{own} lived by the harbour for many years.",
    "{own} is often mentioned in the letters of the time.",
    "{own} grew up in {town}.",
    "{own} had many friends in {town}.",
    "Much has been written about {own}.",
)
_THINGS = (
    "The {kind} in {town} is another matter.",
    "The {town} {kind} was well known.",
    "Visitors often talk of the {town} {kind}.",
    "A book has been written about the {town} {kind}.",
)
_THINGS_OWN = (
    "{own} is well known.",
    "A book has been written about {own}.",
    "Visitors often talk of {own}.",
    "Much has been said about {own}.",
)
_KINDS = word_set(
    "university college church river city company party museum bridge station theatre theater library "
    "school hospital castle palace cathedral abbey hotel bank club union league ship band album film "
    "novel book game tower building stadium airport railway canal park island lake mountain village "
    "town district festival act treaty"
)


def others(examples: Iterable[Example], seed: int) -> Iterator[Example]:
    """For each fact told of a name: another name's fact beside it, and a pronoun instead of the name."""
    draw = random.Random(seed)
    kept = list(examples)
    named = _named(kept)
    for fact in filter(None, map(marked_sentence, kept)):
        own = _own_name(fact)
        if own:
            yield from _side_by_side(fact, own, named[_group(fact.example)], draw)
            yield from _by_pronoun(fact, own, draw)


def _group(example: Example) -> str:
    return f"{example.source}/{example.document}"


def _named(examples: Iterable[Example]) -> dict[str, dict[str, str]]:
    """By document, the names that begin a sentence and a sentence of each."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for context, example in {example.context: example for example in examples}.items():
        for span in split_sentences(context, Span(0, len(context))):
            sentence = context[slice(*span)]
            match = _SUBJECT.match(sentence)
            if match and _is_name(match["name"]) and len(sentence) < LONGEST and sentence.endswith("."):
                found[_group(example)].setdefault(match["name"], sentence)
    return found


def _own_name(fact: Fact) -> str | None:
    """A name that stands in the question and, once, in the sentence that answers."""
    question, sentence = fact.example.question, unmarked(fact.sentence)
    if len(sentence) > LONGEST or not sentence.endswith(".") or re.search(r"[\n\"\u201c\u201d?!;:]", sentence):
        return None
    names = [match.group() for match in _NAME.finditer(question) if match.start()]
    fit = [name for name in names if _is_name(name) and len(re.findall(rf"\b{re.escape(name)}", fact.sentence)) == 1]
    return max(fit, key=len) if len(fit) == 1 and question.count(fit[0]) == 1 else None


def _is_name(name: str) -> bool:
    words = name.removeprefix("The ").split(" ")
    return len(name) > 2 and is_name(words[0], words[1] if len(words) > 1 else "") and words[0] not in _NO_NAMES


def _side_by_side(fact: Fact, own: str, named: dict[str, str], draw: random.Random) -> Iterator[Example]:
    """The fact and another name's sentence, asked about either; or about a name that is not there."""
    question, body = fact.example.question, re.compile(rf"\b{re.escape(own)}\b")
    if not body.search(question):
        return
    absent = _absent(own, draw)
    fit = [(name, text) for name, text in named.items() if _is_apart(name, text, fact, own)]
    for name, text in draw.sample(fit, min(2, len(fit))):
        asked = body.sub(draw.choice([name, name, absent]), question)
        yield compose(fact.example, draw.sample([fact.sentence, text], 2))
        yield compose(fact.example, draw.sample([unmarked(fact.sentence), text], 2), asked)
    if not fit:
        before, after = near(fact, draw)
        parts = [*before, fact.sentence, *after]
        if _is_person(own, fact) and not any(word in " ".join(parts) for word in absent.split(" ")):
            yield compose(fact.example, parts)
            yield compose(fact.example, [unmarked(part) for part in parts], body.sub(absent, question))


def _is_apart(name: str, text: str, fact: Fact, own: str) -> bool:
    """Whether a sentence about another name says nothing of what was asked."""
    question = fact.example.question.replace(own, " ")
    asked = {_stem(word) for word in re.findall(r"[a-z]{4,}|\d+|[A-Z]\w+", question)} - _EMPTY
    words = {_stem(word) for word in re.findall(r"\w+", text)}
    alike = name.startswith("The ") == own.startswith("The ") and abs(name.count(" ") - own.count(" ")) < 2
    told = {_stem(word) for word in re.findall(r"\w+", unmarked(fact.sentence))}
    return (
        alike
        and bool(asked & told)
        and not (
            set(name.lower().split()) & set(own.lower().split())
            or asked & words
            or _ASKS_WHAT.match(question)
            or name in fact.sentence
            or own in text
            or name in question
            or fact.example.answer_texts[0].lower() in text.lower()
        )
    )


_NAME = re.compile(r"\b[A-Z][\w\u2019'-]*\w(?: (?:of )?[A-Z][\w'\u2019-]*\w)*")
_SUBJECT = re.compile(
    rf"(?P<name>(?:The )?{_NAME.pattern}) "
    r"(?P<verb>was|were|is|are|has|had|will|can|[a-z]+ed|wrote|won|made|became|began|took|gave|went) "
)
_ASKS_WHAT = re.compile(r"(?:what|who)(?:'s| is| was| are| were)\W*$", re.IGNORECASE)
_NO_NAMES = word_set("Both Several According While During Around Since Police People Following Due")
_EMPTY = word_set("what when where which does with from that this have been many much were kind type name")


def _stem(word: str) -> str:
    return base_form(word) or word.lower().removesuffix("s")


def _absent(own: str, draw: random.Random) -> str:
    """A made name of the same length."""
    name = [draw.choice(MEN + WOMEN), draw.choice(SURNAMES)]
    return name[1] if " " not in own else " ".join(name)


def _by_pronoun(fact: Fact, own: str, draw: random.Random) -> Iterator[Example]:
    """The name replaced by a pronoun, behind a sentence about the name (a twin) or another (a trap)."""
    subject = own if fact.sentence.startswith(own) else f"The {own}"
    match = _SUBJECT.match(fact.sentence)
    if not match or match["name"] != subject or match["verb"] in {"were", "are"}:
        return
    sex, kind, town = _sex(own, fact), own.split(" ")[-1], draw.choice(TOWNS)
    if sex:
        pronoun, first = ("He", draw.choice(MEN)) if sex == "he" else ("She", draw.choice(WOMEN))
        name = f"{first} {draw.choice(SURNAMES)}"
        of_other, of_own = draw.choice(_PERSONS), draw.choice(_PERSONS_OWN)
    elif kind.lower() in _KINDS:
        pronoun, name = "It", kind
        of_other, of_own = draw.choice(_THINGS), draw.choice(_THINGS_OWN)
    else:
        return
    named = subject if of_own.startswith("{own}") else lowered(subject)
    said = pronoun + fact.sentence.removeprefix(subject)
    yield compose(fact.example, [of_own.format(own=named, town=town), said])
    yield compose(fact.example, [of_other.format(name=name, kind=kind, town=town), unmarked(said)])


def _is_person(own: str, fact: Fact) -> bool:
    return _sex(own, fact) is not None


def _sex(own: str, fact: Fact) -> str | None:
    """ "he" or "she", by the only one of both that the context uses, for a name of no other kind."""
    words = re.findall(r"\w+", fact.example.context.lower())
    he, she = (sum(words.count(word) for word in group) for group in (("he", "his", "him"), ("she", "her", "hers")))
    place = own.endswith(("ia", "land", "stan")) or re.search(rf"\b[Ii]n {re.escape(own)}\b", fact.example.context)
    if place or own.startswith("The ") or bool(he) == bool(she) or own.split(" ")[-1].lower() in _KINDS:
        return None
    plain = all(not can_be(word.lower()) for word in own.split(" ")[-1:])
    asked: Sequence[str] = re.findall(r"\w+", fact.example.question.lower())
    personal = plain and len(own.split(" ")) <= 3 and not own.isupper() and "of" not in own.split(" ")
    return ("he" if he else "she") if personal and not {"country", "city", "it", "company"} & set(asked) else None
