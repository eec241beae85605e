"""Questions that the documents do not answer: of those that they do, with a name or a number swapped."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import regex

from qa.evaluation.making.answerability import Sentences, last_word
from qa.evaluation.making.made_question import MadeQuestion
from qa.evaluation.making.names import Names

_YEAR = regex.compile(r"\b(?:1\d|20)\d\d\b")
_TRIED = 10
_NUMBER = regex.compile(r"(?<![\d.,$])\d{1,3}(?![\d.,%])")


def swapped(made: Sequence[MadeQuestion], names: Names, sentences: Sentences, seed: int = 0) -> Iterator[MadeQuestion]:
    """At most one of each question, of those that ask for words: another name or number of the same documents.

    Kept is only what no paragraph can answer: none holds all that the question asks with, and no sentence
    has the name put in with half of the other words. A yes-or-no question is left aside: a reader could say no.
    """
    for one in made:
        if one.verdict or one.defines or one.kind in {"heading", "list"}:
            continue
        chance = random.Random(f"{seed} {one.question}")  # noqa: S311 - a choice, no secret
        found = _with_other_name(one, names, sentences, chance) or _with_other_number(one, sentences, chance)
        if found:
            yield found


def _with_other_name(
    one: MadeQuestion, names: Names, sentences: Sentences, chance: random.Random
) -> MadeQuestion | None:
    said = " ".join(sentences.text(one, span) for span in one.sentences)
    # The longest first, and none that is a part of a longer one.
    for name in sorted((name for name in names.all if name in one.question), key=lambda each: (-len(each), each)):
        whole = regex.compile(
            rf"(?<![\p{{L}}-])(?<!\p{{Lu}}[\p{{L}}.'-]* ){regex.escape(name)}(?![\p{{L}}-]| \p{{Lu}}| of \p{{Lu}})"
        )
        if not whole.search(one.question):
            continue
        others = [other for other in names.like(name) if other not in said and not _share_words(name, other)]
        chance.shuffle(others)
        for other in others[:_TRIED]:
            question = whole.sub(other, one.question)
            rest = whole.sub("", one.question)
            if not sentences.in_one_paragraph(
                whole.sub(last_word(other), one.question)
            ) and not sentences.says_together(other, rest):
                return MadeQuestion(question, "swapped-name", one.document)
    return None


def _share_words(name: str, other: str) -> bool:
    return bool(set(regex.split(r"[ -]", name)) & set(regex.split(r"[ -]", other)))


def _with_other_number(one: MadeQuestion, sentences: Sentences, chance: random.Random) -> MadeQuestion | None:
    for pattern, nearby in ((_YEAR, range(1, 12)), (_NUMBER, range(1, 5))):
        number = pattern.search(one.question)
        if not number:
            continue
        changes = [step * sign for step in nearby for sign in (1, -1) if int(number.group()) + step * sign > 0]
        chance.shuffle(changes)
        for change in changes:
            other = str(int(number.group()) + change)
            question = one.question[: number.start()] + other + one.question[number.end() :]
            if not sentences.in_one_paragraph(question):
                return MadeQuestion(question, "swapped-number", one.document)
    return None
