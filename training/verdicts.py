"""Questions to be answered by yes or no, from statements, their denials, and what leaves them open."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from index.sentences import split_sentences
from index.spans import Span
from qa.language.word_classes import word_set
from training.clauses import Clause, is_past, lowered, statements
from training.examples import Example, Verdict
from training.moods import AFFIRMED, DENIED, DOUBTED, framed
from training.rules import rule

EACH = 2
"""Statements asked about of one context, at most."""

_OPEN_VERBS = word_set("was were is are has had have can could must may will")
_SCOPE = re.compile(
    r"\b(?:all|every|each|some|most|many|several|both|any|few|often|usually|always|sometimes|still|yet|already|too|"
    r"again|more|another|other|others|further|instead|then|also|today|now|a number|next|first|least)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\bin (1[5-9]\d\d|20[0-2]\d)\b")
_ONCE = word_set(
    "built founded born opened completed established published released killed destroyed formed "
    "discovered invented launched abolished finished demolished crowned buried"
)
_HARD_DENIALS = tuple(
    frame
    for frame in DENIED
    if frame.startswith(("It is not true", "It is simply", "It is false", "The claim", "The story", "It is a mistake"))
)
_WIDE_OPEN = tuple(frame for frame in DOUBTED if not frame.startswith("Suppose"))


@dataclass(frozen=True)
class _Asked:
    """A statement of a context, and what can be asked about it."""

    example: Example
    place: Span
    clause: Clause
    question: str

    @property
    def sentence(self) -> str:
        return self.example.context[slice(*self.place)]


def verdicts(examples: Iterable[Example], seed: int) -> Iterator[Example]:
    """For each context yes, no and neither about its statements, and one about a made rule."""
    draw = random.Random(seed)
    for context, example in {example.context: example for example in examples}.items():
        asked = [
            _Asked(example, place, clause, question(clause, draw))
            for place, clause in statements(context)
            if _fits(clause)
        ]
        for one in draw.sample(asked, min(EACH, len(asked))):
            for verdict in ("yes", "no", "neither"):
                makers = _MAKERS[verdict]
                made = next(filter(None, (make(one, draw) for make in draw.sample(makers, len(makers)))), None)
                if made:
                    yield made
        yield from rule(example, draw)


def question(clause: Clause, draw: random.Random) -> str:
    """The statement as a question for yes or no."""
    subject = lowered(clause.subject)
    if clause.is_auxiliary:
        asked = f"{clause.verb} {subject} {clause.rest}"
    else:
        asked = f"did {subject} {clause.base} {clause.rest}"
    if draw.random() < 0.15:
        return f"Is it true that {subject} {clause.verb} {clause.rest}?"
    return f"{asked[0].upper()}{asked[1:]}?"


def _fits(clause: Clause) -> bool:
    words = clause.rest.split(" ")
    return (
        not clause.lead
        and clause.subject.split(" ")[0] not in {"A", "An"}
        and not re.search(r"[,%]| and | or ", clause.rest)
        and not _SCOPE.search(clause.subject + " " + clause.rest)
        and 2 <= len(words) <= 14
        and (clause.verb in _OPEN_VERBS or (not clause.is_auxiliary and clause.base is not None))
    )


def _around(asked: _Asked, sentence: str, verdict: Verdict, draw: random.Random, question: str = "") -> Example:
    """The statement's place taken by a sentence that decides (or does not), among its neighbours."""
    context = asked.example.context
    spans = split_sentences(context, Span(0, len(context)))
    at = next(n for n, span in enumerate(spans) if span == asked.place)
    texts = [" ".join(context[slice(*span)].split()) for span in spans]
    before = texts[max(0, at - draw.randint(0, 2)) : at]
    after = texts[at + 1 : at + 1 + draw.randint(0, 2)]
    start = sum(len(text) + 1 for text in before)
    place = Span(start, start + len(sentence)) if verdict != "neither" else None
    text = " ".join([*before, sentence, *after] if sentence else texts[max(0, at - 2) : at] + texts[at + 1 : at + 3])
    return replace(
        asked.example,
        question=question or asked.question,
        context=text,
        answers=(),
        sentence=place,
        verdict=verdict,
        lead="",
    )


def _stated(asked: _Asked, draw: random.Random) -> Example:
    return _around(asked, asked.sentence, "yes", draw)


def _affirmed(asked: _Asked, draw: random.Random) -> Example:
    return _around(asked, framed(AFFIRMED, asked.sentence, draw), "yes", draw)


def _not(asked: _Asked, draw: random.Random) -> Example:
    clause = asked.clause
    if clause.is_auxiliary:
        past = clause.verb in {"was", "were", "has", "had", "have"}
        words = ["not", "not", "never"] if past and is_past(clause.next_word) else ["not"]
        denied = clause.said(f"{clause.verb} {draw.choice(words)}").replace(" can not ", " cannot ")
        return _around(asked, denied, "no", draw)
    forms = ["did not {base}", "never {past}", "refused to {base}", "failed to {base}", "did not manage to {base}"]
    return _around(asked, clause.said(draw.choice(forms).format(base=clause.base, past=clause.verb)), "no", draw)


def _denied(asked: _Asked, draw: random.Random) -> Example:
    return _around(asked, framed(_HARD_DENIALS, asked.sentence, draw), "no", draw)


def _other_year(asked: _Asked, draw: random.Random) -> Example | None:
    """Asked about a year that is not the one that the sentence gives to what happened once."""
    match = _YEAR.search(asked.question)
    once = asked.clause.verb in {"was", "were"} and asked.clause.next_word in _ONCE
    if not match or not once:
        return None
    year = int(match.group(1)) + draw.choice([-1, 1]) * draw.randint(1, 20)
    changed = asked.question[: match.start(1)] + str(year) + asked.question[match.end(1) :]
    return _around(asked, asked.sentence, "no", draw, changed)


def _doubted(asked: _Asked, draw: random.Random) -> Example:
    return _around(asked, framed(_WIDE_OPEN, asked.sentence, draw), "neither", draw)


def _left_out(asked: _Asked, draw: random.Random) -> Example | None:
    """The neighbours alone, where there are some and they hold none of the statement's longer words."""
    made = _around(asked, "", "neither", draw)
    rare = [word for word in asked.clause.rest.split(" ") if len(word) > 5]
    shared = any(word.lower() in made.context.lower() for word in rare)
    return made if len(made.context) > 60 and len(rare) > 1 and not shared else None


def _of_another(asked: _Asked, draw: random.Random) -> Example | None:
    """Asked about another subject of the context, of which it says something else."""
    context, own = asked.example.context, asked.clause.subject
    others = [
        clause.subject
        for _, clause in statements(context)
        if clause.is_singular == asked.clause.is_singular
        and not clause.lead
        and not set(clause.subject.lower().split()) & set(own.lower().split()) - {"the"}
        and clause.subject not in asked.sentence
        and clause.rest.split(" ")[0] != asked.clause.rest.split(" ")[0]
        and clause.subject.split(" ")[0] not in {"A", "An"}
    ]
    if not others or asked.clause.is_copula or own == "The" or lowered(own) not in asked.question:
        return None
    changed = asked.question.replace(lowered(own), lowered(draw.choice(others)), 1)
    return _around(asked, asked.sentence, "neither", draw, changed)


_Maker = Callable[[_Asked, random.Random], Example | None]
_MAKERS: dict[Verdict, tuple[_Maker, ...]] = {
    "yes": (_stated, _affirmed),
    "no": (_not, _not, _denied, _other_year),
    "neither": (_doubted, _left_out, _of_another),
}
