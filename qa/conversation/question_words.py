"""An earlier question, asked with another question word: "When?" after "Why did Qaani go to Baghdad?"."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from qa.conversation.antecedents import Turn, name_of_answer
from qa.language.inflection import base_form
from qa.language.word_classes import ARTICLES, BE, COMMON_VERBS, PREPOSITIONS

_ADVERBS = ("when", "where", "why", "how")
_SPELLED_OUT = {"how come": "Why", "for what": "Why", "what for": "Why"}
_AUX = r"(?P<aux>is|are|was|were|do|does|did|has|have|had|will|would|can|could|should)"
_OPENING = regex.compile(
    r"(?P<wh>(?:(?:for|since|in|by|at|on|with|from|to) )?(?:who|whom|whose|what|which|when|where|why|how)\b)"
    rf"(?P<noun>(?: [\p{{L}}\p{{N}}'\u2019-]+){{0,3}}?) {_AUX} (?P<rest>.+)",
    regex.I,
)
_SUBJECT = regex.compile(r"(?:who|what|which(?: \p{L}+){1,3}?) (?P<verb>\p{Ll}+) (?P<rest>.+)", regex.I)
_YES_NO = regex.compile(rf"{_AUX} (?P<rest>.+)", regex.I)
_SAY = " say about "


@dataclass(frozen=True)
class _Parts:
    """A question with an auxiliary, in parts: "which", "group", "did", "Iraq attack"; two in small letters."""

    wh: str
    noun: str
    aux: str
    rest: str

    @property
    def last(self) -> str:
        return self.rest.split()[-1].lower()


def ask_with(asked: str, turn: Turn) -> str | None:
    """The turn's question, asked with another question word: "When?" after "Why did Qaani go?".

    None where it cannot be asked so.
    """
    asked = regex.sub(r" (?:exactly|so|again|then)$", "", asked, flags=regex.I)
    asked = _SPELLED_OUT.get(asked.lower(), asked)
    previous = turn.question.rstrip(" ?.!")
    if more := regex.fullmatch(r"(who|what|where|when) else", asked, regex.I):
        same = previous.lower().startswith(f"{more[1].lower()} ")
        return f"{asked}{previous[len(more[1]) :]}?" if same else None
    if asked.lower() == "why not":
        return None
    if opening := _OPENING.fullmatch(previous):
        parts = _Parts(opening["wh"].lower(), opening["noun"].strip(), opening["aux"].lower(), opening["rest"])
        return next(filter(None, (rule(asked, parts, turn) for rule in _RULES)), None)
    if yes_no := _YES_NO.fullmatch(previous):
        return f"{asked} {yes_no['aux'].lower()} {yes_no['rest']}?"
    return _after_subject_question(asked, previous, turn)


def _after_adverb(asked: str, parts: _Parts, _: Turn) -> str | None:
    """ "When?" after "Why did Qaani go?": "When did Qaani go?"."""
    is_adverb = parts.wh.split()[-1] in _ADVERBS and not parts.noun
    return f"{asked} {parts.aux} {parts.rest}?" if is_adverb else None


def _after_identity(asked: str, parts: _Parts, turn: Turn) -> str | None:
    """ "Why?" after "Who is the leader of AAH?": "Why is Qais al-Khazali the leader of AAH?"."""
    if not _asks_who_or_what_is(parts):
        return None
    first = parts.rest.split()[0].lower()
    described = first in ARTICLES or regex.search(r"['\u2019]s$", first) is not None
    if not described or not turn.answer:
        return None
    named = (turn.answer, parts.rest) if parts.wh.startswith("who") else (parts.rest, turn.answer)
    return f"{asked} {parts.aux} {' '.join(named)}?"


def _after_passive(asked: str, parts: _Parts, _: Turn) -> str | None:
    """ "When?" after "What was the Yuan dynasty called?": "When was the Yuan dynasty called?"."""
    is_passive = _asks_who_or_what_is(parts) and parts.last.endswith(("ed", "ing"))
    return f"{asked} {parts.aux} {parts.rest}?" if is_passive else None


def _after_object(asked: str, parts: _Parts, _: Turn) -> str | None:
    """ "When?" after "What position did Muhannis hold?": "When did Muhannis hold the position?"."""
    has_object = parts.wh in {"what", "which"} and parts.noun and parts.aux not in BE
    if not has_object or parts.last in PREPOSITIONS or parts.rest.split()[-1] not in COMMON_VERBS:
        return None
    return f"{asked} {parts.aux} {parts.rest} the {parts.noun}?"


def _after_saying(asked: str, parts: _Parts, _: Turn) -> str | None:
    """ "When?" after "What did Khazali say about it?": "When did Khazali talk about it?"."""
    if parts.wh != "what" or parts.noun or parts.aux in BE or _SAY not in parts.rest:
        return None
    return f"{asked} {parts.aux} {parts.rest.replace(_SAY, ' talk about ', 1)}?"


_RULES = (_after_adverb, _after_identity, _after_passive, _after_object, _after_saying)


def _asks_who_or_what_is(parts: _Parts) -> bool:
    return parts.wh.startswith(("who", "what")) and parts.aux in BE and not parts.noun


def _after_subject_question(asked: str, previous: str, turn: Turn) -> str | None:
    """ "When?" after "Who succeeded Muhannis?": "When did Abu Fadak succeed Muhannis?"."""
    subject = _SUBJECT.fullmatch(previous)
    answer = name_of_answer(turn)
    base = base_form(subject["verb"]) if subject else None
    if not subject or not base or not answer:
        return None
    return f"{asked} {'does' if subject['verb'].endswith('s') else 'did'} {answer} {base} {subject['rest']}?"
