"""An earlier question, asked with another question word: "When?" after "Why did Qaani go to Baghdad?"."""

from __future__ import annotations

import regex

from qa.conversation.antecedents import Turn, name_of_answer
from qa.language.english import BE, COMMON_VERBS, PREPOSITIONS, base_form

_ADVERBS = ("when", "where", "why", "how")
_AUX = r"(?P<aux>is|are|was|were|do|does|did|has|have|had|will|would|can|could|should)"
_OPENING = regex.compile(
    r"(?P<wh>(?:(?:for|since|in|by|at|on|with|from|to) )?(?:who|whom|whose|what|which|when|where|why|how)\b)"
    rf"(?P<noun>(?: [\p{{L}}\p{{N}}'\u2019-]+){{0,3}}?) {_AUX} (?P<rest>.+)",
    regex.I,
)
_SUBJECT = regex.compile(r"(?:who|what|which(?: \p{L}+){1,3}?) (?P<verb>\p{Ll}+) (?P<rest>.+)", regex.I)
_YES_NO = regex.compile(rf"{_AUX} (?P<rest>.+)", regex.I)


def ask_with(asked: str, turn: Turn) -> str | None:
    """The turn's question, asked with another question word: "When?" after "Why did Qaani go?"."""
    asked = regex.sub(r" (?:exactly|so|again|then)$", "", asked, flags=regex.I)
    asked = {"how come": "Why", "for what": "Why", "what for": "Why"}.get(asked.lower(), asked)
    previous = turn.question.rstrip(" ?.!")
    more = regex.fullmatch(r"(who|what|where|when) else", asked, regex.I)
    opening = _OPENING.fullmatch(previous)
    if more:
        return f"{asked}{previous[len(more[1]) :]}?" if previous.lower().startswith(more[1].lower() + " ") else None
    if asked.lower() == "why not":
        return None
    if opening is None:
        yes_no = _YES_NO.fullmatch(previous)
        return f"{asked} {yes_no['aux'].lower()} {yes_no['rest']}?" if yes_no else _subject_question(asked, turn)
    wh, noun, aux, rest = opening["wh"].lower(), opening["noun"].strip(), opening["aux"].lower(), opening["rest"]
    if wh.split()[-1] in _ADVERBS and not noun:
        return f"{asked} {aux} {rest}?"
    if wh.startswith(("who", "what")) and aux in BE and not noun:
        return _with_answer(asked, wh, aux, rest, turn)
    if wh in {"what", "which"} and noun and aux not in BE and rest.split()[-1].lower() not in PREPOSITIONS:
        ends_in_verb = rest.split()[-1] in COMMON_VERBS
        return f"{asked} {aux} {rest} the {noun}?" if ends_in_verb else None
    if wh == "what" and " say about " in rest:
        return f"{asked} {aux} {rest.replace(' say about ', ' talk about ', 1)}?"
    return None


def _with_answer(asked: str, wh: str, aux: str, rest: str, turn: Turn) -> str | None:
    """ "Why?" after "Who is the leader of AAH?": "Why is Qais al-Khazali the leader of AAH?"."""
    first = rest.split()[0].lower()
    if (first in {"the", "a", "an"} or regex.search(r"['\u2019]s$", first)) and turn.answer:
        parts = (turn.answer, rest) if wh.startswith("who") else (rest, turn.answer)
        return f"{asked} {aux} {' '.join(parts)}?"
    return f"{asked} {aux} {rest}?" if rest.split()[-1].endswith(("ed", "ing")) else None


def _subject_question(asked: str, turn: Turn) -> str | None:
    """ "When?" after "Who succeeded Muhannis?": "When did Abu Fadak succeed Muhannis?"."""
    subject = _SUBJECT.fullmatch(turn.question.rstrip(" ?.!"))
    answer = name_of_answer(turn)
    base = base_form(subject["verb"]) if subject else None
    if not subject or not base or not answer:
        return None
    return f"{asked} {'does' if subject['verb'].endswith('s') else 'did'} {answer} {base} {subject['rest']}?"
