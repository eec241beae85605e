"""A question inside a question: "Who replaced the man who founded the yard?" asks first who founded the yard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import regex

from index.lexical import stem, words
from qa.answer import Answer
from qa.conversation.antecedents import Turn, name_of_answer
from qa.form.formed import Formed, Sources
from qa.language.inflection import base_form, is_base_form, is_participle
from qa.language.word_classes import AUXILIARIES, PAST_VERBS, PEOPLE
from qa.refusal import Refusal

SURE_AT_ONCE = 0.7
"""Confidence of an answer in one step from which on no second is tried: a sentence that says all of it is the better.

Not measured: of the shared cases that ask so each is answered below it in one step, or rightly above it.
"""

_PEOPLE = (
    r"(?:man|men|woman|women|person|people|one|leader|commander|captain|engineer|author|artist|architect|painter|king"
    r"|queen|mayor|president|minister|general|scientist|doctor|owner|founder|director|player|singer|writer|official)"
)
_INSIDE = regex.compile(
    r"(?P<before>\W*(?:(?:in|on|at|from|to|by|with|for)\s+)?(?:who|whom|whose|what|which|when|where|why|how)\b.*?)\b(?:the|that)\s+"
    r"(?P<noun>\p{Ll}+(?:\s\p{Ll}+)?)\s+(?P<relative>who|that|which)\s+(?P<clause>[^,;]+?)[\s?.!]*",
    regex.I,
)
_WHICH_IS_IT = regex.compile(
    r"\W*(?:who|what)\s+(?:is|are|was|were)(?:\s+the\s+(?:name|term)\s+(?:of|for))?\s+", regex.I
)
"""Asks for nothing but what the clause behind it tells of."""

_OF_A_ROLE = regex.compile(
    r"(?P<before>\W*(?:when|where|why|how old|how|(?:in|on|at) (?:what|which) \p{Ll}+)"
    r"\s+(?P<aux>was|is|did|does|has)\s+)"
    r"the\s+(?P<role>\p{Ll}+)\s+of\s+(?P<whose>(?:the\s+)?[^,;?]+?)(?P<after>\s+\p{Ll}+)?[\s?.!]*",
    regex.I,
)


class Steps(NamedTuple):
    """The `inner` question, and the outer one around the place of its answer.

    With `surely` they are two; else the text may well speak of "the architect of the hall" and never of his name.
    """

    inner: str
    before: str
    after: str
    surely: bool = True

    @property
    def own(self) -> str:
        """The words of the outer question alone."""
        return f"{self.before} {self.after}"

    def outer(self, answer: str) -> str:
        """The outer question with that answer in its place."""
        return f"{self.before}{answer}{self.after}?"


def two_steps(question: str, history: Sequence[str], sources: Sources) -> Formed | None:
    """The answer to the outer question, with the inner one's in its place; None where it asks no other inside it.

    Also None where the whole question is answered at once, by a sentence that has the outer question's own words, or
    not at all. What is found at once and answers the inner question is no answer. How it was understood stands in
    `standalone_question`; the confidence is the product of both.
    """
    steps = steps_of(question)
    if steps is None:
        return None
    at_once = sources.answer(question, tuple(history))
    if (
        at_once.answered
        and at_once.confidence >= SURE_AT_ONCE
        and _forms(steps.own) <= _forms(at_once.citations[0].quote)
    ):
        return None
    inner = sources.answer(steps.inner, tuple(history))
    named = _name(inner)
    if named is None:
        if not steps.surely:
            return None
        return Formed(form="refusal", answer=_refused(at_once, sources)) if at_once.answered else None
    outer = sources.answer(steps.outer(named), ())
    confidence = inner.confidence * outer.confidence
    if outer.form != "quotation" or confidence < sources.threshold or inner.answer == outer.answer:
        if not steps.surely:
            return None
        refused = outer.form == "refusal" and at_once.answer == inner.answer
        return Formed(form="refusal", answer=outer) if refused else None
    return Formed(
        form="quotation",
        citations=outer.citations[:1],
        confidence=confidence,
        standalone_question=f"{inner.standalone_question} {named}. {outer.standalone_question}",
        passages=outer.passages,
    )


def steps_of(question: str) -> Steps | None:
    """The two questions that it is made of; None where it is one."""
    said = " ".join(question.split())
    found = _INSIDE.fullmatch(said)
    if found is None:
        return _of_a_role(said)
    if found["relative"].lower() == found["noun"].lower():
        return None
    if not _is_verb(found["clause"].split()[0].lower()):
        return None  # "The theory that the king fled" has no question inside.
    clause, after = _parted(found["before"], found["clause"])
    if len(clause.split()) < 2 or (not after and _WHICH_IS_IT.fullmatch(found["before"])):
        return None
    noun = found["noun"]
    is_person = found["relative"].lower() == "who" or regex.fullmatch(_PEOPLE, noun)
    return Steps(f"{'Who' if is_person else f'Which {noun}'} {clause}?", found["before"], after)


def _of_a_role(question: str) -> Steps | None:
    """ "Where was the architect of the hall born?": who was that, and where was he born?"""
    found = _OF_A_ROLE.fullmatch(question)
    if found is None or found["role"].lower() not in PEOPLE:
        return None
    after = found["after"] or ""
    wants_verb = found["aux"].lower() in {"did", "does", "has", "was"}
    if wants_verb and not (is_base_form(after.strip()) or is_participle(after.strip())):
        return None
    return Steps(f"Who is the {found['role']} of {found['whose']}?", found["before"], after, surely=False)


def _is_verb(word: str) -> bool:
    return word in AUXILIARIES | PAST_VERBS or base_form(word) is not None or is_participle(word)


def _parted(before: str, clause: str) -> tuple[str, str]:
    """The relative clause, and the verb of the outer question where it stands behind: "when did [...] die"."""
    said = clause.split()
    aux = next((word.lower() for word in before.split() if word.lower() in AUXILIARIES), None)
    ends = {"did", "does", "do"} & {aux} and is_base_form(said[-1].lower())
    passive = {"was", "were", "is", "are"} & {aux} and is_participle(said[-1].lower())
    outer_verb_ahead = before.split()[-1].lower() not in AUXILIARIES
    if outer_verb_ahead or not (ends or passive):
        return clause, ""
    return " ".join(said[:-1]), f" {said[-1]}"


def _name(inner: Answer) -> str | None:
    """What the inner question is answered with, if it is sure and short enough to be asked about."""
    if inner.form != "quotation":
        return None
    return name_of_answer(Turn(inner.standalone_question, inner.answer))


def _refused(answer: Answer, sources: Sources) -> Answer:
    """The answer held back."""
    best = answer.citations[0]
    refusal = Refusal("unsure", None)
    return replace(
        answer,
        form="refusal",
        answer=None,
        verdict=None,
        confidence=round(min(answer.confidence, 0.99 * sources.threshold), 4),
        reason=refusal.sentence(len(sources.collection.documents)),
        citations=(),
        nearest=(replace(best, answer_start=None, answer_end=None),),
        refusal=refusal,
        withheld=best,
        withheld_verdict=answer.verdict,
    )


def _forms(text: str) -> set[str]:
    return {stem(base_form(word) or word) for word in words(text)}
